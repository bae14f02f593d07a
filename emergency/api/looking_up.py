"""The one question of the registry, for machines: which address had a number at an instant, and what was known then.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.api.base import READS, NumbersCall, answers, number_of
from emergency.api.presenting import found_shown
from emergency.api.serializers import LookupIn
from emergency.api.shapes import FoundOut
from emergency.registry.selectors import Found, lookup
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.api.base import fresh
from extranet.clients.selectors import own_client_id


class Lookup(NumbersCall):
    """The one question."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="lookUp", parameters=[LookupIn], responses=answers(FoundOut, also=(422,)))
    def get(self, request: Request) -> Response:
        """Say which address was declared for a number at an instant, by whom, and when it was known.

        `hosted_no_address` when nobody declared one; `not_hosted` when the key's house, or its client, did not hold
        the number at that instant. Never the nearest block, a head office or a billing address.
        """
        asked = self.answers(LookupIn, request.query_params.dict())
        found = lookup(number_of(asked["number"], "number"), asked.get("at"), asked.get("known_at"))
        return fresh(found_shown(within(found, self.person)))


def within(found: Found, person: Person) -> Found:
    """Return an answer as a person may have it: of a sibling's number a client learns what it learns of nobody's.

    Partners are told apart by the database. What a client held at the instant asked about is its own to ask, whoever
    holds it today; what another client held then is not, though the number be its own now.

    Terms: telavox.7, bt.14, sip.4
    """
    is_foreign = found.holder is not None and person.is_client and found.holder.client_id != own_client_id(person)
    return replace(found, holder=None, declared=None) if is_foreign else found

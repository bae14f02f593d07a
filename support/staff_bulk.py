"""One act on many tickets of many partners, from the operator's host: each in its own schema and transaction.

A ticket that refuses is told of with its sentence; the others are done all the same.

Terms: general.7
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.accounts.people import Person, person_in
from extranet.errors import Refusal
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.models import Ticket

MOST: Final = 200
Act = Callable[[UUID, Person], object]


@dataclass(frozen=True)
class Chosen:
    """A ticket somebody ticked in the queue."""

    partner: str
    ticket_id: UUID
    number: str


@dataclass(frozen=True)
class Told:
    """What became of one ticket. `refusal`: why nothing was done; empty when the act was made."""

    number: str
    refusal: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the act was made."""
        return not self.refusal


def act_on(chosen: Iterable[Chosen], act: Act, *, user: User) -> list[Told]:
    """Make `act` on each ticket as `user`, one transaction a ticket; return what became of each, in order.

    Terms: general.7
    """
    partners = {one.schema_name: one for one in Partner.objects.all()}
    return [_made(one, act, user, partners.get(one.partner)) for one in chosen]


def _made(one: Chosen, act: Act, user: User, partner: Partner | None) -> Told:
    if partner is None:
        return Told(one.number, _("Ce partenaire n’existe plus : faites comparer la file par « reconcile »."))
    with acting(one.partner, OPERATOR):
        person = person_in(user, home=PUBLIC, partner=partner)
        if person is None:
            return Told(one.number, _("Vous ne travaillez plus au desk."))
        try:
            with transaction.atomic():
                act(one.ticket_id, person)
        except Refusal as refusal:
            return Told(one.number, str(refusal))
        except Ticket.DoesNotExist:
            return Told(one.number, _("Ce ticket n’existe plus : faites comparer la file par « reconcile »."))
    return Told(one.number)

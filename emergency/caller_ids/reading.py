"""Reads what is known of the numbers that calls present; a few statements for a whole partner.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from emergency.caller_ids.rules import Known
from emergency.registry.facts import AddressFacts
from emergency.registry.geography import StreetNames, key_of
from emergency.registry.models import Street
from extranet.tenancy.context import current_schema

Owned = tuple[UUID, int]
_COLUMNS: Final = tuple(field.name for field in fields(AddressFacts))
_PLACE: Final = ", ".join(f"place.{name}" for name in _COLUMNS)
_JOINED: Final = """
    LEFT JOIN public.registry_registration AS said
        ON said.holding_id = block.id AND said.numbers && block.numbers AND upper_inf(said.recorded)
        AND said.valid @> coalesce(%(at)s::timestamptz, statement_timestamp()) {narrowed}
    LEFT JOIN public.registry_address AS place ON place.id = said.address_id
"""
# Who else holds a number is not asked: only whether this client does.
_OF_NUMBERS: Final = f"""
    SELECT asked.client_id, asked.number, block.kind, said.id, {_PLACE}
    FROM unnest(%(clients)s::uuid[], %(numbers)s::bigint[]) AS asked(client_id, number)
    JOIN public.numbering_holding AS block
        ON block.partner = %(partner)s AND block.client_id = asked.client_id AND block.numbers @> asked.number
        AND block.held @> coalesce(%(at)s::timestamptz, statement_timestamp())
    {_JOINED.format(narrowed="AND said.numbers @> asked.number")}
"""  # noqa: S608 - made of constants
_OF_CLIENTS: Final = f"""
    SELECT block.client_id, lower(said.numbers), block.kind, said.id, {_PLACE}
    FROM public.numbering_holding AS block
    {_JOINED.format(narrowed="")}
    WHERE block.partner = %(partner)s AND block.client_id = ANY(%(clients)s::uuid[]) AND place.postal_code = ANY(%(codes)s)
        AND block.held @> coalesce(%(at)s::timestamptz, statement_timestamp())
"""  # noqa: S608, E501 - made of constants


def known_of(asked: Collection[Owned], at: datetime | None = None) -> Mapping[Owned, Known]:
    """Return what is known of numbers that clients present, by client and number; one statement.

    Terms: general.4, sip.5
    """
    wanted = list(dict.fromkeys(asked))
    found = {one: Known(one[1]) for one in wanted}
    if wanted:
        values = {"clients": [client for client, _number in wanted], "numbers": [number for _client, number in wanted]}
        for client_id, known in _rows(_OF_NUMBERS, at, **values):
            found[client_id, known.number] = known
    return found


def candidates_of(
    places: Iterable[tuple[UUID, AddressFacts]], at: datetime | None = None
) -> Mapping[UUID, list[Known]]:
    """Return, by client, a number of each address it declared under the postal codes of its places; one statement.

    The lowest of each registration stands for all of them: they have one address and one kind.
    """
    wanted = list(places)
    found: dict[UUID, list[Known]] = {}
    if wanted:
        clients, codes = {client for client, _facts in wanted}, {facts.postal_code for _client, facts in wanted}
        for client_id, known in _rows(_OF_CLIENTS, at, clients=list(clients), codes=sorted(codes)):
            found.setdefault(client_id, []).append(known)
    return found


def _rows(question: str, at: datetime | None, **values: Any) -> Iterable[tuple[UUID, Known]]:
    with connection.cursor() as cursor:
        cursor.execute(question, {"partner": current_schema(), "at": at, **values})
        for client_id, number, kind, said, *place in cursor.fetchall():
            address = None if said is None else AddressFacts(**dict(zip(_COLUMNS, place, strict=True)))
            yield client_id, Known(int(number), is_held=True, kind=kind, address=address)


def streets_of(places: Iterable[AddressFacts]) -> Mapping[str, tuple[StreetNames, ...]]:
    """Return, by postal code, the streets known there under a name that these addresses use; one query."""
    wanted = list(places)
    keys = {key_of(name) for facts in wanted for name in (facts.street, facts.second_street) if name}
    if not keys:
        return {}
    rows = Street.objects.filter(postal_code__in={facts.postal_code for facts in wanted}, keys__overlap=sorted(keys))
    found: dict[str, tuple[StreetNames, ...]] = {}
    for row in rows:
        found[row.postal_code] = (*found.get(row.postal_code, ()), row.as_names)
    return found

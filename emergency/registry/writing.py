"""How a declaration is written: its address, its author, and the terms it was made under.

Whoever calls holds the lock of the block's sheet, and gives the instant read after it as the boundary.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Func, Max
from django.db.models.fields import DateTimeField

from emergency.registry.facts import AddressFacts
from emergency.registry.hooks import run_after_declaring
from emergency.registry.keeping import known_within, make_rooms, numbers_of, valid_of
from emergency.registry.models import Address, Reason, Registration, Side
from emergency.registry.models.registrations import Declaration
from emergency.registry.terms import terms_of_all
from emergency.registry.timeline import Area
from emergency.registry.transmitting.queueing import note_written, together
from extranet.accounts.people import Person
from extranet.numbering.models import Holding
from extranet.tenancy.inserting import insert_together
from extranet.times import brussels_day


@dataclass(frozen=True)
class Authorship:
    """Who declared, when, for whom, and under which version of the terms: copied onto the row for ever."""

    declared_at: datetime
    author_id: UUID
    author_name: str
    author_email: str
    author_role: str
    author_side: str
    terms_part: str
    terms_number: int | None
    terms_sha256: str
    is_terms_accepted: bool


def side_of(person: Person) -> Side:
    """Return for whom a person declares.

    Terms: telavox.7, bt.14, sip.4
    """
    if person.is_staff:
        return Side.OPERATOR
    return Side.CLIENT if person.is_client else Side.PARTNER


def authorship(holding: Holding, person: Person, instant: datetime) -> Authorship:
    """Return the authorship of what `person` declares at `instant`."""
    return authorships([holding], person, instant)[0]


def authorships(holdings: Sequence[Holding], person: Person, instant: datetime) -> list[Authorship]:
    """Return the authorship of what `person` declares at `instant` on many blocks, in their order."""
    versions = terms_of_all(holdings, language=person.user.language, day=brussels_day(instant))
    return [
        Authorship(
            declared_at=instant,
            author_id=person.user.pk,
            author_name=person.user.name,
            author_email=person.user.email,
            author_role=person.role,
            author_side=side_of(person),
            terms_part=terms.part,
            terms_number=terms.number,
            terms_sha256=terms.sha256,
            is_terms_accepted=terms.is_accepted,
        )
        for terms in versions
    ]


def authorship_of(row: Declaration) -> Authorship:
    """Return the authorship that a row has kept."""
    return Authorship(**{field.name: getattr(row, field.name) for field in fields(Authorship)})


def kept_address(holding: Holding, facts: AddressFacts, instant: datetime) -> Address:
    """Write down a place of the block's client."""
    return kept_addresses([(holding, facts)], instant)[0]


def kept_addresses(places: Sequence[tuple[Holding, AddressFacts]], instant: datetime) -> list[Address]:
    """Write down places of blocks' clients, each different one of a client once; in the order given."""
    made: dict[tuple[str, UUID, AddressFacts], Address] = {}
    for holding, facts in places:
        owner = {"partner": holding.partner, "client_id": holding.client_id}
        made.setdefault(
            (holding.partner, holding.client_id, facts), Address(**owner, **vars(facts), created_at=instant)
        )
    insert_together(list(made.values()))
    return [made[holding.partner, holding.client_id, facts] for holding, facts in places]


@dataclass(frozen=True)
class Entry:
    """What a declaration writes: an address in an area of a block, by whom, and what is known there before."""

    holding: Holding
    taken: Area
    address: Address
    author: Authorship
    before: tuple[Registration, ...]


def register(
    holding: Holding,
    taken: Area,
    address: Address,
    author: Authorship,
    *,
    instant: datetime,
    reason: Reason = Reason.DECLARED,
    note: str = "",
) -> tuple[Registration, list[Registration]]:
    """Let `address` hold in an area of the block; return the new row, and the rows it replaced.

    What changes from now on is queued for the emergency side.
    """
    before = known_within(holding, taken)
    entry = Entry(holding, taken, address, author, tuple(before))
    (registration,) = register_all([entry], instant=instant, reason=reason, note=note)
    return registration, before


def register_all(
    entries: Sequence[Entry], *, instant: datetime, reason: Reason = Reason.DECLARED, note: str = ""
) -> list[Registration]:
    """Let addresses hold in areas of many blocks that do not overlap; return the new rows in the order given.

    What changes from now on is queued for the emergency side.
    """
    cuts: dict[UUID, tuple[dict[UUID, Registration], list[Area]]] = {}
    for entry in entries:
        rows, taken = cuts.setdefault(entry.holding.pk, ({}, []))
        rows |= {row.pk: row for row in entry.before}
        taken.append(entry.taken)
    with together():
        make_rooms([(list(rows.values()), taken) for rows, taken in cuts.values()], instant=instant)
        note_written(cuts, instant=instant)
        written = insert_together([_registration(one, instant, reason, note) for one in entries])
    run_after_declaring(written)
    return written


def _registration(entry: Entry, instant: datetime, reason: Reason, note: str) -> Registration:
    holding, author = entry.holding, entry.author
    return Registration(
        id=uuid4(),
        holding=holding,
        partner=holding.partner,
        client_id=holding.client_id,
        numbers=numbers_of(entry.taken),
        valid=valid_of(entry.taken),
        recorded=DateTimeTZRange(instant, None),
        address=entry.address,
        reason=reason,
        reason_note=note,
        **{field.name: getattr(author, field.name) for field in fields(author)},
    )


def after_all_known(holdings: Iterable[Holding], instant: datetime) -> datetime:
    """Return the instant of the lock, or the next one after the newest row should the clock have been set back.

    Else knowledge would end before it began, which the database refuses.
    """
    known = Registration.objects.filter(holding__in=[one.pk for one in holdings], recorded__upper_inf=True)
    since = Func("recorded", function="lower", output_field=DateTimeField())
    newest: datetime | None = known.order_by().aggregate(newest=Max(since))["newest"]
    return instant if newest is None else max(instant, newest + timedelta(microseconds=1))

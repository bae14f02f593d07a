"""How a declaration is written: its address, its author, and the terms it was made under.

Whoever calls holds the lock of the block's sheet, and gives the instant read after it as the boundary.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Func, Max
from django.db.models.fields import DateTimeField

from emergency.registry.facts import AddressFacts
from emergency.registry.keeping import known_within, make_room, numbers_of, valid_of
from emergency.registry.models import Address, Reason, Registration, Side
from emergency.registry.models.registrations import Declaration
from emergency.registry.terms import terms_of
from emergency.registry.timeline import Area
from extranet.accounts.people import Person
from extranet.numbering.models import Holding
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
    terms = terms_of(holding, language=person.user.language, day=brussels_day(instant))
    return Authorship(
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


def authorship_of(row: Declaration) -> Authorship:
    """Return the authorship that a row has kept."""
    return Authorship(**{field.name: getattr(row, field.name) for field in fields(Authorship)})


def kept_address(holding: Holding, facts: AddressFacts, instant: datetime) -> Address:
    """Write down a place of the block's client."""
    owner = {"partner": holding.partner, "client_id": holding.client_id}
    return Address.objects.create(**owner, **asdict(facts), created_at=instant)


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
    """Let `address` hold in an area of the block; return the new row, and the rows it replaced."""
    before = known_within(holding, taken)
    make_room(before, taken, instant=instant)
    registration = Registration.objects.create(
        id=uuid4(),
        holding=holding,
        partner=holding.partner,
        client_id=holding.client_id,
        numbers=numbers_of(taken),
        valid=valid_of(taken),
        recorded=DateTimeTZRange(instant, None),
        address=address,
        reason=reason,
        reason_note=note,
        **asdict(author),
    )
    return registration, before


def after_all_known(holdings: Iterable[Holding], instant: datetime) -> datetime:
    """Return the instant of the lock, or the next one after the newest row should the clock have been set back.

    Else knowledge would end before it began, which the database refuses.
    """
    known = Registration.objects.filter(holding__in=[one.pk for one in holdings], recorded__upper_inf=True)
    since = Func("recorded", function="lower", output_field=DateTimeField())
    newest: datetime | None = known.order_by().aggregate(newest=Max(since))["newest"]
    return instant if newest is None else max(instant, newest + timedelta(microseconds=1))

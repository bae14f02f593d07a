"""Writes of the registry: declare the address of a block's numbers.

Stand in the partner's schema. Every write locks the block's sheet; the instant read after the lock, never the
clock of the application, is the boundary between the old knowledge and the new.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from emergency.registry.keeping import known_within, make_room, numbers_of, valid_of
from emergency.registry.models import Address, Registration, Side
from emergency.registry.reading import read_address
from emergency.registry.rules import AddressFacts, Objection, check_address, check_effective
from emergency.registry.telling import tell_other_side
from emergency.registry.terms import terms_of
from emergency.registry.timeline import Area, covers
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.numbering.models import Holding
from extranet.numbering.selectors import visible_holdings
from extranet.numbering.services import Locked, lock_sheet, raise_revision
from extranet.times import brussels_day

__all__ = ["declare_address", "declare_on", "side_of"]


@transaction.atomic
def declare_address(
    *, holding_id: UUID, revision: int, facts: AddressFacts, effective: datetime | None, person: Person, at: datetime
) -> Registration:
    """Declare the address of all numbers of a block, from now (`effective` None) or from a coming instant on.

    What was to follow from that instant on is replaced. The same address again changes nothing: what is known
    already is returned, whatever revision the page showed, so that a double click is harmless. The other party
    is told once committed. Raises Holding.DoesNotExist, NotAllowed, InvalidInput, IllegalMove for a block taken
    back, Stale.

    Terms: telavox.7, bt.14, sip.4
    """
    if not person.may(Right.DECLARE_ADDRESSES):
        sentence = _("Demandez à un administrateur ou à un technicien de déclarer cette adresse.")
        raise NotAllowed(sentence, code="may_not_declare")
    visible_holdings(person, at).get(pk=holding_id)
    kept = _checked(facts)
    try:
        locked = lock_sheet(holding_id=holding_id, revision=revision)
    except Stale:
        locked = lock_sheet(holding_id=holding_id, revision=None)
        known = _same(locked, kept, effective)
        if known is None:
            raise
        return known
    return declare_on(locked=locked, facts=kept, effective=effective, person=person, at=at)


def declare_on(
    *, locked: Locked, facts: AddressFacts, effective: datetime | None, person: Person, at: datetime
) -> Registration:
    """Declare on a block whose sheet is locked; `locked.instant` is the boundary. Raises InvalidInput, IllegalMove.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = locked.holding
    if holding.released_at is not None:
        sentence = _("Le bloc %(block)s a été repris : il n’a plus d’adresse à déclarer.") % {"block": holding}
        raise IllegalMove(sentence, code="block_released")
    kept = _checked(facts)
    known = _same(locked, kept, effective)
    if known is not None:
        return known
    instant = _after_all_known(locked)
    since = _since(locked, effective, instant)
    taken = Area(holding.first, holding.last + 1, since)
    before = known_within(holding, taken)
    make_room(before, taken, instant=instant)
    registration = _registered(holding, taken, kept, person, instant, at)
    raise_revision(locked.sheet)
    _record(registration, before, person, at)
    tell_other_side(registration)
    return registration


def side_of(person: Person) -> Side:
    """Return for whom a person declares.

    Terms: telavox.7, bt.14, sip.4
    """
    if person.is_staff:
        return Side.OPERATOR
    return Side.CLIENT if person.is_client else Side.PARTNER


def _checked(facts: AddressFacts) -> AddressFacts:
    """Return the address as it will be kept. Raises InvalidInput with every objection beside its field."""
    objections = check_address(facts)
    if objections:
        raise _refused(objections)
    return read_address(facts)


def _since(locked: Locked, effective: datetime | None, instant: datetime) -> datetime:
    """Return from when the address holds. Raises InvalidInput."""
    held_since: datetime = locked.holding.held.lower
    if effective is None:
        return max(instant, held_since)
    objections = check_effective(effective, now=instant, held_since=held_since)
    if objections:
        raise _refused(objections)
    return effective


def _refused(objections: Sequence[Objection]) -> InvalidInput:
    fields = {objection.field: str(objection.sentence) for objection in objections}
    return InvalidInput(_("L’adresse n’est pas déclarée."), code=objections[0].code, fields=fields)


def _after_all_known(locked: Locked) -> datetime:
    """Return the instant of the lock, or the next one after the newest row should the clock have been set back.

    Else knowledge would end before it began, which the database refuses.
    """
    newest = Registration.objects.filter(holding=locked.holding, recorded__upper_inf=True).order_by("-recorded")
    last = newest.first()
    if last is None:
        return locked.instant
    known_since: datetime = last.recorded.lower
    return max(locked.instant, known_since + timedelta(microseconds=1))


def _same(locked: Locked, facts: AddressFacts, effective: datetime | None) -> Registration | None:
    """Return what is known already when it says exactly this: the first row of those that cover it all."""
    holding = locked.holding
    wanted = Area(holding.first, holding.last + 1, max(effective or locked.instant, holding.held.lower))
    rows = known_within(holding, wanted)
    if not rows or any(row.address.facts != facts for row in rows):
        return None
    is_whole = sum(row.count for row in rows) == holding.count
    # Rows of one instant never share a number: as many numbers as the block has are all of them.
    is_for_good = all(covers(row.area, replace(row.area, since=wanted.since, until=None)) for row in rows)
    return rows[0] if is_whole and is_for_good else None


def _registered(
    holding: Holding, taken: Area, facts: AddressFacts, person: Person, instant: datetime, at: datetime
) -> Registration:
    owner = {"partner": holding.partner, "client_id": holding.client_id}
    terms = terms_of(holding, language=person.user.language, day=brussels_day(instant))
    return Registration.objects.create(
        id=uuid4(),
        holding=holding,
        **owner,
        numbers=numbers_of(taken),
        valid=valid_of(taken),
        recorded=DateTimeTZRange(instant, None),
        address=Address.objects.create(**owner, **asdict(facts), created_at=instant),
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


def _record(registration: Registration, before: Sequence[Registration], person: Person, at: datetime) -> None:
    """Keep the act in the audit trail, as something that happened to the block."""
    changes = {
        "address": [[str(row.address) for row in before], str(registration.address)],
        "details": registration.address.facts.details,
        "from": registration.valid.lower,
        "side": registration.author_side,
        "registration": registration.pk,
    }
    block = registration.holding
    if before:
        audit.record(actor=person.user, act="address.changed", target=block, at=at, changes=changes)
    else:
        audit.record(actor=person.user, act="address.declared", target=block, at=at, changes=changes)

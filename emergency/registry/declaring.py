"""Declarations on blocks whose sheets are locked, one or ten thousand: the same few statements.

What holds already changes nothing; what people must look at first waits; the rest holds from its instant on.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.keeping import known_of
from emergency.registry.models import Reason, Registration, Review
from emergency.registry.reviewing import Asked, ask_for_reviews, end_waiting, waiting_of
from emergency.registry.rules import Objection, check_effective
from emergency.registry.timeline import Area, covers, overlaps
from emergency.registry.writing import Entry, after_all_known, authorships, kept_addresses, register_all
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput
from extranet.numbering.models import Holding
from extranet.numbering.services import Locked, raise_revisions


@dataclass(frozen=True)
class Declaring:
    """An address for all numbers of a block from `effective` on, None for at once.

    `until`: from when another declaration of the same act holds; None: for good.
    """

    locked: Locked
    judgement: Judgement
    effective: datetime | None
    until: datetime | None = None

    @property
    def holding(self) -> Holding:
        """The block."""
        return self.locked.holding


@dataclass(frozen=True)
class Said:
    """What is known after a declaration. `is_new`: it was not known before."""

    row: Registration | Review
    is_new: bool


@dataclass(frozen=True)
class Act:
    """Who declares, when the request came, and for which reason."""

    person: Person
    at: datetime
    reason: Reason


@dataclass(frozen=True)
class KnownNow:
    """What is known of blocks whose sheets are locked, and what waits for staff, by block."""

    known: Mapping[UUID, Sequence[Registration]]
    waiting: Mapping[UUID, Review]


def known_and_waiting(holdings: Iterable[Holding]) -> KnownNow:
    """Read what is known of blocks, and what waits for staff."""
    blocks = list(holdings)
    return KnownNow(known_of(blocks), waiting_of(blocks))


def declare_all(
    *,
    declaring: Sequence[Declaring],
    person: Person,
    at: datetime,
    reason: Reason = Reason.DECLARED,
    standing: KnownNow | None = None,
) -> list[Said]:
    """Declare on blocks whose sheets are locked, in the order given; nobody is told.

    `standing`: what was read of these blocks since they were locked, when the caller has it already.

    Several declarations on one block are about times that do not overlap, and none of them may be in doubt. Raises
    InvalidInput, IllegalMove for a block taken back.

    Terms: telavox.7, bt.14, sip.4
    """
    for one in declaring:
        _check_held(one.holding)
        checked(one.judgement)
    blocks = {one.holding.pk: one.holding for one in declaring}
    stands = standing or known_and_waiting(blocks.values())
    known, waiting = stands.known, stands.waiting
    found = [_same(one, known.get(one.holding.pk, ()), waiting.get(one.holding.pk)) for one in declaring]
    new = [one for one, row in zip(declaring, found, strict=True) if row is None]
    replaced = [waiting[pk] for pk in {one.holding.pk for one in new} & waiting.keys()]
    written = iter(_written(new, known, replaced, Act(person, at, reason)) if new else ())
    return [Said(next(written), is_new=True) if row is None else Said(row, is_new=False) for row in found]


def known_already(one: Declaring) -> Registration | Review | None:
    """Return what is known when it says exactly what is declared, or waits for staff with it; None when it is new."""
    holding = one.holding
    stands = known_and_waiting([holding])
    return _same(one, stands.known.get(holding.pk, ()), stands.waiting.get(holding.pk))


def holding_row(
    holding: Holding,
    facts: AddressFacts,
    rows: Sequence[Registration],
    *,
    since: datetime,
    until: datetime | None = None,
) -> Registration | None:
    """Return the first of the rows that say this address for the whole block and time; None unless they do.

    Terms: telavox.7, bt.14, sip.4
    """
    area = Area(holding.first, holding.last + 1, max(since, holding.held.lower), until)
    within = [row for row in rows if overlaps(row.area, area)]
    if not within or any(row.address.facts != facts for row in within):
        return None
    is_whole = sum(row.count for row in within) == holding.count
    # Rows of one instant never share a number: as many numbers as the block has are all of them.
    lasts = all(covers(row.area, replace(row.area, since=area.since, until=until)) for row in within)
    return within[0] if is_whole and lasts else None


def checked(judgement: Judgement) -> Judgement:
    """Return the judgement of an address that may be kept. Raises InvalidInput, every objection beside its field."""
    if judgement.objections:
        raise refused(judgement.objections)
    return judgement


def refused(objections: Sequence[Objection]) -> InvalidInput:
    """Return the refusal of an address, with every objection beside its field."""
    fields = {objection.field: str(objection.sentence) for objection in objections}
    return InvalidInput(_("L’adresse n’est pas déclarée."), code=objections[0].code, fields=fields)


def _check_held(holding: Holding) -> None:
    if holding.released_at is not None:
        sentence = _("Le bloc %(block)s a été repris : il n’a plus d’adresse à déclarer.") % {"block": holding}
        raise IllegalMove(sentence, code="block_released")


def _same(one: Declaring, rows: Sequence[Registration], waiting: Review | None) -> Registration | Review | None:
    """Return what is known already when it says exactly this; what waits for staff is known too."""
    facts = one.judgement.facts
    if waiting is not None:
        is_it = waiting.address.facts == facts and waiting.effective == one.effective
        return waiting if is_it else None
    return holding_row(one.holding, facts, rows, since=one.effective or one.locked.instant, until=one.until)


def _written(
    new: Sequence[Declaring], known: Mapping[UUID, Sequence[Registration]], replaced: Sequence[Review], act: Act
) -> list[Registration | Review]:
    """Write what is new, all known from the same instant on, and let what waited for these blocks end."""
    holdings = [one.holding for one in new]
    instant = after_all_known(holdings, max(one.locked.instant for one in new))
    areas = [_area(one, instant) for one in new]
    authors = authorships(holdings, act.person, instant)
    addresses = kept_addresses([(one.holding, one.judgement.facts) for one in new], instant)
    end_waiting(replaced, instant=instant)
    asked: list[Asked] = []
    entries: list[Entry] = []
    for one, area, address, author in zip(new, areas, addresses, authors, strict=True):
        if one.judgement.doubts:
            asked.append(Asked(one.holding, address, author, one.judgement.doubts, one.effective))
        else:
            before = [row for row in known.get(one.holding.pk, ()) if overlaps(row.area, area)]
            entries.append(Entry(one.holding, area, address, author, tuple(before)))
    reviews = iter(ask_for_reviews(asked, actor=act.person.user, at=act.at))
    written = register_all(entries, instant=instant, reason=act.reason)
    raise_revisions({one.holding.pk: one.locked.sheet for one in new}.values())
    for entry, row in zip(entries, written, strict=True):
        _record(row, entry.before, act)
    rows = iter(written)
    return [next(reviews) if one.judgement.doubts else next(rows) for one in new]


def _area(one: Declaring, instant: datetime) -> Area:
    """Return the numbers and the time that are declared. Raises InvalidInput."""
    since, held_since = one.effective, one.holding.held.lower
    if since is None:
        since = max(instant, held_since)
    else:
        objections = check_effective(since, now=instant, held_since=held_since)
        if objections:
            raise refused(objections)
    return Area(one.holding.first, one.holding.last + 1, since, one.until)


def _record(registration: Registration, before: Sequence[Registration], act: Act) -> None:
    """Keep the act in the audit trail, as something that happened to the block."""
    changes = {
        "address": [[str(row.address) for row in before], str(registration.address)],
        "details": registration.address.facts.details,
        "from": registration.valid.lower,
        "side": registration.author_side,
        "registration": registration.pk,
    }
    if registration.reason != Reason.DECLARED:
        changes["reason"] = registration.reason
    block, actor = registration.holding, act.person.user
    if before:
        audit.record(actor=actor, act="address.changed", target=block, at=act.at, changes=changes)
    else:
        audit.record(actor=actor, act="address.declared", target=block, at=act.at, changes=changes)

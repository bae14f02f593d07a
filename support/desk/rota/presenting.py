"""The weeks of the watch as a page shows them: shifts and holes in one list, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from extranet.errors import Refusal
from extranet.look.parts import Badge, Tone
from support.desk.models import RotaMember
from support.desk.rota.coverage import HORIZON, gaps_ahead
from support.desk.rota.selectors import FIRST_LAYER, OnCall, staff_by_id, watch_between
from support.desk.rota.timeline import Watch, shifts, watcher_at
from support.desk.rules.hours import Span

WEEKS_SHOWN: Final = timedelta(weeks=6)
REPLACING: Final = Badge(_("remplacement"), Tone.INFO)
UNREACHABLE: Final = Badge(_("injoignable"), Tone.DANGER, "alert")
HOLE: Final = Badge(_("personne"), Tone.DANGER, "alert")


@dataclass(frozen=True)
class Row:
    """A stretch of the watch; `name` is empty where nobody is on call."""

    starts_at: datetime
    ends_at: datetime
    name: str
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The weeks to come. `gaps` None: no calendar is published, so nobody can say what must be covered."""

    on_call: OnCall | None
    rows: tuple[Row, ...]
    gaps: tuple[Span, ...] | None

    layer: int = FIRST_LAYER

    @property
    def shift(self) -> Row | None:
        """The shift under way."""
        return self.rows[0] if self.on_call is not None and self.rows else None

    @property
    def next(self) -> Row | None:
        """The shift after the one under way; the first one to come while nobody is on call."""
        named = [row for row in self.rows if row.name]
        place = 1 if self.shift is not None else 0
        return named[place] if len(named) > place else None


def plan_from(at: datetime, layer: int = FIRST_LAYER) -> Plan:
    """Return the six weeks from `at` of a layer as they stand."""
    return plan_of(watch_between(at, at + HORIZON, layer), at, layer)


def plan_of(watch: Watch, at: datetime, layer: int = FIRST_LAYER) -> Plan:
    """Return the six weeks from `at` under a watch, also one that is only thought of.

    The second layer need not cover anything: it has no gaps.
    """
    until = at + WEEKS_SHOWN
    staff = staff_by_id()
    found = shifts(watch, at, until)
    names = names_of(staff, {shift.member for shift in found})
    replacing = {(one.member, one.starts_at) for one in watch.overrides}
    rows = [
        Row(
            shift.starts_at,
            shift.ends_at,
            names.get(shift.member, str(shift.member)),
            _badges(staff.get(shift.member), is_replacing=(shift.member, shift.starts_at) in replacing),
        )
        for shift in found
    ]
    gaps = _known_gaps(watch, at, staff) if layer == FIRST_LAYER else ()
    rows += [Row(gap.starts_at, min(gap.ends_at, until), "", (HOLE,)) for gap in _alone(gaps or (), rows, until)]
    watcher = watcher_at(watch, at)
    on_call = None if watcher is None else staff.get(watcher)
    return Plan(on_call, tuple(sorted(rows, key=lambda row: row.starts_at)), gaps, layer)


def _known_gaps(watch: Watch, at: datetime, staff: Mapping[UUID, OnCall]) -> tuple[Span, ...] | None:
    try:
        return gaps_ahead(watch, at, staff=staff)
    except Refusal:
        return None


def _alone(gaps: Sequence[Span], rows: Sequence[Row], until: datetime) -> list[Span]:
    """Return the gaps in which nobody is on call; those of somebody unreachable stand on that person's row."""
    return [
        gap
        for gap in gaps
        if gap.starts_at < until
        and not any(row.starts_at <= gap.starts_at and gap.ends_at <= row.ends_at for row in rows)
    ]


def _badges(person: OnCall | None, *, is_replacing: bool) -> tuple[Badge, ...]:
    unreachable = () if person is not None and person.is_reachable else (UNREACHABLE,)
    return (*((REPLACING,) if is_replacing else ()), *unreachable)


def names_of(staff: Mapping[UUID, OnCall], wanted: set[UUID]) -> dict[UUID, str]:
    """Return names, for those who left the staff as the rota keeps them."""
    names = {user_id: person.name for user_id, person in staff.items()}
    left = wanted - names.keys()
    if left:
        names |= dict(RotaMember.objects.filter(user_id__in=left).values_list("user_id", "user_name"))
    return names

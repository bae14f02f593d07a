"""What is counted, in a few questions to the database whatever the number of tickets.

`rows` are tickets of one partner or entries of the operator's queue: the columns read here have the same names.

Terms: general.7, general.8
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Max,
    PositiveIntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from support.desk.figures.periods import Period
from support.desk.models import Aim, Page
from support.desk.queue import CRITICAL, UNSOLVED

DIMENSIONS: Final = ("family", "category", "ground")
# Whoever is to act is somebody else than the desk.
WAITING: Final = Q(status__in=("waiting_client", "waiting_partner", "waiting_third_party"))
# A ticket is solved when it was resolved, or closed without that; one that was opened again is not solved any more.
SOLVED_AT: Final = Coalesce("resolved_at", "closed_at")
# Ages of open tickets: the youngest of each band but the first, oldest first.
AGES: Final = (timedelta(days=30), timedelta(days=7), timedelta(days=3), timedelta(days=1))
# Where `width_bucket` puts an instant: before the first threshold, in the period before, between the two, in a slot.
_BEFORE, _FIRST_SLOT = 1, 3


class Percentile(Aggregate):
    """The smallest value that so many of them do not exceed: one that really occurred, never between two."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, fraction: str, output: Any, **extra: Any) -> None:
        super().__init__(expression, fraction=fraction, output_field=output, **extra)


# ---------- Volumes ----------
@dataclass
class Tally:
    """Tickets opened and tickets solved."""

    opened: int = 0
    solved: int = 0


@dataclass
class Compared:
    """A tally of a period and that of the period before."""

    now: Tally = field(default_factory=Tally)
    before: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Volumes:
    """Tickets opened and solved: in all, by slot of the period, and by each dimension and its values."""

    total: Compared
    slots: tuple[Tally, ...]
    by: Mapping[str, dict[str, Compared]]


def volumes(rows: QuerySet[Any], period: Period) -> Volumes:
    """Count what was opened and what was solved in a period and in the one before; two questions."""
    found = Volumes(Compared(), tuple(Tally() for _slot in period.slots), {name: {} for name in DIMENSIONS})
    for name, instant in (("opened", F("opened_at")), ("solved", SOLVED_AT)):
        for row in _counted(rows, instant, period):
            _add(found, name, row)
    return found


def _counted(rows: QuerySet[Any], instant: Any, period: Period) -> Iterable[Mapping[str, Any]]:
    starts = [period.before.starts_at, period.before.ends_at, *(_start(slot, period) for slot in range(_slots(period)))]
    counted: QuerySet[Any, dict[str, Any]] = (
        rows.order_by()
        .annotate(counted_at=instant)
        .filter(counted_at__gte=period.before.starts_at, counted_at__lt=period.ends_at)
        .annotate(slot=_bucket("counted_at", starts))
        .values("slot", *DIMENSIONS)
        .annotate(number=Count("pk"))
    )
    return counted


def _start(slot: int, period: Period) -> datetime:
    part = period.slots[slot]
    return Period(part.start, part.end, period.step).starts_at


def _slots(period: Period) -> int:
    return len(period.slots)


def _add(found: Volumes, name: str, row: Mapping[str, Any]) -> None:
    place, number = row["slot"], row["number"]
    if place == _BEFORE:
        when = "before"
    elif place >= _FIRST_SLOT:
        when = "now"
        _raise(found.slots[place - _FIRST_SLOT], name, number)
    else:
        return
    for one in (found.total, *(found.by[key].setdefault(row[key], Compared()) for key in DIMENSIONS)):
        _raise(getattr(one, when), name, number)


def _raise(tally: Tally, name: str, number: int) -> None:
    setattr(tally, name, getattr(tally, name) + number)


# ---------- What happened to tickets ----------
@dataclass(frozen=True)
class Events:
    """Of the tickets opened in a period: how many critical ones, opened again, downgraded; and in the one before."""

    critical: int
    critical_before: int
    reopened: int
    reopened_before: int
    downgraded: int
    downgraded_before: int


def events(rows: QuerySet[Any], period: Period) -> Events:
    """Count what happened to the tickets opened in a period and in the one before; one question."""
    now, before = _within("opened_at", period), _within("opened_at", period.before)
    kinds = {
        "critical": CRITICAL,
        "reopened": Q(reopenings__gt=0),
        "downgraded": Q(downgraded_at__isnull=False),
    }
    counts = {name: Count("pk", filter=now & kind) for name, kind in kinds.items()}
    counts |= {f"{name}_before": Count("pk", filter=before & kind) for name, kind in kinds.items()}
    found = rows.order_by().filter(_span("opened_at", period)).aggregate(**counts)
    return Events(**found)


# ---------- Open tickets by age ----------
@dataclass(frozen=True)
class Age:
    """Open tickets of one band of age."""

    total: int = 0
    critical: int = 0
    waiting: int = 0


def ages(rows: QuerySet[Any], now: datetime) -> tuple[Age, ...]:
    """Count the tickets that are not solved by their age at `now`, the youngest first; one question."""
    bands: QuerySet[Any, dict[str, Any]] = (
        rows.order_by()
        .filter(UNSOLVED)
        .annotate(slot=_bucket("opened_at", [now - age for age in AGES]))
        .values("slot")
        .annotate(total=Count("pk"), critical=Count("pk", filter=CRITICAL), waiting=Count("pk", filter=WAITING))
    )
    found = {row.pop("slot"): Age(**row) for row in bands}
    return tuple(found.get(place, Age()) for place in range(len(AGES), -1, -1))


# ---------- First answers and resolutions ----------
@dataclass(frozen=True)
class Times:
    """Minutes: how many tickets have them, the middle one, what nine in ten do not exceed, how many met the aim."""

    number: int = 0
    median: int | None = None
    nine_in_ten: int | None = None
    within: int | None = None
    aimed: int = 0


@dataclass(frozen=True)
class Measured:
    """Times of a period and of the one before."""

    now: Times = field(default_factory=Times)
    before: Times = field(default_factory=Times)


# Which times: of critical tickets, in real minutes, or of the others, in minutes of open time.
Key = tuple[str, bool]


def times(rows: QuerySet[Any], period: Period, *, aims: Iterable[Aim] = ()) -> dict[Key, Measured]:
    """Measure first answers and resolutions of a period and of the one before; two questions.

    `aims`: the desk's own, by which its people see how many met them; none: nothing is said of aims.

    Terms: general.8
    """
    versions = list(aims)
    found: dict[Key, Measured] = {}
    for name, instant in (("answer", F("answered_at")), ("solution", SOLVED_AT)):
        measured = _measured(rows, f"{name}_minutes", instant, period, _aim_of(name, versions))
        for is_critical in (True, False):
            of_kind = {when: times for (critical, when), times in measured.items() if critical is is_critical}
            found[name, is_critical] = Measured(of_kind.get("now", Times()), of_kind.get("before", Times()))
    return found


def _measured(
    rows: QuerySet[Any], column: str, instant: Any, period: Period, aim: Any
) -> dict[tuple[bool, str], Times]:
    starts = [period.before.starts_at, period.before.ends_at, period.starts_at]
    measured: QuerySet[Any, dict[str, Any]] = (
        rows.order_by()
        .annotate(counted_at=instant)
        .filter(_span("counted_at", period), **{f"{column}__isnull": False})
        .annotate(
            slot=_bucket("counted_at", starts),
            is_critical=Case(When(CRITICAL, then=True), default=False, output_field=BooleanField()),
            aim=aim,
        )
        .values("is_critical", "slot")
        .annotate(
            number=Count("pk"),
            median=Percentile(column, "0.5", PositiveIntegerField()),
            nine_in_ten=Percentile(column, "0.9", PositiveIntegerField()),
            within=Sum(Case(When(**{f"{column}__lte": F("aim")}, then=1), default=0, output_field=IntegerField())),
            aimed=Count("aim"),
        )
    )
    names = {_BEFORE: "before", _FIRST_SLOT: "now"}
    return {
        (row.pop("is_critical"), names[place]): Times(**row) for row in measured if (place := row.pop("slot")) in names
    }


def _aim_of(name: str, versions: Iterable[Aim]) -> Any:
    """Return the aim that was in force when a ticket was opened, for its kind; NULL before the first one."""
    newest_first = sorted(versions, key=lambda one: one.published_at, reverse=True)
    whens = [
        When(kind & Q(opened_at__gte=one.published_at), then=Value(getattr(one, f"{prefix}{name}_minutes")))
        for one in newest_first
        for prefix, kind in (("critical_", CRITICAL), ("", ~CRITICAL))
    ]
    return Case(*whens, default=Value(None), output_field=IntegerField())


# ---------- Calls of the night ----------
@dataclass(frozen=True)
class Nights:
    """Calls for the person on call: how many, answered, closed without an answer; how long until the answer."""

    number: int = 0
    answered: int = 0
    unanswered: int = 0
    median: timedelta | None = None
    nine_in_ten: timedelta | None = None
    longest: timedelta | None = None


def nights(pages: QuerySet[Page], period: Period) -> tuple[Nights, Nights]:
    """Measure the calls of a period and of the one before; one question."""
    starts = [period.before.starts_at, period.before.ends_at, period.starts_at]
    waited = ExpressionWrapper(F("acknowledged_at") - F("opened_at"), output_field=DurationField())
    counted: Any = (
        pages.order_by()
        .filter(_span("opened_at", period))
        .annotate(slot=_bucket("opened_at", starts), waited=waited)
        .values("slot")
        .annotate(
            number=Count("pk"),
            answered=Count("acknowledged_at"),
            unanswered=Count("pk", filter=Q(status=Page.Status.CLOSED, acknowledged_at__isnull=True)),
            median=Percentile("waited", "0.5", DurationField()),
            nine_in_ten=Percentile("waited", "0.9", DurationField()),
            longest=Max("waited"),
        )
    )
    found = {row.pop("slot"): Nights(**row) for row in counted}
    return found.get(_FIRST_SLOT, Nights()), found.get(_BEFORE, Nights())


# ---------- Instants ----------
def _within(column: str, period: Period) -> Q:
    return Q(**{f"{column}__gte": period.starts_at, f"{column}__lt": period.ends_at})


def _span(column: str, period: Period) -> Q:
    """Return what lies between the beginning of the period before and the end of this one."""
    return Q(**{f"{column}__gte": period.before.starts_at, f"{column}__lt": period.ends_at})


def _bucket(column: str, thresholds: list[datetime]) -> Func:
    """Return how many of the thresholds, in order, an instant has reached."""
    stops = Value(thresholds, output_field=ArrayField(DateTimeField()))
    return Func(F(column), stops, function="WIDTH_BUCKET", output_field=IntegerField())

"""Answers of the hours and the rota. `tests/cases/calendars.py` reads times and calendars of a document."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from support.desk.rules import hours, rota
from support.desk.rules.hours import MINUTE, Ambiguous, Nonexistent, Span
from tests.cases.calendars import calendar_of, instant, written

Case = Mapping[str, Any]


def is_open(case: Case, document: Case) -> bool:
    """Whether support is open."""
    return hours.is_open(calendar_of(case, document), instant(case["at"]))


def closed_reason(case: Case, document: Case) -> str | None:
    """Why it is closed: holiday, exception, weekend, lunch or outside_hours; null while open."""
    reason = hours.closed_reason(calendar_of(case, document), instant(case["at"]))
    return None if reason is None else str(reason)


def deadline(case: Case, document: Case) -> str | None:
    """When the minutes have passed in open, unpaused time."""
    calendar = calendar_of(case, document)
    return written(hours.deadline(calendar, instant(case["start"]), case["minutes"], _pauses(case)))


def elapsed_minutes(case: Case, document: Case) -> int | float:
    """The open, unpaused minutes; a fraction only where the instants have seconds."""
    calendar = calendar_of(case, document)
    return _minutes(hours.elapsed(calendar, instant(case["start"]), instant(case["end"]), _pauses(case)))


def real_deadline(case: Case, document: Case) -> str | None:
    """When the minutes have passed on the clock that never stops."""
    return written(hours.real_deadline(instant(case["start"]), case["minutes"], _pauses(case)))


def real_elapsed_minutes(case: Case, document: Case) -> int | float:
    """The minutes on the clock that never stops."""
    return _minutes(hours.real_elapsed(instant(case["start"]), instant(case["end"]), _pauses(case)))


def next_open(case: Case, document: Case) -> str | None:
    """The first open instant from there on."""
    return written(hours.next_opening(calendar_of(case, document), instant(case["at"])))


def next_close(case: Case, document: Case) -> str | None:
    """When support closes next."""
    return written(hours.next_closing(calendar_of(case, document), instant(case["at"])))


def closed_windows(case: Case, document: Case) -> list[dict[str, Any]]:
    """What a watch must cover."""
    calendar = calendar_of(case, document)
    return _spans(hours.closed_windows(calendar, instant(case["from"]), instant(case["to"])))


def coverage_gaps(case: Case, document: Case) -> list[dict[str, Any]]:
    """What the shifts leave uncovered."""
    shifts = [rota.Shift(one["who"], instant(one["start"]), _end(one)) for one in case["shifts"]]
    gaps = rota.coverage_gaps(shifts, calendar_of(case, document), instant(case["from"]), instant(case["to"]))
    return _spans(gaps)


def on_call(case: Case, document: Case) -> str | None:
    """Who has the watch: each for a week, from the wall time at which the rota starts."""
    starts = datetime.fromisoformat(case["rota_start_wall"])
    handover = rota.Handover(instant(case["rota_start_wall"]), starts.weekday(), starts.time(), tuple(case["people"]))
    at = instant(case["at"])
    overrides = [
        rota.Override(one["who"], instant(one["start"]), _end(one), at + MINUTE * place)
        for place, one in enumerate(case.get("overrides", ()))
    ]
    return rota.on_call(handover, overrides, at)


def parse_local(case: Case, document: Case) -> str | None:
    """What a wall time means: an instant, or that it happens twice or never."""
    read = hours.parse_wall(case["wall"])
    if isinstance(read, Ambiguous):
        return "ambiguous"
    return "nonexistent" if isinstance(read, Nonexistent) else written(read)


def _pauses(case: Case) -> list[hours.Pause]:
    return [(instant(since), None if to is None else instant(to)) for since, to in case.get("pauses") or ()]


def _end(shift: Case) -> datetime:
    if "end" in shift:
        return instant(shift["end"])
    return instant(shift["start"]) + MINUTE * int(shift["real_minutes"])


def _minutes(length: timedelta) -> int | float:
    return length // MINUTE if length % MINUTE == timedelta(0) else length / MINUTE


def _spans(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [
        {"from": written(one.starts_at), "to": written(one.ends_at), "real_minutes": one.real_minutes} for one in spans
    ]


ANSWERS: Final[Mapping[str, Callable[[Case, Case], Any]]] = {
    answer.__name__: answer
    for answer in (
        is_open,
        closed_reason,
        deadline,
        elapsed_minutes,
        real_deadline,
        real_elapsed_minutes,
        next_open,
        next_close,
        closed_windows,
        coverage_gaps,
        on_call,
        parse_local,
    )
}

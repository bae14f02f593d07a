"""The clocks of a ticket, one a level, and the times it waits: kept by every act, under the ticket's lock.

A clock starts with a judgement, takes its aim along, and ends when the ticket is resolved, goes to the other desk,
or is judged again. How long until the first answer and the solution is worked out once, by the rules of the hours,
and copied onto the ticket for the level that has it: figures and the queue read it there.

Terms: general.7, general.8
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Subquery

from support.desk.aims import aims_in_force
from support.desk.calendars import calendar_in_force, calendar_of
from support.desk.models import CalendarVersion
from support.desk.rules.hours import ALWAYS_OPEN, Calendar, Pause, elapsed_minutes, is_open, next_opening
from support.judging import Judgement
from support.levels import KEEPS_ANSWER, is_real_time, level_of, pauses
from support.models import Level, SupportProfile, Ticket, TicketClock, TicketPause
from support.profiles import profile_here
from support.rules import Result

MIRRORED: Final = ("answered_at", "answer_minutes", "solution_minutes")
ENDINGS: Final = {
    Ticket.Status.RESOLVED: TicketClock.Ending.RESOLVED,
    Ticket.Status.CLOSED: TicketClock.Ending.CLOSED,
}


@dataclass(frozen=True)
class _Start:
    """What a clock is started from."""

    level: Level
    starts_at: datetime
    is_real_time: bool
    calendar_number: int
    profile: SupportProfile
    at: datetime


def start_clock(ticket: Ticket, judgement: Judgement) -> None:
    """Start the first clock of a ticket that was just opened; the row of the ticket must be there.

    Terms: general.7
    """
    start = _start_of(judgement)
    if start is not None:
        _started(ticket, start, round=1).save(force_insert=True)


def follow_judgement(ticket: Ticket, judgement: Judgement) -> tuple[str, ...]:
    """Have the clocks follow a later judgement; return the fields of the ticket to save.

    The level that gets the ticket starts anew. The other's clock ends, handed over; but a partner that took its
    client's ticket to the operator still owes its client: its clock goes on.

    Terms: general.7
    """
    clocks = list(ticket.clocks.all())
    running = {clock.level: clock for clock in clocks if clock.ended_at is None}
    start = _start_of(judgement)
    level = level_of(judgement.result)
    for clock in running.values():
        is_still_owed = clock.level == Level.PARTNER and ticket.escalated_at is not None
        if clock.level == level:
            _end(clock, TicketClock.Ending.RESTARTED, at=judgement.at)
        elif not is_still_owed:
            _end(clock, TicketClock.Ending.HANDED_OVER, at=judgement.at)
    if start is None:
        return _mirror(ticket, None)
    before = running.get(start.level)
    clock = _started(ticket, start, round=1 + max((one.round for one in clocks if one.level == start.level), default=0))
    if before is not None and judgement.event in KEEPS_ANSWER:
        clock.answered_at, clock.answer_minutes = before.answered_at, before.answer_minutes
    clock.save(force_insert=True)
    return _mirror(ticket, clock)


def note_answer(ticket: Ticket, levels: Iterable[Level], *, at: datetime) -> tuple[str, ...]:
    """Note the first answer of levels whose clock runs without one; return the fields of the ticket to save.

    Terms: general.7
    """
    wanted = tuple(levels)
    if not wanted:
        return ()
    fields: tuple[str, ...] = ()
    for clock in ticket.clocks.filter(level__in=wanted, ended_at__isnull=True, answered_at__isnull=True):
        clock.answered_at, clock.answer_minutes = at, minutes_of(ticket, clock, until=at)
        clock.save(update_fields=("answered_at", "answer_minutes"))
        if clock.level == level_of(ticket.route):
            fields = _mirror(ticket, clock)
    return fields


def note_state(ticket: Ticket, *, at: datetime) -> tuple[str, ...]:
    """Have pauses and clocks follow the state a ticket has just got; return the fields of the ticket to save.

    Terms: general.7, general.8
    """
    _note_waiting(ticket, at=at)
    ending = ENDINGS.get(Ticket.Status(ticket.status))
    if ending is not None:
        return _end_all(ticket, ending, at=at)
    if ticket.status == Ticket.Status.REOPENED:
        return _restart(ticket, at=at)
    return ()


def minutes_of(ticket: Ticket, clock: TicketClock, *, until: datetime) -> int:
    """Return the minutes a clock has counted until an instant, pauses left out.

    Terms: general.7, general.8
    """
    return elapsed_minutes(calendar_of_clock(clock), clock.starts_at, until, pauses_of(ticket, clock.level))


def pauses_of(ticket: Ticket, level: str) -> list[Pause]:
    """Return the times in which the clock of a level stands still."""
    return standing_still(ticket.pauses.all(), level)


def standing_still(rows: Iterable[TicketPause], level: str) -> list[Pause]:
    """Return, of the times a ticket waited, those that pause a level."""
    return [(one.starts_at, one.ends_at) for one in rows if pauses(one.waits_for, level)]


def calendar_of_clock(clock: TicketClock, known: Mapping[int, Calendar] | None = None) -> Calendar:
    """Return the hours a clock counts by: those of the version that decided, or every minute.

    `known`: versions that were read already.
    """
    if clock.is_real_time:
        return ALWAYS_OPEN
    if known and clock.calendar_version in known:
        return known[clock.calendar_version]
    return calendar_of(CalendarVersion.objects.get(number=clock.calendar_version))


def _start_of(judgement: Judgement) -> _Start | None:
    """Return how the clock of a judgement starts; None for what is refused or never opens."""
    level, result = level_of(judgement.result), judgement.result
    starts_at = judgement.at if result == Result.PARTNER_CONTACT else judgement.decision.clock_starts_at
    if level is None or starts_at is None:
        return None
    profile = judgement.standing.profile
    return _Start(level, starts_at, is_real_time(result), judgement.calendar.number, profile, judgement.at)


def _started(ticket: Ticket, start: _Start, *, round: int) -> TicketClock:
    answer, solution = _aims(ticket, start)
    return TicketClock(
        ticket=ticket,
        level=start.level,
        round=round,
        starts_at=start.starts_at,
        is_real_time=start.is_real_time,
        calendar_version=start.calendar_number,
        answer_aim_minutes=answer,
        solution_aim_minutes=solution,
    )


def _aims(ticket: Ticket, start: _Start) -> Sequence[Any]:
    """Return the aims of a level when its clock starts: the partner's own, or those the desk published.

    The desk's are read by the statement that writes the clock: opening a ticket asks nothing more.
    """
    if start.level == Level.PARTNER:
        return (start.profile.answer_aim_minutes, start.profile.solution_aim_minutes)
    urgent = "critical_" if ticket.is_critical else ""
    aims = aims_in_force(start.at)
    return tuple(Subquery(aims.values(f"{urgent}{name}_minutes")[:1]) for name in ("answer", "solution"))


def _note_waiting(ticket: Ticket, *, at: datetime) -> None:
    """Begin and end the times a ticket waits; what is said before the act stays paused until its instant."""
    waiting = ticket.pauses.filter(ends_at__isnull=True).first()
    if waiting is not None:
        if waiting.waits_for == ticket.status:
            return
        waiting.ends_at = max(at, waiting.starts_at)
        waiting.save(update_fields=("ends_at",))
    if ticket.is_waiting:
        TicketPause.objects.create(ticket=ticket, waits_for=ticket.status, starts_at=at)


def _end_all(ticket: Ticket, ending: str, *, at: datetime) -> tuple[str, ...]:
    fields: tuple[str, ...] = ()
    for clock in ticket.clocks.filter(ended_at__isnull=True):
        clock.solution_minutes = minutes_of(ticket, clock, until=at)
        _end(clock, ending, at=at)
        if clock.level == level_of(ticket.route):
            fields = _mirror(ticket, clock)
    return fields


def _end(clock: TicketClock, ending: str, *, at: datetime) -> None:
    clock.ended_at, clock.ending = at, ending
    clock.save(update_fields=("ended_at", "ending", "solution_minutes"))


def _restart(ticket: Ticket, *, at: datetime) -> tuple[str, ...]:
    """Start a clock for what was opened again without a judgement; nothing when one runs already."""
    level = level_of(ticket.route)
    if level is None or ticket.clocks.filter(level=level, ended_at__isnull=True).exists():
        return ()
    calendar = calendar_in_force(at)
    is_urgent = ticket.is_critical and not is_open(calendar, at)
    starts_at = at if is_urgent else next_opening(calendar, at)
    if starts_at is None:
        return ()
    newest = ticket.clocks.filter(level=level).order_by("-round").first()
    start = _Start(level, starts_at, is_urgent, calendar.number, profile_here(), at)
    clock = _started(ticket, start, round=newest.round + 1 if newest else 1)
    clock.save(force_insert=True)
    ticket.clock_starts_at = starts_at
    return ("clock_starts_at", *_mirror(ticket, clock))


def _mirror(ticket: Ticket, clock: TicketClock | None) -> tuple[str, ...]:
    """Copy what the clock of the level that has the ticket says; return the fields to save."""
    for name in MIRRORED:
        setattr(ticket, name, getattr(clock, name) if clock is not None else None)
    return MIRRORED

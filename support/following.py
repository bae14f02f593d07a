"""What clocks run on a ticket and why they show what they show, for whoever reads its page.

A client reads the clock of whoever helps it: its partner's, or the operator's under its partner's name. What the
operator aims at for itself only partners, direct clients and staff read; that time counts, and why, everybody.

Terms: general.7, general.8
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.accounts.people import Person
from extranet.look.parts import Badge, Text, Tone
from extranet.partners.models import Partner
from support.clocks import calendar_of_clock, standing_still
from support.desk.rules.explaining import Closing, Explanation, Stretch, StretchKind, count, explain
from support.desk.rules.hours import MINUTE, Calendar, Pause
from support.desk.wording import moment
from support.models import Level, Side, Ticket, TicketClock, TicketPause
from support.permissions import requester_of, side_of
from support.presenting import support_name
from support.telling import reader_of

CLAUSES: Final = ("general.7", "general.8")
# A page shows so many stretches of a clock that ran for months; the figures count them all.
MOST_ROWS: Final = 40
GONE: Final = frozenset({TicketClock.Ending.HANDED_OVER, TicketClock.Ending.RESTARTED})
CLOSINGS: Final[Mapping[Closing, Text]] = {
    Closing.NIGHT: gettext_lazy("hors des heures"),
    Closing.WEEKEND: gettext_lazy("week-end"),
    Closing.LUNCH: gettext_lazy("pause de midi"),
    Closing.HOLIDAY: gettext_lazy("jour férié"),
    Closing.HALF_DAY: gettext_lazy("demi-journée"),
    Closing.EXCEPTION: gettext_lazy("fermeture exceptionnelle"),
}
WAITS: Final[Mapping[str, Text]] = {
    Ticket.Status.WAITING_CLIENT: gettext_lazy("on attend le client"),
    Ticket.Status.WAITING_PARTNER: gettext_lazy("on attend le partenaire"),
    Ticket.Status.WAITING_THIRD_PARTY: gettext_lazy("on attend un tiers"),
}
HOUR: Final = 60


@dataclass(frozen=True)
class Row:
    """A stretch of time as a table shows it. `minutes`: what it adds to the count; empty when it does not count."""

    what: str
    why: str
    starts_at: datetime
    ends_at: datetime
    minutes: str
    is_to_come: bool


@dataclass(frozen=True)
class Aimed:
    """An aim and what became of it."""

    label: str
    sentence: str


@dataclass(frozen=True)
class Follow:
    """A clock as its reader sees it: whose it is, what it counted, its aims, and every stretch behind that."""

    title: str
    state: Badge
    sentence: str
    hours: str
    aims: Sequence[Aimed]
    rows: Sequence[Row]
    rows_left: int
    clauses: Sequence[str] = CLAUSES


@dataclass(frozen=True)
class _Telling:
    """A clock with what it is told from. `shows_aims`: whether the reader may read what it aims at."""

    ticket: Ticket
    clock: TicketClock
    calendar: Calendar
    waits: Sequence[TicketPause]
    pauses: Sequence[Pause]
    now: datetime
    shows_aims: bool

    @property
    def until(self) -> datetime:
        return max(self.clock.ended_at or self.now, self.clock.starts_at)

    @property
    def is_paused(self) -> bool:
        return self.clock.ended_at is None and any(ends_at is None for _since, ends_at in self.pauses)

    @property
    def counted(self) -> Explanation:
        """What counted until now, or until the clock ended."""
        return count(self.calendar, self.clock.starts_at, self.until, self.pauses)

    def due(self, minutes: int | None) -> datetime | None:
        """Return when an aim would be reached; None while nothing counts, and without one."""
        if minutes is None or self.clock.ended_at is not None:
            return None
        return explain(self.calendar, self.clock.starts_at, minutes, self.pauses).deadline

    def told(self) -> Explanation:
        """Return the stretches to show: to the next deadline that is still ahead, else what counted."""
        clock = self.clock
        aim = (clock.answer_aim_minutes if clock.answered_at is None else clock.solution_aim_minutes) or None
        due = self.due(aim) if self.shows_aims else None
        if due is None or due <= self.now:
            return self.counted
        return explain(self.calendar, clock.starts_at, aim, self.pauses)


def follow_of(
    ticket: Ticket,
    *,
    reader: Person,
    partner: Partner,
    now: datetime,
    calendars: Mapping[int, Calendar] | None = None,
) -> list[Follow]:
    """Return the clocks of a ticket that a person reads, whoever helps them first. Two queries.

    `calendars`: hours that the page has read already, by version; another version is asked for.

    Terms: general.7, general.8
    Reading: a deadline is an internal aim, told as one; no time is promised.
    """
    clocks = _shown(list(ticket.clocks.order_by("level", "round")), side_of(reader))
    waits = list(ticket.pauses.order_by("starts_at")) if clocks else []
    is_of_partner = side_of(reader) is Side.CLIENT and not partner.is_house
    return [
        _follow(
            _Telling(
                ticket=ticket,
                clock=clock,
                calendar=calendar_of_clock(clock, calendars or {}),
                waits=[one for one in waits if standing_still([one], clock.level)],
                pauses=standing_still(waits, clock.level),
                now=now,
                shows_aims=clock.level == Level.PARTNER or not is_of_partner,
            ),
            title=_title(clock, ticket, reader, partner),
        )
        for clock in clocks
    ]


def _shown(clocks: Sequence[TicketClock], side: Side) -> list[TicketClock]:
    """Return the newest clock of each level, the one of whoever helps the reader first; a client reads one."""
    newest = {clock.level: clock for clock in clocks}
    partners, operators = newest.get(Level.PARTNER), newest.get(Level.OPERATOR)
    if side is not Side.CLIENT:
        return [one for one in (operators, partners) if one is not None]
    if partners is not None and (partners.ending not in GONE or operators is None):
        return [partners]
    return [operators] if operators is not None else []


def _title(clock: TicketClock, ticket: Ticket, reader: Person, partner: Partner) -> str:
    party = reader_of(reader, partner)
    names = {"partner": partner.display_name, "support": support_name(party, partner), "client": ticket.client_name}
    if side_of(reader) is Side.CLIENT:
        house = names["partner" if clock.level == Level.PARTNER else "support"]
        return _("Suivi chez %(name)s") % {"name": house}
    if clock.level == Level.PARTNER:
        return _("%(partner)s envers %(client)s") % names
    names["support"] = settings.OPERATOR_NAME
    if requester_of(ticket) is Side.PARTNER:
        return _("%(support)s envers %(partner)s") % names
    return _("%(support)s envers %(client)s") % names


def _follow(telling: _Telling, *, title: str) -> Follow:
    told = telling.told()
    rows = _rows(telling, told.stretches)
    clock = telling.clock
    if clock.is_real_time:
        hours = _("Chaque minute compte, jour et nuit : quelqu’un est appelé.")
    else:
        hours = _("Comptent les minutes où le support est ouvert, selon le calendrier v%(number)s.") % {
            "number": clock.calendar_version
        }
    return Follow(
        title=title,
        state=_state(telling),
        sentence=_sentence(telling),
        hours=hours,
        aims=_aims(telling),
        rows=rows[-MOST_ROWS:],
        rows_left=max(0, len(rows) - MOST_ROWS),
    )


def _state(telling: _Telling) -> Badge:
    clock = telling.clock
    if clock.ended_at is not None:
        return Badge(_("terminé"), Tone.NEUTRAL)
    if telling.is_paused:
        return Badge(_("à l’arrêt"), Tone.WARN)
    if clock.starts_at > telling.now:
        return Badge(_("pas commencé"), Tone.INFO)
    return Badge(_("en cours"), Tone.ACCENT)


def _sentence(telling: _Telling) -> str:
    clock = telling.clock
    facts = {
        "start": moment(clock.starts_at, now=telling.now),
        "length": _length(telling.counted.counted_minutes),
        "why": _waited(telling.waits[-1], telling.ticket) if telling.waits else "",
    }
    if clock.ended_at is not None:
        return _("%(length)s comptées, dès %(start)s.") % facts
    if telling.is_paused:
        return _("%(length)s comptées dès %(start)s. Le temps ne compte pas : %(why)s.") % facts
    if clock.starts_at > telling.now:
        return _("Le temps compte dès %(start)s.") % facts
    return _("%(length)s comptées, dès %(start)s.") % facts


def _aims(telling: _Telling) -> list[Aimed]:
    clock = telling.clock
    answer = clock.answer_aim_minutes if telling.shows_aims else None
    solution = clock.solution_aim_minutes if telling.shows_aims else None
    return [
        *_aimed(telling, _("Première réponse"), answer, clock.answer_minutes),
        *_aimed(telling, _("Résolution"), solution, clock.solution_minutes),
    ]


def _aimed(telling: _Telling, label: str, aim: int | None, taken: int | None) -> list[Aimed]:
    if taken is not None:
        if aim is None:
            return [Aimed(label, _("après %(taken)s") % {"taken": _length(taken)})]
        lengths = {"taken": _length(taken), "aim": _length(aim)}
        return [Aimed(label, _("après %(taken)s, pour un objectif de %(aim)s") % lengths)]
    if aim is None:
        return []
    due = telling.due(aim)
    facts = {"aim": _length(aim), "due": moment(due, now=telling.now) if due else ""}
    if due is None:
        return [Aimed(label, _("objectif de %(aim)s ; pas d’échéance tant que le temps ne compte pas") % facts)]
    return [Aimed(label, _("objectif de %(aim)s, soit %(due)s") % facts)]


def _rows(telling: _Telling, stretches: Sequence[Stretch]) -> list[Row]:
    return [_row(telling, one) for one in _cut(stretches, telling.now)]


def _cut(stretches: Sequence[Stretch], now: datetime) -> list[Stretch]:
    """Return the stretches with the one that lies over `now` in two: what counted, and what is still to come."""
    cut: list[Stretch] = []
    for one in stretches:
        ends = [one.starts_at, now, one.ends_at] if one.starts_at < now < one.ends_at else [one.starts_at, one.ends_at]
        cut += [Stretch(one.kind, since, until, one.closing, one.name) for since, until in pairwise(ends)]
    return cut


def _row(telling: _Telling, one: Stretch) -> Row:
    is_to_come = one.starts_at >= telling.now
    what, why, minutes = _("fermé"), "", ""
    if one.kind is StretchKind.COUNTED:
        what = _("à compter") if is_to_come else _("compté")
        minutes = _length(one.length // MINUTE)
    elif one.kind is StretchKind.PAUSED:
        what, why = _("à l’arrêt"), ", ".join(_waits_in(telling, one))
    elif one.closing is not None:
        why = str(CLOSINGS[one.closing])
        if one.name:
            name = _(one.name) if one.closing is Closing.HOLIDAY else one.name
            why = _("%(why)s : %(name)s") % {"why": why, "name": name}
    return Row(what, why, one.starts_at, one.ends_at, minutes, is_to_come)


def _waits_in(telling: _Telling, stretch: Stretch) -> list[str]:
    """Return what was waited for in a pause, in order: pauses that touch are one stretch."""
    return list(
        dict.fromkeys(
            _waited(wait, telling.ticket)
            for wait in telling.waits
            if wait.starts_at < stretch.ends_at and (wait.ends_at is None or wait.ends_at > stretch.starts_at)
        )
    )


def _waited(wait: TicketPause, ticket: Ticket) -> str:
    """Return whom a wait was for; a third party by its name as long as it is waited for."""
    if wait.ends_at is None and wait.waits_for == Ticket.Status.WAITING_THIRD_PARTY and ticket.third_party:
        return _("on attend %(name)s") % {"name": ticket.third_party}
    return str(WAITS.get(wait.waits_for, ""))


def _length(minutes: int) -> str:
    """Return minutes as people say them."""
    if minutes < HOUR:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // HOUR, "minutes": f"{minutes % HOUR:02}"}

"""One account, one month: from the facts to the draft of its invoice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from billing.rules import quarter
from billing.rules.channels import CapacityRun, capacity_runs
from billing.rules.charging import Charging, Subject, element_lines, hours_lines, pack_lines, recording_lines
from billing.rules.days import Days, Run, clipped, overlap, quarter_of
from billing.rules.elements import clause_of, daily_counts
from billing.rules.facts import AccountMonth
from billing.rules.interventions import Intervention
from billing.rules.lines import Line, LineReason
from billing.rules.parking import CannotBill, Parked, ParkReason
from billing.rules.prices import Prices
from billing.rules.quarter import OpeningSource, QuarterFloor
from billing.rules.readings import DECREASE_READINGS, USERS, Reading
from billing.rules.recording import Recording
from billing.rules.vat import Totals, totals_of
from extranet.catalogue.families import Family


@dataclass(frozen=True, slots=True)
class UsersBilled:
    """The users configured and billed on each service day, and what the quarter allows."""

    floor: QuarterFloor
    configured: tuple[Run, ...]
    billed: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of one account's month. `users`, `channels`: of Business Telephony only."""

    lines: tuple[Line, ...]
    totals: Totals
    users: UsersBilled | None
    channels: tuple[CapacityRun, ...] | None

    @property
    def is_invoice(self) -> bool:
        """Whether there is anything to bill: without a line there is no invoice."""
        return bool(self.lines)


Counts = Mapping[str, tuple[Run, ...]]
DAILY_PEAK: Final = (Reading.DAILY_PEAK,)


def draft_month(facts: AccountMonth) -> Draft | Parked:
    """Return the draft of an account's month, or why a person has to look at the account first.

    Terms: telavox.4, bt.11, bt.11d, general.3, general.6, general.8
    Reading: billing is monthly, in arrears, prorated by day; nothing configured outside the order's start and
    end is billed, work done is. An outage never makes a credit.
    """
    try:
        return _draft(facts)
    except CannotBill as refusal:
        return refusal.parked


def _draft(facts: AccountMonth) -> Draft:
    order, month = facts.order, facts.month
    days = overlap(month, order.start, order.end) or Days(month.start, month.start)
    charging = Charging(facts, days, Prices(facts.price_book, order.prices, order.later_prices))
    counts = _counts(facts, days)
    users = _users_billed(facts, days, counts)
    found = [*_element_lines(charging, counts, users)]
    found += [line for pack in facts.packs for line in pack_lines(charging, pack)]
    found += [line for work in _worked(facts) for line in hours_lines(charging, work)]
    lines = tuple(sorted(found, key=lambda line: (line.element, line.start, line.reference or "", line.work or "")))
    channels = None
    if users is not None:
        channels = capacity_runs(users.billed, facts.packs, month, facts.readings.channel_rounding)
    return Draft(lines, totals_of((line.vat, line.charge.net) for line in lines), users, channels)


def _worked(facts: AccountMonth) -> tuple[Intervention, ...]:
    """Return the work of the month, and what was done earlier and is not billed yet.

    Terms: general.3, general.6
    Reading: work decided or settled after its month was billed is billed once, in the month that follows.
    """
    return (*(work for work in facts.interventions if work.on in facts.month), *facts.late)


def _counts(facts: AccountMonth, days: Days) -> Counts:
    if not days.count:
        return {}
    return {
        element: daily_counts(facts, element, source, days)
        for element, source in facts.elements.items()
        if not isinstance(source, Recording)
    }


def _users_billed(facts: AccountMonth, days: Days, counts: Counts) -> UsersBilled | None:
    if facts.service != Family.BT:
        return None
    configured = counts.get(USERS, ())
    if days.count and not configured:
        raise CannotBill(Parked(ParkReason.NOT_REPORTED, USERS, days.start, quarter.CLAUSE))
    floor = _quarter_floor(facts)
    if floor is None:
        if days.count:
            raise CannotBill(Parked(ParkReason.NO_OPENING, USERS, days.start, quarter.CLAUSE))
        return None
    return UsersBilled(floor, configured, quarter.billed_runs(configured, floor))


def _quarter_floor(facts: AccountMonth) -> QuarterFloor | None:
    """Return the floor of the quarter, None when its opening is not known.

    Terms: bt.11d
    Reading: the first quarter is the calendar quarter that holds the start, however short.
    """
    if facts.order.start >= quarter_of(facts.month.start).start:
        return quarter.quarter_floor(facts.order.users, OpeningSource.ORDER_FORM, facts.readings.decrease)
    if facts.quarter_opening is None:
        return None
    return quarter.quarter_floor(facts.quarter_opening, OpeningSource.PREVIOUS_QUARTER, facts.readings.decrease)


def _element_lines(charging: Charging, counts: Counts, users: UsersBilled | None) -> Iterator[Line]:
    if not charging.days.count:
        return
    for element, source in charging.facts.elements.items():
        if isinstance(source, Recording):
            yield from recording_lines(charging, element, source)
        elif users is not None and element == USERS:
            yield from _users_lines(charging, users)
        else:
            clause = clause_of(charging.facts.service, element)
            subject = Subject(element, clause, LineReason.CONFIGURED, DAILY_PEAK)
            yield from element_lines(charging, subject, counts[element])


def _users_lines(charging: Charging, users: UsersBilled) -> Iterator[Line]:
    """Yield the lines of users billed; the reason is the quarter's floor where it raised a count of the line."""
    readings = (Reading.DAILY_PEAK, users.floor.reading)
    subject = Subject(USERS, quarter.CLAUSE, LineReason.QUARTER_FLOOR, readings)
    for line in element_lines(charging, subject, users.billed):
        is_raised = clipped(users.configured, line.start, line.end) != line.runs
        yield line if is_raised else replace(line, reason=LineReason.CONFIGURED, readings=_unraised(line))


def _unraised(line: Line) -> tuple[Reading, ...]:
    floors = frozenset(DECREASE_READINGS.values())
    return tuple(reading for reading in line.readings if reading not in floors)

"""The elements of an account: their clause, and their daily counts on service days."""

from collections.abc import Mapping
from typing import Final

from billing.rules.counts import Gap, Reported, change_runs, declaration_runs, report_runs, segment_runs
from billing.rules.days import Days, Run
from billing.rules.facts import AccountMonth, Blocks, Changes, CountSource, Declarations, RoutedNumbers, Segments
from billing.rules.numbers import block_runs, fax_runs
from extranet.catalogue.families import Family

OTHERS: Final = "bt.11k"
BT_CLAUSES: Final[Mapping[str, str]] = {
    "users": "bt.11d",
    "virtual_faxes": "bt.11e",
    "conference_rooms": "bt.11f",
    "recording": "bt.11g",
    "click_to_call": "bt.11h",
    "numbers": "bt.11j",
}
TELAVOX_CLAUSES: Final = (("addon", "telavox.4c"), ("feature", "telavox.4b"), ("shared_extension", "telavox.4b"))
TELAVOX_OTHERS: Final = "telavox.4a"


def clause_of(service: Family, element: str) -> str:
    """Return the clause under which an element is counted.

    Terms: telavox.4a, telavox.4b, telavox.4c, bt.11d, bt.11e, bt.11f, bt.11g, bt.11h, bt.11j, bt.11k
    Reading: conference rooms are counted as created, click-to-call channels as the operator configured them,
    used or not. SIP Trunking and Web Meeting have no clause of their own on counting: the price list's.
    """
    if service == Family.BT:
        return BT_CLAUSES.get(element, OTHERS)
    if service == Family.TELAVOX:
        return next((clause for start, clause in TELAVOX_CLAUSES if element.startswith(start)), TELAVOX_OTHERS)
    return OTHERS


def daily_counts(facts: AccountMonth, element: str, source: CountSource, days: Days) -> tuple[Run, ...]:
    """Return the daily counts of an element on `days`, the service days of the month.

    Raises CannotBill when the facts do not give one for every day.

    Terms: telavox.4, bt.11
    Reading: nothing configured outside the order's start and end is billed.
    """
    clause = clause_of(facts.service, element)
    match source:
        case Segments():
            return segment_runs(source.segments, days)
        case Changes():
            return change_runs(element, clause, source.count_before, source.changes, days)
        case Reported():
            gap = Gap(facts.readings.assumed_days, facts.order.start)
            return report_runs(element, clause, source, facts.month, days, gap)
        case Declarations():
            return declaration_runs(source.declarations, days)
        case Blocks():
            return block_runs(source.blocks, days)
        case RoutedNumbers():
            return fax_runs(source.numbers, days)

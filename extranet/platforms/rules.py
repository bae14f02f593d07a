"""What a report of a platform must be, and how reports add up to the counts of a day. Pure.

Terms: telavox.4, bt.11
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

ONE_DAY: Final = timedelta(days=1)
ZERO: Final = Decimal(0)
# A month is billed in the following one and corrected within the year: older reports are mistakes.
OLDEST_DAYS: Final = 400
DECIMALS: Final = 3
# One more would not fit the column.
TOO_MANY: Final = Decimal(10) ** 11

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_QUANTITY: Final = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:-]{0,39}")


# ---------- What a report is ----------
@dataclass(frozen=True, slots=True)
class Report:
    """What a platform says of an account on a Brussels day: elements by product code; what it does not name is 0."""

    subscription_id: UUID
    day: date
    counts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Contract:
    """What must be known of a subscription to judge a report. `ends_on`: the first day without service."""

    family: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a report. `element` is empty when it is the day."""

    subscription_id: UUID
    day: date
    element: str
    code: str
    sentence: str


def read_day(text: str) -> date | None:
    """Read a day written 2026-10-03; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def read_quantity(text: str) -> Decimal | None:
    """Read a quantity written 12 or 12.5; None for anything else. Whether it is a possible one, `faults_of` says."""
    return Decimal(text) if _QUANTITY.fullmatch(text) else None


def is_account_name(text: str) -> bool:
    """Return whether a platform account may be called so: letters, digits and . _ @ : -, at most forty."""
    return _ACCOUNT.fullmatch(text) is not None


def faults_of(report: Report, contract: Contract, families: Mapping[str, str], today: date) -> list[Fault]:
    """Return everything that is wrong with a report; none when it may be recorded.

    `families`: the family of every product the house knows, retired ones included; `today`: in Brussels.

    Terms: telavox.4, bt.11
    Reading: the subscription's end is the first day without service; nothing is counted from then on, as
    nothing is before its start.
    """
    sentence = _day_fault(report.day, contract, today)
    faults = [sentence] if sentence else []
    for element, quantity in report.counts.items():
        faults += _count_faults(element, quantity, contract.family, families)
    return [Fault(report.subscription_id, report.day, *fault) for fault in faults]


def _day_fault(day: date, contract: Contract, today: date) -> tuple[str, str, str] | None:
    facts = {"day": day, "today": today, "start": contract.starts_on, "end": contract.ends_on}
    if day > today:
        sentence = _("Le %(day)s n’est pas encore venu. Envoyez le rapport ce jour-là ou après.")
        return "", "day_in_future", sentence % facts
    if day < contract.starts_on:
        sentence = _("Le %(day)s est avant le premier jour du service, le %(start)s. N’envoyez que ce qui suit.")
        return "", "day_before_start", sentence % facts
    if contract.ends_on is not None and day >= contract.ends_on:
        sentence = _("Le %(day)s, le service est terminé : il l’est depuis le %(end)s. N’envoyez que ce qui précède.")
        return "", "day_after_end", sentence % facts
    if day < today - timedelta(days=OLDEST_DAYS):
        sentence = _("Le %(day)s est il y a plus de %(days)s jours. Demandez une correction aux finances.")
        return "", "day_too_old", sentence % {**facts, "days": OLDEST_DAYS}
    return None


def _count_faults(
    element: str, quantity: Decimal, family: str, families: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    facts = {"element": element[:40], "quantity": quantity, "decimals": DECIMALS}
    if element not in families:
        sentence = _("« %(element)s » n’est pas un code de produit du catalogue. Corrigez-le, ou ajoutez le produit.")
        yield element, "element_unknown", sentence % facts
    elif families[element] != family:
        sentence = _("« %(element)s » est un produit d’un autre service que celui de ce compte. Corrigez le code.")
        yield element, "element_of_other_service", sentence % facts
    if not quantity.is_finite():
        yield element, "quantity_not_a_number", _("%(element)s : donnez un nombre.") % facts
    elif quantity < 0:
        sentence = _("%(element)s : %(quantity)s est sous zéro. Donnez zéro ou plus.")
        yield element, "quantity_below_zero", sentence % facts
    elif quantity >= TOO_MANY:
        yield element, "quantity_too_large", _("%(element)s : ce nombre est trop grand. Vérifiez-le.") % facts
    elif _decimals(quantity) > DECIMALS:
        sentence = _("%(element)s : %(quantity)s a plus de %(decimals)s décimales. Arrondissez-le.")
        yield element, "quantity_too_precise", sentence % facts


def _decimals(quantity: Decimal) -> int:
    exponent = quantity.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


# ---------- How reports add up ----------
class Run(NamedTuple):
    """A quantity above zero that holds on every day from `start` up to `end`."""

    start: date
    end: date
    quantity: Decimal


Peaks = Mapping[date, Decimal]


def merged(counts: Mapping[str, Decimal], more: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return what two reports of one day say together: the higher quantity of each element.

    Terms: telavox.4, bt.11
    Reading: a daily count is the highest simultaneous count of that day, and a report is a look at one moment
    of it. The highest is commutative, associative and idempotent: reports that come late, twice or in
    another order end in the same counts.
    """
    return {element: max(counts.get(element, ZERO), more.get(element, ZERO)) for element in {**counts, **more}}


def raised(runs: Iterable[Run], peaks: Peaks) -> list[Run]:
    """Return the runs of one element once each day of `peaks` counts at least what it says there.

    Runs are maximal: two that touch have other quantities. Days of zero and days nobody reported are in no run:
    a run never bridges a day that was not reported, and which of the two a hole is stands in `ReportedDay`.

    Terms: telavox.4, bt.11
    """
    known = {run.start: run for run in runs}
    edges = {edge for run in known.values() for edge in (run.start, run.end)}
    edges |= {edge for day in peaks for edge in (day, day + ONE_DAY)}
    return _joined(piece for piece in _pieces(known, peaks, sorted(edges)) if piece.quantity > 0)


def quantity_on(day: date, runs: Iterable[Run]) -> Decimal:
    """Return the quantity that runs give for a day: zero when none holds it."""
    return next((run.quantity for run in runs if run.start <= day < run.end), ZERO)


def _pieces(known: Mapping[date, Run], peaks: Peaks, edges: list[date]) -> Iterator[Run]:
    """Yield what holds between each edge and the next: inside one run or none, and at most one day of `peaks`."""
    under_way = Run(date.min, date.min, ZERO)
    for start, end in pairwise(edges):
        under_way = known.get(start, under_way)
        before = under_way.quantity if start < under_way.end else ZERO
        yield Run(start, end, max(before, peaks.get(start, ZERO)))


def _joined(pieces: Iterable[Run]) -> list[Run]:
    runs: list[Run] = []
    for piece in pieces:
        last = runs[-1] if runs else None
        if last is not None and last.end == piece.start and last.quantity == piece.quantity:
            runs[-1] = last._replace(end=piece.end)
        else:
            runs.append(piece)
    return runs

"""Work billed by time in the books: each intervention is taken by one run, and billed on one invoice.

A run takes what it freezes; what it did not bill in the end is free again when it is over. The table's key is the
intervention, so that no two runs, and no two invoices, have the same one.

Terms: general.3, general.6
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from billing.ledger.models import BilledWork, BillingRun, Invoice, InvoiceLine
from billing.rules.days import Days
from billing.rules.facts import AccountMonth
from billing.rules.interventions import Ground, Intervention, StaffDecision, billable_work
from billing.rules.readings import HOURLY_WORK
from support import models
from support.interventions.selectors import work_to_bill


class BilledTwice(Exception):
    """A draft bills work that its run did not take, or that an invoice bills already."""


# ---------- What there is to bill ----------
def works_to_bill(month: Days, *, is_with_late: bool = True) -> dict[UUID, list[Intervention]]:
    """Return the work to bill with a month, by subscription; work that a run of another month has taken is not in it.

    `is_with_late`: with the work of earlier months that nobody took. Stand in the partner's schema.

    Terms: general.3, general.6
    Reading: contested and not settled is not billed, nor what was waived. Decided or settled after its month was
    billed, work goes with the next month.
    """
    rows = work_to_bill().filter(worked_on__lt=month.end).select_related("ticket").order_by("worked_on", "pk")
    if not is_with_late:
        rows = rows.filter(worked_on__gte=month.start)
    found = list(rows)
    taken = set(
        BilledWork.objects.filter(intervention_id__in=[row.pk for row in found])
        .exclude(period=month.start)
        .values_list("intervention_id", flat=True)
    )
    works: dict[UUID, list[Intervention]] = defaultdict(list)
    for row in found:
        work = _of_rules(row)
        if row.pk not in taken and billable_work(work, row.increment_minutes).is_billed:
            works[row.subscription_id].append(work)
    return dict(works)


def _of_rules(row: models.Intervention) -> Intervention:
    if row.worked_on is None or row.minutes is None:
        raise ValueError("only work that is done is billed")
    return Intervention(
        ticket=row.ticket.number,
        on=row.worked_on,
        minutes=row.minutes,
        ground=Ground(row.ground),
        decision=StaffDecision(row.decision) if row.decision else None,
        key=str(row.pk),
        increment_minutes=row.increment_minutes,
    )


# ---------- Who has taken it ----------
def take_works(run: BillingRun, partner: str, months: Iterable[AccountMonth]) -> None:
    """Note that a run bills the work of these facts. Raises IntegrityError when another run took some meanwhile.

    Terms: general.3, general.6
    """
    keys = [work.key for month in months for work in (*month.interventions, *month.late) if work.key]
    BilledWork.objects.bulk_create(
        [BilledWork(intervention_id=UUID(key), run=run, partner=partner, period=run.period) for key in keys]
    )


def free_works(run: BillingRun, **narrowed: str) -> None:
    """Give back the work that no invoice of a run bills: another run may take it."""
    BilledWork.objects.filter(run=run, invoice__isnull=True, **narrowed).delete()


def bind_works(invoice: Invoice) -> None:
    """Note on which invoice each piece of work is billed, in the transaction that issues it. Raises BilledTwice.

    Terms: general.3, general.6
    """
    lines = InvoiceLine.objects.filter(invoice=invoice, element=HOURLY_WORK)
    keys = [why["line"]["work"] for why in lines.values_list("why", flat=True) if "work" in why["line"]]
    taken = BilledWork.objects.filter(run=invoice.run_id, intervention_id__in=keys, invoice__isnull=True)
    if keys and taken.update(invoice=invoice) != len(keys):
        raise BilledTwice(f"invoice {invoice.pk} bills work of another run or invoice: {', '.join(keys)}")


def billed_on(intervention_ids: Iterable[UUID]) -> dict[UUID, tuple[str, date]]:
    """Return the number and the day of the invoice that bills each intervention; what is not billed is left out."""
    rows = BilledWork.objects.filter(intervention_id__in=list(intervention_ids), invoice__isnull=False)
    told = rows.values_list("intervention_id", "invoice__number", "invoice__issued_on")
    return {pk: (number, day) for pk, number, day in told if day is not None}

"""Where a run stands, read from its rows: progress, what troubles it, what it comes to beside the month before.

A fixed number of queries, whatever the number of partners. Stand in `public` as the operator.

Terms: telavox.4, bt.11
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, UUIDField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Abs, Coalesce

from billing.ledger.models import BillingRun, Invoice, RunItem, Snapshot
from billing.rules.days import ONE_DAY, month_of
from extranet.partners.models import Partner

Status = BillingRun.Status
ITEMS: Final = RunItem.Status
NOBODY: Final = UUID(int=0)
ZERO: Final = Decimal(0)


@dataclass(frozen=True)
class Progress:
    """How far a run is: so many of so many, partners or, once it is approved, invoices."""

    done: int
    total: int
    is_invoices: bool
    by_status: Mapping[str, int]
    failing: int

    @property
    def set_aside(self) -> int:
        """How many partners are left out because their part failed again and again."""
        return self.by_status.get(ITEMS.SET_ASIDE, 0)


def progress_of(run: BillingRun) -> Progress:
    """Return how far a run is, counted from its rows."""
    rows = RunItem.objects.filter(run=run).values_list("status", "last_error").annotate(count=Count("pk"))
    by_status: dict[str, int] = {}
    failing = 0
    for status, error, count in rows.order_by():
        by_status[status] = by_status.get(status, 0) + count
        failing += count if error and status != ITEMS.SET_ASIDE else 0
    if run.status in (Status.APPROVED, Status.FINALISING, Status.DISPATCHED):
        invoices = Invoice.objects.filter(run=run)
        issued = invoices.filter(status=Invoice.Status.ISSUED).count()
        return Progress(issued, invoices.count(), True, by_status, failing)
    total = sum(by_status.values())
    left = by_status.get(ITEMS.WAITING, 0)
    if run.status == Status.CALCULATING:
        left += by_status.get(ITEMS.FROZEN, 0)
    return Progress(total - left, total, False, by_status, failing)


def items_of(run: BillingRun) -> QuerySet[Any]:
    """Return the partners of a run with `partner_name`: those in trouble first, then by name."""
    trouble = Case(
        When(status=ITEMS.SET_ASIDE, then=Value(0)),
        When(last_error__gt="", then=Value(1)),
        When(parked__gt=0, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    named = _with_name(RunItem.objects.filter(run=run))
    ordered: QuerySet[Any] = named.annotate(trouble=trouble).order_by("trouble", "partner_name", "partner")
    return ordered


def parked_of(run: BillingRun) -> QuerySet[Any]:
    """Return the accounts of a run that wait for a person, with `partner_name`; their facts are not read."""
    parked = Snapshot.objects.filter(run=run).exclude(parked_reason="").defer("facts")
    return _with_name(parked).order_by("partner_name", "client_name", "family", "pk")


# ---------- What it comes to ----------
@dataclass(frozen=True)
class Totals:
    """What the invoices of a run come to, and those of the month before; `change`: VAT excluded."""

    invoices: int
    net: Decimal
    vat: Decimal
    gross: Decimal
    before_invoices: int
    before_net: Decimal

    @property
    def change(self) -> Decimal:
        """How much more than the month before."""
        return self.net - self.before_net


def totals_of(run: BillingRun) -> Totals:
    """Return what a run comes to beside what was issued for the month before."""
    sums = {"net": Coalesce(Sum("net"), ZERO), "vat": Coalesce(Sum("vat"), ZERO), "gross": Coalesce(Sum("gross"), ZERO)}
    now: dict[str, Any] = Invoice.objects.filter(run=run).aggregate(count=Count("pk"), **sums)
    then: dict[str, Any] = _issued_before(run.period).aggregate(count=Count("pk"), net=sums["net"])
    return Totals(now["count"], now["net"], now["vat"], now["gross"], then["count"], then["net"])


def buyers_of(run: BillingRun) -> QuerySet[Any]:
    """Return the invoices of a run with `partner_name`, `before` (net of the month before) and `change`.

    The largest changes come first: they are what whoever reads looks for.
    """
    same = _issued_before(run.period)
    same = same.filter(partner=OuterRef("partner"), buyer=_buyer(OuterRef("client_id")))
    before = Subquery(same.values("net")[:1])
    named = _with_name(Invoice.objects.filter(run=run))
    told: QuerySet[Any] = named.annotate(before=before, change=F("net") - Coalesce(before, ZERO))
    return told.order_by(Abs("change").desc(), "partner", "buyer_name", "pk")


def gone_of(run: BillingRun) -> QuerySet[Any]:
    """Return the invoices of the month before whose buyer has none in this run, with `partner_name`."""
    ours = Invoice.objects.filter(run=run).alias(buyer=_buyer(F("client_id")))
    here = ours.filter(partner=OuterRef("partner"), buyer=OuterRef("buyer")).values("pk")[:1]
    gone = _issued_before(run.period).alias(here=Subquery(here)).filter(here__isnull=True)
    return _with_name(gone).order_by("partner_name", "buyer_name", "pk")


def invoice_before(invoice: Invoice) -> Invoice | None:
    """Return what the same buyer was billed for the month before; None for nothing."""
    same = _issued_before(invoice.period).filter(partner=invoice.partner, client_id=invoice.client_id)
    found: Invoice | None = same.order_by("-issued_at").first()
    return found


def _issued_before(period: date) -> QuerySet[Any]:
    month = month_of(period - ONE_DAY)
    issued = Invoice.objects.filter(period=month.start, kind=Invoice.Kind.INVOICE, status=Invoice.Status.ISSUED)
    return issued.annotate(buyer=_buyer(F("client_id")))


def _buyer(client_id: Combinable) -> Coalesce:
    # Without a client the partner itself is billed; nothing is equal to null.
    return Coalesce(client_id, Value(NOBODY, output_field=UUIDField()))


def _with_name(rows: QuerySet[Any]) -> QuerySet[Any]:
    named = Partner.objects.filter(schema_name=OuterRef("partner")).values("display_name")[:1]
    annotated: QuerySet[Any] = rows.annotate(partner_name=Subquery(named))
    return annotated

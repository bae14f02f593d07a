"""Calculating drafts: from the snapshots of a partner to its draft invoices, and to the accounts set aside.

Terms: telavox.4, bt.11
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from billing.ledger.codec import canonical
from billing.ledger.drafts import Rows, draft_invoices, rows_of
from billing.ledger.frozen import Account, AccountFacts, LedgerPark, SetAside, thawed
from billing.ledger.models import BillingRun, Invoice, InvoiceLine, RunItem, Snapshot, VatTotal
from extranet.catalogue.families import Family
from extranet.errors import IllegalMove
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

log = structlog.get_logger("billing.ledger")
# From approval on, what was read and approved is what is issued.
CLOSED: Final = frozenset(
    {
        BillingRun.Status.APPROVED,
        BillingRun.Status.FINALISING,
        BillingRun.Status.DISPATCHED,
        BillingRun.Status.CANCELLED,
    }
)
NAMES: Final = ", ".join(str(field.column) for field in InvoiceLine._meta.concrete_fields)
BATCH: Final = 500


@dataclass(frozen=True)
class Calculated:
    """What a partner's part of a run came to: draft invoices, their lines, accounts set aside."""

    invoices: int
    lines: int
    parked: int


def calculate_partner(*, run_id: UUID, partner: str, at: datetime) -> Calculated:
    """Write the draft invoices of a partner from its snapshots, in place of the run's former drafts of it.

    A function of the snapshots: a second call ends in the same rows. An account that cannot be billed is noted on its
    snapshot with the reason and stops no other. All or nothing.
    Raises RunItem.DoesNotExist, IllegalMove when the run is approved or cancelled, or an invoice of it issued.

    Terms: telavox.4, bt.11
    """
    with acting(PUBLIC, OPERATOR), transaction.atomic():
        locked = RunItem.objects.select_for_update(no_key=True, of=("self",)).select_related("run")
        item = locked.get(run_id=run_id, partner=partner)
        _refuse_closed(item)
        snapshots = list(Snapshot.objects.filter(run_id=run_id, partner=partner).order_by("pk"))
        drafted = draft_invoices(map(_known, snapshots))
        rows = [rows_of(invoice, run_id=run_id) for invoice in drafted.invoices]
        _note_set_aside(snapshots, drafted.set_aside)
        _replace_drafts(run_id, partner, rows)
        lines = sum(len(one.lines) for one in rows)
        parked = len(drafted.set_aside)
        log.info("drafts_calculated", run=str(run_id), partner=partner, lines=lines, parked=parked, at=at.isoformat())
        return Calculated(len(rows), lines, parked)


def _refuse_closed(item: RunItem) -> None:
    run = item.run
    issued = Invoice.objects.filter(run=run, partner=item.partner, status=Invoice.Status.ISSUED)
    if run.status not in CLOSED and not issued.exists():
        return
    sentence = _("La facturation de %(month)s est %(state)s : ses brouillons ne changent plus.")
    state = run.get_status_display() if run.status in CLOSED else _("en partie émise")
    raise IllegalMove(sentence % {"month": f"{run.period:%m/%Y}", "state": state}, code=f"run_{run.status}")


def _known(snapshot: Snapshot) -> AccountFacts | SetAside:
    """Return the facts of a snapshot; one that was frozen without any keeps its reason."""
    account = Account(
        snapshot.subscription_id,
        snapshot.client_id,
        snapshot.client_name,
        Family(snapshot.family),
        snapshot.account,
    )
    if not snapshot.facts:
        return SetAside(account, snapshot.parked_reason)
    try:
        return thawed(snapshot.facts)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        log.exception("snapshot_not_read", snapshot=str(snapshot.pk))
        return SetAside(account, LedgerPark.FAULT, error=type(error).__name__)


def _note_set_aside(snapshots: Iterable[Snapshot], set_aside: Iterable[SetAside]) -> None:
    found = {one.account.subscription_id: one for one in set_aside}
    changed = []
    for snapshot in snapshots:
        aside = found.get(snapshot.subscription_id)
        reason, facts = (aside.reason, aside.facts()) if aside else ("", {})
        # What could not be collected has its facts already.
        if snapshot.facts and (snapshot.parked_reason, snapshot.parked_facts) != (reason, facts):
            snapshot.parked_reason, snapshot.parked_facts = reason, facts
            changed.append(snapshot)
    Snapshot.objects.bulk_update(changed, ["parked_reason", "parked_facts"], batch_size=BATCH)


def _replace_drafts(run_id: UUID, partner: str, rows: Sequence[Rows]) -> None:
    # Not by cascade: it would read every line before deleting it.
    former = Invoice.objects.filter(run_id=run_id, partner=partner, status=Invoice.Status.DRAFT)
    InvoiceLine.objects.filter(invoice__in=former).delete()
    VatTotal.objects.filter(invoice__in=former).delete()
    former.delete()
    Invoice.objects.bulk_create([one.invoice for one in rows], batch_size=BATCH)
    copy_lines(line for one in rows for line in one.lines)
    VatTotal.objects.bulk_create([total for one in rows for total in one.vat_totals], batch_size=BATCH)


def copy_lines(lines: Iterable[InvoiceLine]) -> None:
    """Write lines with COPY, through a table of the transaction: PostgreSQL copies into no table with row security."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE arriving (LIKE public.ledger_invoiceline) ON COMMIT DROP")
        with cursor.copy(f"COPY pg_temp.arriving ({NAMES}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row([*_values(line)])
        cursor.execute(f"INSERT INTO public.ledger_invoiceline ({NAMES}) SELECT {NAMES} FROM pg_temp.arriving")  # noqa: S608 - names of our own columns
        cursor.execute("DROP TABLE pg_temp.arriving")


def _values(line: InvoiceLine) -> Iterator[Any]:
    for field in InvoiceLine._meta.concrete_fields:
        value = getattr(line, field.attname)
        yield canonical(value) if field.attname == "why" else value

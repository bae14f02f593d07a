"""An issued invoice of every owner: the partner's, with its client on it, or the direct client's own."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from billing.ledger.drafts import draft_invoices, rows_of
from billing.ledger.frozen import Account, AccountFacts, Buyer, Named
from billing.ledger.models import BillingRun, Invoice, InvoiceLine, VatTotal
from billing.rules.counts import Segment
from billing.rules.days import month_of
from billing.rules.facts import AccountMonth, Order, Segments
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion
from billing.rules.readings import USERS
from billing.rules.vat import Vat, VatCategory
from extranet.catalogue.families import Family
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import day_start
from tests.cast import DIRECT

NAMES: Final = UUID("1a701ce0-0000-4000-8000-000000000000")
LANGUAGES: Final = ("fr", "nl", "de", "en")


def write(schema: str, client_id: UUID, place: int) -> UUID:
    """Issue the invoice of three users of the owner's client; `place`: gives each owner a month of its own."""
    period = date(2025, 1 + place, 1)
    (draft,) = draft_invoices([_facts(schema, client_id, period)]).invoices
    with acting(PUBLIC, OPERATOR):
        run = BillingRun.objects.create(period=period, started_at=day_start(month_of(period).end), started_by_name="")
        rows = rows_of(draft, run_id=run.pk)
        rows.invoice.save(force_insert=True)
        InvoiceLine.objects.bulk_create(rows.lines)
        VatTotal.objects.bulk_create(rows.vat_totals)
        return _issue(rows.invoice, place)


def _issue(invoice: Invoice, place: int) -> UUID:
    invoice.status, invoice.number = Invoice.Status.ISSUED, f"F2025-{place + 1:05d}"
    invoice.issued_on = month_of(invoice.period).end + timedelta(days=8)
    invoice.due_on, invoice.issued_at = invoice.issued_on + timedelta(days=30), day_start(invoice.issued_on)
    invoice.save()
    return invoice.pk


def _facts(schema: str, client_id: UUID, period: date) -> AccountFacts:
    words = dict.fromkeys(LANGUAGES, "user")
    return AccountFacts(
        buyer=Buyer(
            partner=schema,
            client_id=client_id if schema == DIRECT else None,
            name="Acheteur SRL",
            enterprise_number="0199000052",
            street="Rue de l’Essai 1",
            postal_code="1000",
            municipality="Bruxelles",
            language="fr",
        ),
        account=Account(uuid5(NAMES, str(client_id)), client_id, "Client", Family.BT, "BT-0001"),
        month=AccountMonth(
            service=Family.BT,
            month=month_of(period),
            order=Order(period, users=3),
            price_book=PriceBook((PriceVersion(period, {USERS: Price(PriceModel.PER_UNIT, unit_price=Decimal(8))}),)),
            vat=Vat(VatCategory.STANDARD, Decimal(21)),
            elements={USERS: Segments((Segment(period, 3),))},
        ),
        products={USERS: Named("bt-user", 1, False, words, words)},
        agreed={},
        lists={period.isoformat(): 1},
    )

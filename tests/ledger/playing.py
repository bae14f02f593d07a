"""A partner's months in the tables: orders with lines, what platforms reported, runs; and the run played on them."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from billing.ledger.calculating import Calculated, calculate_partner
from billing.ledger.collecting import Frozen, freeze_partner
from billing.ledger.models import BillingRun, Discount, Invoice, InvoiceLine, Reading, RunItem, Snapshot
from extranet.catalogue.families import Family
from extranet.catalogue.models import Product
from extranet.catalogue.services import publish_price_list
from extranet.clients.models import Client
from extranet.ordering.models import Order, OrderLine, Subscription
from extranet.platforms.models import Source
from extranet.platforms.rules import Report
from extranet.platforms.services import record_reports
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, CLIENT

AT: Final = datetime(2026, 7, 2, 9, tzinfo=UTC)
ONE_DAY: Final = timedelta(days=1)
Ordered = Mapping[str, tuple[int, str]]
USERS: Final[Ordered] = {"bt-user": (10, "8.00")}


# ---------- Products and prices ----------
def sell(code: str, family: Family, *, position: int = 50) -> None:
    """Put a product on sale; it has a price once a list gives it one."""
    names = {f"name_{language}": f"{code} {language}" for language in ("fr", "nl", "de", "en")}
    units = {f"unit_{language}": f"unit {language}" for language in ("fr", "nl", "de", "en")}
    with acting(PUBLIC, OWNER):
        Product.objects.create(code=code, family=family, position=position, **names, **units)


def publish(valid_from: date, **prices: str) -> None:
    """Publish a price list; a product is written with _ for -. What is not named keeps the price of the cast."""
    ours = {
        "telavox_plus": "15",
        "bt_user": "8",
        "bt_fax": "5",
        "sip_channel": "9.4",
        "meeting_host": "7.8125",
        **prices,
    }
    with acting(PUBLIC, OPERATOR):
        publish_price_list(
            prices={code.replace("_", "-"): Decimal(price) for code, price in ours.items()},
            valid_from=valid_from,
            actor=None,
            at=datetime.combine(valid_from, datetime.min.time(), tzinfo=UTC),
        )


def retire(code: str) -> None:
    """Take a product off sale."""
    with acting(PUBLIC, OPERATOR):
        Product.objects.filter(code=code).update(is_retired=True)


def discount(partner: str, percentage: str, valid_from: date) -> None:
    """Give a partner a discount."""
    with acting(PUBLIC, OPERATOR):
        Discount.objects.create(
            partner=partner,
            percentage=Decimal(percentage),
            valid_from=valid_from,
            created_at=AT,
            created_by_name="Sofie Smets",
        )


def choose(name: str, value: str, valid_from: date) -> None:
    """Choose a reading of the terms."""
    with acting(PUBLIC, OPERATOR):
        Reading.objects.create(
            name=name, value=value, valid_from=valid_from, created_at=AT, created_by_name="Sofie Smets"
        )


# ---------- Orders ----------
def order(
    lines: Ordered,
    *,
    schema: str = ALPHA,
    client_id: UUID = CLIENT,
    family: Family = Family.BT,
    starts_on: date = date(2026, 1, 1),
    number: str = "",
) -> Order:
    """Place an order with these quantities and agreed prices by product code; it opens nothing."""
    with acting(schema, OWNER):
        client = Client.objects.get(pk=client_id)
        placed = Order.objects.create(
            number=number or f"C-{uuid4().hex[:12]}",
            client=client,
            client_name=client.name,
            starts_on=starts_on,
            families=[family],
            price_list=1,
            created_at=AT,
            created_by_id=uuid4(),
            created_by_name="Camille",
            changed_at=AT,
            declared_at=AT,
        )
        for position, (code, (quantity, price)) in enumerate(lines.items()):
            OrderLine.objects.create(
                order=placed,
                product=Product.objects.get(code=code),
                position=position,
                product_code=code,
                name=code,
                unit="unit",
                family=family,
                quantity=quantity,
                unit_price=Decimal(price),
                amount=Decimal(quantity) * Decimal(price),
            )
        placed.status, placed.placed_at = Order.Status.PLACED, AT
        placed.placed_by_id, placed.placed_by_name, placed.acceptance_id = uuid4(), "Camille", uuid4()
        placed.save()
        return placed


def contract(
    lines: Ordered,
    *,
    schema: str = ALPHA,
    client_id: UUID = CLIENT,
    family: Family = Family.BT,
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
    number: str = "",
) -> Subscription:
    """Place an order and open its subscription."""
    placed = order(lines, schema=schema, client_id=client_id, family=family, starts_on=starts_on, number=number)
    with acting(schema, OWNER):
        return Subscription.objects.create(
            client_id=client_id, family=family, order=placed, starts_on=starts_on, ends_on=ends_on
        )


# ---------- Reports ----------
def report(
    subscription: Subscription,
    first: date,
    last: date,
    counts: Mapping[str, int | str],
    *,
    schema: str = ALPHA,
    but: Collection[date] = (),
) -> None:
    """Report the same counts on every day from `first` to `last`, `but` some."""
    days = [first + number * ONE_DAY for number in range((last - first).days + 1)]
    typed = {code: Decimal(quantity) for code, quantity in counts.items()}
    reports = [Report(subscription.pk, day, typed) for day in days if day not in but]
    at = datetime.combine(last + ONE_DAY, datetime.min.time(), tzinfo=UTC) + timedelta(hours=6)
    with acting(schema, PARTNER):
        record_reports(reports=reports, source=Source.API, at=at)


# ---------- The run ----------
def a_run(period: date, *partners: str) -> BillingRun:
    """Start a run of a month with its parts."""
    with acting(PUBLIC, OPERATOR):
        run = BillingRun.objects.create(period=period, started_at=AT, started_by_name="Sofie Smets")
        RunItem.objects.bulk_create([RunItem(run=run, partner=partner) for partner in partners])
        return run


def freeze(run: BillingRun, partner: str = ALPHA) -> Frozen:
    """Freeze the facts of a partner."""
    return freeze_partner(run_id=run.pk, partner=partner, at=AT)


def calculate(run: BillingRun, partner: str = ALPHA) -> Calculated:
    """Draft the invoices of a partner."""
    return calculate_partner(run_id=run.pk, partner=partner, at=AT)


def bill(period: date, partner: str = ALPHA) -> BillingRun:
    """Run a month of one partner up to its drafts."""
    run = a_run(period, partner)
    freeze(run, partner)
    calculate(run, partner)
    return run


def issue(run: BillingRun, *, number: str = "F2026-00001") -> Invoice:
    """Issue the only draft of a run, straight in the table."""
    with acting(PUBLIC, OPERATOR):
        invoice = Invoice.objects.get(run=run)
        invoice.status, invoice.number, invoice.issued_at = Invoice.Status.ISSUED, number, AT
        invoice.issued_on, invoice.due_on = AT.date(), AT.date() + timedelta(days=30)
        invoice.save()
        return invoice


def invoices(run: BillingRun) -> list[Invoice]:
    """Return the invoices of a run, by buyer."""
    with acting(PUBLIC, OPERATOR):
        return list(Invoice.objects.filter(run=run).order_by("partner", "buyer_name"))


def lines(run: BillingRun) -> list[InvoiceLine]:
    """Return the lines of a run, by invoice and position."""
    with acting(PUBLIC, OPERATOR):
        rows = InvoiceLine.objects.filter(invoice__run=run)
        return list(rows.order_by("invoice__partner", "invoice__buyer_name", "position"))


def told(run: BillingRun) -> list[tuple[str, str, str, str]]:
    """Return client, element, unit price and net of each line of a run."""
    return [(line.client_name, line.element, str(line.unit_price), str(line.net)) for line in lines(run)]


def snapshots(run: BillingRun) -> list[Snapshot]:
    """Return the snapshots of a run, by client and service."""
    with acting(PUBLIC, OPERATOR):
        return list(Snapshot.objects.filter(run=run).order_by("client_name", "family", "subscription_id"))

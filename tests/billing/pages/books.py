"""Months billed and issued, for the pages: two clients of Alpha, and each direct client by itself."""

from datetime import date
from typing import Final
from uuid import UUID

from billing.ledger.models import BillingRun, Invoice, InvoiceLine, VatTotal
from billing.rules.identifiers import structured_communication
from extranet.catalogue.families import Family
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, CLIENT, SIBLING
from tests.ledger import playing

MARCH: Final = date(2026, 3, 1)
LAST_OF_MARCH: Final = date(2026, 3, 31)
ISSUED_ON: Final = date(2026, 4, 9)
DUE_ON: Final = date(2026, 5, 9)


def issue(run: BillingRun, numbers: dict[UUID | None, str]) -> dict[UUID | None, Invoice]:
    """Issue the drafts of a run, each buyer's under its number, straight in the table."""
    with acting(PUBLIC, OPERATOR):
        issued = {}
        for place, invoice in enumerate(Invoice.objects.filter(run=run).order_by("buyer_name"), start=1):
            invoice.status, invoice.number = Invoice.Status.ISSUED, numbers[invoice.client_id]
            invoice.issued_at, invoice.issued_on, invoice.due_on = playing.AT, ISSUED_ON, DUE_ON
            invoice.communication = structured_communication(f"{place:010d}").digits
            invoice.save()
            issued[invoice.client_id] = invoice
        return issued


def users_of_march(client_id: UUID = CLIENT, *, schema: str = ALPHA) -> Subscription:
    """Put ten users of Business Telephony under contract; nine of them on the first days, twelve from the 15th on.

    The 20th is not reported. There is one virtual fax.
    """
    lines = {"bt-user": (10, "8.00"), "bt-fax": (1, "5.00")}
    subscription = playing.contract(lines, schema=schema, client_id=client_id)
    counts = {"bt-user": 6, "bt-fax": 1}
    playing.report(subscription, date(2026, 2, 26), date(2026, 3, 14), counts, schema=schema)
    rest = {"bt-user": 12, "bt-fax": 1}
    days = date(2026, 3, 15), LAST_OF_MARCH
    playing.report(subscription, *days, rest, schema=schema, but=[date(2026, 3, 20)])
    return subscription


def channels_of_march(client_id: UUID = SIBLING, *, schema: str = ALPHA) -> Subscription:
    """Put four channels of SIP Trunking under contract for March, reported every day."""
    subscription = playing.contract(
        {"sip-channel": (4, "9.40")}, schema=schema, client_id=client_id, family=Family.SIP, starts_on=MARCH
    )
    playing.report(subscription, MARCH, LAST_OF_MARCH, {"sip-channel": 4}, schema=schema)
    return subscription


def issued_march(number: str = "F2026-00001") -> Invoice:
    """Return Alpha's invoice of March: both clients, a discount of 5 %."""
    playing.discount(ALPHA, "5", date(2026, 1, 1))
    users_of_march()
    channels_of_march()
    return issue(playing.bill(MARCH), {None: number})[None]


def march_goes_on(invoice: Invoice) -> tuple[Subscription, Subscription]:
    """Return the accounts that `issued_march` billed, telephony first: April is reported on them."""
    found = {line.family: line.subscription_id for line in lines_of(invoice)}
    with acting(ALPHA, OPERATOR):
        return Subscription.objects.get(pk=found[Family.BT]), Subscription.objects.get(pk=found[Family.SIP])


def april(invoice: Invoice, *, users: int = 13, channels: int = 4) -> None:
    """Report the first days of April on the accounts of `issued_march`: by default more users only."""
    telephony, trunk = march_goes_on(invoice)
    days = date(2026, 4, 1), date(2026, 4, 19)
    playing.report(telephony, *days, {"bt-user": users, "bt-fax": 1})
    playing.report(trunk, *days, {"sip-channel": channels})


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """Return the lines of an invoice as stored."""
    with acting(PUBLIC, OPERATOR):
        return list(InvoiceLine.objects.filter(invoice=invoice).order_by("position"))


def vat_of(invoice: Invoice) -> list[VatTotal]:
    """Return the VAT of an invoice as stored."""
    with acting(PUBLIC, OPERATOR):
        return list(VatTotal.objects.filter(invoice=invoice))

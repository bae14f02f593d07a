"""From the facts of accounts to the drafts of invoices: who is billed, for whom, in which order. Pure.

Terms: telavox.4, bt.11, general.1
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid5

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from billing.ledger.codec import Typed, digest_of, written
from billing.ledger.frozen import Account, AccountFacts, Buyer, LedgerPark, Named, SetAside
from billing.ledger.models import Invoice, InvoiceLine, VatTotal
from billing.rules.days import clipped
from billing.rules.lines import Line
from billing.rules.month import Draft, draft_month
from billing.rules.parking import Parked, ParkReason
from billing.rules.prices import PriceSource
from billing.rules.readings import USERS
from billing.rules.vat import Totals, totals_of
from extranet.catalogue.families import Family
from extranet.clients.names import sort_key

log = structlog.get_logger("billing.ledger")
FAMILIES: Final = {family: place for place, family in enumerate(Family)}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line for one account, with the name of its product and what explains it."""

    account: Account
    line: Line
    product: Named
    why: Typed


@dataclass(frozen=True, slots=True)
class DraftInvoice:
    """What a buyer is billed for a month: lines by client, service and account; VAT once per category and rate."""

    buyer: Buyer
    period: date
    lines: tuple[DraftLine, ...]
    totals: Totals

    def digest(self) -> str:
        """What shows that two drafts say the same, to the last figure and name."""
        lines = [[written(one.account), one.why] for one in self.lines]
        return digest_of([written(self.buyer), written(self.period), lines, written(self.totals)])


@dataclass(frozen=True, slots=True)
class Drafted:
    """The invoices of some accounts, and the accounts that wait for a person."""

    invoices: tuple[DraftInvoice, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class DraftAccount:
    """One account, drafted."""

    facts: AccountFacts
    draft: Draft


def draft_account(facts: AccountFacts) -> DraftAccount | SetAside:
    """Return the draft of one account's month, or why it waits for a person.

    Whatever goes wrong inside sets this account aside and stops no other.

    Terms: telavox.4, bt.11
    """
    try:
        draft = draft_month(facts.month)
    except SoftTimeLimitExceeded:
        raise  # the worker's time is over: no fault of this account
    except Exception as error:
        log.exception("account_not_drafted", subscription=str(facts.account.subscription_id))
        return SetAside(facts.account, LedgerPark.FAULT, error=type(error).__name__)
    return _set_aside(facts, draft) if isinstance(draft, Parked) else DraftAccount(facts, draft)


def _set_aside(facts: AccountFacts, parked: Parked) -> SetAside:
    product = facts.products.get(parked.element)
    is_retired = parked.reason is ParkReason.NO_PRICE and product is not None and product.is_retired
    reason = LedgerPark.PRODUCT_RETIRED if is_retired else parked.reason
    return SetAside(facts.account, reason, parked.element, parked.day, parked.clause, product)


def draft_invoices(accounts: Iterable[AccountFacts | SetAside]) -> Drafted:
    """Return one invoice for each buyer that has anything to pay, by the buyer's name.

    Terms: general.1, telavox.4, bt.11
    Reading: the operator bills the partner, and a direct client itself; nothing to bill makes no invoice.
    """
    drafts: dict[tuple[str, UUID | None], list[DraftAccount]] = {}
    aside: list[SetAside] = []
    for known in accounts:
        outcome = known if isinstance(known, SetAside) else draft_account(known)
        if isinstance(outcome, SetAside):
            aside.append(outcome)
        elif outcome.draft.is_invoice:
            buyer = outcome.facts.buyer
            drafts.setdefault((buyer.partner, buyer.client_id), []).append(outcome)
    invoices = sorted(
        map(_invoice, drafts.values()), key=lambda one: (sort_key(one.buyer.name), str(one.buyer.client_id))
    )
    return Drafted(tuple(invoices), tuple(aside))


def _invoice(accounts: list[DraftAccount]) -> DraftInvoice:
    accounts.sort(key=_place)
    first = accounts[0].facts
    lines = tuple(line for account in accounts for line in _lines(account))
    return DraftInvoice(
        buyer=first.buyer,
        period=first.month.month.start,
        lines=lines,
        totals=totals_of((one.line.vat, one.line.charge.net) for one in lines),
    )


def _place(drafted: DraftAccount) -> tuple[Any, ...]:
    account = drafted.facts.account
    return (
        sort_key(account.client_name),
        str(account.client_id),
        FAMILIES[account.family],
        drafted.facts.month.order.start,
        str(account.subscription_id),
    )


def _lines(drafted: DraftAccount) -> Iterator[DraftLine]:
    products = drafted.facts.products
    in_order = sorted(
        drafted.draft.lines,
        key=lambda line: (
            products[line.element].position,
            line.element,
            line.start,
            line.reference or "",
            line.work or "",
        ),
    )
    for line in in_order:
        product = products[line.element]
        yield DraftLine(drafted.facts.account, line, product, _why(drafted, line, product))


def _why(drafted: DraftAccount, line: Line, product: Named) -> Typed:
    """Return everything that explains a line, as JSON: `billing.ledger.wording` reads it back.

    Terms: telavox.4, bt.11, bt.11d
    """
    draft, facts = drafted.draft, drafted.facts
    why = {"line": written(line), "product": written(product)}
    if line.price_source is PriceSource.ORDER:
        agreed = facts.agreed.get(line.element, ())
        why["agreed"] = written(next((one for one in reversed(agreed) if one.since <= line.start), next(iter(agreed))))
    elif line.version is not None:
        why["list"] = facts.lists.get(line.version.isoformat())
    if draft.users is not None and line.element == USERS:
        why["floor"] = written(draft.users.floor)
        why["configured"] = written(clipped(draft.users.configured, line.start, line.end))
        why["channels"] = written(draft.channels)
    return why


# ---------- Rows ----------
@dataclass(frozen=True, slots=True)
class Rows:
    """An invoice as the tables hold it; nothing of it is saved."""

    invoice: Invoice
    lines: tuple[InvoiceLine, ...]
    vat_totals: tuple[VatTotal, ...]


def rows_of(draft: DraftInvoice, *, run_id: UUID) -> Rows:
    """Return the rows of a draft. Their ids follow from the run: the same draft has the same rows."""
    buyer, totals = draft.buyer, draft.totals
    invoice = Invoice(
        id=uuid5(run_id, f"{buyer.partner}:{buyer.client_id or ''}"),
        run_id=run_id,
        partner=buyer.partner,
        client_id=buyer.client_id,
        period=draft.period,
        buyer_name=buyer.name,
        buyer_enterprise_number=buyer.enterprise_number,
        buyer_street=buyer.street,
        buyer_postal_code=buyer.postal_code,
        buyer_municipality=buyer.municipality,
        language=buyer.language,
        net=totals.net,
        vat=totals.vat_total,
        gross=totals.gross,
        digest=draft.digest(),
    )
    lines = tuple(_line_row(invoice, position, one) for position, one in enumerate(draft.lines, start=1))
    vat_totals = tuple(
        VatTotal(
            invoice=invoice,
            partner=buyer.partner,
            category=total.vat.category.value,
            rate=total.vat.rate,
            base=total.base,
            vat=total.amount,
        )
        for total in totals.vat
    )
    return Rows(invoice, lines, vat_totals)


def _line_row(invoice: Invoice, position: int, draft: DraftLine) -> InvoiceLine:
    account, line, charge = draft.account, draft.line, draft.line.charge
    return InvoiceLine(
        id=uuid5(invoice.pk, str(position)),
        invoice=invoice,
        partner=invoice.partner,
        position=position,
        client_id=account.client_id,
        client_name=account.client_name,
        subscription_id=account.subscription_id,
        account=account.account,
        family=account.family.value,
        element=line.element,
        clause=line.clause,
        starts_on=line.start,
        ends_on=line.end,
        unit_days=Decimal(charge.unit_days),
        days_in_month=line.days_in_month,
        quantity=charge.quantity,
        unit_price=line.price.unit_price,
        assumed_days=charge.assumed_days,
        gross=charge.gross,
        discount_percentage=line.discount_pct,
        discount=charge.discount,
        net=charge.net,
        vat_category=line.vat.category.value,
        vat_rate=line.vat.rate,
        why=draft.why,
    )

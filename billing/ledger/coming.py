"""The invoice to come: what the month has come to so far, what it will if nothing changes, and why it differs.

Calculated from the tables at the moment it is asked for, by the functions the run uses; nothing is written.

Terms: telavox.4, bt.11
Reading: days count once they are over. The rest of the month is an estimate at today's counts, and said to be one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from billing.ledger.comparing import Cause, causes_of
from billing.ledger.drafts import DraftInvoice, draft_invoices, rows_of
from billing.ledger.facts import collect_facts
from billing.ledger.frozen import AccountFacts, SetAside
from billing.ledger.models import Invoice, InvoiceLine, VatTotal
from billing.ledger.selectors import Section, lines_of, sections
from billing.rules.counts import Reported
from billing.rules.days import ONE_DAY, Days, month_of
from billing.rules.facts import AccountMonth
from billing.rules.facts import Source as Counts
from extranet.partners.models import Partner

ZERO: Final = Decimal(0)
NOBODY: Final = UUID(int=0)


@dataclass(frozen=True)
class Account:
    """What an invoice would be, in rows that are not saved. Without anything to bill, all is zero."""

    sections: tuple[Section, ...]
    vat_totals: tuple[VatTotal, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal

    @property
    def lines(self) -> tuple[InvoiceLine, ...]:
        """All lines, in the order of the invoice."""
        return tuple(line for section in self.sections for line in section.lines)


@dataclass(frozen=True)
class Before:
    """The month before: its issued invoice, or, while there is none, the same calculation (`invoice` None)."""

    month: Days
    invoice: Invoice | None
    net: Decimal


@dataclass(frozen=True)
class Coming:
    """The invoice to come of a partner, or of a direct client.

    `until`: the first day that is not counted yet. `so_far`: the days before it; `expected`: the whole month if
    nothing changes. `waiting`: accounts that cannot be billed as they stand, in neither. `change` and `causes`: what
    `expected` differs from the month before, VAT excluded; None and none without one.
    """

    month: Days
    until: date
    so_far: Account
    expected: Account
    waiting: tuple[SetAside, ...]
    before: Before | None
    change: Decimal | None
    causes: tuple[Cause, ...]


def invoice_to_come(*, partner: Partner, client_id: UUID | None, day: date) -> Coming:
    """Return the invoice to come as it stands on the Brussels `day`; `client_id`: of a direct client.

    Stand in the partner's schema. Raises ValueError for a client of a partner, who gets no invoice of ours, and for
    the house partner without a client, as each of its clients has an invoice of its own.

    Terms: telavox.4, bt.11, general.1
    """
    if partner.is_house != (client_id is not None):
        raise ValueError("a partner is billed as a whole, a direct client by itself")
    month = month_of(day)
    before, lines_before = _before(partner, client_id, month)
    # While the month before has no invoice, work of earlier days is expected on that one.
    is_late = before is None or before.invoice is not None
    known = collect_facts(partner=partner, month=month, client_id=client_id, is_with_late=is_late)
    begun = [one for one in known if isinstance(one, SetAside) or _is_begun(one.month, day)]
    expected, waiting = _account(_carried_on(one, day) for one in begun)
    so_far, _waiting = _account(_until(one, day) for one in begun)
    return Coming(
        month=month,
        until=day,
        so_far=so_far,
        expected=expected,
        waiting=waiting,
        before=before,
        change=expected.net - before.net if before else None,
        causes=causes_of(lines_before, expected.lines) if before else (),
    )


def _is_begun(facts: AccountMonth, day: date) -> bool:
    return facts.order.start < day or bool(facts.interventions or facts.late)


def _before(partner: Partner, client_id: UUID | None, month: Days) -> tuple[Before | None, Sequence[InvoiceLine]]:
    last = month_of(month.start - ONE_DAY)
    issued = Invoice.objects.filter(
        partner=partner.schema_name,
        client_id=client_id,
        period=last.start,
        kind=Invoice.Kind.INVOICE,
        status=Invoice.Status.ISSUED,
    )
    invoice = issued.first()
    if invoice is not None:
        return Before(last, invoice, invoice.net), lines_of(invoice)
    account, _waiting = _account(collect_facts(partner=partner, month=last, client_id=client_id))
    return (Before(last, None, account.net) if account.lines else None), account.lines


def _account(known: Iterable[AccountFacts | SetAside]) -> tuple[Account, tuple[SetAside, ...]]:
    drafted = draft_invoices(known)
    # One buyer was asked for, so there is one invoice, or none.
    return _in_rows(next(iter(drafted.invoices), None)), drafted.set_aside


def _in_rows(draft: DraftInvoice | None) -> Account:
    if draft is None:
        return Account((), (), ZERO, ZERO, ZERO)
    rows = rows_of(draft, run_id=NOBODY)
    return Account(sections(rows.lines), rows.vat_totals, rows.invoice.net, rows.invoice.vat, rows.invoice.gross)


# ---------- Until today, and to the end of the month ----------
def _until(known: AccountFacts | SetAside, day: date) -> AccountFacts | SetAside:
    """Return the same account as if its service ended on `day`."""
    if isinstance(known, SetAside):
        return known
    order = known.month.order
    end = day if order.end is None or order.end > day else order.end
    return replace(known, month=replace(known.month, order=replace(order, end=end)))


def _carried_on(known: AccountFacts | SetAside, day: date) -> AccountFacts | SetAside:
    """Return the same account as if its last counts, `day`'s included, held to the end of the month."""
    if isinstance(known, SetAside):
        return known
    elements = {name: _filled(source, known.month, day) for name, source in known.month.elements.items()}
    return replace(known, month=replace(known.month, elements=elements))


def _filled(source: Counts, facts: AccountMonth, day: date) -> Counts:
    if not isinstance(source, Reported):
        return source
    over = (day - facts.month.start).days
    told = [count for count in source.daily[: over + 1] if count is not None]
    last = told[-1] if told else source.known_before
    rest = tuple(last if count is None else count for count in source.daily[over:])
    return replace(source, daily=source.daily[:over] + rest)

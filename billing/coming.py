"""The invoice to come as pages show it: what it has come to so far, and why it differs from the month before.

Terms: telavox.4, bt.11
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.ledger.coming import Before, Coming, invoice_to_come
from billing.ledger.comparing import Cause
from billing.ledger.wording import cause_in_words
from billing.rules.days import ONE_DAY
from billing.unbilled import Unbilled, unbilled
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.clients.selectors import own_client_id
from extranet.look import formats
from extranet.partners.models import Partner

ZERO: Final = Decimal(0)
MOST_CAUSES: Final = 5


@dataclass(frozen=True)
class CauseRow:
    """One cause and its amount with a sign; the last row may stand for all the smaller ones."""

    words: str
    amount: str


@dataclass(frozen=True)
class ComingPanel:
    """The invoice to come in figures and words. `change` is empty where there is no month before."""

    coming: Coming
    until: str
    change: str
    causes: tuple[CauseRow, ...]
    waiting: tuple[Unbilled, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to bill, nothing that waits, and nothing to compare with."""
        return not (self.coming.expected.lines or self.coming.waiting or self.coming.before)


def coming_for(person: Person, partner: Partner, day: date, *, client_id: UUID | None = None) -> Coming | None:
    """Return the invoice to come that a person may read; None where they have none.

    `client_id`: of a direct client, named by who sees several. A partner's client is billed by its partner.

    Terms: general.1
    """
    if not person.may(Right.READ_INVOICES) or (person.is_client and not partner.is_house):
        return None
    if partner.is_house:
        client_id = own_client_id(person) if person.is_client else client_id
        if client_id is None:
            return None
    return invoice_to_come(partner=partner, client_id=client_id, day=day)


def panel_for(person: Person, partner: Partner, day: date) -> ComingPanel | None:
    """Return the invoice to come of a person in words, None where there is nothing to say."""
    coming = coming_for(person, partner, day)
    panel = panel_of(coming) if coming is not None else None
    return None if panel is None or panel.is_empty else panel


def panel_of(coming: Coming, *, most_causes: int | None = MOST_CAUSES) -> ComingPanel:
    """Return an invoice to come in words; `most_causes`: what is beyond is one row, None: all of them."""
    return ComingPanel(
        coming=coming,
        until=_until(coming),
        change=_change(coming.before, coming.change),
        causes=tuple(cause_rows(coming.causes, most=most_causes)),
        waiting=tuple(unbilled(coming.waiting)),
    )


def cause_rows(causes: Sequence[Cause], *, most: int | None) -> list[CauseRow]:
    """Return causes in words, the largest first. Together the rows are the difference, to the cent."""
    shown = causes if most is None or len(causes) <= most + 1 else causes[:most]
    rows = [CauseRow(cause_in_words(cause), signed(cause.amount)) for cause in shown]
    rest = causes[len(shown) :]
    if rest:
        told = ngettext("%(count)s autre changement", "%(count)s autres changements", len(rest))
        amount = sum((cause.amount for cause in rest), ZERO)
        rows.append(CauseRow(told % {"count": formats.quantity(len(rest))}, signed(amount)))
    return rows


def signed(amount: Decimal) -> str:
    """Return euros with their sign, zero without."""
    return f"+{formats.money(amount)}" if amount > 0 else formats.money(amount)


def _until(coming: Coming) -> str:
    """Return which days are counted: those that are over."""
    if coming.until == coming.month.start:
        return _("aucun jour n’est encore compté")
    if coming.until == coming.month.start + ONE_DAY:
        return _("le %(first)s, jusqu’à hier") % {"first": formats.day(coming.month.start)}
    facts = {
        "first": formats.day(coming.month.start, "day_month"),
        "last": formats.day(coming.until - ONE_DAY, "day_month"),
    }
    return _("du %(first)s au %(last)s, jusqu’à hier") % facts


def _change(before: Before | None, change: Decimal | None) -> str:
    if before is None or change is None:
        return ""
    facts = {"change": signed(change), "month": formats.day(before.month.start, "month")}
    if before.invoice is None:
        return _("%(change)s par rapport à %(month)s, pas encore facturé") % facts
    return _("%(change)s par rapport à %(month)s") % facts

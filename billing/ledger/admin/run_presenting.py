"""A run as staff see it: the word of each state, how far it is, what waits for a person and where to put it right."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.ledger.models import BillingRun, Invoice, RunItem, Snapshot
from billing.ledger.standing import Progress
from billing.ledger.wording import why_waiting
from extranet.backoffice.links import address_at
from extranet.catalogue.families import Family
from extranet.look import formats
from extranet.look.parts import Badge, Tone

Status = BillingRun.Status
STATES: Final = {
    Status.COLLECTING: Tone.INFO,
    Status.FROZEN: Tone.INFO,
    Status.CALCULATING: Tone.INFO,
    Status.REVIEW: Tone.WARN,
    Status.APPROVED: Tone.INFO,
    Status.FINALISING: Tone.INFO,
    Status.DISPATCHED: Tone.OK,
    Status.CANCELLED: Tone.NEUTRAL,
}


def state_of(run: BillingRun) -> Badge:
    """Return the word of a run's state; between reading and approving it says what is missing."""
    if run.status == Status.REVIEW and run.reviewed_at is not None:
        return Badge(_("à approuver"), Tone.WARN)
    return Badge(run.get_status_display(), STATES[Status(run.status)])


@dataclass(frozen=True)
class Meter:
    """How far a run is, in words and as a bar."""

    done: int
    total: int
    words: str


def meter_of(run: BillingRun, progress: Progress) -> Meter:
    """Return how far a run is."""
    counts = {"done": formats.quantity(progress.done), "total": formats.quantity(progress.total)}
    if progress.is_invoices:
        sentence = ngettext(
            "%(done)s facture émise sur %(total)s", "%(done)s factures émises sur %(total)s", progress.done
        )
    elif run.status == Status.COLLECTING:
        sentence = ngettext(
            "Faits de %(done)s partenaire rassemblés sur %(total)s",
            "Faits de %(done)s partenaires rassemblés sur %(total)s",
            progress.done,
        )
    else:
        sentence = ngettext(
            "%(done)s partenaire calculé sur %(total)s", "%(done)s partenaires calculés sur %(total)s", progress.done
        )
    return Meter(progress.done, max(progress.total, 1), sentence % counts)


class ItemRow:
    """One partner's part of a run."""

    def __init__(self, item: RunItem) -> None:
        self.item = item
        self.name = cast("Any", item).partner_name or item.partner
        self.state = _item_state(item)

    @property
    def is_in_trouble(self) -> bool:
        """Whether something of it waits for a person."""
        return bool(self.item.last_error or self.item.parked or self.item.status == RunItem.Status.SET_ASIDE)


def _item_state(item: RunItem) -> Badge:
    label = str(item.get_status_display())
    if item.status == RunItem.Status.SET_ASIDE:
        return Badge(label, Tone.DANGER)
    if item.last_error:
        return Badge(_("à réessayer"), Tone.WARN)
    return Badge(label, Tone.NEUTRAL if item.status == RunItem.Status.WAITING else Tone.OK)


class ParkedRow:
    """One account that is not billed: why, what to do, and the way there."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.partner_name = cast("Any", snapshot).partner_name or snapshot.partner
        self.service = Family(snapshot.family).label
        self.address = address_at(
            snapshot.partner, "admin:platforms_account_change", object_id=snapshot.subscription_id
        )
        try:
            known = why_waiting(snapshot)
        except KeyError:  # a reason that the words do not know yet: the account is shown all the same
            self.sentence, self.clause = snapshot.parked_reason, ""
        else:
            self.sentence, self.clause = known.sentence, known.clause


class BuyerRow:
    """One buyer of a run, beside the month before."""

    def __init__(self, invoice: Invoice) -> None:
        told = cast("Any", invoice)
        self.invoice = invoice
        self.partner_name: str = told.partner_name or invoice.partner
        self.before: Decimal | None = told.before
        self.change: Decimal = told.change
        self.sign = "+" if self.change > 0 else ""
        self.address = reverse("admin:ledger_invoice_change", args=[invoice.pk])

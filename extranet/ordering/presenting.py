"""Orders as pages show them: the stepper, the documents to accept, what a receipt tells."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from extranet.look.parts import Badge, Step, Text, Tone
from extranet.ordering.models import Order, OrderLine
from extranet.ordering.rules import PriceChange, StepKey, line_amount
from extranet.terms.models import Acceptance, AcceptedDocument, Part, TermsText
from extranet.terms.presenting import ShownParagraph, paragraphs_of

LABELS: Mapping[StepKey, Text] = {
    StepKey.CLIENT: _("Client"),
    StepKey.LINES: _("Services"),
    StepKey.DECLARATIONS: _("Déclarations"),
    StepKey.TERMS: _("Conditions"),
    StepKey.REVIEW: _("Récapitulatif"),
}
ROUTES: Mapping[StepKey, str] = {
    StepKey.LINES: "ordering:choose-lines",
    StepKey.DECLARATIONS: "ordering:declare",
    StepKey.TERMS: "ordering:accept-terms",
    StepKey.REVIEW: "ordering:review",
}
REMAINING: Mapping[StepKey, Text] = {
    StepKey.LINES: _("Il reste à choisir les services."),
    StepKey.DECLARATIONS: _("Il reste à répondre aux déclarations."),
    StepKey.TERMS: _("Il reste à accepter les conditions."),
    StepKey.REVIEW: _("Il reste à relire et à passer la commande."),
}


# ---------- Steps ----------
def step_url(step: StepKey, order_id: UUID) -> str:
    """Return the address of a step of an order."""
    return reverse(ROUTES[step], kwargs={"order_id": order_id})


def steps_shown(*, is_own: bool) -> list[StepKey]:
    """Return the steps; who orders for their own organisation chooses no client."""
    return [step for step in StepKey if not (is_own and step is StepKey.CLIENT)]


def stepper_of(order: Order | None, *, reached: StepKey, is_own: bool) -> list[Step]:
    """Return the steps as the page shows them: those up to the one reached can be opened."""
    order_of_steps = list(StepKey)
    limit = order_of_steps.index(reached)
    return [
        Step(
            step,
            LABELS[step],
            step_url(step, order.pk)
            if order is not None and step in ROUTES and order_of_steps.index(step) <= limit
            else "",
        )
        for step in steps_shown(is_own=is_own)
    ]


# ---------- Documents ----------
@dataclass(frozen=True)
class ShownDocument:
    """A document to accept: its text, and what its readers accepted before."""

    text: TermsText
    history: Text
    accepted_at: datetime | None

    @property
    def part(self) -> Part:
        """The part of the terms it is."""
        return Part(self.text.version.part)

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return f"document-{self.part}"

    @property
    def paragraphs(self) -> list[ShownParagraph]:
        """Its paragraphs and items."""
        return paragraphs_of(self.text)

    @property
    def paragraph_count(self) -> int:
        """How many numbered paragraphs it has, items not counted."""
        return sum(not shown.paragraph.item for shown in self.paragraphs)


def documents_shown(texts: Sequence[TermsText], accepted: Mapping[Part, AcceptedDocument]) -> list[ShownDocument]:
    """Return the documents with what the organisation accepted of each before."""
    return [_document(text, accepted.get(Part(text.version.part))) for text in texts]


def _document(text: TermsText, before: AcceptedDocument | None) -> ShownDocument:
    if before is None:
        return ShownDocument(text, _("jamais acceptée"), None)
    if before.number != text.version.number:
        return ShownDocument(text, _("nouvelle version"), None)
    return ShownDocument(text, _("déjà acceptée"), before.acceptance.accepted_at)


def documents_to_read(texts: Sequence[TermsText], unread: Collection[Part]) -> list[ShownDocument]:
    """Return the documents that a partner accepted for its client, each read or not."""
    return [ShownDocument(text, _("à lire") if Part(text.version.part) in unread else _("lue"), None) for text in texts]


# ---------- Recap and receipt ----------
@dataclass(frozen=True)
class ReviewedLine:
    """A line as it will be placed: at the price in force, beside the price its orderer saw."""

    line: OrderLine
    unit_price: Decimal
    amount: Decimal
    change: PriceChange | None


def reviewed_lines(lines: Sequence[OrderLine], changes: Sequence[PriceChange]) -> list[ReviewedLine]:
    """Return the lines at the prices of today; a product that is gone keeps the price it had."""
    by_code = {change.code: change for change in changes}
    return [_reviewed(line, by_code.get(line.product_code)) for line in lines]


def _reviewed(line: OrderLine, change: PriceChange | None) -> ReviewedLine:
    now = change.now if change is not None else None
    unit_price = line.unit_price if now is None else now
    return ReviewedLine(line, unit_price, line_amount(line.quantity, unit_price), change)


@dataclass(frozen=True)
class Moment:
    """Something that happened to an order."""

    label: Text
    at: datetime
    who: str = ""
    acceptance: Acceptance | None = None


def history_of(order: Order, acceptance: Acceptance | None) -> list[Moment]:
    """Return what happened to an order, oldest first."""
    moments = [Moment(_("Commande commencée"), order.created_at, order.created_by_name)]
    if order.declared_at is not None:
        moments.append(Moment(_("Déclarations faites"), order.declared_at))
    if acceptance is not None:
        moments.append(Moment(_("Conditions acceptées"), acceptance.accepted_at, acceptance.user_name, acceptance))
    if order.placed_at is not None:
        moments.append(Moment(_("Commande passée"), order.placed_at, order.placed_by_name))
    if order.discarded_at is not None:
        moments.append(Moment(_("Commande abandonnée"), order.discarded_at, order.discarded_by_name))
    return moments


def account_badge(account: str, starts_on: date, day: date) -> Badge:
    """Return the word of a subscription's state: waiting for its account, to come, or running."""
    if not account:
        return Badge(_("Compte pas encore ouvert"), Tone.WARN)
    return Badge(_("En service"), Tone.OK) if starts_on <= day else Badge(_("À venir"), Tone.INFO)

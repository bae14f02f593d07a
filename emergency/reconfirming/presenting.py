"""Questions about addresses as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from emergency.models import Reconfirmation
from emergency.reconfirming.declared import Declared, declared_of
from emergency.registry.models import Side
from extranet.look.parts import Badge, Tone


@dataclass(frozen=True)
class AskedLine:
    """One question of a list, with what is declared now. `where`: the page on which it is changed."""

    question: Reconfirmation
    declared: Declared
    state: Badge
    thing_url: str
    change_url: str
    level: str


def asked_lines(questions: Sequence[Reconfirmation], at: datetime, *, is_house: bool) -> list[AskedLine]:
    """Return the lines of questions; a fixed number of statements.

    Terms: telavox.7, bt.14, sip.4
    """
    known = declared_of(questions)
    return [
        AskedLine(one, known[one.pk], state_of(one, at), thing_url(one), change_url(one), level_words(one, is_house))
        for one in questions
    ]


def state_of(question: Reconfirmation, at: datetime) -> Badge:
    """Return the word of a question's state: the address itself stays in force.

    Terms: telavox.7, bt.14, sip.4
    """
    if not question.is_open:
        tone = Tone.OK if question.outcome != Reconfirmation.Outcome.VOID else None
        words = question.get_outcome_display().capitalize()
        return Badge(words, tone) if tone else Badge(words)
    if is_overdue(question, at):
        return Badge(_("En retard"), Tone.DANGER, "alert")
    return Badge(_("À reconfirmer"), Tone.WARN)


def is_overdue(question: Reconfirmation, at: datetime) -> bool:
    """Whether somebody let its day pass: it climbed, or is about to.

    Terms: telavox.7, bt.14, sip.4
    """
    return question.is_open and (question.level_since > question.opened_at or question.due_at <= at)


def level_words(question: Reconfirmation, is_house: bool) -> str:
    """Return at whom a question stands, in words."""
    words = {
        Side.CLIENT: _("chez le client"),
        Side.PARTNER: _("chez le partenaire"),
        Side.OPERATOR: _("chez l’opérateur"),
    }
    side = Side(question.level)
    return words[Side.OPERATOR if is_house and side is Side.PARTNER else side]


def thing_url(question: Reconfirmation) -> str:
    """Return the page of what a question is about."""
    if question.holding_id:
        return reverse("emergency:show-block", args=[question.holding_id])
    site_id = question.site_id or (question.device.site_id if question.device else None)
    return reverse("emergency:show-site", args=[site_id])


def change_url(question: Reconfirmation) -> str:
    """Return the page on which what is declared is changed: an answer alone changes nothing."""
    if question.holding_id:
        return reverse("emergency:declare-address", args=[question.holding_id])
    if question.site_id:
        return reverse("emergency:move-site", args=[question.site_id])
    return reverse("emergency:choose-device-caller-id", args=[question.device_id])

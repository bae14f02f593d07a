"""The terms about ordering, pure: who may order, what must be declared, what it costs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import Role
from extranet.catalogue.families import Family
from extranet.look.parts import Text
from extranet.money import to_cents

# ---------- Who may order ----------


@dataclass(frozen=True)
class Orderer:
    """Who wants to order. `is_at_house`: at the operator's own house, where direct clients live."""

    role: str
    is_at_house: bool
    own_client_id: UUID | None


@dataclass(frozen=True)
class Verdict:
    """An answer with its reason and its clause; the reason is empty when there is nothing to explain."""

    is_allowed: bool
    clause: str
    reason: Text = ""


def who_may_order(orderer: Orderer, *, client_id: UUID) -> Verdict:
    """Return whether `orderer` may order for the client.

    Terms: general.1
    Reading: a partner's administrators and technicians order for the partner's clients; at the house,
    where there is no partner, a direct client's administrator orders for that client only. A partner's
    client asks its partner.
    """
    if orderer.is_at_house:
        is_own_administrator = orderer.role == Role.CLIENT_ADMIN and orderer.own_client_id == client_id
        reason = _("Seul l’administrateur d’un client direct commande, pour sa propre organisation.")
        return Verdict(is_own_administrator, "general.1", "" if is_own_administrator else reason)
    is_partner = orderer.role in (Role.PARTNER_ADMIN, Role.TECHNICIAN)
    reason = _("Un administrateur ou un technicien du partenaire commande pour ses clients : demandez-le-lui.")
    return Verdict(is_partner, "general.1", "" if is_partner else reason)


# ---------- What must be declared ----------
TELEPHONY = frozenset({Family.TELAVOX, Family.BT, Family.SIP})
ALARM_CLAUSES: Mapping[Family, str] = {Family.TELAVOX: "telavox.2", Family.BT: "bt.9", Family.SIP: "sip.2"}
FAX_CLAUSES: Mapping[Family, str] = {Family.TELAVOX: "telavox.3", Family.BT: "bt.10", Family.SIP: "sip.3"}


class YesNo(TextChoices):
    """An answer that must be given, whichever it is."""

    YES = "yes", _("Oui")
    NO = "no", _("Non")


class FaxUse(TextChoices):
    """How much the client faxes."""

    NONE = "none", _("Pas de fax")
    SOME = "some", _("Quelques fax")
    HEAVY = "heavy", _("Beaucoup de fax, ou des fax qui comptent")


class Question(StrEnum):
    """What an order may ask its orderer to declare; the value is the answer's name."""

    ALARM = "alarm_or_lift_lines"
    DIALLERS = "automatic_diallers"
    FAX = "fax_use"
    FAX_ADVICE = "has_read_fax_advice"


@dataclass(frozen=True)
class Answers:
    """What was declared; an empty text is a question not answered yet."""

    alarm_or_lift_lines: str = ""
    automatic_diallers: str = ""
    fax_use: str = ""
    has_read_fax_advice: bool = False


class Severity(StrEnum):
    """What an objection does: stops the order, has the operator look at it, or advises."""

    REFUSE = "refuse"
    REVIEW = "review"
    ADVISE = "advise"


@dataclass(frozen=True)
class Objection:
    """What the terms say against a declaration, with the clause and the way out."""

    severity: Severity
    question: Question
    clauses: tuple[str, ...]
    message: Text


def questions_for(families: Collection[str]) -> tuple[Question, ...]:
    """Return what an order of these families must declare; nothing for Web Meeting alone.

    Terms: telavox.2, bt.9, sip.2, telavox.3, bt.10, sip.3, sip.5, meeting.2
    """
    if not TELEPHONY & set(families):
        return ()
    return (Question.ALARM, Question.DIALLERS, Question.FAX)


def unanswered(families: Collection[str], answers: Answers) -> tuple[Question, ...]:
    """Return the questions that still want an answer; the advice on heavy fax use wants to be read."""
    asked = questions_for(families)
    missing = [question for question in asked if not getattr(answers, question)]
    if Question.FAX in asked and answers.fax_use == FaxUse.HEAVY and not answers.has_read_fax_advice:
        missing.append(Question.FAX_ADVICE)
    return tuple(missing)


def check_declarations(families: Collection[str], answers: Answers, *, carries_fax: bool = False) -> list[Objection]:
    """Return everything the terms say against these answers; an answer to a question not asked says nothing.

    `carries_fax`: a product ordered transports fax.

    Terms: telavox.2, bt.9, sip.2, telavox.3, bt.10, sip.3, sip.5
    Reading: alarm and lift lines stay outside every telephone service, an emergency phone in a corridor
    does not; automatic diallers are refused on SIP Trunking and looked at elsewhere.
    """
    ordered = {Family(family) for family in families}
    if not questions_for(ordered):
        return []
    return [
        *_alarm_objections(ordered, answers),
        *_dialler_objections(ordered, answers),
        *_fax_objections(ordered, answers, carries_fax=carries_fax),
    ]


def is_refused(objections: Iterable[Objection]) -> bool:
    """Return whether an objection stops the order."""
    return any(objection.severity is Severity.REFUSE for objection in objections)


def _alarm_objections(ordered: Collection[Family], answers: Answers) -> list[Objection]:
    if answers.alarm_or_lift_lines != YesNo.YES:
        return []
    message = _(
        "Les lignes d’alarme et d’ascenseur restent hors de ces services : gardez-les chez leur opérateur "
        "actuel, puis répondez non."
    )
    return [Objection(Severity.REFUSE, Question.ALARM, _clauses(ALARM_CLAUSES, ordered), message)]


def _dialler_objections(ordered: Collection[Family], answers: Answers) -> list[Objection]:
    if answers.automatic_diallers != YesNo.YES:
        return []
    if Family.SIP in ordered:
        message = _(
            "Les automates d’appel ne sont pas admis sur SIP Trunking : retirez ce service de la commande, "
            "ou arrêtez les automates, puis répondez non."
        )
        return [Objection(Severity.REFUSE, Question.DIALLERS, ("sip.5",), message)]
    message = _("L’opérateur examinera cet usage avec vous. La commande n’est pas bloquée.")
    return [Objection(Severity.REVIEW, Question.DIALLERS, ("sip.5",), message)]


def _fax_objections(ordered: Collection[Family], answers: Answers, *, carries_fax: bool) -> list[Objection]:
    clauses = _clauses(FAX_CLAUSES, ordered)
    if answers.fax_use == FaxUse.HEAVY:
        message = _("Aucun fax n’est garanti. Pour beaucoup de fax, gardez une ligne analogique.")
        return [Objection(Severity.ADVISE, Question.FAX, clauses, message)]
    if answers.fax_use == FaxUse.SOME:
        return [Objection(Severity.ADVISE, Question.FAX, clauses, _("Aucun fax n’est garanti."))]
    if answers.fax_use == FaxUse.NONE and carries_fax:
        message = _("La commande contient un fax : dites si le client en envoie peu ou beaucoup.")
        return [Objection(Severity.REFUSE, Question.FAX, clauses, message)]
    return []


def _clauses(table: Mapping[Family, str], ordered: Collection[Family]) -> tuple[str, ...]:
    return tuple(clause for family, clause in table.items() if family in ordered)


# ---------- What it costs ----------
@dataclass(frozen=True)
class PriceChange:
    """The price of a product ordered that is no longer the one the orderer saw. `now` None: not sold any more."""

    code: str
    seen: Decimal
    now: Decimal | None


def line_amount(quantity: int, unit_price: Decimal) -> Decimal:
    """Return the monthly amount of a line, VAT excluded, to the cent.

    Terms: telavox.4, bt.11
    """
    return to_cents(quantity * unit_price)


def price_changes(seen: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> list[PriceChange]:
    """Return the products whose price differs from what the orderer saw, by code.

    Terms: telavox.4, bt.11
    Reading: an order is placed at the prices of its day; other ones are shown before, never taken in silence.
    """
    return [PriceChange(code, seen[code], now.get(code)) for code in sorted(seen) if now.get(code) != seen[code]]


# ---------- Where an order stands ----------
class StepKey(StrEnum):
    """The steps of an order, in their order."""

    CLIENT = "client"
    LINES = "lines"
    DECLARATIONS = "declarations"
    TERMS = "terms"
    REVIEW = "review"


def open_step(*, has_lines: bool, is_declared: bool, is_accepted: bool) -> StepKey:
    """Return the first step that is not done: an order is read through in this order, and may go back."""
    if not has_lines:
        return StepKey.LINES
    if not is_declared:
        return StepKey.DECLARATIONS
    return StepKey.REVIEW if is_accepted else StepKey.TERMS

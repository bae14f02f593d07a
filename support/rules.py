"""Where a request goes, by the terms: pure, with its reason and clause.

Terms: general.7, general.8
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from support.desk.rules.hours import Calendar, is_open, next_opening

# Who is helped when, and for what, stands in one paragraph.
CLAUSES: Final = ("general.7",)


class Ground(TextChoices):
    """What makes a problem critical: the closed list of the terms, and failing emergency calls as our extension."""

    NONE = "none", _("Autre demande")
    NO_INCOMING = "no_incoming", _("Aucun appel n’entre")
    NO_OUTGOING = "no_outgoing", _("Aucun appel ne sort")
    DEGRADED_QUALITY = "degraded_quality", _("Qualité des appels fortement dégradée")
    EMERGENCY_CALLS_FAIL = "emergency_calls_fail", _("Les appels d’urgence (112) échouent")


class Party(TextChoices):
    """Who asks."""

    PARTNER = "partner", _("partenaire")
    DIRECT_CLIENT = "direct_client", _("client direct")
    PARTNER_CLIENT = "partner_client", _("client d’un partenaire")


class FirstLine(TextChoices):
    """Who answers a partner's clients first."""

    OPERATOR = "operator", _("l’opérateur")
    PARTNER = "partner", _("le partenaire")


class Event(TextChoices):
    """What makes the desk judge a ticket: each is judged at its own instant."""

    OPENED = "opened", _("ouvert")
    BECAME_CRITICAL = "became_critical", _("devenu critique")
    ESCALATED_BY_PARTNER = "escalated_by_partner", _("repris par le partenaire")
    UNACKNOWLEDGED_AT_CLOSING = "unacknowledged_at_closing", _("sans réponse à la fermeture")
    REOPENED = "reopened", _("rouvert par le demandeur")
    HANDED_BACK = "handed_back", _("rendu au partenaire")
    DOWNGRADED = "downgraded", _("déclassé par l’opérateur")


class Result(TextChoices):
    """Where a ticket goes."""

    REFUSED = "refused", _("refusé")
    OPERATOR_DESK = "operator_desk", _("desk de l’opérateur")
    PARTNER_DESK = "partner_desk", _("desk du partenaire")
    QUEUE = "queue", _("file d’attente")
    PARTNER_CONTACT = "partner_contact", _("contact d’urgence du partenaire")
    PAGE_ON_CALL = "page_on_call", _("personne de garde")


class Reason(TextChoices):
    """Why a decision is what it is. The sentences are in `wording`."""

    NOT_UNDER_CONTRACT = "not_under_contract", _("pas sous contrat ce jour-là")
    EMERGENCY_CALLS_FAIL = "emergency_calls_fail", _("les appels d’urgence échouent")
    IN_HOURS = "in_hours", _("dans les heures")
    IN_HOURS_PARTNER_FIRST = "in_hours_partner_first", _("dans les heures, le partenaire répond d’abord")
    CRITICAL_OUTSIDE_HOURS = "critical_outside_hours", _("critique, hors des heures")
    PARTNER_CONTACT_FIRST = "partner_contact_first", _("critique, hors des heures, pour le contact du partenaire")
    NO_TESTED_CONTACT = "no_tested_contact", _("critique, hors des heures, sans contact du partenaire essayé")
    OUTSIDE_HOURS = "outside_hours", _("hors des heures, pas critique")
    OUTSIDE_HOURS_PARTNER_FIRST = (
        "outside_hours_partner_first",
        _("hors des heures, pas critique, le partenaire répond d’abord"),
    )
    HANDED_BACK = "handed_back", _("rendu au partenaire de ce client")


@dataclass(frozen=True)
class Facts:
    """What decides a route, beside the instant and the hours.

    `is_under_contract`: on the Brussels day of that instant; `is_partner_contact_tested`: whether the partner's
    emergency contact confirmed a test message. Raises ValueError for a word outside the lists.
    """

    party: str
    is_under_contract: bool
    ground: str
    first_line: str
    is_partner_contact_tested: bool

    def __post_init__(self) -> None:
        for words, word in ((Party, self.party), (Ground, self.ground), (FirstLine, self.first_line)):
            words(word)

    @property
    def is_critical(self) -> bool:
        """Whether the ground is one of the closed list.

        Terms: general.7
        """
        return Ground(self.ground) != Ground.NONE


@dataclass(frozen=True)
class Decision:
    """Where a ticket goes, and why. `clock_starts_at` None: the operator's clock does not run.

    `is_partner_told`: the partner's emergency contact is told beside whoever has the ticket.
    """

    result: Result
    clock_starts_at: datetime | None
    is_in_hours: bool
    reason: Reason
    clauses: tuple[str, ...]
    is_partner_told: bool = False


def is_first_line(facts: Facts) -> bool:
    """Return whether the partner answers this request first.

    Terms: general.7
    Reading: for its own clients only, and only a partner that can be reached at night.
    """
    return (
        facts.party == Party.PARTNER_CLIENT
        and facts.first_line == FirstLine.PARTNER
        and facts.is_partner_contact_tested
    )


def route(facts: Facts, event: str, at: datetime, calendar: Calendar) -> Decision:
    """Return where a ticket goes when `event` happens at the instant `at` of the server.

    `calendar`: the hours in force at `at`. Raises ValueError for an unknown event and a naive instant.

    Terms: general.7
    Reading: what its partner escalated is the partner's own request from then on. Unacknowledged at closing is
    judged as outside hours. Emergency calls that fail page somebody at any hour, for anyone under contract. What
    the operator hands back is its partner's, who answers first or not. A ticket opened again by whoever asked, or
    downgraded, is judged like a new one.
    """
    if event == Event.ESCALATED_BY_PARTNER:
        facts = replace(facts, party=Party.PARTNER)
    is_closing = Event(event) == Event.UNACKNOWLEDGED_AT_CLOSING
    judged = _Judged(at, calendar, is_in_hours=not is_closing and is_open(calendar, at))
    if not facts.is_under_contract:
        return judged.as_(Result.REFUSED, None, Reason.NOT_UNDER_CONTRACT)
    if facts.ground == Ground.EMERGENCY_CALLS_FAIL:
        is_told = facts.party == Party.PARTNER_CLIENT and facts.is_partner_contact_tested
        return judged.as_(Result.PAGE_ON_CALL, at, Reason.EMERGENCY_CALLS_FAIL, is_partner_told=is_told)
    if event == Event.HANDED_BACK and not (facts.is_critical and not judged.is_in_hours):
        starts_at = judged.at if judged.is_in_hours else judged.opens_at
        return judged.as_(Result.PARTNER_DESK, starts_at, Reason.HANDED_BACK)
    if judged.is_in_hours:
        return _in_hours(facts, judged)
    return _critical_outside(facts, judged) if facts.is_critical else _other_outside(facts, judged)


@dataclass(frozen=True)
class _Judged:
    """The instant of a decision and what the hours say about it."""

    at: datetime
    calendar: Calendar
    is_in_hours: bool

    def as_(
        self, result: Result, clock_starts_at: datetime | None, reason: Reason, *, is_partner_told: bool = False
    ) -> Decision:
        return Decision(result, clock_starts_at, self.is_in_hours, reason, CLAUSES, is_partner_told)

    @property
    def opens_at(self) -> datetime | None:
        return next_opening(self.calendar, self.at)


def _in_hours(facts: Facts, judged: _Judged) -> Decision:
    if is_first_line(facts):
        return judged.as_(Result.PARTNER_DESK, judged.at, Reason.IN_HOURS_PARTNER_FIRST)
    return judged.as_(Result.OPERATOR_DESK, judged.at, Reason.IN_HOURS)


def _critical_outside(facts: Facts, judged: _Judged) -> Decision:
    if Party(facts.party) != Party.PARTNER_CLIENT:
        return judged.as_(Result.PAGE_ON_CALL, judged.at, Reason.CRITICAL_OUTSIDE_HOURS)
    if facts.is_partner_contact_tested:
        return judged.as_(Result.PARTNER_CONTACT, None, Reason.PARTNER_CONTACT_FIRST, is_partner_told=True)
    return judged.as_(Result.QUEUE, judged.opens_at, Reason.NO_TESTED_CONTACT)


def _other_outside(facts: Facts, judged: _Judged) -> Decision:
    if is_first_line(facts):
        return judged.as_(Result.PARTNER_DESK, judged.opens_at, Reason.OUTSIDE_HOURS_PARTNER_FIRST)
    return judged.as_(Result.QUEUE, judged.opens_at, Reason.OUTSIDE_HOURS)

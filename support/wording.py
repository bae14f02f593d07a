"""A routing decision in words: what will happen before somebody sends, what happened afterwards, and why.

Terms: general.7, general.8
Reading: no response time is promised. The sentences say when follow-up starts, never when it ends. A partner's
client reads its partner's name wherever the operator stands.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look.parts import Text, Tone
from support.desk.rules.hours import Calendar, next_closing
from support.desk.wording import closing_name, moment
from support.rules import Decision, Event, Facts, Ground, Party, Reason, Result

TONES: Final[Mapping[Result, Tone]] = {
    Result.REFUSED: Tone.DANGER,
    Result.OPERATOR_DESK: Tone.ACCENT,
    Result.PARTNER_DESK: Tone.ACCENT,
    Result.QUEUE: Tone.WARN,
    Result.PARTNER_CONTACT: Tone.DANGER,
    Result.PAGE_ON_CALL: Tone.DANGER,
}
ICONS: Final[Mapping[Result, str]] = {
    Result.REFUSED: "cross",
    Result.OPERATOR_DESK: "ticket",
    Result.PARTNER_DESK: "ticket",
    Result.QUEUE: "clock",
    Result.PARTNER_CONTACT: "phone",
    Result.PAGE_ON_CALL: "phone",
}
OUTCOMES: Final[Mapping[Tone, str]] = {Tone.DANGER: "urgent", Tone.WARN: "wait"}


@dataclass(frozen=True)
class About:
    """What the sentences name. `reader`: as which party the reader stands; staff read as a partner does.

    `calendar`: the hours that decided; `at`: the instant judged; `contact_*`: the partner's emergency contact;
    `support_phone`: the partner's own support.
    """

    facts: Facts
    at: datetime
    calendar: Calendar
    reader: Party
    partner: str
    event: Event = Event.OPENED
    call_back_number: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    support_phone: str = ""

    @property
    def support(self) -> str:
        """Whose support answers, by the name the reader knows."""
        return self.partner if self.reader == Party.PARTNER_CLIENT else settings.OPERATOR_NAME

    @property
    def party(self) -> Party:
        """As which party the ticket was judged: one its partner took over is the partner's own."""
        return Party.PARTNER if self.event == Event.ESCALATED_BY_PARTNER else Party(self.facts.party)


@dataclass(frozen=True)
class Told:
    """What a writer reads: what happens, in one line and in full, why, and the clauses.

    `outcome`: the class of `.outcome` that goes with the tone.
    """

    tone: Tone
    icon: str
    title: str
    sentence: str
    why: str
    clauses: tuple[str, ...]

    @property
    def outcome(self) -> str:
        """How the box stands out: handled now, queued, or a person is called."""
        return OUTCOMES.get(self.tone, "")


def told_before(decision: Decision, about: About) -> Told:
    """Return what a writer reads before sending.

    Terms: general.7, general.8
    """
    return _told(decision, about, BEFORE[decision.result](_Story(decision, about, about.at)))


def told_after(decision: Decision, about: About, *, now: datetime) -> Told:
    """Return what is read on the ticket once the decision was made; `now`: when it is read.

    Terms: general.7, general.8
    """
    return _told(decision, about, AFTER[decision.result](_Story(decision, about, now)))


def why(decision: Decision, about: About) -> str:
    """Return the reason of a decision in plain words.

    Terms: general.7
    """
    names = {"partner": about.partner, "support": about.support}
    told = str(WHYS[decision.reason]) % names
    if decision.reason == Reason.HANDED_BACK and about.reader == Party.PARTNER_CLIENT:
        told = _("%(partner)s s’occupe de ce ticket.") % names
    if about.event == Event.UNACKNOWLEDGED_AT_CLOSING:
        told = _("Personne n’avait pris ce ticket en charge à la fermeture.") + f" {told}"
    elif about.event == Event.ESCALATED_BY_PARTNER:
        told = _("%(partner)s en a fait sa propre demande.") % names + f" {told}"
    name = "" if decision.is_in_hours else closing_name(about.calendar, about.at)
    return told + " " + _("Jour particulier : %(name)s.") % {"name": name} if name else told


def _told(decision: Decision, about: About, said: tuple[str, ...]) -> Told:
    title, *sentences = [one for one in said if one]
    reason = why(decision, about)
    result = decision.result
    return Told(TONES[result], ICONS[result], title, " ".join(sentences), reason, decision.clauses)


@dataclass(frozen=True)
class _Story:
    """The sentences a decision is told with. `now`: the instant they are read at."""

    decision: Decision
    about: About
    now: datetime

    @cached_property
    def names(self) -> Mapping[str, str]:
        about = self.about
        return {
            "partner": about.partner,
            "support": about.support,
            "contact": about.contact_name,
            "phone": about.contact_phone,
            "number": about.call_back_number,
        }

    def clock(self) -> str:
        """Return from when the ticket is followed."""
        starts_at = self.decision.clock_starts_at
        if starts_at is None:
            return ""
        facts = {"moment": moment(starts_at, now=self.now)}
        if starts_at < self.now:
            return _("Le suivi a commencé %(moment)s.") % facts
        if self.decision.result == Result.PAGE_ON_CALL and not self.decision.is_in_hours:
            return _("Le suivi commence %(moment)s, sans attendre l’ouverture.") % facts
        return _("Le suivi commence %(moment)s.") % facts

    def call_back(self) -> str:
        """Return where the person on call rings back."""
        return _("Elle vous rappelle au %(number)s.") % self.names if self.about.call_back_number else ""

    def danger(self) -> str:
        """Return what to do while emergency calls fail."""
        if self.about.facts.ground != Ground.EMERGENCY_CALLS_FAIL:
            return ""
        return _("Si quelqu’un est en danger, appelez le 112 depuis un téléphone mobile.")

    def contact(self) -> str:
        """Return who at the partner is called, and the number to ring oneself."""
        if not (self.about.contact_name and self.about.contact_phone):
            return ""
        return _("C’est %(contact)s, que vous pouvez aussi appeler au %(phone)s.") % self.names

    def takeover(self) -> str:
        """Return the one step that makes a client's ticket the partner's own; for the partner's people."""
        if self.about.reader != Party.PARTNER:
            return ""
        return _(
            "Reprenez le ticket comme votre propre demande critique pour que la personne de garde soit appelée."
        ) % (self.names)

    def at_closing(self) -> str:
        """Return what happens to a critical request that nobody takes before closing."""
        about = self.about
        closes_at = next_closing(about.calendar, about.at)
        if not about.facts.is_critical or not self.decision.is_in_hours or closes_at is None or closes_at < self.now:
            return ""
        facts = {**self.names, "moment": moment(closes_at, now=self.now)}
        if about.party != Party.PARTNER_CLIENT:
            return _("S’il n’est pas pris en charge %(moment)s, la personne de garde est appelée.") % facts
        if about.facts.is_partner_contact_tested:
            told = _("S’il n’est pas pris en charge %(moment)s, le contact d’urgence chez %(partner)s est prévenu.")
            return told % facts
        return ""

    def nobody_called(self) -> str:
        """Return that nobody is woken, and where to ring when the partner cannot be told."""
        if self.decision.reason != Reason.NO_TESTED_CONTACT:
            return _("Personne n’est appelé.")
        if self.about.reader == Party.PARTNER:
            return _("Personne n’est appelé : faites-en votre propre demande critique pour appeler la garde.")
        if not self.about.support_phone:
            return _("Personne n’est appelé.")
        phone = {**self.names, "support_phone": self.about.support_phone}
        return _("Personne n’est appelé : si cela ne peut pas attendre, appelez %(partner)s au %(support_phone)s.") % (
            phone
        )

    def partner_told(self) -> str:
        """Return that the partner's contact hears of it too."""
        if not self.decision.is_partner_told:
            return ""
        return _("Le contact d’urgence chez %(partner)s est prévenu aussi.") % self.names

    def way_to_contract(self) -> str:
        """Return where somebody without a contract turns to."""
        if self.about.reader != Party.PARTNER_CLIENT:
            return _("Commandez le service, ou adressez-vous au service commercial chez %(support)s.") % self.names
        if not self.about.support_phone:
            return _("Adressez-vous à votre contact commercial chez %(partner)s.") % self.names
        phone = {**self.names, "support_phone": self.about.support_phone}
        return _("Adressez-vous à %(partner)s au %(support_phone)s.") % phone


def _page_before(story: _Story) -> tuple[str, ...]:
    title = _("La personne de garde est appelée tout de suite.")
    return (title, story.call_back(), story.clock(), story.partner_told(), story.danger())


def _page_after(story: _Story) -> tuple[str, ...]:
    title = _("La personne de garde a été appelée.")
    return (title, story.clock(), _("Sa réponse s’affichera ici."), story.partner_told(), story.danger())


def _operator_before(story: _Story) -> tuple[str, ...]:
    return (_("%(support)s reçoit ce ticket tout de suite.") % story.names, story.clock(), story.at_closing())


def _operator_after(story: _Story) -> tuple[str, ...]:
    return (_("%(support)s a reçu ce ticket.") % story.names, story.clock(), story.at_closing())


def _partner_before(story: _Story) -> tuple[str, ...]:
    if story.decision.is_in_hours:
        title = _("%(partner)s reçoit ce ticket tout de suite.") % story.names
        return (title, story.clock(), story.at_closing())
    return (_("Le ticket attend chez %(partner)s.") % story.names, story.clock(), story.nobody_called())


def _partner_after(story: _Story) -> tuple[str, ...]:
    if story.decision.is_in_hours:
        return (_("%(partner)s a reçu ce ticket.") % story.names, story.clock(), story.at_closing())
    return (_("Le ticket attend chez %(partner)s.") % story.names, story.clock())


def _queue_before(story: _Story) -> tuple[str, ...]:
    return (_("Le ticket attend en file."), story.clock(), story.nobody_called())


def _queue_after(story: _Story) -> tuple[str, ...]:
    is_waiting = story.decision.reason == Reason.NO_TESTED_CONTACT
    return (_("Le ticket attend en file."), story.clock(), story.nobody_called() if is_waiting else "")


def _contact_before(story: _Story) -> tuple[str, ...]:
    title = _("Le contact d’urgence chez %(partner)s est prévenu tout de suite.") % story.names
    return (title, story.contact(), _decides(story), story.takeover())


def _contact_after(story: _Story) -> tuple[str, ...]:
    title = _("Le contact d’urgence chez %(partner)s a été prévenu.") % story.names
    return (title, story.contact(), _decides(story), story.takeover())


def _decides(story: _Story) -> str:
    return _("%(partner)s décide de la suite.") % story.names


def _refused(story: _Story) -> tuple[str, ...]:
    return (_("Ce ticket ne peut pas être ouvert."), story.way_to_contract())


Telling = Callable[[_Story], tuple[str, ...]]
BEFORE: Final[Mapping[Result, Telling]] = {
    Result.REFUSED: _refused,
    Result.OPERATOR_DESK: _operator_before,
    Result.PARTNER_DESK: _partner_before,
    Result.QUEUE: _queue_before,
    Result.PARTNER_CONTACT: _contact_before,
    Result.PAGE_ON_CALL: _page_before,
}
AFTER: Final[Mapping[Result, Telling]] = {
    Result.REFUSED: _refused,
    Result.OPERATOR_DESK: _operator_after,
    Result.PARTNER_DESK: _partner_after,
    Result.QUEUE: _queue_after,
    Result.PARTNER_CONTACT: _contact_after,
    Result.PAGE_ON_CALL: _page_after,
}
WHYS: Final[Mapping[Reason, Text]] = {
    Reason.NOT_UNDER_CONTRACT: gettext_lazy("Le support est réservé à qui est sous contrat le jour de la demande."),
    Reason.EMERGENCY_CALLS_FAIL: gettext_lazy("Des appels d’urgence qui échouent appellent la garde à toute heure."),
    Reason.IN_HOURS: gettext_lazy("Les heures de support sont en cours."),
    Reason.IN_HOURS_PARTNER_FIRST: gettext_lazy(
        "Les heures de support sont en cours ; %(partner)s répond d’abord à ses clients."
    ),
    Reason.CRITICAL_OUTSIDE_HOURS: gettext_lazy(
        "Hors des heures de support, seule une urgence critique appelle la garde : c’en est une."
    ),
    Reason.PARTNER_CONTACT_FIRST: gettext_lazy(
        "Hors des heures de support, l’urgence critique d’un client va d’abord au contact d’urgence de son partenaire."
    ),
    Reason.NO_TESTED_CONTACT: gettext_lazy(
        "Hors des heures de support, l’urgence critique d’un client va au contact d’urgence de son partenaire, "
        "mais %(partner)s n’en a pas encore d’essayé."
    ),
    Reason.OUTSIDE_HOURS: gettext_lazy("Hors des heures de support, seule une urgence critique appelle la garde."),
    Reason.OUTSIDE_HOURS_PARTNER_FIRST: gettext_lazy(
        "Hors des heures de support, seule une urgence critique appelle quelqu’un ; "
        "%(partner)s répond d’abord à ses clients."
    ),
    Reason.HANDED_BACK: gettext_lazy("L’opérateur a rendu ce ticket à %(partner)s, qui aide ce client."),
}

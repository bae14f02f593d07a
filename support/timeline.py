"""The path of a ticket: every decision with the facts that made it, and every move, oldest first.

Terms: general.7, general.8
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look import formats
from extranet.look.parts import Text
from extranet.partners.models import Partner
from support.blanking import BLANKED
from support.clarifications import ANSWERED
from support.desk.models import Page
from support.desk.rules.hours import Calendar
from support.incidents import JOINED, LEFT, UPDATED
from support.interventions import events as interventions
from support.models import Entry, RoutingDecision, Side, SupportProfile, Ticket
from support.organising import events as organising
from support.presenting import author_shown, support_name
from support.rules import Event, FirstLine, Ground, Party, Result
from support.services.confirming import CONFIRMED, MAIL_ATTACHED
from support.services.moving import PAGE_ANSWERED, TAKEN_UP
from support.telling import told_of_stored
from support.wording import Told

EVENTS: Final[Mapping[str, Text]] = {
    Event.OPENED: gettext_lazy("Ouvert, motif « %(ground)s »"),
    Event.BECAME_CRITICAL: gettext_lazy("Devenu critique : « %(ground)s »"),
    Event.ESCALATED_BY_PARTNER: gettext_lazy("Repris par %(partner)s comme sa propre demande"),
    Event.UNACKNOWLEDGED_AT_CLOSING: gettext_lazy("Pas pris en charge à la fermeture"),
    Event.REOPENED: gettext_lazy("Rouvert, toujours critique : « %(ground)s »"),
    Event.HANDED_BACK: gettext_lazy("Rendu à %(partner)s"),
    Event.DOWNGRADED: gettext_lazy("Déclassé : ce n’est plus une urgence critique"),
}
MOVES: Final[Mapping[str, Text]] = {
    TAKEN_UP: gettext_lazy("Pris en charge"),
    PAGE_ANSWERED: gettext_lazy("Pris en charge par la personne de garde"),
    Ticket.Status.WAITING_CLIENT: gettext_lazy("Attend le client"),
    Ticket.Status.WAITING_PARTNER: gettext_lazy("Attend le partenaire"),
    Ticket.Status.WAITING_THIRD_PARTY: gettext_lazy("Attend un tiers"),
    Ticket.Status.REOPENED: gettext_lazy("Rouvert"),
    Ticket.Status.RESOLVED: gettext_lazy("Résolu"),
    Ticket.Status.CLOSED: gettext_lazy("Clos"),
    ANSWERED: gettext_lazy("Réponse notée à la demande de précision"),
    CONFIRMED: gettext_lazy("Confirmé par la personne qui a appelé"),
    MAIL_ATTACHED: gettext_lazy("E-mail joint"),
    JOINED: gettext_lazy("Joint à un incident connu"),
    LEFT: gettext_lazy("Séparé d’un incident connu"),
    UPDATED: gettext_lazy("Nouvelle de l’incident"),
    BLANKED: gettext_lazy("Texte effacé comme la loi le demande"),
}
REOPENED: Final = gettext_lazy("Rouvert")
DESKS: Final[Mapping[Result, Text]] = {
    Result.OPERATOR_DESK: gettext_lazy("%(support)s"),
    Result.PARTNER_DESK: gettext_lazy("%(partner)s"),
    Result.QUEUE: gettext_lazy("file d’attente chez %(support)s"),
    Result.PARTNER_CONTACT: gettext_lazy("contact d’urgence chez %(partner)s"),
    Result.PAGE_ON_CALL: gettext_lazy("personne de garde"),
    Result.REFUSED: gettext_lazy("refusé"),
}


@dataclass(frozen=True)
class Fact:
    """One fact of a decision; `note` says more of it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Moment:
    """One thing on the path. `told` and `facts` only for a decision."""

    title: str
    at: datetime
    who: str = ""
    told: Told | None = None
    facts: Sequence[Fact] = ()
    clauses: Sequence[str] = ()
    is_urgent: bool = False


@dataclass(frozen=True)
class Scene:
    """What the path of a ticket is told from, and to whom."""

    ticket: Ticket
    partner: Partner
    profile: SupportProfile
    calendars: Mapping[int, Calendar]
    reader: Party
    now: datetime
    # Ids of the tickets named in the record that the reader sees too. Who reads as the partner sees all of them.
    seen: frozenset[str] = frozenset()

    @property
    def names(self) -> Mapping[str, str]:
        """The names that sentences use."""
        return {"partner": self.partner.display_name, "support": support_name(self.reader, self.partner)}


def timeline_of(
    scene: Scene, entries: Iterable[Entry], decisions: Sequence[RoutingDecision], pages: Mapping[object, Page]
) -> list[Moment]:
    """Return the path of a ticket; `entries`: those that the reader may see.

    Terms: general.7
    """
    by_id = {str(one.pk): one for one in decisions}
    moments = []
    for entry in entries:
        if entry.kind != Entry.Kind.EVENT:
            continue
        decision = by_id.get(str(entry.facts.get("decision", "")))
        if decision is not None:
            moments.append(_decided(scene, entry, decision, pages.get(decision.page_id)))
        elif entry.event in MOVES:
            moments.append(_moved(scene, entry))
        elif entry.event in interventions.EVENTS:
            moments.append(Moment(interventions.title_of(entry), entry.at, _who(scene, entry)))
        elif entry.event in organising.EVENTS:
            seen = None if scene.reader == Party.PARTNER else scene.seen
            moments.append(Moment(organising.title_of(entry, seen=seen), entry.at, _who(scene, entry)))
    return moments


def what_changed(scene: Scene, opened: Entry) -> str:
    """Return that a critical ticket went elsewhere than its writer was told; empty when it went there.

    Terms: general.7
    """
    told, result = opened.facts.get("told"), opened.facts.get("result")
    if not told or told == result:
        return ""
    sentence = _("Annoncé avant l’envoi : %(told)s. L’instant de l’envoi a décidé : %(result)s.")
    names = {name: str(DESKS[Result(value)]) % scene.names for name, value in (("told", told), ("result", result))}
    return sentence % names


def facts_shown(scene: Scene, decision: RoutingDecision, page: Page | None) -> list[Fact]:
    """Return every fact that made a decision, as its reader may know it.

    Terms: general.7
    """
    hours = _("dans les heures") if decision.is_in_hours else _("hors des heures")
    calendar = _("%(hours)s, calendrier v%(number)s") % {"hours": hours, "number": decision.calendar_version}
    yes_no = {True: _("oui"), False: _("non")}
    facts = [
        Fact(_("Heure"), formats.instant(decision.at, exact=True), calendar),
        Fact(_("Demandeur"), str(Party(decision.party).label)),
        Fact(_("Sous contrat"), yes_no[decision.is_under_contract]),
        Fact(_("Motif"), str(Ground(decision.ground).label)),
    ]
    if decision.party == Party.PARTNER_CLIENT:
        first = scene.names["partner" if decision.first_line == FirstLine.PARTNER else "support"]
        facts += [
            Fact(_("Répond d’abord"), first),
            Fact(_("Contact d’urgence essayé"), yes_no[decision.is_partner_contact_tested]),
        ]
    facts.append(Fact(_("Chemin"), str(DESKS[Result(decision.result)]) % scene.names))
    if decision.clock_starts_at is not None:
        facts.append(Fact(_("Suivi dès le"), formats.instant(decision.clock_starts_at)))
    return [*facts, *_night(scene, page)]


def _night(scene: Scene, page: Page | None) -> list[Fact]:
    """Return when the person on call was called, how often, and when they answered; who, for those who may know."""
    if page is None:
        return []
    facts = [Fact(_("Garde appelée"), formats.instant(page.opened_at, exact=True), _rounds(page))]
    if page.acknowledged_at is not None:
        name = author_shown(page.acknowledged_by_name, Side.OPERATOR, reader=scene.reader, partner=scene.partner)
        facts.append(Fact(_("Appel pris en charge"), formats.instant(page.acknowledged_at, exact=True), name))
    elif page.closed_at is not None:
        facts.append(Fact(_("Appel clos"), formats.instant(page.closed_at, exact=True)))
    else:
        facts.append(Fact(_("Appel pris en charge"), _("pas encore")))
    return facts


def _rounds(page: Page) -> str:
    return _("%(rounds)s fois") % {"rounds": page.rounds} if page.rounds else _("l’appel part")


def _decided(scene: Scene, entry: Entry, decision: RoutingDecision, page: Page | None) -> Moment:
    names = {**scene.names, "ground": Ground(decision.ground).label}
    told = told_of_stored(
        decision,
        scene.ticket,
        partner=scene.partner,
        profile=scene.profile,
        calendar=scene.calendars[decision.calendar_version],
        reader=scene.reader,
        now=scene.now,
    )
    title = str(EVENTS[decision.event]) % names
    if entry.facts.get("is_abuse"):
        title = _("%(event)s. Noté comme usage abusif du canal critique") % {"event": title}
    return Moment(
        title=title,
        at=entry.at,
        who=_who(scene, entry),
        told=told,
        facts=facts_shown(scene, decision, page),
        clauses=decision.clauses,
        is_urgent=decision.ground != Ground.NONE,
    )


def _moved(scene: Scene, entry: Entry) -> Moment:
    is_reopened = entry.event == TAKEN_UP and entry.facts.get("before") == Ticket.Status.RESOLVED
    title = str(REOPENED if is_reopened else MOVES[entry.event])
    if entry.facts.get("third_party"):
        title = _("%(move)s : %(name)s") % {"move": title, "name": entry.facts["third_party"]}
    return Moment(title, entry.at, _who(scene, entry))


def _who(scene: Scene, entry: Entry) -> str:
    return author_shown(entry.author_name, Side(entry.author_side), reader=scene.reader, partner=scene.partner)

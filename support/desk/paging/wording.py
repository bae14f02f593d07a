"""What a message of a page says: the number to call back first, then the ticket, then the way to answer."""

from typing import Final

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from extranet.accounts.models import User
from extranet.partners.models import Partner
from support.desk.models import ContactWay, Drill, Page, PageStep
from support.desk.paging.facts import PageFacts, facts_of
from support.desk.paging.gsm import TWO_PARTS, length, plain
from support.desk.paging.health import Fault, Trouble
from support.desk.paging.links import answer_link, drill_link, way_link
from support.desk.providers.base import Message

ELLIPSIS: Final = "..."
# The words of `support.rules.Ground`, which stands above the desk; a test sees that they are the same.
GROUNDS: Final = {
    "none": gettext_noop("Autre demande"),
    "no_incoming": gettext_noop("Aucun appel n’entre"),
    "no_outgoing": gettext_noop("Aucun appel ne sort"),
    "degraded_quality": gettext_noop("Qualité des appels fortement dégradée"),
    "emergency_calls_fail": gettext_noop("Les appels d’urgence (112) échouent"),
}
# The words of `support.rules.Event`.
EVENTS: Final = {
    "opened": gettext_noop("ouvert"),
    "became_critical": gettext_noop("devenu critique"),
    "escalated_by_partner": gettext_noop("repris par le partenaire"),
    "unacknowledged_at_closing": gettext_noop("sans réponse à la fermeture"),
    "reopened": gettext_noop("rouvert par le demandeur"),
    "handed_back": gettext_noop("rendu au partenaire"),
    "downgraded": gettext_noop("déclassé par l’opérateur"),
}


def ground_words(ground: str) -> str:
    """Return a ground in the language under way: from its value, or from its French words as a ticket gave them."""
    words = GROUNDS.get(ground, ground)
    return _(words) if words else ""


def event_words(event: str) -> str:
    """Return what made the desk call, in the language under way."""
    words = EVENTS.get(event, event)
    return _(words) if words else ""


def fault_words(fault: Fault) -> str:
    """Return what keeps pages from reaching anybody, for staff."""
    sentence = {
        Trouble.NEVER_WATCHED: _("aucun processus n’a encore regardé"),
        Trouble.SILENT: _("plus aucun signe depuis %(seconds)s s"),
        Trouble.LATE_ROUND: _("un tour attend depuis %(seconds)s s"),
        Trouble.LATE_STEP: _("un message attend depuis %(seconds)s s"),
        Trouble.NOBODY: _("un appel n’a personne à joindre"),
    }[fault.trouble]
    return sentence % {"seconds": fault.seconds}


def page_message(step: PageStep) -> Message:
    """Return the message of a step, in the language of the person called."""
    page = step.page
    facts = facts_of(page.facts)
    link = answer_link(step.pk)
    language = language_of(step)
    with override(language):
        told = {"step": step, "page": page, "facts": facts, "ground": ground_words(facts.ground), "link": link}
        return Message(
            subject=_subject(page, facts),
            body=render_to_string("desk/mail/page.txt", {**told, "partner": partner_name(page, facts)}),
            short=_short(page, facts, link),
            language=language,
        )


def way_message(way: ContactWay) -> Message:
    """Return the message that tries a way, in the language of its person."""
    link = way_link(way)
    language = language_of(way)
    with override(language):
        opening = _("Essai de la garde, rien à rappeler. %(name)s, confirmez la réception :") % {"name": way.user_name}
        return Message(
            subject=_("Essai de la garde : confirmez la réception"),
            body=render_to_string("desk/mail/way_test.txt", {"way": way, "link": link}),
            short=short_text(opening, link),
            language=language,
        )


def drill_message(drill: Drill) -> Message:
    """Return the monthly test of a way, in the language of its person."""
    link = drill_link(drill.pk)
    language = language_of(drill)
    with override(language):
        opening = _("Essai mensuel de la garde, rien à rappeler. %(name)s, confirmez :") % {"name": drill.user_name}
        return Message(
            subject=_("Essai mensuel de la garde : confirmez la réception"),
            body=render_to_string("desk/mail/drill.txt", {"drill": drill, "link": link}),
            short=short_text(opening, link),
            language=language,
        )


def language_of(reader: PageStep | ContactWay | Drill) -> str:
    """Return the language the person reads."""
    languages = User.objects.filter(pk=reader.user_id).values_list("language", flat=True)
    return languages.first() or "fr"


def partner_name(page: Page, facts: PageFacts) -> str:
    """Return the partner's name as the ticket gave it, else the one it has now."""
    if facts.partner:
        return facts.partner
    names = Partner.objects.filter(schema_name=page.partner).values_list("display_name", flat=True)
    return str(names.first() or page.partner)


def _subject(page: Page, facts: PageFacts) -> str:
    parts = [page.ticket_number, ground_words(facts.ground), facts.client or partner_name(page, facts)]
    return _("Garde : %(what)s") % {"what": " · ".join(part for part in parts if part)}


def _short(page: Page, facts: PageFacts, link: str) -> str:
    """Return the short message: what is less needed at night is cut first, the number and the link never."""
    calling = _("Rappeler %(number)s") % {"number": facts.call_back_number} if facts.call_back_number else ""
    told = [calling, ground_words(facts.ground), facts.client, partner_name(page, facts), page.ticket_number]
    told += [f"{one.label} {one.address}".strip() for one in (*facts.numbers, *facts.sites, *facts.named_devices)]
    return short_text(" - ".join(part for part in told if part), link)


def short_text(text: str, link: str) -> str:
    """Return text and link as a gateway takes them: the plain alphabet, at most two parts; the link whole."""
    text, ending = plain(text), f" {link}" if link else ""
    room = TWO_PARTS - length(ending)
    if length(text) > room:
        while length(text) > room - len(ELLIPSIS):
            text = text[:-1]
        text = text.rstrip() + ELLIPSIS
    return text + ending

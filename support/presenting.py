"""Tickets as pages show them: the word of a state, threads by audience, the timeline of decisions with their facts.

A partner's client reads its partner's name wherever the operator stands, and no name of the operator's people.

Terms: general.7
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look.parts import Badge, Text, Tone
from extranet.partners.models import Partner
from support.chain import is_blanked
from support.entries import link_of
from support.files import ShownFile, files_of
from support.incidents import SPEAKING
from support.models import Audience, Entry, Side, SupportProfile, Ticket
from support.rules import Party, Result

STATES: Final[Mapping[str, Tone]] = {
    Ticket.Status.NEW: Tone.INFO,
    Ticket.Status.ACKNOWLEDGED: Tone.ACCENT,
    Ticket.Status.WAITING_CLIENT: Tone.WARN,
    Ticket.Status.WAITING_PARTNER: Tone.WARN,
    Ticket.Status.WAITING_THIRD_PARTY: Tone.WARN,
    Ticket.Status.REOPENED: Tone.INFO,
    Ticket.Status.RESOLVED: Tone.OK,
    Ticket.Status.CLOSED: Tone.NEUTRAL,
}
BUTTONS: Final[Mapping[Result, Text]] = {
    Result.OPERATOR_DESK: gettext_lazy("Envoyer à %(support)s"),
    Result.PARTNER_DESK: gettext_lazy("Envoyer à %(partner)s"),
    Result.QUEUE: gettext_lazy("Envoyer en file d’attente"),
    Result.PARTNER_CONTACT: gettext_lazy("Envoyer et prévenir %(partner)s"),
    Result.PAGE_ON_CALL: gettext_lazy("Envoyer et appeler la garde"),
}


# ---------- Names ----------
def support_name(reader: Party, partner: Partner) -> str:
    """Return whose support answers, by the name the reader knows."""
    return str(partner.display_name) if reader == Party.PARTNER_CLIENT else settings.OPERATOR_NAME


def party_shown(party: Party, partner: Partner) -> str:
    """Return as what a party asks, in its own words."""
    if party == Party.PARTNER_CLIENT:
        return _("client de %(partner)s") % {"partner": partner.display_name}
    return str(party.label)


def author_shown(name: str, side: Side, *, reader: Party, partner: Partner) -> str:
    """Return the author of an entry as its reader may know them."""
    if side is Side.SYSTEM:
        return _("Automatique")
    if side is Side.OPERATOR and reader == Party.PARTNER_CLIENT:
        return _("Support %(partner)s") % {"partner": partner.display_name}
    return name


def house_shown(side: Side, ticket: Ticket, *, reader: Party, partner: Partner) -> str:
    """Return the organisation an author writes for."""
    if side is Side.CLIENT:
        return ticket.client_name
    if side is Side.PARTNER:
        return str(partner.display_name)
    return support_name(reader, partner) if side is Side.OPERATOR else ""


def state_of(ticket: Ticket) -> Badge:
    """Return the word of a ticket's state."""
    return Badge(ticket.get_status_display(), STATES[ticket.status])


def badges_of(ticket: Ticket) -> list[Badge]:
    """Return the words beside a ticket's subject: critical first, while it is not resolved."""
    is_urgent = ticket.is_critical and ticket.status not in (Ticket.Status.RESOLVED, Ticket.Status.CLOSED)
    return [*([Badge(_("critique"), Tone.DANGER)] if is_urgent else []), state_of(ticket)]


def send_label(result: Result, *, reader: Party, partner: Partner) -> str:
    """Return the words of the button that sends: they name who gets it; none for what is refused."""
    names = {"partner": partner.display_name, "support": support_name(reader, partner)}
    return str(BUTTONS.get(result, "")) % names


# ---------- Who helps ----------
@dataclass(frozen=True)
class Helper:
    """Who helps a reader, and how they are reached when support is closed."""

    name: str
    phone: str
    email: str
    night: str
    night_phone: str


def helper_of(reader: Party, partner: Partner, profile: SupportProfile) -> Helper:
    """Return who helps: a client's partner with its emergency contact, else the operator.

    Terms: general.7
    """
    if reader == Party.PARTNER:
        return Helper(settings.OPERATOR_NAME, "", "", _("Un ticket critique appelle la personne de garde."), "")
    if reader == Party.DIRECT_CLIENT:
        night = _("Un ticket critique appelle la personne de garde.")
        return Helper(settings.OPERATOR_NAME, partner.support_phone, partner.support_email, night, "")
    if profile.contact_phone and profile.is_contact_tested:
        night = _("Pour une urgence critique : %(contact)s") % {"contact": profile.contact_name}
        return Helper(partner.display_name, partner.support_phone, partner.support_email, night, profile.contact_phone)
    night = _("%(partner)s n’a pas encore de contact d’urgence : appelez son support.") % {
        "partner": partner.display_name
    }
    return Helper(partner.display_name, partner.support_phone, partner.support_email, night, partner.support_phone)


# ---------- Threads ----------
@dataclass(frozen=True)
class ShownEntry:
    """A message as its reader sees it. `is_note`: a call or e-mail that was attached."""

    author: str
    house: str
    at: datetime
    text: str
    is_note: bool
    is_blanked: bool
    files: Sequence[ShownFile] = ()


@dataclass(frozen=True)
class Thread:
    """What is said to one audience. `entry_id`: what the page posts, so that a double click writes once."""

    audience: Audience
    title: str
    readers: str
    icon: str
    entries: Sequence[ShownEntry]
    button: str
    question: str
    entry_id: UUID
    text: str = ""
    error: str = ""


@dataclass(frozen=True)
class Typed:
    """What somebody typed and the service refused: shown again where it stood, with the reason."""

    audience: str
    text: str
    entry_id: UUID | None
    error: str


def typed_into(thread: Thread, typed: Typed | None) -> Thread:
    """Return a thread with what was typed into it and refused, if that was here."""
    if typed is None or typed.audience != thread.audience:
        return thread
    return replace(thread, text=typed.text, error=typed.error, entry_id=typed.entry_id or thread.entry_id)


def threads_of(
    ticket: Ticket, entries: Iterable[Entry], audiences: Sequence[Audience], *, reader: Party, partner: Partner
) -> list[Thread]:
    """Return one thread an audience, in order, with its files; those that nobody of this ticket needs are left out."""
    listed = [one for one in entries if one.text_digest and (one.kind == Entry.Kind.MESSAGE or one.text)]
    files = files_of(listed)
    by_audience = {audience: [one for one in listed if one.audience == audience] for audience in audiences}
    return [
        _thread(audience, ticket, said, files, reader=reader, partner=partner)
        for audience, said in by_audience.items()
        if said or _is_needed(audience, ticket, partner)
    ]


def _is_needed(audience: Audience, ticket: Ticket, partner: Partner) -> bool:
    """Return whether an empty thread is shown: between partner and operator only where a client could not read."""
    if audience != Audience.PARTNER:
        return True
    return ticket.client_id is not None and not partner.is_house


def _thread(
    audience: Audience,
    ticket: Ticket,
    said: Sequence[Entry],
    files: Mapping[UUID, Sequence[ShownFile]],
    *,
    reader: Party,
    partner: Partner,
) -> Thread:
    names = {
        "client": ticket.client_name,
        "partner": partner.display_name,
        "operator": settings.OPERATOR_NAME,
        "support": support_name(reader, partner),
    }
    title, readers, button, question = (str(text) % names for text in _words(audience, ticket, reader, partner))
    shown = [_shown(one, ticket, files.get(one.pk, ()), reader=reader, partner=partner) for one in said]
    icon = "eye" if audience == Audience.EVERYBODY else "lock"
    return Thread(audience, title, readers, icon, shown, button, question, uuid4())


def _words(audience: Audience, ticket: Ticket, reader: Party, partner: Partner) -> tuple[Text, Text, Text, Text]:
    """Return the title of a thread, who reads it, its button and the word that asks the requester to answer."""
    if audience == Audience.OPERATOR:
        return _("Notes du desk"), _("Lu par %(operator)s seulement."), _("Garder la note"), ""
    if audience == Audience.PARTNER:
        return (
            _("Entre %(partner)s et %(operator)s"),
            _("Lu par %(partner)s et %(operator)s. %(client)s ne voit pas ce fil."),
            _("Écrire à %(operator)s") if reader == Party.PARTNER else _("Écrire à %(partner)s"),
            "",
        )
    if ticket.client_id is None:
        readers = _("Lu par %(partner)s et %(operator)s.")
        return _("Messages"), readers, _("Écrire à %(operator)s"), ""
    if reader == Party.PARTNER:
        readers = (
            _("Lu par %(client)s et %(operator)s.")
            if partner.is_house
            else _("Lu par %(client)s, %(partner)s et %(operator)s.")
        )
        return _("Avec %(client)s"), readers, _("Répondre à %(client)s"), _("Attendre la réponse de %(client)s")
    readers = (
        _("Lu par %(client)s, %(partner)s et son support technique.")
        if reader == Party.PARTNER_CLIENT
        else _("Lu par %(client)s et %(operator)s.")
    )
    return _("Messages"), readers, _("Écrire à %(support)s"), ""


def _shown(entry: Entry, ticket: Ticket, files: Sequence[ShownFile], *, reader: Party, partner: Partner) -> ShownEntry:
    side = Side(entry.author_side)
    return ShownEntry(
        author=author_shown(entry.author_name, side, reader=reader, partner=partner),
        house=house_shown(side, ticket, reader=reader, partner=partner),
        at=entry.at,
        text=entry.text,
        is_note=entry.kind == Entry.Kind.EVENT and entry.event not in SPEAKING,
        is_blanked=is_blanked(link_of(entry)),
        files=files,
    )

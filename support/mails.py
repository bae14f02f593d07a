"""Mails about tickets, made by the outbox once their act has committed: in the reader’s words, in the partner’s name.

Whoever is told is looked up when the mail is made: a person removed since hears nothing. A mail holds only what its
reader sees on the page.

Terms: general.7
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from extranet.accounts.models import Membership
from extranet.accounts.people import Person
from extranet.look.parts import Text
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from support.contracts import partner_here
from support.hits import hit_on
from support.models import Audience, Entry, RoutingDecision, Side, Ticket
from support.organising.people import WORKERS, person_here
from support.organising.watching import watchers_of
from support.permissions import PARTNERS_OWN, READS
from support.presenting import author_shown
from support.profiles import profile_here
from support.rules import Event, Party
from support.selectors import visible_entries, visible_tickets
from support.telling import calendars_of, reader_of, told_of_stored
from support.wording import Told

FRONT: Final = "extranet.urls.front"
SUBJECTS: Final[Mapping[str, Text]] = {
    "receipt": gettext_lazy("Ticket %(number)s reçu : %(subject)s"),
    "moved": gettext_lazy("Ticket %(number)s, %(state)s : %(subject)s"),
    "emergency_contact": gettext_lazy("Urgence, rappelez le %(call_back)s : %(client)s, ticket %(number)s"),
    "client_ticket": gettext_lazy("%(client)s, ticket %(number)s : %(subject)s"),
    "message": gettext_lazy("Ticket %(number)s, message de %(author)s : %(subject)s"),
}


@dataclass(frozen=True)
class _Reader:
    """Who a mail is for."""

    email: str
    name: str
    language: str
    party: Party


# ---------- To whoever opened it ----------
@delivers("support.mail_receipt")
def mail_receipt(ticket_id: str) -> None:
    """Confirm to the writer that the ticket is there, and what happens now.

    Terms: general.7
    """
    ticket, partner = _ticket(ticket_id), partner_here()
    person = _person(ticket.opened_by_id, partner)
    if person is None:
        return
    decision = _decision(ticket, Event.OPENED)
    _mail(
        "receipt",
        ticket,
        to=_Reader(ticket.opened_by_email, ticket.opened_by_name, ticket.language, reader_of(person, partner)),
        partner=partner,
        decision=decision,
    )


@delivers("support.tell_move")
def tell_move(ticket_id: str, status: str, mover_id: str) -> None:
    """Tell the opener that somebody else resolved or closed the ticket, or waits for them; and who follows it."""
    ticket, partner = _ticket(ticket_id), partner_here()
    if ticket.status != status or status == Ticket.Status.ACKNOWLEDGED:
        return
    for user_id in watchers_of(ticket).values_list("user_id", flat=True):
        if user_id not in (ticket.opened_by_id, UUID(mover_id)):
            enqueue("support.mail_move", ticket_id, status, str(user_id))
    person = _person(ticket.opened_by_id, partner)
    if person is not None and ticket.opened_by_id != UUID(mover_id):
        _mail("moved", ticket, to=_to(person, partner), partner=partner, into=_into(ticket, person))


@delivers("support.mail_move")
def mail_move(ticket_id: str, status: str, user_id: str) -> None:
    """Tell somebody who follows a ticket of its new state, unless they see it no more.

    Terms: general.7
    """
    ticket, partner = _ticket(ticket_id), partner_here()
    person = _person(UUID(user_id), partner)
    if person is None or ticket.status != status or not visible_tickets(person).filter(pk=ticket.pk).exists():
        return
    _mail("moved", ticket, to=_to(person, partner), partner=partner, into=_into(ticket, person))


# ---------- To the partner of a client ----------
@delivers("support.mail_emergency_contact")
def mail_emergency_contact(ticket_id: str, event: str) -> None:
    """Tell the partner's emergency contact of its client's critical problem: whom to call back, where, and what to do.

    Terms: general.7
    """
    ticket, partner, profile = _ticket(ticket_id), partner_here(), profile_here()
    if not profile.contact_email:
        return
    decision = _decision(ticket, Event(event))
    _mail(
        "emergency_contact",
        ticket,
        to=_Reader(profile.contact_email, profile.contact_name, profile.contact_language, Party.PARTNER),
        partner=partner,
        decision=decision,
        event=event,
        operator=settings.OPERATOR_NAME,
        reason=_reason_after(decision),
    )


@delivers("support.tell_partner")
def tell_partner(ticket_id: str, event: str) -> None:
    """Have each of the partner's people who work tickets told of their client's: one delivery a person.

    Terms: general.7
    """
    for user_id in _workers(partner_here()):
        enqueue("support.mail_worker", ticket_id, event, str(user_id))


@delivers("support.mail_worker")
def mail_worker(ticket_id: str, event: str, user_id: str) -> None:
    """Tell one of the partner's people of a client's ticket that is theirs to answer, or to take over."""
    ticket, partner = _ticket(ticket_id), partner_here()
    person = _person(UUID(user_id), partner)
    if person is not None:
        decision = _decision(ticket, Event(event))
        _mail(
            "client_ticket",
            ticket,
            to=_to(person, partner),
            partner=partner,
            decision=decision,
            event=event,
            operator=settings.OPERATOR_NAME,
            reason=_reason_after(decision),
        )


# ---------- Messages ----------
@delivers("support.tell_message")
def tell_message(entry_id: str) -> None:
    """Have everybody told whom a message is for: one delivery a person."""
    entry = Entry.objects.select_related("ticket").get(pk=UUID(entry_id))
    people = [] if entry.audience == Audience.OPERATOR else _readers_of(entry, partner_here())
    for user_id in people:
        enqueue("support.mail_message", entry_id, str(user_id))


@delivers("support.mail_message")
def mail_message(entry_id: str, user_id: str) -> None:
    """Send a message to one person, unless they may not read it.

    Terms: general.7
    """
    entry = Entry.objects.select_related("ticket", "ticket__client").get(pk=UUID(entry_id))
    ticket, partner = entry.ticket, partner_here()
    person = _person(UUID(user_id), partner)
    if person is None or not visible_tickets(person).filter(pk=ticket.pk).exists():
        return
    if not visible_entries(person, ticket).filter(pk=entry.pk).exists():
        return
    to = _to(person, partner)
    with override(to.language):
        author = author_shown(entry.author_name, Side(entry.author_side), reader=to.party, partner=partner)
    _mail(
        "message",
        ticket,
        to=to,
        partner=partner,
        entry=entry,
        author=author,
    )


def _readers_of(entry: Entry, partner: Partner) -> list[UUID]:
    """Return whom a message is for: the opener, who follows, the partner's people where it is between two sides."""
    ticket = entry.ticket
    readers = [ticket.opened_by_id, *watchers_of(ticket).values_list("user_id", flat=True)]
    is_partners = ticket.escalated_at is not None or ticket.route in PARTNERS_OWN
    is_from_client = entry.author_side == Side.CLIENT and is_partners
    is_for_partner = entry.author_side == Side.OPERATOR and (
        ticket.escalated_at is not None or entry.audience == Audience.PARTNER
    )
    if is_from_client or is_for_partner:
        readers += _workers(partner)
    return [one for one in dict.fromkeys(readers) if one != entry.author_id]


# ---------- Shared ----------
def _into(ticket: Ticket, person: Person) -> Ticket | None:
    """Return the ticket that goes on for a merged one, where the person sees it."""
    if ticket.merged_into_id is None:
        return None
    return visible_tickets(person).filter(pk=ticket.merged_into_id).first()


def _ticket(ticket_id: str) -> Ticket:
    return Ticket.objects.select_related("client").get(pk=UUID(ticket_id))


def _decision(ticket: Ticket, event: Event) -> RoutingDecision:
    decision = ticket.decisions.filter(event=event).order_by("-at").first()
    if decision is None:
        raise RoutingDecision.DoesNotExist(f"{ticket.number}: {event}")
    return decision


def _reason_after(decision: RoutingDecision) -> str:
    """Return the reason that the operator wrote with what it decided: the partner reads it; empty where none is."""
    if decision.event not in (Event.HANDED_BACK, Event.DOWNGRADED):
        return ""
    entries = decision.ticket.entries
    said = entries.filter(event=decision.event, facts__decision=str(decision.pk)).first()
    if said is None:
        return ""
    reason = entries.filter(position=said.position + 1, audience__in=READS[Side.PARTNER]).first()
    return str(reason.text) if reason is not None else ""


def _person(user_id: UUID, partner: Partner) -> Person | None:
    return person_here(user_id, partner=partner)


def _to(person: Person, partner: Partner) -> _Reader:
    return _Reader(person.user.email, person.user.name, person.user.language, reader_of(person, partner))


def _workers(partner: Partner) -> Iterable[UUID]:
    members = Membership.objects.filter(partner_id=partner.schema_name, role__in=WORKERS, user__is_active=True)
    return list(members.order_by("user_id").values_list("user_id", flat=True))


def _mail(
    template: str,
    ticket: Ticket,
    *,
    to: _Reader,
    partner: Partner,
    decision: RoutingDecision | None = None,
    **more: object,
) -> None:
    with override(to.language):
        facts = {
            "ticket": ticket,
            "hit": hit_on(ticket),
            "partner": partner,
            "reader": to,
            "told": _said(decision, ticket, partner, to) if decision else None,
            "ticket_url": _page("show-ticket", partner, ticket),
            "escalate_url": _page("escalate-ticket", partner, ticket),
            **more,
        }
        names = {
            "number": ticket.number,
            "subject": ticket.subject,
            "client": ticket.client_name,
            "state": ticket.get_status_display(),
            "call_back": ticket.call_back_number,
            "author": more.get("author", ""),
        }
        send(
            to=to.email,
            subject=str(SUBJECTS[template]) % names,
            body=render_to_string(f"support/mail/{template}.txt", facts).strip(),
            language=to.language,
            partner=partner,
        )


def _said(decision: RoutingDecision, ticket: Ticket, partner: Partner, to: _Reader) -> Told:
    return told_of_stored(
        decision,
        ticket,
        partner=partner,
        profile=profile_here(),
        calendar=calendars_of([decision])[decision.calendar_version],
        reader=to.party,
        now=timezone.now(),
    )


def _page(name: str, partner: Partner, ticket: Ticket) -> str:
    """Return the address of a page on the partner's host: a worker stands on none."""
    return absolute(reverse(f"support:{name}", urlconf=FRONT, kwargs={"ticket_id": ticket.pk}), partner=partner)

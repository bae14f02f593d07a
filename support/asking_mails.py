"""Mails about requests that are to be confirmed: noted for a caller, written in an e-mail, from an unknown sender.

Terms: general.7
"""

from typing import Final
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.partners.models import Partner
from support.contracts import partner_here
from support.draft_pages import address_of
from support.drafts import purge_drafts
from support.files import purge_unsent
from support.models import Ticket, TicketDraft
from support.organising.people import person_here
from support.profiles import profile_here
from support.rules import Event
from support.telling import calendars_of, reader_of, told_of_stored

FRONT: Final = "extranet.urls.front"


@delivers("support.ask_confirmation")
def ask_confirmation(ticket_id: str) -> None:
    """Ask a caller to confirm what was noted for them, and say what happens now.

    Terms: general.7
    """
    ticket, partner = Ticket.objects.select_related("client").get(pk=UUID(ticket_id)), partner_here()
    person = person_here(ticket.opened_by_id, partner=partner)
    decision = ticket.decisions.filter(event=Event.OPENED).first()
    if person is None or decision is None or ticket.confirmed_at is not None:
        return
    with override(ticket.language):
        told = told_of_stored(
            decision,
            ticket,
            partner=partner,
            profile=profile_here(),
            calendar=calendars_of([decision])[decision.calendar_version],
            reader=reader_of(person, partner),
            now=timezone.now(),
        )
        path = reverse("support:confirm-request", urlconf=FRONT, kwargs={"ticket_id": ticket.pk})
        facts = {"ticket": ticket, "name": person.user.name, "told": told, "url": absolute(path, partner=partner)}
        subject = _("Ticket %(number)s noté pour vous, à confirmer : %(subject)s")
        send(
            to=person.user.email,
            subject=subject % {"number": ticket.number, "subject": ticket.subject},
            body=_body("ask_confirmation", facts, partner),
            language=ticket.language,
            partner=partner,
        )


@delivers("support.mail_draft")
def mail_draft(draft_id: str) -> None:
    """Tell the author of an e-mail that it is a draft, and where to confirm it.

    Terms: general.7
    """
    draft, partner = TicketDraft.objects.filter(pk=UUID(draft_id)).first(), partner_here()
    person = None if draft is None else person_here(draft.owner_id, partner=partner)
    if draft is None or person is None or draft.ticket_id or draft.discarded_at:
        return
    with override(person.user.language):
        url = absolute(address_of(draft, urlconf=FRONT), partner=partner)
        facts = {"name": person.user.name, "subject": draft.content.get("subject"), "url": url}
        send(
            to=person.user.email,
            subject=_("Votre e-mail attend votre confirmation sur l’extranet"),
            body=_body("mail_draft", facts, partner),
            language=person.user.language,
            partner=partner,
        )


@delivers("support.mail_stranger")
def mail_stranger(email: str) -> None:
    """Point a sender nobody knows to the extranet.

    Terms: general.7
    """
    partner = partner_here()
    with override(partner.language):
        path = reverse("support:list-tickets", urlconf=FRONT)
        send(
            to=email,
            subject=_("Votre e-mail n’a pas ouvert de ticket"),
            body=_body("mail_stranger", {"url": absolute(path, partner=partner)}, partner),
            language=partner.language,
            partner=partner,
        )


@delivers("support.purge_unsent")
def purge_here() -> None:
    """Forget drafts and files that nobody sent within thirty days."""
    at = timezone.now()
    purge_drafts(at=at)
    purge_unsent(at=at)


def _body(template: str, facts: dict[str, object], partner: Partner) -> str:
    return render_to_string(f"support/mail/{template}.txt", {**facts, "partner": partner}).strip()

"""Mails to whoever pays work billed by time: announced, noted, settled, withdrawn. Made once the act has committed.

Terms: general.3, general.6
"""

from typing import Final
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from extranet.accounts.models import Membership, Role
from extranet.look.parts import Text
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from support.contracts import partner_here
from support.interventions import events
from support.interventions.proposing import TELL_PAYERS, announcement_of
from support.interventions.selectors import is_payer
from support.mails import FRONT
from support.models import Intervention
from support.organising.people import person_here

MAIL_PAYER: Final = "support.mail_work"
# Who of the partner hears of money.
PAYERS: Final = (Role.PARTNER_ADMIN, Role.FINANCE)
SUBJECTS: Final[dict[str, Text]] = {
    events.ANNOUNCED: gettext_lazy("Ticket %(number)s, travail facturé au temps annoncé : %(subject)s"),
    events.NOTED: gettext_lazy("Ticket %(number)s, travail facturé au temps noté : %(subject)s"),
    events.SETTLED: gettext_lazy("Ticket %(number)s, réponse à votre contestation : %(subject)s"),
    events.WITHDRAWN: gettext_lazy("Ticket %(number)s, travail au temps retiré : %(subject)s"),
}


@delivers(TELL_PAYERS)
def tell_payers(work_id: str, event: str) -> None:
    """Have whoever pays told: the partner's administrators and finance, or a direct client's administrators.

    One delivery a person. Terms: general.3, general.6
    """
    work, partner = _work(work_id), partner_here()
    for user_id in _payers(work, partner):
        enqueue(MAIL_PAYER, work_id, event, str(user_id))


@delivers(MAIL_PAYER)
def mail_payer(work_id: str, event: str, user_id: str) -> None:
    """Tell one of those who pay, unless they do no longer.

    Terms: general.3, general.6
    """
    work, partner = _work(work_id), partner_here()
    person = person_here(UUID(user_id), partner=partner)
    if person is None or not is_payer(person, partner):
        return
    ticket, language = work.ticket, person.user.language
    address = absolute(reverse("support:show-ticket", urlconf=FRONT, kwargs={"ticket_id": ticket.pk}), partner=partner)
    facts = {
        "work": work,
        "ticket": ticket,
        "event": event,
        "reader": person.user,
        "partner": partner,
        "ticket_url": address,
        "announcement": announcement_of(work, language),
    }
    with override(language):
        subject = str(SUBJECTS[event]) % {"number": ticket.number, "subject": ticket.subject}
        body = render_to_string("support/mail/work.txt", facts).strip()
    send(to=person.user.email, subject=subject, body=body, language=language, partner=partner)


def _payers(work: Intervention, partner: Partner) -> list[UUID]:
    members = Membership.objects.filter(partner_id=partner.schema_name, user__is_active=True)
    if partner.is_house:
        members = members.filter(role=Role.CLIENT_ADMIN, client_id=work.ticket.client_id)
    else:
        members = members.filter(role__in=PAYERS)
    return list(members.order_by("user_id").values_list("user_id", flat=True))


def _work(work_id: str) -> Intervention:
    return Intervention.objects.select_related("ticket").get(pk=UUID(work_id))

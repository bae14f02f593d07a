"""Mails about the notice, and the reminders of the morning."""

from uuid import UUID

from celery import shared_task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from emergency.acknowledging.reminding import candidates, remind_people
from emergency.acknowledging.rules import is_morning
from emergency.acknowledging.services import MAIL, REMINDED
from emergency.models import Acknowledgement
from extranet.outbox.mail import absolute, send
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting, current_schema

FRONT = "extranet.urls.front"
REMIND = "emergency.remind_readers"


@delivers(MAIL)
def mail_notice(acknowledgement_id: str, token: str, kind: str) -> None:
    """Send somebody their link to the notice, in their language, under their partner's name.

    Whoever has read it meanwhile, or is asked no more, gets nothing. Terms: telavox.7, bt.14, sip.4
    """
    row = Acknowledgement.objects.select_related("campaign__client").get(pk=UUID(acknowledgement_id))
    if row.acknowledged_at or row.withdrawn_at or row.campaign.closed_at:
        return
    partner = Partner.objects.get(schema_name=current_schema())
    path = reverse("acknowledge-notice", urlconf=FRONT, args=[token])
    with override(row.language):
        facts = {
            "row": row,
            "is_reminder": kind == REMINDED,
            "partner": partner,
            "url": absolute(path, partner=partner),
        }
        subject = _("Rappel : appels d’urgence, à lire") if kind == REMINDED else _("Appels d’urgence : à lire")
        send(
            to=row.person_email,
            subject=subject,
            body=render_to_string("emergency/mail/notice.txt", facts).strip(),
            language=row.language,
            partner=partner,
        )


@delivers(REMIND)
def remind_readers() -> None:
    """Remind the people of the partner we stand in who are due."""
    remind_people(at=timezone.now())


@shared_task(name="emergency.remind_readers")
def ask_reminders(schema: str) -> int:
    """Ask, in each partner's schema, to remind who is due. In the morning, by beat (`schema` is public).

    Terms: telavox.7, bt.14, sip.4
    """
    now = timezone.now()
    if not is_morning(now):
        return 0
    asked = 0
    with acting(PUBLIC, OPERATOR):
        schemas = list(Partner.objects.values_list("schema_name", flat=True))
    for partner in schemas:
        with acting(partner, PARTNER):
            if candidates(now).exists():
                enqueue(REMIND)
                asked += 1
    return asked

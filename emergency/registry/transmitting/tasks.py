"""What beat asks for: messages sent, answers collected, the alarm, and the night's work."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from celery import shared_task
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext, override

from emergency.registry.models import Transmission
from emergency.registry.printing.services import write_tonight
from emergency.registry.transmitting.alarm import MAIL, raise_alarm
from emergency.registry.transmitting.channels.choosing import channel_in_force
from emergency.registry.transmitting.drift import queue_missing
from emergency.registry.transmitting.sending import collect, send_next
from extranet.accounts.models import Role, User
from extranet.outbox.mail import Operator, send
from extranet.outbox.registry import delivers

log = structlog.get_logger("registry.transmitting")

# No new message is taken after this long: with a slow exchange's seconds it ends well within a lease.
SENDING_TIME: Final = timedelta(seconds=40)


@shared_task(name="registry.transmit", soft_time_limit=90, time_limit=100)
def transmit(schema: str) -> int:
    """Collect answers and send what may leave; return how many were tried. By beat (`schema` is public).

    Several may run at once: a message is claimed by one of them.
    """
    channel = channel_in_force()
    if channel is None:
        return 0
    until = timezone.now() + SENDING_TIME
    collect(channel=channel, clock=timezone.now)
    tried = 0
    while timezone.now() < until and (sent := send_next(channel=channel, clock=timezone.now)):
        tried += sent
    return tried


@shared_task(name="registry.watch_transmissions")
def watch_transmissions(schema: str) -> int:
    """Tell staff once of what failed or is late. Every minute, by beat (`schema` is public)."""
    return raise_alarm(at=timezone.now())


@shared_task(name="registry.keep_for_the_worst", soft_time_limit=3000, time_limit=3300)
def keep_for_the_worst(schema: str) -> int:
    """Queue what was never told, and write the list for paper. Every night, by beat (`schema` is public)."""
    queued = queue_missing()
    if queued:
        log.error("messages were missing and are queued", count=queued)
    write_tonight(at=timezone.now())
    return queued


@delivers(MAIL)
def mail_transmissions_late(count: int, first_id: str) -> None:
    """Tell the operator's support and administrators that messages failed or are not acknowledged in time.

    Terms: telavox.7, bt.14, sip.4
    """
    first = Transmission.objects.get(pk=UUID(first_id))
    roles = (Role.STAFF_SUPPORT, Role.STAFF_ADMIN)
    for reader in User.objects.filter(is_active=True, staff_role__in=roles).order_by("pk"):
        with override(reader.language):
            subject = ngettext(
                "%(count)s message aux services d’urgence n’est pas confirmé",
                "%(count)s messages aux services d’urgence ne sont pas confirmés",
                count,
            ) % {"count": count}
            facts = {"reader": reader, "count": count, "first": first}
            body = render_to_string("registry/mail/transmissions_late.txt", facts)
        send(to=reader.email, subject=subject, body=body, language=reader.language, partner=Operator())

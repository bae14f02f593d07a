"""The tasks of the night: rounds that are due, steps that wait, and the heartbeat that proves somebody looks."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.models import Role, User
from extranet.outbox.mail import Operator, send
from extranet.outbox.registry import delivers
from extranet.times import brussels_day
from support.desk.models import ContactWay, Drill
from support.desk.paging import rounds
from support.desk.paging.drills import SEND as SEND_DRILL
from support.desk.paging.drills import TELL as TELL_DRILLS
from support.desk.paging.drills import run_drills, silent_now
from support.desk.paging.health import beat
from support.desk.paging.lanes import lane
from support.desk.paging.sending import send_next
from support.desk.paging.services import WAKE
from support.desk.paging.waking import ask
from support.desk.paging.wording import drill_message, way_message
from support.desk.providers.base import Envelope
from support.desk.providers.choosing import provider_for
from support.desk.rota import mails
from support.desk.rota.handover import tell_handovers
from support.desk.rota.ways import TRY
from support.desk.services import load_holidays

__all__ = ["load_coming_holidays", "mails", "send_steps", "tick", "work_pages"]

log = structlog.get_logger("support.desk.paging")

# A lane takes no new step after this long: with a slow provider's seconds it ends within a lease.
LANE_TIME = timedelta(seconds=25)
SOFT_SECONDS, HARD_SECONDS = 45, 55


@shared_task(name="desk.tick")
def tick(schema: str) -> None:
    """Note that beat and worker live, and look for what is due. Every ten seconds, by beat (`schema` is public)."""
    beat(at=timezone.now())
    work(at=timezone.now())
    for act in (tell_handovers, run_drills):
        try:
            act(at=timezone.now())
        except Exception:
            # What is around the night must not silence the night itself.
            log.exception("not done around the night", act=act.__name__)


@shared_task(name="desk.load_holidays")
def load_coming_holidays(schema: str) -> None:
    """Put the legal holidays of the next two years into the calendar. Every month, by beat (`schema` is public).

    Monthly, so that a month in which no beat ran costs nothing; what is there already publishes nothing.
    """
    at = timezone.now()
    for year in (brussels_day(at).year + 1, brussels_day(at).year + 2):
        load_holidays(year=year, actor=None, at=at)


@shared_task(name="desk.work_pages")
def work_pages(schema: str) -> None:
    """Start the rounds that are due and have the steps that wait sent (`schema` is public)."""
    work(at=timezone.now())


@shared_task(name="desk.send_steps", soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS)
def send_steps(schema: str, kind: str) -> int:
    """Send the due steps of one kind, one after the other; return how many were tried (`schema` is public).

    A task and a lane for each kind: a provider that hangs holds only its own.
    """
    until = timezone.now() + LANE_TIME
    tried = 0
    with lane(kind) as is_ours:
        while is_ours and timezone.now() < until and send_next(kind=kind, clock=timezone.now):
            tried += 1
    return tried


@delivers(WAKE)
def wake_pages() -> None:
    """Have a worker look at the pages now. Without Redis, beat does so within ten seconds."""
    ask("desk.work_pages")


@delivers(TRY)
def send_way_test(way_id: str, test_id: str, address: str) -> None:
    """Send the message that tries a way, unless its address has changed meanwhile."""
    way = ContactWay.objects.filter(pk=UUID(way_id), address=address).first()
    if way is not None:
        provider_for(way.kind).send(Envelope(UUID(test_id), way.address), way_message(way))


@delivers(SEND_DRILL)
def send_drill(drill_id: str) -> None:
    """Send the monthly test of a way, unless the way has another address since."""
    drill = Drill.objects.select_for_update().filter(pk=UUID(drill_id), sent_at__isnull=True).first()
    if drill is None or not ContactWay.objects.filter(user_id=drill.user_id, address=drill.address).exists():
        return
    provider_for(drill.kind).send(Envelope(drill.pk, drill.address), drill_message(drill))
    drill.sent_at = timezone.now()
    drill.save(update_fields=("sent_at",))


@delivers(TELL_DRILLS)
def mail_drills() -> None:
    """Tell the administrators which monthly tests nobody answered."""
    at = timezone.now()
    silent = silent_now(at)
    for reader in User.objects.filter(is_active=True, staff_role=Role.STAFF_ADMIN).order_by("pk") if silent else ():
        with override(reader.language):
            subject = _("Essais mensuels de la garde sans réponse")
            told = {"reader": reader, "drills": silent}
            body = render_to_string("desk/mail/drills.txt", told)
        send(to=reader.email, subject=subject, body=body, language=reader.language, partner=Operator())


def work(*, at: datetime) -> None:
    """Start every round that is due, drop what needs no answer any more, and have each kind sent."""
    for page_id in rounds.pages_due(at=at):
        try:
            rounds.start_round(page_id=page_id, at=at)
        except Exception:
            # One page that breaks must not silence the others; it stays due, and the monitor sees its age.
            log.exception("round not started", page=str(page_id))
    rounds.drop_moot_steps(at=at)
    for kind in rounds.kinds_waiting(at=at):
        ask("desk.send_steps", kind)

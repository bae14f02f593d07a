"""What support does without a person: mails, the answer of the night, and the closing of the day."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from extranet.outbox.models import Message
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support import asking_mails, incident_tasks, mails, profile_tasks, services
from support.interventions import mails as work_mails
from support.services.closing import unacknowledged_at_closing

__all__ = [
    "asking_mails",
    "incident_tasks",
    "judge_at_closing",
    "judge_closings",
    "mails",
    "note_page_acknowledged",
    "profile_tasks",
    "work_mails",
]

JUDGE = "support.judge_at_closing"
PURGE = "support.purge_unsent"


@delivers("support.note_page_acknowledged")
def note_page_acknowledged(page_id: str) -> None:
    """Note on its ticket that a page was answered."""
    services.note_page_acknowledged(UUID(page_id))


@delivers(JUDGE)
def judge_at_closing(ticket_id: str) -> None:
    """Judge one ticket that nobody took up before closing."""
    services.judge_at_closing(ticket_id=UUID(ticket_id), at=timezone.now())


@shared_task(name="support.judge_closings")
def judge_closings(schema: str) -> int:
    """Ask, in each partner's schema, to judge what is critical and was not taken up before support closed.

    Every minute, by beat (`schema` is public). Asking twice does no harm: the database keeps one decision a closing.

    Terms: general.7
    """
    waiting = unacknowledged_at_closing(at=timezone.now())
    with acting(PUBLIC, OPERATOR):
        pending = Message.objects.filter(name=JUDGE, delivered_at__isnull=True)
        asked = {(partner, args[0]) for partner, args in pending.values_list("partner", "args")}
    wanted = [(partner, str(ticket_id)) for partner, ticket_id in waiting if (partner, str(ticket_id)) not in asked]
    for partner, ticket_id in wanted:
        with acting(partner, PARTNER):
            enqueue(JUDGE, ticket_id)
    return len(wanted)


@shared_task(name="support.purge_drafts")
def purge_drafts(schema: str) -> int:
    """Ask, in each partner's schema, to forget drafts and files that nobody sent within thirty days. Once a night."""
    with acting(PUBLIC, OPERATOR):
        schemas = list(Partner.objects.values_list("schema_name", flat=True))
    for partner in schemas:
        with acting(partner, PARTNER):
            enqueue(PURGE)
    return len(schemas)

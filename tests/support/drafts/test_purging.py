"""Once a night each house forgets what nobody sent within thirty days."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from extranet.outbox.registry import perform
from support.drafts import save_draft
from support.models import TicketDraft
from support.tasks import PURGE, purge_drafts
from tests.cast import ALPHA, BETA, DIRECT, DORA, person_of
from tests.support.playing import asked_for


def test_every_house_is_asked_once(at_alpha: None) -> None:
    assert purge_drafts("public") >= 3
    assert [asked_for(PURGE, schema=schema) for schema in (ALPHA, BETA, DIRECT)] == [[[]]] * 3


def test_the_delivery_forgets_what_is_old(at_alpha: None) -> None:
    now = timezone.now()
    for age in (0, 31):
        save_draft(
            draft_id=uuid4(),
            client=None,
            content={"text": str(age)},
            person=person_of(DORA),
            at=now - timedelta(days=age),
            version="",
        )
    perform(PURGE, [])
    assert [one.content["text"] for one in TicketDraft.objects.all()] == ["0"]

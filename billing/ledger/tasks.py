"""The tasks of billing: runs that go on by themselves are woken, and worked on a few seconds at a time."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from billing.ledger.runs import WAKE
from billing.ledger.waking import WORK, ask, place_at
from billing.ledger.working import runs_at_work, work
from extranet.outbox.registry import delivers

# A worker takes no further step after this long, so that mails and the night get their turn.
TURN: Final = timedelta(seconds=5)
# One step is one partner: a large one may take minutes. Below the time after which Redis hands a task out again.
SOFT_SECONDS, HARD_SECONDS = 840, 870


@shared_task(name="ledger.tick")
def tick(schema: str) -> None:
    """Wake every run that goes on by itself. Every ten seconds, by beat (`schema` is public)."""
    for run_id in runs_at_work():
        ask(run_id)


@shared_task(name=WORK, soft_time_limit=SOFT_SECONDS, time_limit=HARD_SECONDS)
def work_run(schema: str, run_id: str) -> None:
    """Work on a run for a few seconds, unless enough others do (`schema` is public)."""
    has_more = False
    with place_at(UUID(run_id)) as is_ours:
        if is_ours:
            has_more = work(run_id=UUID(run_id), clock=timezone.now, until=timezone.now() + TURN)
    if has_more:
        ask(UUID(run_id), times=1)


@delivers(WAKE)
def wake_run(run_id: str) -> None:
    """Have workers look at a run now. Without Redis, beat does so within ten seconds."""
    ask(UUID(run_id))

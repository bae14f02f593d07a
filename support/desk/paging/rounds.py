"""The rounds of a page: whoever is on call at that instant is called again until somebody answers.

Terms: general.7
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from extranet.audit import services as audit
from support.desk.models import Page, PageStep
from support.desk.paging.rules import is_escalated
from support.desk.rota.selectors import OnCall, on_call_at, reachable_administrators

log = structlog.get_logger("support.desk.paging")


def pages_due(*, at: datetime) -> list[UUID]:
    """Return the open pages whose round is due, the longest waiting first."""
    due = Page.objects.filter(status=Page.Status.OPEN, next_round_at__lte=at)
    return list(due.order_by("next_round_at", "pk").values_list("pk", flat=True))


def kinds_waiting(*, at: datetime) -> list[str]:
    """Return the kinds of way for which a step waits to be sent."""
    waiting = PageStep.objects.filter(
        sent_at__isnull=True, dropped_at__isnull=True, due_at__lte=at, page__status=Page.Status.OPEN
    )
    return sorted(set(waiting.values_list("kind", flat=True)))


@transaction.atomic
def start_round(*, page_id: UUID, at: datetime) -> Page | None:
    """Start the round of a page; None when it is not due any more, or another worker has it in hand.

    Each way of the person on call becomes a step. When nobody is on call, or nobody can be reached, every
    administrator is called instead, and the journal says so. From the third round on they are called as well.

    Terms: general.7
    Reading: the person on call at the instant of the round, so that a page outlives a handover.
    """
    page = (
        Page.objects.select_for_update(skip_locked=True)
        .filter(pk=page_id, status=Page.Status.OPEN, next_round_at__lte=at)
        .first()
    )
    if page is None:
        return None
    number = page.rounds + 1
    people = _people_for(page, number=number, at=at)
    steps = [
        PageStep(
            page=page,
            round=number,
            user_id=person.user_id,
            user_name=person.name,
            kind=way.kind,
            address=way.address,
            due_at=at,
        )
        for person in people
        for way in person.ways
    ]
    # Whatever went wrong before: the same person is called once a round and way.
    PageStep.objects.bulk_create(steps, ignore_conflicts=True)
    page.rounds = number
    page.next_round_at = at + timedelta(minutes=settings.PAGE_REPEAT_MINUTES)
    page.save(update_fields=("rounds", "next_round_at"))
    return page


def drop_moot_steps(*, at: datetime) -> int:
    """Drop the steps that wait for pages which need no answer any more; return how many."""
    return (
        PageStep.objects.filter(sent_at__isnull=True, dropped_at__isnull=True)
        .exclude(page__status=Page.Status.OPEN)
        .update(dropped_at=at)
    )


def _people_for(page: Page, *, number: int, at: datetime) -> list[OnCall]:
    """Return who is called in a round, each once."""
    on_call = on_call_at(at)
    people = [on_call] if on_call is not None and on_call.ways else []
    if not people or is_escalated(number):
        known: set[UUID] = {person.user_id for person in people}
        people += [person for person in reachable_administrators() if person.user_id not in known]
    if on_call is None or not on_call.ways:
        _tell_loudly(page, number=number, on_call=on_call, people=people, at=at)
    return people


def _tell_loudly(page: Page, *, number: int, on_call: OnCall | None, people: list[OnCall], at: datetime) -> None:
    """Record that a round found nobody on call: a hole in the watch must not pass in silence."""
    facts = {"round": number, "on_call": on_call.name if on_call else "", "called": [one.name for one in people]}
    if people:
        audit.record(actor=None, act="page.nobody_on_call", target=page, at=at, partner=page.partner, changes=facts)
    else:
        audit.record(actor=None, act="page.nobody_reached", target=page, at=at, partner=page.partner, changes=facts)
    log.critical("nobody on call can be reached", page=str(page.pk), **facts)

"""The rounds of a page: the chain is climbed step after step, its last step repeated, until somebody answers.

Terms: general.7
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from extranet.audit import services as audit
from support.desk.models import Page, PageStep
from support.desk.paging.chain import Chain, Step, Who, is_last, minutes_after, step_of_round, ways_called
from support.desk.paging.chains import chain_numbered
from support.desk.paging.facts import facts_of
from support.desk.rota.selectors import FIRST_LAYER, SECOND_LAYER, OnCall, on_call_at, reachable_administrators

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

    A round is a step of the chain; a step that reaches nobody is counted and the next one starts at once, in the
    same transaction. A watch without anybody who can be reached is recorded loudly.

    Terms: general.7
    Reading: whoever is on call at the instant of the round, so that a page outlives a handover.
    """
    page = (
        Page.objects.select_for_update(skip_locked=True)
        .filter(pk=page_id, status=Page.Status.OPEN, next_round_at__lte=at)
        .first()
    )
    if page is None:
        return None
    page.chain, chain = chain_numbered(page.chain)
    called = _next_called(page, chain, at=at)
    steps = [
        PageStep(
            page=page,
            round=called.round,
            user_id=person.user_id,
            user_name=person.name,
            kind=way.kind,
            address=way.address,
            due_at=at,
        )
        for person in called.people
        for way in person.ways
    ]
    # Whatever went wrong before: the same person is called once a round and way.
    PageStep.objects.bulk_create(steps, ignore_conflicts=True)
    page.rounds = called.round
    wait = minutes_after(chain, called.round, repeat=settings.PAGE_REPEAT_MINUTES)
    page.next_round_at = at + timedelta(minutes=wait)
    page.save(update_fields=("rounds", "next_round_at", "chain"))
    if called.is_alone:
        _tell_loudly(page, called, at=at)
    return page


def bring_forward(*, step_id: UUID, at: datetime) -> bool:
    """Make the next round due now when no message of this one could be handed over; return whether it did.

    Terms: general.7
    Reading: a provider that is down is no silence of the person called: the second way does not wait for it. The
    repetitions of the last step keep their minutes.
    """
    step = PageStep.objects.select_related("page").get(pk=step_id)
    _number, chain = chain_numbered(step.page.chain)
    if step.round != step.page.rounds or is_last(chain, step.round):
        return False
    of_round = PageStep.objects.filter(page=OuterRef("pk"), round=step.round)
    # One that went out, or that waits for its first answer of a provider, may still be answered.
    hopeful = of_round.filter(Q(sent_at__isnull=False) | Q(last_error=""))
    waiting = Page.objects.filter(pk=step.page_id, status=Page.Status.OPEN, rounds=step.round, next_round_at__gt=at)
    return waiting.filter(~Exists(hopeful)).update(next_round_at=at) == 1


def drop_moot_steps(*, at: datetime) -> int:
    """Drop the steps that wait for pages which need no answer any more; return how many."""
    return (
        PageStep.objects.filter(sent_at__isnull=True, dropped_at__isnull=True)
        .exclude(page__status=Page.Status.OPEN)
        .update(dropped_at=at)
    )


@dataclass(frozen=True)
class _Called:
    """Who a round calls. `is_alone`: a step on the way asked the first layer, and nobody there could be reached."""

    round: int
    people: list[OnCall]
    on_call: OnCall | None
    is_alone: bool


def _next_called(page: Page, chain: Chain, *, at: datetime) -> _Called:
    """Return the next step of the chain that reaches somebody; the last one when none does."""
    ground = facts_of(page.facts).ground
    on_call, backup = on_call_at(at, FIRST_LAYER), on_call_at(at, SECOND_LAYER)
    is_alone = False
    for number in range(page.rounds + 1, max(page.rounds + 1, len(chain)) + 1):
        step = step_of_round(chain, number)
        people = _people_of(step, on_call, backup, ground=ground)
        is_alone = is_alone or (step.who is not Who.SECOND and (on_call is None or not on_call.ways))
        if people or is_last(chain, number):
            return _Called(number, people, on_call, is_alone)
    raise AssertionError("the last step always returns")


def _people_of(step: Step, on_call: OnCall | None, backup: OnCall | None, *, ground: str) -> list[OnCall]:
    """Return who a step calls, each once, with the ways it uses."""
    match step.who:
        case Who.FIRST:
            asked = [on_call]
        case Who.SECOND:
            asked = [backup]
        case Who.ADMINISTRATORS:
            asked = [on_call, backup, *reachable_administrators()]
    people: dict[UUID, OnCall] = {}
    for person in asked:
        if person is not None and person.ways and person.user_id not in people:
            ways = ways_called(person.ways, step.ways, ground=ground)
            people[person.user_id] = replace(person, ways=ways)
    return list(people.values())


def _tell_loudly(page: Page, called: _Called, *, at: datetime) -> None:
    """Record that a round found nobody on call: a hole in the watch must not pass in silence."""
    facts = {
        "round": called.round,
        "on_call": called.on_call.name if called.on_call else "",
        "called": [one.name for one in called.people],
    }
    if called.people:
        audit.record(actor=None, act="page.nobody_on_call", target=page, at=at, partner=page.partner, changes=facts)
    else:
        audit.record(actor=None, act="page.nobody_reached", target=page, at=at, partner=page.partner, changes=facts)
    log.critical("nobody on call can be reached", page=str(page.pk), **facts)

"""Opening a page, and ending it: by an answer, or because its ticket needs nobody any more."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.outbox.services import JSON, enqueue
from extranet.tenancy.context import OPERATOR, acting
from support.desk.models import Page, PageStep

WAKE = "desk.wake_pages"
TOLD = "support.note_page_acknowledged"


@transaction.atomic(savepoint=False)
def open_page(
    *,
    partner: str,
    ticket_id: UUID,
    ticket_number: str,
    event: str,
    facts: Mapping[str, JSON],
    at: datetime,
    is_first: bool = False,
) -> Page:
    """Call the person on call for a ticket, in the transaction that decided so; the first round is due at once.

    Called in the partner's schema and role. When the ticket has an open page already, that one is returned, with
    its facts brought up to date: a newer call-back number is the one to dial. A worse ground is told at once.
    `facts`: see `facts.PageFacts`; `is_first`: of a ticket that is being opened, which has no page yet.

    Terms: general.7
    """
    fresh = Page(
        partner=partner,
        ticket_id=ticket_id,
        ticket_number=ticket_number,
        event=event,
        facts=dict(facts),
        opened_at=at,
        next_round_at=at,
    )
    if is_first:
        fresh.save(force_insert=True)
    page = fresh if is_first else _open_or_fresh(fresh)
    if page.pk == fresh.pk:
        audit.record(actor=None, act="page.opened", target=page, at=at, partner=partner, changes={"event": event})
        enqueue(WAKE)
    elif page.facts != fresh.facts:
        _bring_up_to_date(page, event=event, facts=fresh.facts, at=at)
    return page


def _open_or_fresh(fresh: Page) -> Page:
    """Return the ticket's open page, locked: `fresh`, unless there is one."""
    ticket = {"partner": fresh.partner, "ticket_id": fresh.ticket_id}
    while True:
        # The partial unique index decides, also between two transactions: the second waits here for the first.
        Page.objects.bulk_create([fresh], ignore_conflicts=True)
        page = Page.objects.select_for_update().filter(**ticket, status=Page.Status.OPEN).first()
        if page is not None:
            return page
        # It was answered between the two statements: a new call is due.


def _bring_up_to_date(page: Page, *, event: str, facts: dict[str, JSON], at: datetime) -> None:
    is_another_problem = page.facts.get("ground") != facts.get("ground")
    page.event, page.facts = event, facts
    if is_another_problem and (page.next_round_at is None or page.next_round_at > at):
        page.next_round_at = at
        enqueue(WAKE)
    page.save(update_fields=("event", "facts", "next_round_at"))
    audit.record(actor=None, act="page.renewed", target=page, at=at, partner=page.partner, changes={"event": event})


@transaction.atomic
def close_pages(*, partner: str, ticket_id: UUID, at: datetime) -> list[Page]:
    """End the calls for a ticket that needs nobody at night any more; return the pages ended.

    May be called in the partner's role, which knows nothing of steps: the worker drops those that wait.
    """
    pages = list(Page.objects.select_for_update().filter(partner=partner, ticket_id=ticket_id, status=Page.Status.OPEN))
    for page in pages:
        page.move_to(Page.Status.CLOSED, at=at)
        page.save(update_fields=("status", "closed_at", "next_round_at"))
        audit.record(actor=None, act="page.closed", target=page, at=at, partner=partner)
    if pages:
        enqueue(WAKE)
    return pages


@transaction.atomic
def acknowledge_page(*, page_id: UUID, user_id: UUID, user_name: str, at: datetime) -> Page:
    """Note that somebody takes a page: nothing more is sent, and the ticket is told once committed.

    Called in `public` as the operator. Raises Page.DoesNotExist, IllegalMove when it is taken or closed already.

    Terms: general.7
    """
    page = Page.objects.select_for_update().get(pk=page_id)
    page.move_to(Page.Status.ACKNOWLEDGED, at=at)
    page.acknowledged_by_id, page.acknowledged_by_name = user_id, user_name
    page.save(
        update_fields=("status", "acknowledged_at", "acknowledged_by_id", "acknowledged_by_name", "next_round_at")
    )
    PageStep.objects.filter(page=page, sent_at__isnull=True, dropped_at__isnull=True).update(dropped_at=at)
    user = User.objects.filter(pk=user_id).first()
    audit.record(actor=user, act="page.acknowledged", target=page, at=at, partner=page.partner)
    with acting(page.partner, OPERATOR):
        enqueue(TOLD, str(page.pk))
    return page


@transaction.atomic
def answer_step(*, step_id: UUID, at: datetime) -> PageStep:
    """Acknowledge a page by the link of one message, as the person it was sent to. The link answers once.

    The caller has judged the link (`rules.standing_of`). Raises PageStep.DoesNotExist, IllegalMove when somebody
    was quicker.
    """
    step = PageStep.objects.get(pk=step_id)
    acknowledge_page(page_id=step.page_id, user_id=step.user_id, user_name=step.user_name, at=at)
    step.acknowledged_at = at
    step.save(update_fields=("acknowledged_at",))
    return step

"""Requests kept while they are written: one person's, two tabs', sent once, forgotten in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from extranet.audit.models import AuditEvent
from extranet.clients.models import Client
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.outbox.services import JSON
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.drafts import (
    CHANGED,
    MOST_DRAFTS,
    SENT,
    discard_draft,
    purge_drafts,
    save_draft,
    version_of,
    visible_drafts,
)
from support.files import check_contents, keep, purge_unsent
from support.models import Attachment, AttachmentContent, Ticket, TicketDraft
from support.services import open_ticket
from tests.cast import ALPHA, CLIENT, DENIS, DORA, ERIK, FATOU, Member, person_of
from tests.support.files.making import LOG
from tests.support.playing import CRITICAL, NIGHT, OPEN, QUESTION, pages

LATER = OPEN + timedelta(minutes=1)
MONTH = OPEN + timedelta(days=31)


def saved(draft_id: UUID, *, by: Member = DORA, version: str = "", text: str = "Bonjour", **more: JSON) -> TicketDraft:
    return save_draft(
        draft_id=draft_id,
        client=Client.objects.get(pk=CLIENT),
        content={"text": text, **more},
        person=person_of(by),
        at=OPEN if not version else LATER,
        version=version,
    )


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Stale) as refusal:
        act()
    return refusal.value.code


def test_a_draft_starts_no_clock_and_calls_nobody(at_alpha: None) -> None:
    """Terms: general.7"""
    saved(uuid4(), ground="no_incoming", subject="Plus d’appels")
    assert not Ticket.objects.exists()
    assert not pages()


def test_a_draft_is_its_owners_alone(at_alpha: None) -> None:
    draft = saved(uuid4())
    assert list(visible_drafts(person_of(DORA))) == [draft]
    assert not visible_drafts(person_of(DENIS)).exists()
    assert refused(lambda: saved(draft.pk, by=DENIS, version=version_of(draft))) == SENT
    with pytest.raises(TicketDraft.DoesNotExist):
        discard_draft(draft_id=draft.pk, person=person_of(DENIS), at=OPEN)


def test_the_same_again_writes_nothing(at_alpha: None) -> None:
    draft = saved(uuid4())
    assert saved(draft.pk).changed_at == draft.changed_at


def test_two_tabs_lose_nothing(at_alpha: None) -> None:
    """The later save is told that another tab changed the draft; what that tab wrote stays."""
    draft_id = uuid4()
    first = saved(draft_id)
    second = saved(draft_id, version=version_of(first), text="Du premier onglet")
    assert refused(lambda: saved(draft_id, version=version_of(first), text="Du second onglet")) == CHANGED
    assert TicketDraft.objects.get().content == second.content


def test_a_sent_draft_is_linked_to_its_one_ticket(at_alpha: None) -> None:
    """Terms: general.7"""
    draft = saved(uuid4())
    for _click in range(2):
        open_ticket(ticket_id=draft.pk, asked=QUESTION, person=person_of(DORA), at=OPEN)
    draft.refresh_from_db()
    assert draft.ticket == Ticket.objects.get()
    assert not visible_drafts(person_of(DORA)).exists()
    assert refused(lambda: saved(draft.pk, version=version_of(draft), text="encore")) == SENT
    assert refused(lambda: discard_draft(draft_id=draft.pk, person=person_of(DORA), at=OPEN)) == SENT


def test_an_id_that_became_a_ticket_without_a_draft_takes_none(at_alpha: None) -> None:
    ticket = open_ticket(ticket_id=uuid4(), asked=QUESTION, person=person_of(DORA), at=OPEN)
    assert refused(lambda: saved(ticket.pk)) == SENT


def test_a_draft_is_judged_when_it_is_sent(at_alpha: None) -> None:
    """Terms: general.7"""
    draft = saved(uuid4())
    ticket = open_ticket(ticket_id=draft.pk, asked=replace(CRITICAL, told=None), person=person_of(DORA), at=NIGHT)
    assert ticket.opened_at == NIGHT


def test_a_given_up_draft_stays_given_up(at_alpha: None) -> None:
    draft = saved(uuid4())
    for _click in range(2):
        discard_draft(draft_id=draft.pk, person=person_of(DORA), at=LATER)
    assert refused(lambda: saved(draft.pk, version=version_of(draft), text="encore")) == SENT
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act="ticket.draft_discarded", partner=ALPHA).count() == 1


def test_who_opens_no_tickets_keeps_no_draft(at_alpha: None) -> None:
    with pytest.raises(NotAllowed):
        save_draft(draft_id=uuid4(), client=None, content={}, person=person_of(ERIK, schema=ALPHA), at=OPEN, version="")
    assert saved(uuid4(), by=FATOU).owner_name == FATOU.name


def test_drafts_have_an_end(at_alpha: None) -> None:
    for _one in range(MOST_DRAFTS):
        saved(uuid4())
    with pytest.raises(InvalidInput, match="20 brouillons"):
        saved(uuid4())
    with pytest.raises(InvalidInput, match="Raccourcissez"):
        saved(TicketDraft.objects.all()[0].pk, text="x" * 20_001)


def test_what_nobody_touched_for_thirty_days_is_forgotten_with_its_files(at_alpha: None) -> None:
    draft, sent = saved(uuid4()), saved(uuid4())
    keep(check_contents([("a.log", LOG)]), page_id=draft.pk, person=person_of(DORA), at=OPEN, draft=draft)
    kept = keep(check_contents([("b.log", LOG)]), page_id=sent.pk, person=person_of(DORA), at=OPEN, draft=sent)
    asked = replace(QUESTION, attachment_ids=(kept[0].pk,))
    open_ticket(ticket_id=sent.pk, asked=asked, person=person_of(DORA), at=OPEN)
    assert purge_drafts(at=LATER) == 0
    assert purge_drafts(at=MONTH) == 1
    assert [one.name for one in Attachment.objects.all()] == ["b.log"]
    assert AttachmentContent.objects.count() == 1


def test_files_of_refused_answers_are_forgotten_those_of_fresh_drafts_are_not(at_alpha: None) -> None:
    keep(check_contents([("a.log", LOG)]), page_id=uuid4(), person=person_of(DORA), at=OPEN)
    draft = saved(uuid4())
    keep(check_contents([("b.log", LOG)]), page_id=draft.pk, person=person_of(DORA), at=OPEN, draft=draft)
    TicketDraft.objects.filter(pk=draft.pk).update(changed_at=MONTH)
    assert purge_unsent(at=LATER) == 0
    assert purge_unsent(at=MONTH) == 1
    assert [one.name for one in Attachment.objects.all()] == ["b.log"]

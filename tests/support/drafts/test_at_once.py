"""Two tabs, two clicks, two deliveries of one mail, at the same instant on two connections."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from extranet.clients.models import Client
from extranet.errors import Refusal, Stale
from extranet.partners.models import Partner
from extranet.tenancy.context import PARTNER, acting
from support.drafts import CHANGED, save_draft, version_of
from support.files import check_contents, keep
from support.inbound import Outcome, receive
from support.mail_reading import read_mail
from support.models import Attachment, Ticket, TicketDraft
from support.services import open_ticket
from tests.cast import ALPHA, CLIENT, DORA, person_of
from tests.support.files.making import LOG
from tests.support.inbound.making import written
from tests.support.playing import OPEN, QUESTION, under_contract
from tests.support.test_double_click import at_once


@pytest.fixture
def alpha(committed_db: None) -> Iterator[None]:
    """Stand in Alpha's schema, in a database that commits, with a client under contract."""
    under_contract()
    with acting(ALPHA, PARTNER):
        yield


def saved(draft_id: object, text: str, version: str) -> TicketDraft:
    return save_draft(
        draft_id=draft_id,  # type: ignore[arg-type]
        client=Client.objects.get(pk=CLIENT),
        content={"text": text},
        person=person_of(DORA),
        at=OPEN,
        version=version,
    )


def test_two_tabs_that_begin_at_once_keep_one_and_tell_the_other(alpha: None) -> None:
    draft_id = uuid4()
    answers = at_once(lambda: saved(draft_id, "un", ""), lambda: saved(draft_id, "deux", ""))
    told = [one for one in answers if isinstance(one, Refusal)]
    assert [one.code for one in told] == [CHANGED]
    assert TicketDraft.objects.count() == 1


def test_two_clicks_send_a_draft_and_its_file_once(alpha: None) -> None:
    """Terms: general.7"""
    draft = saved(uuid4(), "un", "")
    kept = keep(check_contents([("a.log", LOG)]), page_id=draft.pk, person=person_of(DORA), at=OPEN, draft=draft)
    asked, dora = replace(QUESTION, attachment_ids=(kept[0].pk,)), person_of(DORA)

    def click() -> Ticket:
        return open_ticket(ticket_id=draft.pk, asked=asked, person=dora, at=OPEN)

    first, second = at_once(click, click)
    assert first == second
    assert Ticket.objects.count() == 1
    assert Attachment.objects.get().ticket_id == draft.pk
    assert TicketDraft.objects.get().ticket_id == draft.pk


def test_kept_and_sent_at_once_loses_neither(alpha: None) -> None:
    """The later of the two is told, or what it kept is linked to the ticket."""
    draft = saved(uuid4(), "un", "")
    dora = person_of(DORA)
    answers = at_once(
        lambda: saved(draft.pk, "deux", version_of(draft)),
        lambda: open_ticket(ticket_id=draft.pk, asked=QUESTION, person=dora, at=OPEN),
    )
    assert all(isinstance(one, TicketDraft | Ticket | Stale) for one in answers)
    assert TicketDraft.objects.get().ticket_id == draft.pk


def test_one_mail_delivered_twice_at_once_is_one_draft(alpha: None) -> None:
    """Terms: general.7"""
    partner, mail = Partner.objects.get(schema_name=ALPHA), read_mail(written())

    def deliver() -> Outcome:
        return receive(mail, partner=partner, at=OPEN)

    answers = at_once(deliver, deliver)
    assert sorted(str(one) for one in answers) == ["drafted", "repeated"]
    assert TicketDraft.objects.count() == 1

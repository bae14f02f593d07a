"""Steps go out by both roads, each on its own: tried again when refused, found again after a crash, kept once.

Terms: general.7
"""

import re
import socket
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from extranet.accounts.models import User
from extranet.outbox.services import JSON
from support.desk.models import Page, PageStep, WayKind
from support.desk.paging import sending
from support.desk.paging.gsm import TWO_PARTS, length
from support.desk.paging.rounds import start_round
from support.desk.paging.rules import LEASE
from support.desk.paging.sending import claim_step, keep_failure, mark_sent, send_next
from support.desk.paging.services import acknowledge_page
from tests.cast import ANNA, ERIK
from tests.desk.night import FACTS, NIGHT, TICKET, at_the_desk, page, watch_with
from tests.desk.paging.stand_ins import Gateway, Mailbox

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def called_page() -> Page:
    """A page whose first round waits to be sent to Erik."""
    watch_with(ERIK)
    opened = page()
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
    return opened


def send(kind: WayKind, at: datetime = NIGHT) -> bool:
    """Send the next step of a kind."""
    with at_the_desk():
        return send_next(kind=kind, clock=lambda: at)


def step(kind: WayKind = WayKind.EMAIL) -> PageStep:
    """The step of a kind as it stands."""
    with at_the_desk():
        return PageStep.objects.get(kind=kind)


def test_a_mail_says_the_number_first_and_carries_the_id_of_its_step(mailbox: Mailbox) -> None:
    called_page()
    assert send(WayKind.EMAIL)
    (mail,) = mailbox.mails
    lines = [line for line in mail.get_content().splitlines() if line.strip()]
    assert lines[0] == "Rappelez : +32 2 199 44 10"
    text = "\n".join(lines)
    for part in (
        "T-2026-00042",
        "Delta Conseil",
        "Alpha",
        "Aucun appel ne sort",
        "+32 2 226 88 00 à 99",
        "1070 Anderlecht",
    ):
        assert part in text
    assert str(mail["Message-ID"]) == f"<{step().pk}@localhost>"
    assert mail["To"] == "erik@night.example"
    assert "T-2026-00042" in mail["Subject"]
    sent = step()
    assert (sent.sent_at, sent.claimed_until, sent.attempts, sent.last_error) == (NIGHT, None, 1, "")


def test_a_short_message_is_posted_with_its_key_and_token(gateway: Gateway) -> None:
    called_page()
    assert send(WayKind.HTTP)
    (body,), (headers,) = gateway.posts, gateway.headers
    key = str(step(WayKind.HTTP).pk)
    assert body["to"] == "+32470123459"
    assert body["id"] == headers["Idempotency-Key"] == key
    assert headers["Authorization"] == "Bearer a-token-of-the-tests"
    assert body["text"].startswith(
        "Rappeler +32 2 199 44 10 - Aucun appel ne sort - Delta Conseil - Alpha - T-2026-00042"
    )
    assert re.search(r" http://localhost:\d+/answer/[\w.-]+/$", body["text"])
    assert length(body["text"]) <= TWO_PARTS


def test_a_short_message_is_cut_before_its_link(gateway: Gateway) -> None:
    watch_with(ERIK)
    blocks: list[JSON] = [
        {"label": f"+32 2 226 88 {n:02}", "address": "Quai de l’Essai 2, 1070 Anderlecht"} for n in range(20)
    ]
    opened = page(facts={**FACTS, "numbers": blocks})
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
    send(WayKind.HTTP)
    text = gateway.posts[0]["text"]
    assert 290 < length(text) <= TWO_PARTS
    assert "... http" in text
    assert text.endswith("/")


@pytest.mark.parametrize("facts", [{}, {"ground": 7, "numbers": "all"}, {"numbers": [{"label": 1}, "+32 2 226 88 00"]}])
def test_a_page_goes_out_whatever_its_facts_lack(mailbox: Mailbox, facts: dict[str, JSON]) -> None:
    watch_with(ERIK)
    opened = page(facts=facts)
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)
    send(WayKind.EMAIL)
    assert "Aucun numéro de rappel" in mailbox.mails[0].get_content()


def test_a_message_is_in_the_language_of_its_reader(mailbox: Mailbox) -> None:
    called_page()
    with at_the_desk():
        User.objects.filter(pk=ERIK.id).update(language="nl")
    send(WayKind.EMAIL)
    assert mailbox.mails[0]["Content-Language"] == "nl"


# ---------- Failures ----------
def test_a_refused_mail_is_kept_with_its_reason_and_tried_again_soon(mailbox: Mailbox) -> None:
    called_page()
    mailbox.refusals += ["451 try again"]
    assert send(WayKind.EMAIL)
    failed = step()
    assert (failed.sent_at, failed.attempts) == (None, 1)
    assert "try again" in failed.last_error
    assert failed.claimed_until == NIGHT + timedelta(seconds=5)
    assert not send(WayKind.EMAIL, NIGHT + timedelta(seconds=4))
    assert send(WayKind.EMAIL, NIGHT + timedelta(seconds=5))
    assert (step().attempts, step().last_error) == (2, "")
    assert len(mailbox.mails) == 1


def test_the_wait_grows_to_half_a_minute(mailbox: Mailbox) -> None:
    called_page()
    mailbox.refusals += ["451 try again"] * 5
    at, waits = NIGHT, []
    for _try in range(5):
        send(WayKind.EMAIL, at)
        claimed_until = step().claimed_until
        assert claimed_until is not None
        waits.append((claimed_until - at).seconds)
        at = claimed_until
    assert waits == [5, 10, 20, 30, 30]
    assert step().due_at == NIGHT, "a monitor sees since when it waits"


@pytest.mark.parametrize(
    ("status", "is_sent"),
    [(200, True), (202, True), (409, True), (302, False), (401, False), (429, False), (503, False)],
)
def test_a_gateway_takes_a_message_by_2xx_and_knows_it_again_by_409(
    gateway: Gateway, status: int, is_sent: bool
) -> None:
    called_page()
    gateway.answers.append(status)
    send(WayKind.HTTP)
    there = step(WayKind.HTTP)
    assert (there.sent_at is not None) == is_sent
    assert there.last_error == ("" if is_sent else f"HTTP {status}")


def test_nobody_at_the_gateway_is_an_error_like_any_other(gateway: Gateway, settings: Settings) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.PAGE_HTTP_URL = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        called_page()
        send(WayKind.HTTP)
    assert step(WayKind.HTTP).last_error.startswith("ConnectError")


def test_one_road_that_fails_does_not_hold_the_other(mailbox: Mailbox, gateway: Gateway) -> None:
    called_page()
    gateway.answers += [503]
    send(WayKind.HTTP), send(WayKind.EMAIL)
    assert (step(WayKind.HTTP).sent_at, step(WayKind.EMAIL).sent_at) == (None, NIGHT)


def test_a_step_that_failed_waits_behind_one_never_tried(mailbox: Mailbox) -> None:
    opened = called_page()
    mailbox.refusals += ["451 try again"]
    send(WayKind.EMAIL)
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT + timedelta(minutes=5))
        claimed = claim_step(kind=WayKind.EMAIL, at=NIGHT + timedelta(minutes=5))
    assert claimed is not None
    assert claimed.round == 2


def test_a_fault_of_ours_is_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    called_page()

    def broken(_step: PageStep) -> None:
        raise LookupError

    monkeypatch.setattr(sending, "page_message", broken)
    assert send(WayKind.EMAIL)
    assert step().last_error == "LookupError"


# ---------- Crashes ----------
def test_a_step_claimed_by_a_worker_that_died_is_sent_again_under_the_same_id(
    mailbox: Mailbox, gateway: Gateway
) -> None:
    called_page()
    for kind in WayKind:
        with at_the_desk(), pytest.MonkeyPatch.context() as patch:
            # The worker dies between the provider and the mark.
            patch.setattr(sending, "mark_sent", lambda **_ids: None)
            assert send_next(kind=kind, clock=lambda: NIGHT)
        assert step(kind).claimed_until == NIGHT + LEASE
        assert not send(kind, NIGHT + LEASE - SECOND)
        assert send(kind, NIGHT + LEASE)
        assert step(kind).attempts == 2
    first, second = mailbox.ids()
    assert first == second
    assert len(gateway.posts) == 2
    assert len(gateway.kept) == 1


def test_what_is_sent_is_not_sent_again(mailbox: Mailbox) -> None:
    called_page()
    assert send(WayKind.EMAIL)
    assert not send(WayKind.EMAIL, NIGHT + timedelta(days=1))
    with at_the_desk():
        mark_sent(step_id=step().pk, at=NIGHT + SECOND)
    assert step().sent_at == NIGHT


def test_a_failure_told_late_does_not_undo_a_success(mailbox: Mailbox) -> None:
    called_page()
    send(WayKind.EMAIL)
    with at_the_desk():
        keep_failure(step_id=step().pk, error="late", at=NIGHT)
    assert (step().sent_at, step().last_error) == (NIGHT, "")


def test_nothing_is_sent_for_a_page_that_is_answered(mailbox: Mailbox) -> None:
    opened = called_page()
    with at_the_desk():
        acknowledge_page(page_id=opened.pk, user_id=ANNA.id, user_name=ANNA.name, at=NIGHT)
    assert not send(WayKind.EMAIL)
    assert not mailbox.mails


def test_a_claim_is_one_transaction_of_its_own() -> None:
    called_page()
    with at_the_desk(), transaction.atomic():
        claimed = claim_step(kind=WayKind.EMAIL, at=NIGHT)
        assert claimed is not None
        assert claim_step(kind=WayKind.EMAIL, at=NIGHT) is None
    assert claimed.page.ticket_id == TICKET

"""The link in a message: reading changes nothing, one button answers, once, for its person, within half an hour.

Terms: general.7
"""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from extranet.accounts.models import User
from extranet.requests import TokenFilter, masked
from extranet.tenancy.context import PARTNER, acting
from support.desk.models import ContactWay, Page, PageStep, WayKind
from support.desk.paging.links import answer_link, way_link
from support.desk.paging.rounds import start_round
from support.desk.paging.services import acknowledge_page, close_pages
from tests.cast import ALPHA, ANNA, ERIK, anonymous, place
from tests.desk.night import TICKET, at_the_desk, give_ways, page, take, watch_with

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def called(*, kind: WayKind = WayKind.EMAIL) -> PageStep:
    """A step that has just been sent to Erik."""
    now = timezone.now()
    if not _has_watch():
        watch_with(ERIK, at=now)
    opened = page(at=now)
    with at_the_desk():
        start_round(page_id=opened.pk, at=now)
        PageStep.objects.update(sent_at=now)
        return PageStep.objects.select_related("page").get(page=opened, kind=kind, user_id=ERIK.id)


def _has_watch() -> bool:
    with at_the_desk():
        return ContactWay.objects.exists()


def path_of(step: PageStep) -> str:
    """The path of a step's link."""
    return "/" + answer_link(step.pk).split("/", 3)[3]


def phone() -> Client:
    """A telephone that has never been here."""
    place("public")
    return anonymous("public")


def state(step: PageStep) -> str:
    """How the page of a step stands."""
    with at_the_desk():
        return Page.objects.get(pk=step.page_id).status


def text_of(response: Any) -> str:
    """The words of an answer."""
    return " ".join(str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


# ---------- Reading ----------
def test_the_page_shows_the_facts_and_for_whom_it_is() -> None:
    response = phone().get(path_of(called()))
    text = text_of(response)
    assert response.status_code == 200
    for part in (ERIK.name, 'href="tel:+3221994410"', "T-2026-00042", "Delta Conseil", "Alpha", "Aucun appel ne sort"):
        assert part in text
    assert text.count("<button") == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_opens_the_link_answers_nothing(method: str) -> None:
    step = called()
    for _time in range(3):
        assert getattr(phone(), method)(path_of(step)).status_code == 200
    assert state(step) == Page.Status.OPEN
    with at_the_desk():
        step.refresh_from_db()
    assert step.acknowledged_at is None


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_other_method_is_known(method: str) -> None:
    step = called()
    assert getattr(phone(), method)(path_of(step)).status_code == 405
    assert state(step) == Page.Status.OPEN


def test_the_page_is_not_kept_nor_indexed_and_its_address_goes_nowhere() -> None:
    response = phone().get(path_of(called()))
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    # Not `no-referrer`: browsers would then send `Origin: null`, and the button would be refused.
    assert response["Referrer-Policy"] == "strict-origin"


def test_the_page_speaks_the_language_of_its_person() -> None:
    step = called()
    with at_the_desk():
        User.objects.filter(pk=ERIK.id).update(language="nl")
    response = phone().get(path_of(step))
    assert response["Content-Language"] == "nl"
    assert '<html lang="nl"' in response.content.decode()


# ---------- Answering ----------
def test_the_button_answers_and_says_so() -> None:
    step = called()
    browser = phone()
    response = browser.post(path_of(step))
    assert (response.status_code, response["Location"]) == (302, path_of(step))
    assert state(step) == Page.Status.ACKNOWLEDGED
    with at_the_desk():
        step.refresh_from_db()
        taken = Page.objects.get(pk=step.page_id)
    assert step.acknowledged_at is not None
    assert (taken.acknowledged_by_id, taken.acknowledged_by_name) == (ERIK.id, ERIK.name)
    text = text_of(browser.get(path_of(step)))
    assert "Vous avez pris l’appel en charge" in text
    assert "<button" not in text
    assert f"/at/alpha/admin/support/ticket/{TICKET}/work/" in text


def test_the_button_needs_the_cookie_that_the_page_set() -> None:
    step = called()
    browser = Client(SERVER_NAME=ANNA.host, enforce_csrf_checks=True)
    place("public")
    assert browser.post(path_of(step)).status_code == 403
    browser.get(path_of(step))
    token = browser.cookies["csrftoken"].value
    assert browser.post(path_of(step), {"csrfmiddlewaretoken": token}).status_code == 302
    assert state(step) == Page.Status.ACKNOWLEDGED


def test_a_link_answers_once() -> None:
    step = called()
    phone().post(path_of(step))
    with at_the_desk():
        first = Page.objects.get(pk=step.page_id).acknowledged_at
    response = phone().post(path_of(step))
    assert "Vous avez pris l’appel en charge" in text_of(response)
    with at_the_desk():
        assert Page.objects.get(pk=step.page_id).acknowledged_at == first


def test_a_used_link_does_not_answer_the_next_page_of_the_ticket() -> None:
    step = called()
    phone().post(path_of(step))
    again = called()
    assert again.page_id != step.page_id
    phone().post(path_of(step))
    assert state(again) == Page.Status.OPEN


def test_the_other_way_of_the_same_person_says_that_it_is_theirs() -> None:
    step = called()
    with at_the_desk():
        other = PageStep.objects.get(page_id=step.page_id, kind=WayKind.HTTP)
    phone().post(path_of(step))
    assert "Vous avez pris l’appel en charge" in text_of(phone().get(path_of(other)))


def test_a_colleague_who_was_quicker_is_named() -> None:
    step = called()
    with at_the_desk():
        acknowledge_page(page_id=step.page_id, user_id=ANNA.id, user_name=ANNA.name, at=timezone.now())
    for method in ("get", "post"):
        response = getattr(phone(), method)(path_of(step))
        assert response.status_code == 410
        text = text_of(response)
        assert f"{ANNA.name} rappelle" in text
        assert "Vous n’avez rien à faire" in text
        assert "Delta Conseil" not in text


def test_a_page_that_was_closed_says_so() -> None:
    step = called()
    with acting(ALPHA, PARTNER):
        close_pages(partner=ALPHA, ticket_id=TICKET, at=timezone.now())
    response = phone().post(path_of(step))
    assert response.status_code == 410
    assert "L’appel est clos" in text_of(response)
    assert state(step) == Page.Status.CLOSED


@pytest.mark.parametrize(("age", "is_open"), [(30 * MINUTE - timedelta(seconds=5), True), (30 * MINUTE, False)])
def test_a_link_lives_for_half_an_hour_after_it_was_sent(age: timedelta, is_open: bool) -> None:
    step = called()
    with at_the_desk():
        PageStep.objects.filter(pk=step.pk).update(sent_at=timezone.now() - age)
    response = phone().get(path_of(step))
    assert response.status_code == (200 if is_open else 410)
    phone().post(path_of(step))
    assert state(step) == (Page.Status.ACKNOWLEDGED if is_open else Page.Status.OPEN)
    if not is_open:
        text = text_of(response)
        assert "le lien du message le plus récent" in text
        assert f"/admin/desk/page/{step.page_id}/change/" in text


def test_a_message_that_arrived_before_its_row_knew_can_be_answered() -> None:
    step = called()
    with at_the_desk():
        PageStep.objects.filter(pk=step.pk).update(sent_at=None, claimed_until=timezone.now())
    phone().post(path_of(step))
    assert state(step) == Page.Status.ACKNOWLEDGED


def test_a_link_is_its_persons_and_acts_in_nobody_elses_name() -> None:
    step = called()
    give_ways(ANNA)
    take(ANNA, timezone.now() + timedelta(days=1), at=timezone.now())
    with at_the_desk():
        Page.objects.filter(pk=step.page_id).update(next_round_at=timezone.now())
        start_round(page_id=step.page_id, at=timezone.now())
        other = PageStep.objects.get(page_id=step.page_id, user_id=ANNA.id, kind=WayKind.EMAIL)
    token, foreign = (path_of(one).strip("/").split("/")[1] for one in (step, other))
    mixed = f"{foreign.split('.')[0]}.{token.split('.')[1]}"
    assert phone().post(f"/answer/{mixed}/").status_code == 404
    assert state(step) == Page.Status.OPEN
    phone().post(path_of(other))
    with at_the_desk():
        assert Page.objects.get(pk=step.page_id).acknowledged_by_id == ANNA.id


def test_who_left_the_staff_answers_nothing() -> None:
    step = called()
    with at_the_desk():
        User.objects.filter(pk=ERIK.id).update(is_active=False)
    response = phone().post(path_of(step))
    assert response.status_code == 410
    assert "ne fait plus partie du personnel" in text_of(response)
    assert state(step) == Page.Status.OPEN


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "AAAAAAAAAAAAAAAAAAAAAA.x",
        Signer(salt="another", sep=".").sign("AAAAAAAAAAAAAAAAAAAAAA"),
        Signer(salt="desk.answer", sep=".").sign("AAAAAAAAAAAAAAAAAAAAAA"),
        Signer(salt="desk.answer", sep=".").sign("short"),
        Signer(salt="desk.answer", sep=".").sign("é"),
    ],
)
def test_what_is_no_link_of_ours_is_not_there(token: str) -> None:
    called()
    assert phone().get(reverse("answer-page", urlconf="extranet.urls.operator", args=[token])).status_code == 404


def test_a_partners_host_has_no_such_page() -> None:
    step = called()
    place("public")
    assert anonymous(ALPHA).get(path_of(step)).status_code == 404


def test_a_token_stands_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    step = called()
    path = path_of(step)
    token = path.strip("/").split("/")[1]
    caplog.set_level(logging.DEBUG)
    caplog.handler.addFilter(TokenFilter())
    browser = Client(SERVER_NAME=ANNA.host, enforce_csrf_checks=True)
    place("public")
    browser.get(path), browser.post(path), phone().post(path), phone().post(path)
    assert masked(path) == "/answer/…/"
    assert masked(f"/confirm-way/{token}/") == "/confirm-way/…/"
    assert "/answer/…/" in caplog.text
    assert token not in caplog.text


# ---------- Proving a way ----------
def untried(kind: WayKind = WayKind.HTTP) -> ContactWay:
    """A way of Erik's that waits for its proof."""
    (way,) = give_ways(ERIK, kinds=[kind], tested_at=None)
    return way


def way_path(way: ContactWay) -> str:
    """The path of the link in a test message."""
    return "/" + way_link(way).split("/", 3)[3]


def proved_at(way: ContactWay) -> Any:
    """When a way was proved."""
    with at_the_desk():
        return ContactWay.objects.get(pk=way.pk).tested_at


def test_a_way_is_proved_by_the_button_and_not_by_reading() -> None:
    way = untried()
    for method in ("get", "head"):
        assert getattr(phone(), method)(way_path(way)).status_code == 200
    assert proved_at(way) is None
    browser = phone()
    assert browser.post(way_path(way)).status_code == 302
    assert proved_at(way) is not None
    assert "Essai confirmé" in text_of(browser.get(way_path(way)))


def test_a_link_proves_the_address_it_was_sent_to() -> None:
    way = untried()
    path = way_path(way)
    with at_the_desk():
        ContactWay.objects.filter(pk=way.pk).update(address="+32470999999")
    assert phone().post(path).status_code == 404
    assert proved_at(way) is None


def test_a_test_is_confirmed_within_a_day() -> None:
    way = untried()
    path = way_path(way)
    later = timezone.now() + timedelta(hours=24, seconds=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", later.timestamp)
        assert phone().post(path).status_code == 404
    assert proved_at(way) is None


def test_the_link_of_a_page_proves_no_way_and_the_other_way_round() -> None:
    step = called()
    way = untried_of_anna()
    page_token, way_token = path_of(step).strip("/").split("/")[1], way_path(way).strip("/").split("/")[1]
    assert phone().post(f"/confirm-way/{page_token}/").status_code == 404
    assert phone().post(f"/answer/{way_token}/").status_code == 404


def untried_of_anna() -> ContactWay:
    """A way of Anna's that waits for its proof."""
    (way,) = give_ways(ANNA, kinds=[WayKind.EMAIL], tested_at=None)
    return way

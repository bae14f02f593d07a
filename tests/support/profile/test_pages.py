"""The page of the profile, and the page behind the link of a test message.

Terms: general.7
"""

import re
from typing import Any, Final

import pytest
from django.core import mail
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.outbox.models import Message
from extranet.requests import masked
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.contracts import partner_here
from support.profile_nights import nights_of
from support.profiles import profile_here
from support.rules import FirstLine
from tests.cast import ALICE, ALPHA, ANNA, BETA, BOB, DENIS, DIRECT, DORA, ERIK, FATOU, Member, anonymous, client_for
from tests.outbox.postman import deliver_everything
from tests.support.profile.acts import ANSWERS, change, confirm, profile, proved, send

pytestmark = pytest.mark.django_db

PAGE: Final = "/settings/support/"
TEST: Final = "/settings/support/test/"


def posted(**changes: Any) -> dict[str, Any]:
    """Return what the page as it stands posts."""
    return {**ANSWERS, "revision": profile().revision, **changes}


def page_of(member: Member, path: str = PAGE) -> str:
    """Return the page as a member of the cast sees it."""
    response = client_for(member).get(path)
    assert response.status_code == 200
    return str(response.content.decode())


# ---------- Settings ----------
def test_the_settings_lead_there() -> None:
    assert f'href="{PAGE}"' in page_of(ALICE, "/settings/")


def test_an_administrator_writes_down_the_contact() -> None:
    response = client_for(ALICE).post(PAGE, posted())
    assert response.headers["Location"] == PAGE
    assert profile().contact_email == ANSWERS["contact_email"]


@pytest.mark.parametrize("member", [BOB, FATOU])
def test_others_of_the_partner_read_and_do_not_write(member: Member) -> None:
    change()
    page = page_of(member)
    assert ANSWERS["contact_phone"] in page
    assert '<form class="form' not in page
    assert "Envoyer un essai" not in page
    client = client_for(member)
    assert client.post(PAGE, posted()).status_code == 403
    assert client.post(TEST).status_code == 403


@pytest.mark.parametrize("member", [DORA, DENIS])
def test_clients_do_not_come_here(member: Member) -> None:
    client = client_for(member)
    assert (client.get(PAGE).status_code, client.post(TEST).status_code) == (403, 403)


@pytest.mark.parametrize("member", [ERIK, ANNA])
def test_staff_read_under_the_mount_and_do_not_write(member: Member) -> None:
    change()
    path = f"/at/alpha{PAGE}"
    assert ANSWERS["contact_name"] in page_of(member, path)
    assert client_for(member).post(path, posted()).status_code == 403


def test_what_is_not_a_contact_is_told_beside_its_field() -> None:
    response = client_for(ALICE).post(PAGE, posted(contact_phone="O2 199 09 00"))
    assert response.status_code == 200
    assert "O" in response.context["form"].errors["contact_phone"][0]
    assert profile().contact_email == ""


def test_the_form_refuses_first_line_without_a_tested_contact() -> None:
    response = client_for(ALICE).post(PAGE, posted(first_line="partner"))
    assert list(response.context["form"].errors) == ["first_line"]
    assert profile().first_line == FirstLine.OPERATOR


def test_another_contact_gives_first_line_back_and_the_page_says_so() -> None:
    proved()
    change(first_line=FirstLine.PARTNER)
    response = client_for(ALICE).post(PAGE, posted(first_line="partner", contact_phone="02 199 09 01"), follow=True)
    assert "l’opérateur redevient le premier contact" in response.content.decode()
    assert profile().first_line == FirstLine.OPERATOR


def test_a_page_left_open_shows_both_versions() -> None:
    old = posted(contact_name="Une autre équipe")
    change()
    response = client_for(ALICE).post(PAGE, old)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Une autre équipe" in page
    assert ANSWERS["contact_name"] in page


# ---------- The night, computed ----------
def test_each_set_up_says_what_a_client_reads_and_ours_is_marked() -> None:
    with acting(ALPHA, PARTNER):
        nights = nights_of(profile_here(), partner=partner_here(), at=timezone.now())
    assert [night.is_yours for night in nights] == [True, False, False]
    without, operator, first = (night.critical.title for night in nights)
    assert "file" in without
    assert "contact d’urgence chez Alpha" in operator
    assert operator == first
    assert {night.emergency.title for night in nights} == {"La personne de garde est appelée tout de suite."}
    assert all(night.critical.clauses for night in nights)


def test_the_page_marks_the_set_up_that_holds_now() -> None:
    proved()
    change(first_line=FirstLine.PARTNER)
    page = page_of(ALICE)
    marked = re.search(r'aria-current="true">\s*<th[^>]*>([^<]+)', page)
    assert marked is not None
    assert marked[1] == "Vous répondez d’abord, contact d’urgence essayé"
    assert ANSWERS["contact_phone"].replace(" ", "") in re.sub(r"[\s\u00a0]", "", page)


def test_where_clients_are_direct_one_line_says_it_all() -> None:
    page = page_of(ERIK, f"/at/{DIRECT}{PAGE}")
    assert "Client direct" in page
    assert "contact d’urgence essayé" not in page


# ---------- The message and its link ----------
def test_the_message_goes_to_the_contact_in_its_language_and_its_link_confirms() -> None:
    change()
    client_for(ALICE).post(TEST)
    deliver_everything()
    (sent,) = mail.outbox
    assert sent.to == [ANSWERS["contact_email"]]
    assert sent.extra_headers["Content-Language"] == "nl"
    assert ANSWERS["contact_phone"] in sent.body
    link = re.search(r"http://alpha\.test(?::\d+)?(/contact-test/\S+/)", str(sent.body))
    assert link is not None
    browser = anonymous(ALPHA)
    page = browser.get(link[1])
    assert page.status_code == 200
    assert "Confirmer le contact" in page.content.decode()
    assert not profile().is_contact_tested
    done = browser.post(link[1])
    assert "Contact confirmé" in done.content.decode()
    assert profile().is_contact_tested
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.get(act="support.contact_test_confirmed").partner == ALPHA


def test_a_message_whose_contact_was_replaced_meanwhile_does_not_leave() -> None:
    change()
    send()
    change(contact_email="nuit@alpha.example")
    assert deliver_everything() == 1
    assert mail.outbox == []
    with acting(PUBLIC, OPERATOR):
        assert not Message.objects.filter(delivered_at__isnull=True).exists()


def test_a_link_used_twice_says_when_it_was_confirmed() -> None:
    change()
    path = f"/contact-test/{send()}/"
    browser = anonymous(ALPHA)
    browser.post(path)
    first = profile().contact_tested_at
    again = browser.post(path)
    assert again.status_code == 200
    assert "Contact confirmé" in again.content.decode()
    assert profile().contact_tested_at == first


def test_a_dead_link_says_the_way_out_and_confirms_nothing() -> None:
    change()
    path = f"/contact-test/{send()}/"
    change(contact_email="nuit@alpha.example")
    browser = anonymous(ALPHA)
    for response in (browser.get(path), browser.post(path)):
        assert response.status_code == 410
        assert "Ce lien ne sert plus" in response.content.decode()
    assert not profile().is_contact_tested


def test_the_link_of_alpha_is_nothing_at_beta() -> None:
    change()
    token = send()
    assert anonymous(BETA).post(f"/contact-test/{token}/").status_code == 410
    confirm(token)


def test_a_test_that_may_not_leave_is_refused_with_a_sentence() -> None:
    client = client_for(ALICE)
    assert "Enregistrez d’abord un contact" in client.post(TEST, follow=True).content.decode()
    change()
    client.post(TEST)
    assert "Attendez deux minutes" in client.post(TEST, follow=True).content.decode()


def test_the_token_stands_in_no_log() -> None:
    assert masked("/contact-test/abc:def:ghi/") == "/contact-test/…/"

"""The second factor: compulsory for some roles, set up and taken away by the person, codes shown once."""

import base64
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from extranet.accounts.models import Membership, Role
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import post_code, sign_in
from tests.cast import ALICE, ALPHA, BOB, DORA, ERIK, FATOU, PASSWORD, Member
from tests.outbox.postman import deliver_everything

pytestmark = pytest.mark.django_db

ACTIVATE = "/account/2fa/totp/activate/"
DEACTIVATE = "/account/2fa/totp/deactivate/"
CODES = "/account/2fa/recovery-codes/"
SECURITY = "/account/2fa/"


def without_second_factor(member: Member) -> Client:
    """Sign in somebody who has lost the second factor of the cast."""
    with acting(PUBLIC, OPERATOR):
        Authenticator.objects.filter(user_id=member.id).delete()
    return sign_in(member)


def activate(client: Client) -> None:
    """Read the secret off the page, as an app does, and type its code."""
    secret = client.get(ACTIVATE).context["form"].secret
    response = post_code(client, ACTIVATE, secret)
    assert response.headers["Location"] == CODES


@pytest.mark.parametrize("member", [ALICE, FATOU])
@pytest.mark.parametrize("path", ["/", "/people/", SECURITY, CODES])
def test_a_role_that_asks_for_it_goes_nowhere_without(member: Member, path: str) -> None:
    client = without_second_factor(member)
    assert client.get(path).headers["Location"] == ACTIVATE
    page = client.get(ACTIVATE).content.decode()
    assert "vous n’allez pas plus loin" in page


def test_staff_go_nowhere_without_either() -> None:
    client = without_second_factor(ERIK)
    assert client.get("/admin/").headers["Location"] == ACTIVATE
    assert client.get("/at/alpha/people/").headers["Location"] == "/at/alpha" + ACTIVATE


@pytest.mark.parametrize("member", [ALICE, ERIK])
def test_after_activating_the_codes_are_shown_and_the_way_is_free(member: Member) -> None:
    client = without_second_factor(member)
    activate(client)
    page = client.get(CODES)
    assert len(page.context["unused_codes"]) == 10
    assert page.context["can_view_codes"]
    assert client.get(SECURITY).status_code == 200


def test_a_role_that_becomes_an_administrators_must_activate_at_the_next_page() -> None:
    client = sign_in(BOB)
    assert client.get("/people/").status_code == 200
    with acting(ALPHA, OPERATOR):
        Membership.objects.filter(user_id=BOB.id).update(role=Role.PARTNER_ADMIN)
    assert client.get("/people/").headers["Location"] == ACTIVATE


def test_the_secret_is_on_the_page_as_picture_and_as_text() -> None:
    page = sign_in(DORA).get(ACTIVATE)
    text = page.content.decode()
    picture = re.search(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", text)
    assert picture is not None
    assert b'fill="white"' in base64.b64decode(picture[1])  # readable on a dark screen
    assert page.context["form"].secret in text
    assert "issuer=Alpha" in page.context["totp_url"]
    assert 'inputmode="numeric"' in text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_wrong_code_activates_nothing() -> None:
    client = sign_in(DORA)
    client.get(ACTIVATE)
    refused = client.post(ACTIVATE, {"code": "abcdef"})
    assert refused.status_code == 200
    assert not Authenticator.objects.filter(user_id=DORA.id).exists()


def test_codes_are_shown_once_and_can_be_kept_as_a_file_then() -> None:
    client = without_second_factor(ALICE)
    activate(client)
    codes = client.get(CODES).context["unused_codes"]
    file = client.post(f"{CODES}download/", {"code": codes})
    assert file.headers["Content-Disposition"] == 'attachment; filename="codes.txt"'
    assert all(code in file.content.decode() for code in codes)
    again = client.get(CODES)
    assert not again.context["can_view_codes"]
    assert not any(code in again.content.decode() for code in codes)


def test_the_file_is_only_for_who_shows_all_the_codes() -> None:
    client = without_second_factor(ALICE)
    activate(client)
    codes = client.get(CODES).context["unused_codes"]
    assert client.post(f"{CODES}download/", {"code": codes[:9]}).status_code == 403
    assert client.post(f"{CODES}download/", {"code": ["****"] * 10}).status_code == 403
    assert client.get(f"{CODES}download/").status_code == 405


def test_new_codes_replace_the_old_ones() -> None:
    client = without_second_factor(ALICE)
    activate(client)
    old = client.get(CODES).context["unused_codes"]
    assert client.post(f"{CODES}generate/").headers["Location"] == CODES
    new = client.get(CODES).context["unused_codes"]
    assert not set(old) & set(new)


def test_who_does_not_need_it_may_take_it_away() -> None:
    client = sign_in(DORA)
    activate(client)
    assert client.get(DEACTIVATE).status_code == 200
    assert client.post(DEACTIVATE).headers["Location"] == SECURITY
    assert not Authenticator.objects.filter(user_id=DORA.id).exists()


def test_who_needs_it_may_not_and_reads_the_way_out() -> None:
    client = sign_in(ALICE)
    for response in (client.get(DEACTIVATE), client.post(DEACTIVATE)):
        assert response.status_code == 200
        assert "appelez le support" in response.content.decode()
    assert Authenticator.objects.filter(user_id=ALICE.id, type="totp").exists()


def test_after_a_quarter_of_an_hour_it_asks_again_who_it_is() -> None:
    client = sign_in(DORA)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 901
    session.save()
    asked = client.get(ACTIVATE).headers["Location"]
    assert asked == f"/account/reauthenticate/?next={ACTIVATE.replace('/', '%2F')}"
    wrong = client.post(asked, {"password": "not-the-password-1", "next": ACTIVATE})
    assert wrong.status_code == 200
    assert client.post(asked, {"password": PASSWORD, "next": ACTIVATE}).headers["Location"] == ACTIVATE
    assert client.get(ACTIVATE).status_code == 200


def test_a_code_of_the_app_answers_too() -> None:
    client = sign_in(ALICE)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    asked = "/account/2fa/reauthenticate/"
    assert client.get(CODES + "generate/").headers["Location"].startswith("/account/reauthenticate/")
    assert client.get(asked).status_code == 200
    assert client.post(asked, {"code": "abcdef"}).status_code == 200


def test_a_form_sent_too_late_is_shown_again_and_not_run() -> None:
    client = sign_in(DORA)
    activate(client)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    asked = client.post(DEACTIVATE).headers["Location"]
    after = client.post(asked, {"password": PASSWORD, "next": DEACTIVATE})
    assert after.headers["Location"] == DEACTIVATE
    assert Authenticator.objects.filter(user_id=DORA.id, type="totp").exists()


def test_acts_are_in_the_journal_and_the_person_is_told(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, mailoutbox: list[EmailMessage]
) -> None:
    client = sign_in(DORA)
    with django_capture_on_commit_callbacks(execute=True):
        activate(client)
        client.post(f"{CODES}generate/")
    client.post(DEACTIVATE)
    with acting(ALPHA, OPERATOR):
        acts = AuditEvent.objects.filter(actor_id=DORA.id).order_by("id").values_list("act", flat=True)
        assert sorted(acts) == [
            "person.recovery_codes_renewed",
            "person.second_factor_added",
            "person.second_factor_removed",
            "person.signed_in",
        ]
    assert deliver_everything() == 3
    assert {mail.subject for mail in mailoutbox} == {
        "Nouveaux codes de secours",
        "Second facteur activé",
        "Second facteur retiré",
    }
    for mail in mailoutbox:
        assert mail.to == [DORA.email]
        assert mail.from_email.startswith("Alpha <")
    removed = next(mail for mail in mailoutbox if mail.subject == "Second facteur retiré")
    assert "depuis l’adresse 127.0.0.1" in str(removed.body)


def test_the_page_about_security_says_what_is_left() -> None:
    page = sign_in(ALICE).get(SECURITY).content.decode()
    assert "il ne peut pas être retiré" in page
    assert "10 codes restent" in page

"""Signing in: at one's own house, with the second factor when there is one."""

import logging

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from extranet.accounts.models import Membership, User
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import LOGIN, SECOND_FACTOR, post_code, post_password, refusals, sign_in, stolen_from
from tests.cast import ALICE, ALPHA, ANNA, BETA, BOB, CHARLIE, DORA, ERIK, GITA, HOSTS, Member, anonymous, user_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("member", [BOB, DORA, GITA])
def test_a_role_without_second_factor_is_in_after_the_password(member: Member) -> None:
    client, response = post_password(member)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.get("/account/2fa/").status_code == 200


@pytest.mark.parametrize("member", [ALICE, ERIK])
def test_password_alone_does_not_sign_in_who_has_a_second_factor(member: Member) -> None:
    client, response = post_password(member)
    assert response.headers["Location"] == SECOND_FACTOR
    assert client.get("/account/2fa/").headers["Location"].startswith(LOGIN)


@pytest.mark.parametrize("member", [ALICE, ANNA])
def test_the_code_of_the_app_signs_in_on_a_partners_host_and_on_the_operators(member: Member) -> None:
    client, _response = post_password(member)
    assert post_code(client, SECOND_FACTOR).headers["Location"] == "/"
    assert client.get("/account/2fa/").status_code == 200


def test_a_code_works_once() -> None:
    first, _response = post_password(ALICE)
    second, _response = post_password(ALICE)
    code = post_code(first, SECOND_FACTOR)
    used = code.wsgi_request.POST["code"]
    again = second.post(SECOND_FACTOR, {"code": used})
    assert again.status_code == 200
    assert again.context["form"].errors["code"]


@pytest.mark.parametrize("member", [ALICE, ERIK])
def test_a_recovery_code_signs_in_once(member: Member) -> None:
    with acting(PUBLIC, OPERATOR):
        kept = Authenticator.objects.get(user_id=member.id, type=Authenticator.Type.RECOVERY_CODES)
        code = RecoveryCodes(kept).get_unused_codes()[0]
    for status in (302, 200):
        client, _response = post_password(member)
        assert client.post(SECOND_FACTOR, {"code": code}).status_code == status


@pytest.mark.parametrize(
    ("member", "schema"), [(CHARLIE, ALPHA), (BOB, BETA), (ERIK, ALPHA), (BOB, PUBLIC), (GITA, ALPHA)]
)
def test_somebody_of_another_house_is_answered_like_a_wrong_password(member: Member, schema: str) -> None:
    _client, outsider = post_password(member, schema=schema)
    _client, wrong = post_password(BOB, schema=schema, password="not-the-password-1")
    _client, unknown = post_password(
        Member(99, "Nobody Known", BOB.role, ALPHA), schema=schema, password="not-the-password-1"
    )
    assert outsider.status_code == 200
    assert refusals(outsider) == refusals(wrong) == refusals(unknown) != []


def test_a_closed_account_is_answered_like_a_wrong_password() -> None:
    _client, wrong = post_password(BOB, password="not-the-password-1")
    with acting(PUBLIC, OPERATOR):
        User.objects.filter(pk=BOB.id).update(is_active=False)
    _client, closed = post_password(BOB)
    assert closed.status_code == 200
    assert refusals(closed) == refusals(wrong)


def test_after_signing_in_one_is_where_one_wanted_to_go() -> None:
    client = anonymous(ALPHA)
    sent = client.get("/people/")
    assert sent.headers["Location"] == f"{LOGIN}?next=/people/"
    posted = {"login": BOB.email, "password": "a-password-of-the-tests-1", "next": "/people/"}
    assert client.post(LOGIN, posted).headers["Location"] == "/people/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_host(elsewhere: str) -> None:
    posted = {"login": BOB.email, "password": "a-password-of-the-tests-1", "next": elsewhere}
    assert anonymous(ALPHA).post(LOGIN, posted).headers["Location"] == "/"


def test_half_a_sign_in_is_worth_nothing_on_another_host() -> None:
    client, response = post_password(ALICE)
    assert response.headers["Location"] == SECOND_FACTOR
    thief = stolen_from(client, host=HOSTS[BETA])
    assert thief.get(SECOND_FACTOR).headers["Location"] == LOGIN
    assert post_code(client, SECOND_FACTOR).headers["Location"] == "/"


def test_a_sign_in_is_in_the_journal_and_beside_the_membership() -> None:
    sign_in(ALICE)
    with acting(ALPHA, OPERATOR):
        event = AuditEvent.objects.get(act="person.signed_in")
        assert (event.partner, event.actor_id, event.ip) == (ALPHA, ALICE.id, "127.0.0.1")
        assert Membership.objects.get(user_id=ALICE.id).last_sign_in_at == event.at


def test_staff_sign_in_once_for_every_mount() -> None:
    client = sign_in(ERIK)
    assert client.get("/at/alpha/people/").status_code == 200
    assert client.get("/at/beta/people/").status_code == 200


def test_staff_may_also_sign_in_under_a_mount() -> None:
    client, response = post_password(ERIK, path="/at/alpha" + LOGIN)
    assert response.headers["Location"] == "/at/alpha" + SECOND_FACTOR
    assert post_code(client, "/at/alpha" + SECOND_FACTOR).headers["Location"] == "/at/alpha/"


def test_the_page_says_whose_house_it_is() -> None:
    page = anonymous(ALPHA).get(LOGIN).content.decode()
    assert "Alpha" in page
    assert "02 555 01 00" in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_a_refused_sign_in_leaves_a_trace_without_what_was_typed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        post_password(BOB, password="not-the-password-1")
    assert "sign-in refused" in caplog.text
    assert "not-the-password-1" not in caplog.text


def test_nobody_signs_up() -> None:
    assert anonymous(ALPHA).get("/account/signup/").status_code == 404


def test_signing_out_ends_the_session() -> None:
    client = sign_in(BOB)
    assert client.get("/account/logout/").status_code == 200
    assert client.post("/account/logout/").headers["Location"] == LOGIN
    assert client.get("/people/").headers["Location"].startswith(LOGIN)


def test_every_session_ends_when_the_epoch_moves() -> None:
    client = sign_in(BOB)
    user = user_of(BOB)
    user.sessions_epoch += 1
    user.save(update_fields=("sessions_epoch",))
    assert client.get("/people/").headers["Location"].startswith(LOGIN)


def test_an_unknown_host_is_nobodys() -> None:
    client = anonymous(ALPHA)
    client.defaults["SERVER_NAME"] = "nobody.test"
    assert client.get(LOGIN).status_code == 404

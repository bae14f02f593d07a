"""Guessing is slow, whatever door one knocks at."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from extranet.tenancy.context import PUBLIC
from tests.accounts.doors import LOGIN, SECOND_FACTOR, code_now, post_password, refusals
from tests.cast import ALPHA, BOB, ERIK, HOSTS, PASSWORD, anonymous

pytestmark = pytest.mark.django_db

LIMITS = {"login_failed": "3/300s/key", "reset_password": "2/m/key", "reauthenticate": "2/m/user"}


@pytest.fixture(autouse=True)
def _limits() -> Iterator[None]:
    """The limits that production has; other tests go without."""
    with override_settings(ACCOUNT_RATE_LIMITS=LIMITS):
        yield


def wrong(path: str = LOGIN, host: str = HOSTS[PUBLIC]) -> list[str]:
    """Try a wrong password for Erik; return what is told."""
    posted = {"login": ERIK.email, "password": "not-the-password-1"}
    return refusals(Client(SERVER_NAME="localhost").post(path, posted, headers={"host": host}))


def test_after_some_attempts_even_the_right_password_waits() -> None:
    for _attempt in range(3):
        assert "Trop d’essais" not in wrong()[0]
    assert "Trop d’essais" in wrong()[0]
    _client, response = post_password(ERIK)
    assert "Trop d’essais" in refusals(response)[0]


def test_another_mount_port_or_spelling_of_the_host_is_no_new_start() -> None:
    wrong()
    wrong(f"/at/alpha{LOGIN}")
    wrong(host="LOCALHOST:8001")
    assert "Trop d’essais" in wrong(f"/at/beta{LOGIN}", host="localhost:8002")[0]


def test_attempts_at_somebody_else_do_not_count() -> None:
    for _attempt in range(4):
        wrong()
    _client, response = post_password(BOB)
    assert response.status_code == 302


def test_codes_are_limited_over_all_mounts_too() -> None:
    client, _response = post_password(ERIK)
    for mount in ("", "/at/alpha", "/at/beta"):
        client.post(f"{mount}{SECOND_FACTOR}", {"code": "abcdef"})
    told = client.post(f"/at/alpha{SECOND_FACTOR}", {"code": code_now()})
    assert "Trop d’essais" in str(told.context["form"].errors["code"])


def test_links_for_an_address_are_limited() -> None:
    posted = {"email": BOB.email}
    answers = [anonymous(ALPHA).post("/account/password/reset/", posted) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Attendez quelques minutes" in answers[-1].content.decode()


def test_a_right_password_gives_the_attempt_back() -> None:
    for _time in range(5):
        assert post_password(BOB, password=PASSWORD)[1].status_code == 302

"""Hosts, mounts and sessions as requests meet them."""

import pytest
from django.test import Client
from django.urls import get_script_prefix

from extranet.accounts.models import Role
from extranet.partners.models import Host, Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import sign_in, stolen_from
from tests.cast import ALICE, ALPHA, ANNA, BETA, BOB, CHARLIE, ERIK, HOSTS, anonymous, client_for

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


# ---------- Mounts ----------
def test_every_address_of_a_mounted_page_stays_under_the_mount() -> None:
    client = client_for(ERIK)
    page = client.get("/at/alpha/people/")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'href="/at/alpha/people/"' in text
    assert 'href="/people/"' not in text
    assert get_script_prefix() == "/"


def test_two_tabs_on_two_partners_are_never_mixed_up() -> None:
    client = client_for(ANNA)
    alpha, beta = client.get("/at/alpha/people/"), client.get("/at/beta/people/")
    assert alpha.context["request"].partner.schema_name == ALPHA
    assert beta.context["request"].partner.schema_name == BETA
    answer = {"name": "Hugo", "email": "hugo@new.example", "language": "fr", "role": str(Role.TECHNICIAN)}
    assert client.post("/at/alpha/people/invite/", answer).headers["Location"] == "/at/alpha/people/"
    assert client.get("/at/beta/people/").context["invitations"] == []
    assert len(client.get("/at/alpha/people/").context["invitations"]) == 1


def test_a_mount_without_its_last_stroke_is_sent_there() -> None:
    moved = client_for(ERIK).get("/at/alpha")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/at/alpha/")


@pytest.mark.parametrize("path", ["/at/gamma/", "/at/public/", "/at/Alpha/", "/at//", "/at/alpha/at/beta/people/"])
def test_a_mount_of_nobody_is_not_there(path: str) -> None:
    assert client_for(ERIK).get(path).status_code == 404
    assert get_script_prefix() == "/"


def test_a_partners_host_knows_no_mounts() -> None:
    assert client_for(ALICE).get("/at/alpha/people/").status_code == 404
    assert client_for(ALICE).get("/admin/").status_code == 404


def test_who_is_not_staff_finds_no_door_at_the_operator() -> None:
    stolen = client_for(ALICE, host=HOSTS[PUBLIC])
    for path in ("/admin/", "/at/alpha/people/", "/at/alpha/"):
        answer = stolen.get(path)
        assert (answer.status_code, LOGIN in answer.headers["Location"]) == (302, True)


def test_a_breakdown_puts_everything_back() -> None:
    client = client_for(ERIK)
    client.raise_request_exception = False
    assert client.get("/at/alpha/invitations/%00/").status_code in (400, 404, 500)
    assert get_script_prefix() == "/"


# ---------- Sessions ----------
def test_a_session_of_one_house_is_none_on_another_and_its_owner_stays_signed_in() -> None:
    owner = sign_in(ALICE)
    for host in (HOSTS[BETA], HOSTS[PUBLIC]):
        thief = stolen_from(owner, host=host)
        answer = thief.get("/people/" if host != HOSTS[PUBLIC] else "/admin/")
        assert (answer.status_code, LOGIN in answer.headers["Location"]) == (302, True)
        thief.post("/account/logout/")
    assert owner.get("/people/").status_code == 200


def test_a_session_without_a_home_is_none() -> None:
    client = client_for(BOB)
    session = client.session
    del session["home"]
    session.save()
    assert client.get("/people/").status_code == 302


def test_membership_is_read_on_every_request() -> None:
    client = client_for(CHARLIE)
    assert client.get("/people/").status_code == 200
    with acting(PUBLIC, OPERATOR):
        Partner.objects.get(schema_name=BETA).membership_set.all().delete()
    assert client.get("/people/").status_code == 302


# ---------- Hosts ----------
def test_a_second_host_is_the_same_house() -> None:
    with acting(PUBLIC, OPERATOR):
        alpha = Partner.objects.get(schema_name=ALPHA)
        Host.objects.create(domain="second.alpha.test", tenant=alpha, is_primary=False)
    client = client_for(BOB, host="second.alpha.test")
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize("host", ["nobody.test", "alpha.test.evil.example", "localhost.evil.example", "127.0.0.1"])
def test_a_host_of_nobody_is_answered_without_a_page(host: str) -> None:
    answer = Client(SERVER_NAME=host).get("/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_case_and_port_of_a_host_do_not_count() -> None:
    assert anonymous(ALPHA).get(LOGIN, headers={"host": "ALPHA.test:8123"}).status_code == 200

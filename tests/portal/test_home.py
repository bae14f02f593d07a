"""Home: what waits for each kind of person."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from extranet.clients.models import Client
from extranet.tenancy.context import OWNER, PUBLIC, acting
from extranet.terms.services import publish_terms
from extranet.times import brussels_day
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    GITA,
    Member,
    client_for,
    place,
)
from tests.ordering.answers import text
from tests.ordering.playing import accept, declared, placed, started, with_lines
from tests.terms.documents import demo

# Host, session, user, membership, second factor; drafts, acceptances with documents, versions twice,
# accepted documents, versions to come, clients without contact, orders placed; invoices due, the invoice to come.
QUERIES = 40


def home(member: Member, prefix: str = "") -> str:
    """Return the home page as `member` sees it."""
    answer = client_for(member).get(f"{prefix}/")
    assert answer.status_code == 200
    return text(answer)


@pytest.fixture
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema as a request on its host does."""
    place(ALPHA)


def test_orders_to_finish_say_their_step(at_alpha: None) -> None:
    accepted = declared()
    accept(accepted)
    addresses = [
        f"/orders/{started().pk}/choose-lines/",
        f"/orders/{with_lines().pk}/declare/",
        f"/orders/{declared().pk}/accept-terms/",
        f"/orders/{accepted.pk}/review/",
    ]
    page = home(ALICE)
    for step, address in enumerate(addresses, start=2):
        assert f"Commande en cours, étape {step} sur 5" in page
        assert address in page
    assert f"/orders/{accepted.pk}/accept-terms/" in home(BOB)


def test_many_drafts_are_cut_short(at_alpha: None) -> None:
    for _ in range(7):
        started()
    page = home(ALICE)
    assert page.count("Commande en cours") == 10  # each once to read and once to hear
    assert "D’autres brouillons" in page


def test_newer_terms_are_announced_to_who_accepted_older_ones(at_alpha: None) -> None:
    """Terms: general.1"""
    placed()
    assert "version 2" not in home(ALICE)
    day = brussels_day(timezone.now())
    with acting(PUBLIC, OWNER):
        publish_terms(
            document=demo("2026-10"),
            source_name="newer",
            language="fr",
            valid_from=day + timedelta(days=3),
            actor=None,
            at=timezone.now(),
        )
    page = home(ALICE)
    assert "Conditions Business Telephony, version 2" in page
    assert "Conditions Telavox" not in page
    assert "/terms/bt/?version=2" in page
    assert "version 2" not in home(FATOU)


def test_clients_without_contact_are_named(at_alpha: None) -> None:
    Client.objects.filter(pk=CLIENT).update(contact_email="")
    page = home(ALICE)
    assert "1 client sans e-mail de contact" in page
    assert "Delta Conseil" in page
    assert "sans e-mail" not in home(FATOU)


def test_nothing_to_do_says_so(db: None) -> None:
    page = home(ALICE)
    assert "Rien ne vous attend." in page
    assert "Nouvelle commande" in page


def test_a_direct_client_sees_its_own_things(db: None) -> None:
    """Terms: general.1"""
    place(DIRECT)
    placed(GITA, DIRECT_CLIENT)
    order = declared(GITA, DIRECT_CLIENT)
    page = home(GITA)
    assert "Commande en cours, étape 3 sur 4" in page
    assert f"/orders/{order.pk}/accept-terms/" in page
    assert "Gamma Bois" in page
    assert "Iota Soins" not in page
    assert "Vos services" in page


@pytest.mark.parametrize("member", [DORA, DENIS])
def test_a_partners_client_sees_its_services_and_what_it_can_do(at_alpha: None, member: Member) -> None:
    order = placed()
    page = home(member)
    for words in ("Delta Conseil", "Business Telephony", order.number, "Lire les conditions", "02 555 01 00"):
        assert words in page
    for words in ("Nouvelle commande", "Epsilon", f"/orders/{order.pk}/"):
        assert words not in page


def test_a_sibling_sees_nothing_of_it(at_alpha: None) -> None:
    order = placed(client_id=CLIENT)
    page = home(EMIL)
    assert "Epsilon Édition" in page
    assert order.number not in page
    assert "Delta" not in page


def test_staff_read_it_under_their_mount(at_alpha: None) -> None:
    order = placed()
    page = home(ERIK, f"/at/{ALPHA}")
    assert order.number in page
    assert "Nouvelle commande" not in page


def test_home_costs_the_same_queries_whatever_waits(
    at_alpha: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    accept(declared())
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get("/")
    for _ in range(4):
        accept(declared())
    with django_assert_num_queries(QUERIES):
        browser.get("/")

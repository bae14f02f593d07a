"""The page of a block: present address, what is to follow, and everything ever known, in plain words.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from extranet.numbering.models import Holding
from extranet.numbering.services import allocate_block
from extranet.tenancy.context import OPERATOR, acting
from tests.cast import ALICE, ALPHA, BETA, BETA_CLIENT, DENIS, DORA, EMIL, ERIK, Member, client_for
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.emergency.test_declare_address import words
from tests.registry.acts import BRUSSELS, SAINTES, clock, declare, release

pytestmark = pytest.mark.django_db
QUERIES = 17


def page_of(block: Holding, member: Member = ALICE) -> str:
    mount = "/at/alpha" if member is ERIK else ""
    response = client_for(member).get(f"{mount}/numbers/{block.pk}/")
    assert response.status_code == 200
    return words(response)


def test_a_block_without_an_address_says_what_that_means() -> None:
    page = page_of(hold())
    assert "100 numéros n’ont pas d’adresse." in page
    assert "Personne ne sait où envoyer des secours" in page
    assert "Rien n’est deviné" in page
    assert "Aucune adresse n’a jamais été déclarée." in page
    assert "bt.14" in page


def test_the_present_address_with_its_author_and_its_terms() -> None:
    block = hold()
    declare(block, BRUSSELS, by=DORA)
    page = page_of(block)
    for said in ("Rue Haute", "Sonner à l’accueil", "Dora Delvaux", "administrateur du client"):
        assert said in page, said
    assert "n’ont pas d’adresse" not in page
    assert "Conditions Business Telephony, version 1, en vigueur, pas encore acceptées." in page


def test_the_history_is_told_on_both_axes() -> None:
    block = hold()
    declare(block, BRUSSELS, by=DORA)
    declare(block, SAINTES, effective=clock() + timedelta(days=30))
    page = page_of(block)
    assert "Avenue Léon Champagne 3, 1480 Saintes" in page
    assert page.count("Déclarée par Dora Delvaux (administrateur du client) le") == 2
    assert "valable à partir du" in page
    assert "valable du" in page
    assert "connue depuis le" in page
    assert ", puis remplacée" in page
    assert "À venir" in page
    assert "Avant : aucune adresse déclarée" in page


def test_notices_name_nomadic_devices_and_what_declared_is_not() -> None:
    page = page_of(hold(), DENIS)
    for said in ("PC", "tablette", "smartphone", "poste partagé", "pas encore transmise", "L’état de chacune est dit"):
        assert said in page


def test_a_number_that_can_never_be_shown_in_an_emergency_is_said_so() -> None:
    """EC-17"""
    subscription = subscribe()
    with acting(ALPHA, OPERATOR):
        block = allocate_block(
            subscription=subscription, first="078 15 12 34", last="", since=SINCE, actor=None, at=timezone.now()
        )
    assert "ne peut pas être présenté lors d’un appel d’urgence" in page_of(block)
    assert "ne peut pas être présenté" not in page_of(hold())


def test_a_block_of_others_is_not_there() -> None:
    block, foreign = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19, schema=BETA, client_id=BETA_CLIENT)
    assert client_for(EMIL).get(f"/numbers/{block.pk}/").status_code == 404
    assert client_for(ALICE).get(f"/numbers/{foreign.pk}/").status_code == 404
    assert client_for(ERIK).get(f"/at/{ALPHA}/numbers/{foreign.pk}/").status_code == 404
    release(block)
    assert client_for(EMIL).get(f"/numbers/{block.pk}/").status_code == 404


def test_a_block_taken_back_is_read_and_no_longer_changed() -> None:
    block = hold()
    declare(block)
    release(block)
    page = page_of(block)
    assert "Ce bloc n’est plus détenu depuis le" in page
    assert "Rue Haute 10, 1000 Bruxelles" in page
    assert "Changer ce bloc" not in page
    assert "/declare-address/" not in page


def test_it_costs_the_same_queries_whatever_is_known(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    block, browser = hold(), client_for(ALICE)
    declare(block)
    with django_assert_num_queries(QUERIES):
        browser.get(f"/numbers/{block.pk}/")
    for facts in (SAINTES, BRUSSELS, SAINTES):
        declare(block, facts)
    with django_assert_num_queries(QUERIES):
        browser.get(f"/numbers/{block.pk}/")

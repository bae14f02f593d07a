"""The list of orders and its CSV: whose, which state, in which order."""

import pytest
from pytest_django import DjangoAssertNumQueries

from extranet.clients.models import Client
from extranet.ordering.models import Order
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    Member,
    client_for,
    place,
)
from tests.ordering.answers import rows_of, text
from tests.ordering.playing import discarded, placed, started, with_lines

QUERIES = 10  # host, session, user, membership, second factor; tabs, count, page; tickets that wait, clock


def test_each_state_has_its_tab(at_alpha: None) -> None:
    draft, done, given_up = with_lines(), placed(), discarded()
    browser = client_for(ALICE)
    for state, shown in (("draft", draft), ("placed", done), ("discarded", given_up), ("", done)):
        page = text(browser.get("/orders/", {"state": state}))
        listed = [order for order in (draft, done, given_up) if f"/orders/{order.pk}/" in page]
        assert listed == [shown]


def test_an_empty_list_says_what_to_do_first(at_alpha: None) -> None:
    assert "Commencer une commande" in text(client_for(ALICE).get("/orders/"))
    page = text(client_for(FATOU).get("/orders/"))
    assert "Aucune commande passée" in page
    assert "Commencer une commande" not in page


@pytest.mark.parametrize("words", ["epsilon edition", "ÉDITION", "c-2026-0002"])
def test_it_is_filtered_by_client_and_number(at_alpha: None, words: str) -> None:
    first, second = placed(client_id=CLIENT), placed(client_id=SIBLING)
    words = words.replace("c-2026-0002", second.number.lower())
    page = text(client_for(ALICE).get("/orders/", {"words": words}))
    assert f"/orders/{second.pk}/" in page
    assert f"/orders/{first.pk}/" not in page


def test_it_is_narrowed_to_one_client(at_alpha: None) -> None:
    first, second = placed(client_id=CLIENT), placed(client_id=SIBLING)
    page = text(client_for(ALICE).get("/orders/", {"client": str(CLIENT)}))
    assert f"/orders/{first.pk}/" in page
    assert f"/orders/{second.pk}/" not in page


@pytest.mark.parametrize(
    ("sort", "first_is_small"), [("total", True), ("-total", False), ("nonsense", False), ("client", True)]
)
def test_it_is_sorted_by_its_columns(at_alpha: None, sort: str, first_is_small: bool) -> None:
    small = placed(client_id=CLIENT, quantities={"bt-user": 1})
    large = placed(client_id=SIBLING, quantities={"bt-user": 9})
    page = text(client_for(ALICE).get("/orders/", {"sort": sort}))
    assert (page.index(f"/orders/{small.pk}/") < page.index(f"/orders/{large.pk}/")) is first_is_small


def test_a_page_costs_the_same_queries_whatever_its_length(
    at_alpha: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    placed()
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get("/orders/")
    for _ in range(3):
        placed()
    with django_assert_num_queries(QUERIES):
        browser.get("/orders/")


def test_a_direct_client_sees_its_own_orders_only(db: None) -> None:
    """Terms: general.1"""
    place(DIRECT)
    order = placed(GITA, DIRECT_CLIENT)
    assert f"/orders/{order.pk}/" in text(client_for(GITA).get("/orders/"))
    assert client_for(GITA).get(f"/orders/{order.pk}/").status_code == 200


@pytest.mark.parametrize("member", [DORA, DENIS, EMIL])
def test_a_partners_client_sees_no_orders(at_alpha: None, member: Member) -> None:
    order = placed()
    for page in ("/orders/", "/orders/export/", f"/orders/{order.pk}/", "/orders/new/"):
        assert client_for(member).get(page).status_code == 403


def test_another_partner_sees_nothing_of_it(at_alpha: None) -> None:
    order = placed()
    browser = client_for(CHARLIE)
    assert "Delta Conseil" not in text(browser.get("/orders/"))
    for step in ("", "choose-lines/", "declare/", "accept-terms/", "review/", "discard/"):
        assert browser.get(f"/orders/{order.pk}/{step}").status_code == 404
        place(BETA)
        assert not Order.objects.exists()


@pytest.mark.parametrize("step", ["choose-lines", "declare", "accept-terms", "review", "discard"])
@pytest.mark.parametrize("member", [FATOU, ERIK])
def test_who_may_not_order_reads_only(at_alpha: None, member: Member, step: str) -> None:
    order = with_lines()
    prefix = f"/at/{ALPHA}" if member is ERIK else ""
    browser = client_for(member)
    page = text(browser.get(f"{prefix}/orders/{order.pk}/"))
    assert "Reprendre la commande" not in page
    assert browser.get(f"{prefix}/orders/{order.pk}/{step}/").status_code == 403
    assert browser.post(f"{prefix}/orders/{order.pk}/{step}/").status_code == 403


def test_the_csv_holds_what_the_list_shows(at_alpha: None) -> None:
    placed(BOB, quantities={"bt-user": 14})
    started()
    head, *rows = rows_of(client_for(ALICE).get("/orders/export/"))
    assert head[:4] == ["Commande", "Client", "Services", "Total mensuel, HTVA"]
    assert [row[1:4] + row[7:] for row in rows] == [["Delta Conseil", "Business Telephony", "112.00", BOB.name]]


def test_no_cell_of_the_csv_is_a_formula(at_alpha: None) -> None:
    Client.objects.filter(pk=CLIENT).update(name='=HYPERLINK("http://bad.example")')
    placed()
    _head, row = rows_of(client_for(ALICE).get("/orders/export/"))
    assert row[1].startswith("'=")

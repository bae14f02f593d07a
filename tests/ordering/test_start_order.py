"""Starting a draft: who, for whom, under which number, once."""

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from extranet.clients.models import Client
from extranet.errors import IllegalMove, NotAllowed, Stale
from extranet.ordering.models import Order
from extranet.ordering.services import start_order
from extranet.tenancy.context import OPERATOR
from tests.cast import (
    ALICE,
    ALPHA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DIRECT_SIBLING,
    DORA,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    Member,
    client_for,
    place,
    user_of,
)
from tests.ordering.playing import started


@pytest.mark.parametrize("member", [ALICE, BOB])
def test_a_partner_orders_for_its_client(at_alpha: None, member: Member) -> None:
    """Terms: general.1"""
    order = started(member)
    assert (order.client_name, order.created_by_name) == ("Delta Conseil", member.name)
    assert (order.status, order.revision) == (Order.Status.DRAFT, 1)


@pytest.mark.parametrize("member", [FATOU, DORA, DENIS, ERIK, CHARLIE])
def test_others_do_not(at_alpha: None, member: Member) -> None:
    """Terms: general.1"""
    if member is ERIK:
        place(ALPHA, OPERATOR)
    with pytest.raises(NotAllowed):
        started(member)
    assert not Order.objects.exists()


def test_a_direct_client_orders_for_itself_only(db: None) -> None:
    """Terms: general.1"""
    place(DIRECT)
    assert started(GITA, DIRECT_CLIENT).client_id == DIRECT_CLIENT
    with pytest.raises(NotAllowed):
        started(GITA, DIRECT_SIBLING)


def test_the_client_of_another_partner_does_not_exist(at_alpha: None) -> None:
    with pytest.raises(Client.DoesNotExist):
        started(ALICE, BETA_CLIENT)


def test_a_client_no_longer_served_is_refused(at_alpha: None) -> None:
    Client.objects.filter(pk=CLIENT).update(is_active=False)
    with pytest.raises(IllegalMove) as refused:
        started()
    assert refused.value.code == "client_inactive"


def test_numbers_follow_each_other_within_a_year(at_alpha: None) -> None:
    in_2026 = [started(at=datetime(2026, 12, 31, 22, 59, tzinfo=UTC)).number for _ in range(2)]
    in_2027 = started(at=datetime(2026, 12, 31, 23, 0, tzinfo=UTC)).number  # midnight in Brussels
    assert [*in_2026, in_2027] == ["C-2026-0001", "C-2026-0002", "C-2027-0001"]


def test_a_double_click_starts_one_draft(at_alpha: None) -> None:
    page, now = uuid4(), timezone.now()
    both = [start_order(order_id=page, client_id=CLIENT, actor=user_of(ALICE), at=now) for _ in range(2)]
    assert both[0] == both[1]
    assert Order.objects.count() == 1


@pytest.mark.parametrize(("member", "client_id"), [(BOB, CLIENT), (ALICE, SIBLING)])
def test_a_page_serves_one_person_and_one_client(at_alpha: None, member: Member, client_id: UUID) -> None:
    order = started()
    with pytest.raises(Stale):
        start_order(order_id=order.pk, client_id=client_id, actor=user_of(member), at=timezone.now())


def test_the_page_lists_clients_and_starts(db: None) -> None:
    browser = client_for(ALICE)
    page = browser.get("/orders/new/").content.decode()
    assert "Delta Conseil" in page
    assert "Epsilon Édition" in page
    order_id = re.search(r'name="order" value="([0-9a-f-]{36})"', page)
    assert order_id
    answer = browser.post("/orders/new/", {"order": order_id[1], "client": str(CLIENT)})
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order_id[1]}/choose-lines/")


def test_the_page_finds_clients_without_accents(db: None) -> None:
    page = client_for(ALICE).get("/orders/new/", {"words": "epsilon edi"}).content.decode()
    assert "Epsilon Édition" in page
    assert "Delta Conseil" not in page


@pytest.mark.parametrize("client", [str(BETA_CLIENT), "", "nonsense"])
def test_the_page_knows_no_foreign_client(db: None, client: str) -> None:
    answer = client_for(ALICE).post("/orders/new/", {"order": str(uuid4()), "client": client})
    assert answer.status_code == 404

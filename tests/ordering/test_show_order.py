"""One order: as a draft, as a receipt; and giving up a draft."""

import pytest
from django.utils import timezone

from extranet.errors import IllegalMove, NotAllowed, Stale
from extranet.ordering.models import Order
from extranet.ordering.services import discard_order
from tests.cast import ALICE, ALPHA, BOB, ERIK, FATOU, client_for, user_of
from tests.ordering.playing import accept, declared, discarded, placed, started, with_lines


def test_a_draft_leads_to_the_step_to_do(at_alpha: None) -> None:
    steps = []
    accepted = declared()
    accept(accepted)
    for order in (started(), with_lines(), declared(), accepted):
        page = client_for(ALICE).get(f"/orders/{order.pk}/").content.decode()
        steps.append([step for step in ("choose-lines", "declare", "accept-terms", "review") if f"/{step}/" in page])
    assert steps == [["choose-lines"], ["declare"], ["accept-terms"], ["review"]]


def test_a_colleague_takes_over_where_they_stand(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared(ALICE)
    accept(order, ALICE)
    assert f"/orders/{order.pk}/accept-terms/" in client_for(BOB).get(f"/orders/{order.pk}/").content.decode()


def test_a_receipt_leads_to_its_certificate(at_alpha: None) -> None:
    order = placed()
    page = client_for(FATOU).get(f"/orders/{order.pk}/").content.decode()
    assert f"/terms/certificates/{order.acceptance_id}/" in page
    assert "Services ouverts par cette commande" in page


def test_staff_read_it_under_their_mount(at_alpha: None) -> None:
    order = placed()
    page = client_for(ERIK).get(f"/at/{ALPHA}/orders/{order.pk}/").content.decode()
    assert order.number in page
    assert f'href="/at/{ALPHA}/orders/"' in page


def test_a_step_of_a_placed_order_leads_to_its_receipt(at_alpha: None) -> None:
    order = placed()
    for step in ("choose-lines", "declare", "accept-terms", "review"):
        answer = client_for(ALICE).get(f"/orders/{order.pk}/{step}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/")


def test_a_draft_is_given_up_after_a_question(at_alpha: None) -> None:
    order = with_lines()
    browser, address = client_for(ALICE), f"/orders/{order.pk}/discard/"
    assert "Rien n’a été commandé" in browser.get(address).content.decode()
    answer = browser.post(address, {"revision": order.revision})
    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.status, order.discarded_by_name) == (Order.Status.DISCARDED, ALICE.name)
    assert browser.get(address).status_code == 409


def test_giving_up_is_refused_like_any_other_act(at_alpha: None) -> None:
    order, now = with_lines(), timezone.now()
    with pytest.raises(Stale):
        discard_order(order_id=order.pk, revision=1, actor=user_of(ALICE), at=now)
    with pytest.raises(NotAllowed):
        discard_order(order_id=order.pk, revision=2, actor=user_of(FATOU), at=now)
    for done in (placed(), discarded()):
        with pytest.raises(IllegalMove):
            discard_order(order_id=done.pk, revision=done.revision, actor=user_of(ALICE), at=now)

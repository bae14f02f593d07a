"""Step 4: exactly the documents of exactly these services, accepted in one act by the person who reads them."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import signing
from django.db import DatabaseError, transaction
from django.utils import timezone

from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.ordering.models import Order
from extranet.ordering.selectors import current_acceptance
from extranet.ordering.services import accept_order_terms
from extranet.ordering.shown import SALT, read_shown
from extranet.terms.models import Acceptance
from extranet.terms.services import ShownText
from extranet.times import brussels_day
from tests.cast import (
    ALICE,
    BOB,
    CHARLIE,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    FATOU,
    GITA,
    Member,
    client_for,
    place,
    user_of,
)
from tests.ordering.playing import accept, declared, shown_for, with_lines


def address(order: Order) -> str:
    """Return the address of the page."""
    return f"/orders/{order.pk}/accept-terms/"


def shown_by_page(order: Order, by: Member) -> str:
    """Return the signed field of the page as `by` reads it."""
    page = client_for(by).get(address(order)).content.decode()
    found = re.search(r'name="shown" value="([^"]+)"', page)
    assert found
    return found[1]


def is_accepted(order: Order, by: Member) -> bool:
    return current_acceptance(order, user_id=by.id, day=brussels_day(timezone.now())) is not None


def test_the_evidence_names_person_organisation_order_and_documents(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    acceptance = accept(order)
    assert (acceptance.user_name, acceptance.user_role) == (ALICE.name, "partner_admin")
    assert (acceptance.organisation_name, acceptance.client_name) == ("Alpha SRL", "Delta Conseil")
    assert (acceptance.order_id, acceptance.order_number) == (order.pk, order.number)
    assert [document.part for document in acceptance.documents.all()] == ["general", "bt", "sip"]
    assert "Alpha SRL" in acceptance.statement
    assert (acceptance.ip, acceptance.user_agent) == ("192.0.2.7", "Browser of the tests")


def test_a_direct_client_accepts_for_itself(db: None) -> None:
    """Terms: general.1"""
    place(DIRECT)
    acceptance = accept(declared(GITA, DIRECT_CLIENT), GITA)
    assert (acceptance.organisation_kind, acceptance.organisation_id) == ("client", str(DIRECT_CLIENT))


def test_a_double_click_is_one_acceptance(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    assert accept(order) == accept(order)
    assert Acceptance.objects.count() == 1


def test_accepting_counts_for_this_person_only(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    accept(order, ALICE)
    assert is_accepted(order, ALICE)
    assert not is_accepted(order, BOB)


def test_accepting_counts_for_this_order_only(at_alpha: None) -> None:
    first, second = declared(), declared()
    accept(first)
    assert not is_accepted(second, ALICE)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_document_fewer_is_refused(at_alpha: None, missing: int) -> None:
    """Terms: general.1"""
    order = declared()
    shown = shown_for(order)
    with pytest.raises(Stale):
        accept(order, shown=shown[:missing] + shown[missing + 1 :])


def test_a_document_more_is_refused(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared(quantities={"bt-user": 1})
    with pytest.raises(Stale):
        accept(order, shown=shown_for(declared()))


def test_another_hash_is_refused(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    shown = [ShownText(one.text_id, "0" * 64) for one in shown_for(order)]
    with pytest.raises(Stale):
        accept(order, shown=shown)
    with pytest.raises(Stale):
        accept(order, shown=[])


def test_an_order_that_changed_since_is_refused(at_alpha: None) -> None:
    with pytest.raises(Stale):
        accept(declared(), revision=2)


def test_declarations_come_first(at_alpha: None) -> None:
    with pytest.raises(IllegalMove):
        accept(with_lines())


def test_nothing_is_back_dated(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    with pytest.raises(DatabaseError, match="is dated when it is given"), transaction.atomic():
        accept(order, at=timezone.now() - timedelta(days=1))


@pytest.mark.parametrize("by", [FATOU, CHARLIE])
def test_nobody_accepts_without_ordering(at_alpha: None, by: Member) -> None:
    """Terms: general.1"""
    order = declared()
    with pytest.raises(NotAllowed):
        accept(order, by)


def test_the_page_shows_every_document_whole_with_its_anchors(at_alpha: None) -> None:
    """Terms: general.1"""
    page = client_for(ALICE).get(address(declared())).content.decode()
    for anchor in ("general-1", "general-8", "bt-8", "bt-11d", "bt-14", "sip-1", "sip-5"):
        assert f'id="{anchor}"' in page
    assert 'id="telavox-1"' not in page
    assert "Accepter les 3 documents" in page
    assert "jamais acceptée" in page


def test_the_page_is_posted_back_as_it_was_shown(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    answer = client_for(ALICE).post(
        address(order), {"shown": shown_by_page(order, ALICE), "is_accepted": "on"}, headers={"User-Agent": "Firefox"}
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/review/")
    acceptance = Acceptance.objects.get()
    assert (acceptance.ip, acceptance.user_agent, acceptance.language) == ("127.0.0.1", "Firefox", "fr")


def test_the_box_must_be_ticked(at_alpha: None) -> None:
    order = declared()
    answer = client_for(ALICE).post(address(order), {"shown": shown_by_page(order, ALICE)})
    assert answer.status_code == 200
    assert "Cochez la case" in answer.content.decode()
    assert not Acceptance.objects.exists()


def test_the_page_of_somebody_else_is_refused(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    shown = shown_by_page(order, ALICE)
    answer = client_for(BOB).post(address(order), {"shown": shown, "is_accepted": "on"})
    assert answer.status_code == 403
    assert "une autre personne" in answer.content.decode()
    assert not Acceptance.objects.exists()


def test_the_page_of_another_order_is_refused(at_alpha: None) -> None:
    """Terms: general.1"""
    shown = shown_by_page(declared(), ALICE)
    answer = client_for(ALICE).post(address(declared()), {"shown": shown, "is_accepted": "on"})
    assert answer.status_code == 403
    assert not Acceptance.objects.exists()


def test_a_page_we_did_not_make_is_refused(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    facts = {"user": str(ALICE.id), "about": str(order.pk), "revision": 3, "texts": []}
    for forged in ("nonsense", signing.dumps(facts, key="another key", salt=SALT), signing.dumps(facts, salt="x")):
        with pytest.raises(InvalidInput):
            read_shown(forged, about=order.pk, user=user_of(ALICE))
        answer = client_for(ALICE).post(address(order), {"shown": forged, "is_accepted": "on"})
        assert answer.status_code == 400
    assert not Acceptance.objects.exists()


def test_what_is_accepted_already_is_said(at_alpha: None) -> None:
    order = declared()
    acceptance = accept(order)
    page = client_for(ALICE).get(address(order)).content.decode()
    assert acceptance.number in page
    assert "Accepter les 3 documents" not in page


def test_the_next_order_asks_again_and_says_what_was_accepted_before(at_alpha: None) -> None:
    """Terms: general.1"""
    accept(declared())
    page = client_for(ALICE).get(address(declared())).content.decode()
    assert "déjà acceptée" in page
    assert "Accepter les 3 documents" in page


def test_an_unknown_order_is_not_found(at_alpha: None) -> None:
    with pytest.raises(Order.DoesNotExist):
        accept_order_terms(
            order_id=UUID(int=1),
            revision=1,
            shown=[],
            ip="",
            user_agent="",
            actor=user_of(ALICE),
            at=timezone.now(),
        )
    assert client_for(ALICE).get(f"/orders/{CLIENT}/accept-terms/").status_code == 404

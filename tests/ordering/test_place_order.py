"""Step 5: placing, once, at the prices and under the terms of that instant."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.catalogue.models import Product
from extranet.catalogue.services import publish_price_list
from extranet.clients.models import Client
from extranet.errors import IllegalMove, NotAllowed, Stale
from extranet.ordering.models import Order, Subscription
from extranet.ordering.services import choose_lines, declare
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from extranet.terms.services import publish_terms
from extranet.times import brussels_day
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    DORA,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    Member,
    client_for,
    user_of,
)
from tests.cast import place as stand
from tests.ordering.playing import NOTHING_SPECIAL, accept, declared, discarded, place, placed, started, with_lines
from tests.terms.documents import demo


def ready(by: Member = ALICE) -> Order:
    """Return an order that only waits to be placed."""
    order = declared(by)
    accept(order, by)
    return order


def publish_prices(day: date, **changed: str) -> None:
    """Publish a second price list, in force on `day`: yesterday's with some prices changed."""
    with acting(PUBLIC, OWNER):
        prices = {
            price.product.code: price.unit_price
            for product in Product.objects.all()
            for price in product.prices.select_related("product")
        }
        prices |= {code.replace("_", "-"): Decimal(price) for code, price in changed.items()}
        publish_price_list(prices=prices, valid_from=day, actor=None, at=timezone.now())


def publish_newer_terms(day: date) -> None:
    """Publish a second version of every part, in force on `day`."""
    with acting(PUBLIC, OWNER):
        publish_terms(
            document=demo("2026-10"),
            source_name="newer",
            language="fr",
            valid_from=day,
            actor=None,
            at=timezone.now(),
        )


def today() -> date:
    return brussels_day(timezone.now())


def test_a_placed_order_holds_its_evidence_and_its_orderer(at_alpha: None) -> None:
    """Terms: general.1"""
    order = declared()
    acceptance = accept(order)
    before = timezone.now()
    placed_order = place(order)
    assert placed_order.status == Order.Status.PLACED
    assert placed_order.acceptance_id == acceptance.pk
    assert (placed_order.placed_by_id, placed_order.placed_by_name) == (ALICE.id, ALICE.name)
    assert placed_order.placed_by_email == ALICE.email
    assert placed_order.placed_at is not None
    assert before <= placed_order.placed_at <= timezone.now()
    assert placed_order.monthly_total == Decimal("121.40")


def test_it_opens_what_the_client_does_not_have(at_alpha: None) -> None:
    first = placed(quantities={"bt-user": 2})
    second = placed(quantities={"bt-user": 1, "sip-channel": 4})
    opened = Subscription.objects.order_by("family").values_list("family", "order_id", "account")
    assert list(opened) == [("bt", first.pk, ""), ("sip", second.pk, "")]
    assert placed(client_id=SIBLING, quantities={"bt-user": 1}).subscriptions.count() == 1


def test_a_service_that_ended_is_opened_again(at_alpha: None) -> None:
    first = placed(quantities={"bt-user": 2})
    first.subscriptions.update(ends_on=today() + timedelta(days=30))
    assert placed(quantities={"bt-user": 2}).subscriptions.count() == 1


def test_a_double_click_gives_the_same_receipt(at_alpha: None) -> None:
    order = ready()
    revision = order.revision
    first, second = place(order, revision=revision), place(order, revision=revision)
    assert first == second
    assert Subscription.objects.filter(order=order).count() == 2
    assert AuditEvent.objects.filter(act="order.placed").count() == 1
    assert Message.objects.filter(name="ordering.mail_order_placed").count() == 1


def test_what_another_placed_is_not_placed_again(at_alpha: None) -> None:
    order = ready()
    place(order)
    with pytest.raises(IllegalMove) as refused:
        place(order, BOB)
    assert refused.value.code == "order_placed"


def test_nobody_places_on_another_persons_acceptance(at_alpha: None) -> None:
    """Terms: general.1"""
    with pytest.raises(Stale) as refused:
        place(ready(ALICE), BOB)
    assert refused.value.code == "terms_not_accepted"


def test_an_older_version_is_not_enough(at_alpha: None) -> None:
    """Terms: general.1"""
    order = ready()
    publish_newer_terms(today())
    with pytest.raises(Stale) as refused:
        place(order)
    assert refused.value.code == "terms_not_accepted"
    accept(order)
    assert place(order).status == Order.Status.PLACED


def test_a_version_to_come_asks_for_nothing_yet(at_alpha: None) -> None:
    """Terms: general.1"""
    order = ready()
    publish_newer_terms(today() + timedelta(days=1))
    assert place(order).status == Order.Status.PLACED


def test_another_choice_of_services_asks_for_another_acceptance(at_alpha: None) -> None:
    """Terms: general.1"""
    order = ready()
    acting_for: dict[str, Any] = {"order_id": order.pk, "actor": user_of(ALICE), "at": timezone.now()}
    order = choose_lines(revision=order.revision, quantities={"bt-user": 14}, starts_on=today(), **acting_for)
    with pytest.raises(IllegalMove) as unsaid:
        place(order)
    assert unsaid.value.code == "order_not_declared"
    order = declare(revision=order.revision, answers=NOTHING_SPECIAL, **acting_for)
    with pytest.raises(Stale) as unread:
        place(order)
    assert unread.value.code == "terms_not_accepted"


def test_other_quantities_keep_the_acceptance(at_alpha: None) -> None:
    """Terms: general.1"""
    order = ready()
    order = choose_lines(
        order_id=order.pk,
        revision=order.revision,
        quantities={"bt-user": 3, "sip-channel": 1},
        starts_on=today(),
        actor=user_of(ALICE),
        at=timezone.now(),
    )
    assert place(order).monthly_total == Decimal("33.40")


@pytest.mark.parametrize(
    ("made", "code"),
    [(started, "order_without_lines"), (with_lines, "order_not_declared"), (discarded, "order_discarded")],
)
def test_an_order_that_is_not_complete_is_refused(at_alpha: None, made: Callable[[], Order], code: str) -> None:
    order = made()
    with pytest.raises(IllegalMove) as refused:
        place(order)
    assert refused.value.code == code


def test_terms_come_before_placing(at_alpha: None) -> None:
    """Terms: general.1"""
    with pytest.raises(Stale) as refused:
        place(declared())
    assert refused.value.code == "terms_not_accepted"


def test_new_prices_are_read_before_they_commit(at_alpha: None) -> None:
    """Terms: telavox.4, bt.11"""
    order = ready()
    publish_prices(today(), bt_user="10.00")
    with pytest.raises(Stale) as refused:
        place(order, price_list=1)
    assert refused.value.code == "prices_changed"
    page = client_for(ALICE).get(f"/orders/{order.pk}/review/").content.decode()
    for words in ("Les prix ont changé", "au lieu de 8,00", "149,40"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " ")
    assert place(order, price_list=2).monthly_total == Decimal("149.40")
    assert {line.product_code: line.unit_price for line in order.lines.all()}["bt-user"] == Decimal("10.00")


def test_a_product_no_longer_sold_is_not_ordered(at_alpha: None) -> None:
    order = ready()
    with acting(PUBLIC, OPERATOR):
        Product.objects.filter(code="bt-user").update(is_retired=True)
    with pytest.raises(Stale) as refused:
        place(order)
    assert refused.value.code == "not_on_sale"
    assert "Plus en vente" in client_for(ALICE).get(f"/orders/{order.pk}/review/").content.decode()


def test_a_first_day_that_passed_is_chosen_again(at_alpha: None) -> None:
    order = ready()
    Order.objects.filter(pk=order.pk).update(starts_on=today() - timedelta(days=1))
    with pytest.raises(IllegalMove) as refused:
        place(order)
    assert refused.value.code == "start_in_the_past"
    page = client_for(ALICE).get(f"/orders/{order.pk}/review/").content.decode()
    assert "Choisir un autre jour" in page
    assert "Passer la commande</button>" not in page


def test_two_tabs_do_not_place_what_was_not_read(at_alpha: None) -> None:
    order = ready()
    with pytest.raises(Stale):
        place(order, revision=order.revision - 1)


def test_a_client_no_longer_served_is_refused(at_alpha: None) -> None:
    order = ready()
    Client.objects.filter(pk=CLIENT).update(is_active=False)
    with pytest.raises(IllegalMove):
        place(order)


@pytest.mark.parametrize("by", [FATOU, DORA, ERIK, CHARLIE])
def test_others_do_not_place(at_alpha: None, by: Member) -> None:
    """Terms: general.1"""
    order = ready()
    with pytest.raises(NotAllowed):
        place(order, by)


@pytest.mark.parametrize("role", ["request", "staff"])
def test_nothing_is_back_dated(at_alpha: None, role: str) -> None:
    """Terms: general.1"""
    order = ready()
    if role == "staff":
        stand(ALPHA, OPERATOR)
    yesterday = timezone.now() - timedelta(days=1)
    with pytest.raises(DatabaseError, match="is dated when it is placed"), transaction.atomic():
        place(order, at=yesterday)


def test_the_owner_may_load_history(at_alpha: None) -> None:
    stand(ALPHA, OWNER)
    at = datetime.fromisoformat("2026-06-01T10:00:00+00:00")
    order = declared(at=at)
    accept(order, at=at)
    assert place(order, at=at).placed_at == at


def test_both_mails_are_asked_for(at_alpha: None) -> None:
    order = placed()
    names = Message.objects.filter(args=[str(order.pk)]).order_by("name").values_list("name", flat=True)
    assert list(names) == ["ordering.mail_client_of_order", "ordering.mail_order_placed"]


def test_a_client_without_address_gets_no_mail(at_alpha: None) -> None:
    Client.objects.filter(pk=CLIENT).update(contact_email="")
    placed()
    assert not Message.objects.filter(name="ordering.mail_client_of_order").exists()


def test_a_direct_client_orders_and_gets_one_mail(db: None) -> None:
    """Terms: general.1"""
    stand(DIRECT)
    order = placed(GITA, DIRECT_CLIENT)
    assert order.placed_by_name == GITA.name
    assert Message.objects.values_list("name", flat=True).get() == "ordering.mail_order_placed"


def test_the_page_places_and_shows_the_receipt(at_alpha: None) -> None:
    order = ready()
    browser = client_for(ALICE)
    page = browser.get(f"/orders/{order.pk}/review/").content.decode()
    assert "Alpha SRL s’engage" in page.replace("\N{NO-BREAK SPACE}", " ")
    posted = {"revision": str(order.revision), "price_list": "1"}
    for _click in range(2):
        answer = browser.post(f"/orders/{order.pk}/place/", posted)
        assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/")
    receipt = browser.get(f"/orders/{order.pk}/").content.decode()
    for words in ("L’opérateur a reçu la commande", "Conditions acceptées", "Voir le certificat"):
        assert words in receipt


def test_a_page_read_before_new_terms_leads_back_to_them(at_alpha: None) -> None:
    """Terms: general.1"""
    order = ready()
    publish_newer_terms(today())
    browser = client_for(ALICE)
    answer = browser.post(f"/orders/{order.pk}/place/", {"revision": str(order.revision), "price_list": "1"})
    assert answer.status_code == 409
    answer = browser.get(f"/orders/{order.pk}/review/")
    assert answer["Location"] == f"/orders/{order.pk}/accept-terms/"
    assert "nouvelle version" in browser.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("posted", [{}, {"revision": "x", "price_list": "y"}, {"revision": "-1"}])
def test_a_form_that_says_nothing_is_stale(at_alpha: None, posted: dict[str, str]) -> None:
    order = ready()
    assert client_for(ALICE).post(f"/orders/{order.pk}/place/", posted).status_code == 409

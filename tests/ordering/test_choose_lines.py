"""Step 2: products, quantities, prices, first day."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.ordering.models import Order
from extranet.ordering.services import choose_lines
from extranet.times import brussels_day
from tests.cast import ALICE, BOB, CHARLIE, FATOU, Member, client_for, user_of
from tests.ordering.playing import declared, discarded, placed, started, with_lines


def today() -> date:
    return brussels_day(timezone.now())


def choose(
    order: Order,
    quantities: dict[str, int],
    *,
    by: Member = ALICE,
    revision: int | None = None,
    starts_on: date | None = None,
) -> Order:
    """Choose products for `order` as it stands."""
    return choose_lines(
        order_id=order.pk,
        revision=order.revision if revision is None else revision,
        quantities=quantities,
        starts_on=starts_on or today(),
        actor=user_of(by),
        at=timezone.now(),
    )


def test_lines_copy_names_prices_and_amounts(at_alpha: None) -> None:
    """Terms: telavox.4, bt.11"""
    order = choose(started(), {"meeting-host": 2, "bt-user": 14, "bt-fax": 0})
    lines = [(line.product_code, line.name, line.quantity, line.amount) for line in order.lines.all()]
    assert lines == [
        ("bt-user", "bt-user fr", 14, Decimal("112.00")),
        ("meeting-host", "meeting-host fr", 2, Decimal("15.63")),
    ]
    assert (order.families, order.monthly_total, order.price_list) == (["bt", "meeting"], Decimal("127.63"), 1)
    assert (order.starts_on, order.revision) == (today(), 2)


def test_choosing_again_replaces(at_alpha: None) -> None:
    order = choose(with_lines(), {"telavox-plus": 3})
    assert order.families == [Family.TELAVOX]
    assert order.lines.get().quantity == 3


@pytest.mark.parametrize(
    ("quantities", "code"),
    [
        ({}, "nothing_chosen"),
        ({"bt-user": 0}, "nothing_chosen"),
        ({"bt-user": -1}, "quantity"),
        ({"bt-user": 100_001}, "quantity"),
        ({"fibre": 1}, "not_on_sale"),
    ],
)
def test_what_cannot_be_ordered_is_refused(at_alpha: None, quantities: dict[str, int], code: str) -> None:
    order = started()
    with pytest.raises(InvalidInput) as refused:
        choose(order, quantities)
    assert refused.value.code == code
    assert not order.lines.exists()


def test_the_first_day_is_today_or_later(at_alpha: None) -> None:
    order = started()
    with pytest.raises(InvalidInput) as refused:
        choose(order, {"bt-user": 1}, starts_on=today() - timedelta(days=1))
    assert refused.value.fields.keys() == {"starts_on"}
    assert choose(order, {"bt-user": 1}, starts_on=today()).starts_on == today()


def test_another_choice_of_services_asks_for_new_declarations(at_alpha: None) -> None:
    """Terms: sip.5"""
    order = declared(quantities={"bt-user": 1})
    assert choose(order, {"bt-user": 9}).is_declared
    order.refresh_from_db()
    assert not choose(order, {"bt-user": 9, "sip-channel": 1}).is_declared


def test_a_fax_asks_for_new_declarations(at_alpha: None) -> None:
    """Terms: bt.10"""
    assert not choose(declared(quantities={"bt-user": 1}), {"bt-user": 1, "bt-fax": 1}).is_declared


def test_two_tabs_do_not_overwrite_each_other(at_alpha: None) -> None:
    order = started()
    choose(order, {"bt-user": 1}, by=BOB, revision=1)
    with pytest.raises(Stale) as refused:
        choose(order, {"bt-user": 2}, revision=1)
    assert (refused.value.code, order.lines.get().quantity) == ("order_changed", 1)


def test_a_colleague_without_the_right_is_refused(at_alpha: None) -> None:
    with pytest.raises(NotAllowed):
        choose(started(), {"bt-user": 1}, by=FATOU)


@pytest.mark.parametrize("made", [placed, discarded])
def test_only_a_draft_changes(at_alpha: None, made: Callable[[], Order]) -> None:
    order = made()
    with pytest.raises(IllegalMove) as refused:
        choose(order, {"bt-user": 1})
    assert refused.value.code == f"order_{order.status}"


def test_the_act_is_in_the_audit_trail(at_alpha: None) -> None:
    order = with_lines()
    acts = list(AuditEvent.objects.filter(target_id=str(order.pk)).order_by("id").values_list("act", flat=True))
    assert acts == ["order.started", "order.lines_chosen"]


def page_of(order_id: UUID) -> str:
    """Return the address of the page."""
    return f"/orders/{order_id}/choose-lines/"


def test_the_page_shows_all_products_with_their_prices(at_alpha: None) -> None:
    order = started()
    page = client_for(ALICE).get(page_of(order.pk)).content.decode()
    for words in ("telavox-plus fr", "bt-user fr", "sip-channel fr", "meeting-host fr", "7,8125"):
        assert words in page


def test_the_page_keeps_the_lines(at_alpha: None) -> None:
    order = started()
    posted = {"revision": 1, "starts_on": today().isoformat(), "quantity-bt-user": "14", "quantity-sip-channel": ""}
    answer = client_for(ALICE).post(page_of(order.pk), posted)
    assert (answer.status_code, answer["Location"]) == (302, f"/orders/{order.pk}/declare/")
    order.refresh_from_db()
    assert order.monthly_total == Decimal("112.00")


def test_htmx_gets_the_total_and_keeps_nothing(at_alpha: None) -> None:
    order = started()
    answer = client_for(ALICE).post(
        page_of(order.pk), {"revision": 1, "quantity-bt-user": "14"}, headers={"HX-Request": "true"}
    )
    assert "112,00" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    order.refresh_from_db()
    assert (order.revision, order.families) == (1, [])


def test_without_javascript_the_total_is_one_button_away(at_alpha: None) -> None:
    order = started()
    posted = {"revision": 1, "starts_on": today().isoformat(), "quantity-bt-user": "14", "recalculate": "1"}
    answer = client_for(ALICE).post(page_of(order.pk), posted)
    assert answer.status_code == 200
    assert "112,00" in answer.content.decode()
    order.refresh_from_db()
    assert order.families == []


def test_the_page_says_what_to_correct_beside_the_field(at_alpha: None) -> None:
    order = started()
    yesterday = today() - timedelta(days=1)
    posted = {"revision": 1, "starts_on": yesterday.isoformat(), "quantity-bt-user": "-2"}
    page = client_for(ALICE).post(page_of(order.pk), posted).content.decode()
    assert 'aria-invalid="true"' in page
    posted["quantity-bt-user"] = "2"
    page = client_for(ALICE).post(page_of(order.pk), posted).content.decode()
    assert "Choisissez aujourd’hui ou un jour plus tard." in page


def test_a_form_of_another_tab_meets_the_page_that_says_so(at_alpha: None) -> None:
    order = with_lines()
    posted = {"revision": 1, "starts_on": today().isoformat(), "quantity-bt-user": "1"}
    answer = client_for(ALICE).post(page_of(order.pk), posted)
    assert answer.status_code == 409
    assert "a changé depuis" in answer.content.decode()


def test_an_order_of_another_partner_is_not_found(at_alpha: None) -> None:
    order = started()
    assert client_for(CHARLIE).get(page_of(order.pk)).status_code == 404

"""The form that declares an address: read, shown again with what it touches, and only then kept.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from emergency.registry.models import Registration, Review
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import (
    ALICE,
    BETA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    GITA,
    SOFIE,
    Member,
    client_for,
    place,
)
from tests.contracts import FIRST, hold
from tests.registry.acts import BRUSSELS, SAINTES, declare, revision_of

pytestmark = pytest.mark.django_db
TYPED = {
    "street": "Rue Haute",
    "house_number": "16 bte 3",
    "postal_code": "B-1000",
    "municipality": "Bruxelles",
    "country": "BE",
    "language": "fr",
}
CONFIRMED = {"confirmed": "1"}


def path_of(block: Holding, member: Member = ALICE) -> str:
    mount = f"/at/{block.partner}" if member in (ERIK, SOFIE) else ""
    return f"{mount}/numbers/{block.pk}/declare-address/"


def post(block: Holding, changed: Mapping[str, str] = {}, *, by: Member = ALICE, revision: int | None = None) -> Any:
    form: Mapping[str, Any] = {**TYPED, "revision": revision or revision_of(block), **changed}
    return client_for(by).post(path_of(block, by), form)


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ").split())


def known() -> list[Registration]:
    with acting(PUBLIC, OPERATOR):
        rows = Registration.objects.filter(recorded__upper_inf=True).select_related("address")
        return list(rows.order_by("numbers", "valid"))


def test_what_was_read_is_shown_before_anything_is_kept() -> None:
    """EC-44, EC-47"""
    page = words(post(hold()))
    assert "Rue Haute 16 boîte 3, 1000 Bruxelles" in page
    assert "<dt>Boîte</dt><dd>3</dd>" in page
    assert "Dès maintenant" in page
    assert "ces 100 numéros de Delta Conseil" in page
    assert "Déclarer l’adresse de 100 numéros" in page
    assert "bt.14" in page
    assert not known()


def test_the_outcome_never_says_that_the_emergency_side_knows() -> None:
    page = words(post(hold()))
    assert "Déclarer n’est pas transmettre" in page
    for promise in ("le 112 connaît", "transmise au 112", "confirmée par le 112"):
        assert promise not in page


def test_confirmed_it_is_declared_and_said_so() -> None:
    block, browser = hold(), client_for(ALICE)
    response = browser.post(path_of(block), {**TYPED, **CONFIRMED, "revision": 1}, follow=True)
    assert response.redirect_chain == [(f"/numbers/{block.pk}/", 302)]
    assert "Adresse déclarée pour +32 2 226 88 00" in words(response)
    (row,) = known()
    assert (row.address.facts.house_number, row.address.facts.box, row.address.facts.postal_code) == ("16", "3", "1000")


def test_corrections_come_back_with_what_was_typed() -> None:
    page = words(post(hold(), {"edit": "1"}))
    assert 'value="16 bte 3"' in page
    assert "Relire l’adresse" in page
    assert not known()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"house_number": ""}, "Donnez le numéro, ou dites plus bas pourquoi"),
        ({"street": "Boîte postale 12"}, "Une boîte postale n’est pas un lieu"),
        ({"street": ""}, "Indiquez la rue."),
        ({"postal_code": "10000"}, "choisissez son pays"),
        ({"postal_code": "F-59000"}, "choisissez son pays"),
        ({"municipality": ""}, "Indiquez la commune."),
        ({"effective_day": "2020-01-01"}, "Cet instant est passé."),
        ({"effective_time": "10:00"}, "Donnez aussi le jour"),
    ],
)
def test_what_is_refused_says_the_way_out_beside_its_field(changed: dict[str, str], sentence: str) -> None:
    page = words(post(hold(), changed | CONFIRMED))
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert "Ce champ est obligatoire" not in page
    assert not known()


def test_without_a_house_number_a_reason_and_the_way_in_go_to_review() -> None:
    """EC-40"""
    block = hold()
    reason = {"house_number": "", "no_house_number_reason": "Zoning sans numéros", "access_note": "Barrière nord"}
    assert post(block, reason | CONFIRMED).status_code == 302
    assert not known()
    place(PUBLIC, OPERATOR)
    review = Review.objects.get(holding=block)
    assert review.address.no_house_number_reason == "Zoning sans numéros"
    page = words(client_for(ALICE).get(f"/numbers/{block.pk}/"))
    assert "À relire par l’opérateur" in page
    assert "pas de numéro de maison" in page


def test_the_page_names_what_will_be_replaced_and_cancelled() -> None:
    block = hold()
    declare(block)
    declare(block, SAINTES, effective=timezone.now() + timedelta(days=20))
    page = words(post(block))
    assert "Rue Haute 10, 1000 Bruxelles" in page
    assert "Avenue Léon Champagne 3, 1480 Saintes, qui devait valoir à partir du" in page


def test_the_form_begins_with_the_present_address() -> None:
    block = hold()
    declare(block)
    page = words(client_for(DORA).get(path_of(block)))
    assert 'value="Rue Haute"' in page
    assert "Changer l’adresse" in page


def test_a_coming_day_is_read_as_belgian_time() -> None:
    block = hold()
    day = timezone.localdate() + timedelta(days=40)
    response = post(block, {"effective_day": day.isoformat(), "effective_time": "08:30"} | CONFIRMED)
    assert response.status_code == 302
    assert timezone.localtime(known()[0].valid.lower).strftime("%Y-%m-%d %H:%M") == f"{day:%Y-%m-%d} 08:30"


def test_a_time_that_exists_twice_asks_which_and_one_that_does_not_is_refused() -> None:
    block = hold()
    back = _last_sunday(10)
    twice = {"effective_day": back.isoformat(), "effective_time": "02:30"}
    page = words(post(block, twice | CONFIRMED))
    assert "montre cette heure deux fois" in page
    assert 'name="effective_turn"' in page
    forward = {"effective_day": _last_sunday(3).isoformat(), "effective_time": "02:30"}
    assert "n’existe pas" in words(post(block, forward | CONFIRMED))
    assert not known()
    assert post(block, twice | CONFIRMED | {"effective_turn": "second"}).status_code == 302
    assert known()[0].valid.lower.strftime("%H:%M") == "01:30"


def _last_sunday(month: int) -> date:
    """Return the next night on which the clock moves, within a year."""
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        last = date(year, month, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today:
            return sunday
    raise AssertionError


def test_two_tabs_the_second_is_shown_the_difference() -> None:
    block = hold()
    revision = revision_of(block)
    declare(block, SAINTES, by=DORA)
    for step in ({}, CONFIRMED):
        response = post(block, step, revision=revision)
        assert response.status_code == 409
        page = words(response)
        assert "Rue Haute 16 boîte 3, 1000 Bruxelles" in page
        assert "Avenue Léon Champagne 3, 1480 Saintes" in page
    assert [row.address.facts for row in known()] == [SAINTES]


def test_a_second_click_changes_nothing_and_says_so() -> None:
    block = hold()
    browser, form = client_for(ALICE), {**TYPED, "revision": 1, "confirmed": "1"}
    assert browser.post(path_of(block), form).status_code == 302
    page = words(browser.post(path_of(block), form, follow=True))
    assert "Rien n’a changé." in page
    assert len(known()) == 1


@pytest.mark.parametrize(
    ("member", "status"), [(BOB, 200), (DORA, 200), (FATOU, 403), (DENIS, 403), (EMIL, 404), (ERIK, 200), (SOFIE, 403)]
)
def test_who_may_declare(member: Member, status: int) -> None:
    assert client_for(member).get(path_of(hold(), member)).status_code == status


def test_another_partners_block_is_not_there() -> None:
    block = hold(schema=BETA, client_id=BETA_CLIENT)
    for member in (ALICE, GITA):
        assert post(block, by=member, revision=1).status_code == 404
    assert post(block, by=CHARLIE).status_code == 200
    assert client_for(ERIK).get(f"/at/alpha/numbers/{block.pk}/declare-address/").status_code == 404


def test_staff_declare_under_the_mount_for_the_operator() -> None:
    block = hold()
    assert "Le client et le partenaire en sont prévenus" in words(post(block, by=ERIK))
    assert post(block, CONFIRMED, by=ERIK).status_code == 302
    assert known()[0].author_side == "operator"


def test_the_present_block_is_untouched_by_numbers_next_to_it() -> None:
    left, right = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19)
    declare(left, BRUSSELS)
    assert post(right, CONFIRMED).status_code == 302
    assert [row.address.facts.house_number for row in known()] == ["10", "16"]

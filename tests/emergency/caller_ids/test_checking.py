"""What sites and devices present, judged: pass, fail or unknown, with the right number proposed.

Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from emergency.caller_ids.checking import check_sites, failing_devices
from emergency.caller_ids.rules import HOTDESK
from extranet.clients.models import DeviceKind
from extranet.errors import InvalidInput
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALICE, ALPHA, CLIENT, DORA, EMIL, SIBLING, person_of
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import NIVELLES, choose, device, move, relocate, said, site, verdicts
from tests.registry.acts import BRUSSELS, SAINTES, declare, release
from tests.registry.cutting import carve, port

pytestmark = pytest.mark.django_db
QUERIES = 7


def test_a_number_whose_address_is_the_place_passes_whatever_the_floor() -> None:
    declare(hold(), replace(BRUSSELS, floor="5", room="B"))
    office = site()
    device(office)
    choose(office, FIRST + 3)
    assert verdicts() == {"Siège": ("pass", "same_place", None), "Accueil": ("pass", "same_place", None)}


def test_a_number_of_elsewhere_fails_and_the_right_one_is_proposed() -> None:
    declare(hold(FIRST, FIRST + 9), SAINTES)
    declare(hold(FIRST + 10, FIRST + 19), BRUSSELS)
    office = site()
    choose(office, FIRST)
    assert verdicts()["Siège"] == ("fail", "caller_id_of_another_place", FIRST + 10)


def test_unknown_is_not_a_pass() -> None:
    hold()
    office, nowhere = site(), site("Dépôt", None)
    device(office)
    assert verdicts()["Accueil"] == ("unknown", "no_caller_id", None)
    choose(office, FIRST)
    choose(nowhere, FIRST)
    assert verdicts()["Accueil"] == ("unknown", "number_without_address", None)
    assert verdicts()["Dépôt"] == ("unknown", "site_without_address", None)


def test_a_device_with_its_own_number_is_judged_by_it_and_else_by_its_sites() -> None:
    declare(hold(FIRST, FIRST + 9), BRUSSELS)
    declare(hold(FIRST + 10, FIRST + 19), SAINTES)
    office = site()
    choose(office, FIRST)
    phone = device(office)
    choose(phone, FIRST + 10)
    assert verdicts()["Accueil"] == ("fail", "caller_id_of_another_place", FIRST)
    choose(phone, None)
    assert verdicts()["Accueil"] == ("pass", "same_place", None)


def test_what_moves_in_a_bag_is_never_a_pass() -> None:
    declare(hold())
    office = site()
    choose(office, FIRST)
    for kind in (DeviceKind.COMPUTER, DeviceKind.TABLET, DeviceKind.SMARTPHONE):
        device(office, kind.value, kind)
    assert {said()[kind].reason for kind in ("computer", "tablet", "smartphone")} == {"location_not_guaranteed"}
    with acting(ALPHA, PARTNER):
        assert failing_devices(person_of(ALICE)) == []


def test_a_shared_desk_takes_the_number_of_its_site() -> None:
    """EC-61"""
    declare(hold(FIRST, FIRST + 9), BRUSSELS)
    declare(hold(FIRST + 10, FIRST + 19), SAINTES)
    there = site("Saintes", SAINTES)
    choose(there, FIRST + 12)
    phone = device(there, "Poste partagé", is_shared_desk=True, number=FIRST)
    choose(phone, FIRST)
    one = said()["Poste partagé"]
    assert (one.verdict, one.proposed) == ("fail", FIRST + 12)
    assert one.proposal is not None
    assert one.proposal.code == HOTDESK


def test_a_phone_that_was_moved_keeps_its_number_and_is_judged_anew() -> None:
    declare(hold())
    office, other = site(), site("Saintes", SAINTES)
    choose(office, FIRST)
    phone = device(office)
    choose(phone, FIRST)
    relocate(phone, other)
    assert verdicts()["Accueil"][:2] == ("fail", "caller_id_of_another_place")
    with acting(ALPHA, PARTNER):
        assert [one.device for one in failing_devices(person_of(DORA))] == [phone]
        assert failing_devices(person_of(EMIL)) == []


def test_a_site_that_moved_fails_until_its_numbers_do() -> None:
    declare(hold())
    office = site()
    choose(office, FIRST)
    before = timezone.now()
    move(office)
    assert verdicts()["Siège"][0] == "fail"
    assert verdicts(before)["Siège"][0] == "pass"


def test_a_number_that_left_is_not_held_any_more() -> None:
    block = hold()
    declare(block)
    office = site()
    choose(office, FIRST)
    port(block, FIRST, FIRST + 9)
    assert verdicts()["Siège"] == ("fail", "caller_id_not_held_by_client", FIRST + 10)


def test_what_was_carved_out_has_the_address_of_its_own() -> None:
    block = hold()
    declare(block)
    office = site()
    choose(office, FIRST + 42)
    carve(block, FIRST + 42)
    assert verdicts()["Siège"] == ("fail", "caller_id_of_another_place", FIRST)


def test_only_numbers_of_the_client_are_chosen_and_only_those_that_can_be_shown() -> None:
    hold(NIVELLES, NIVELLES + 9, client_id=SIBLING)
    office = site()
    for number in (NIVELLES, FIRST):
        with pytest.raises(InvalidInput) as caught:
            choose(office, number)
        assert caught.value.code == "caller_id_not_held_by_client"


def test_a_number_taken_back_is_told_like_one_of_somebody_else() -> None:
    block = hold()
    office = site()
    choose(office, FIRST)
    release(block)
    hold(client_id=SIBLING, since=timezone.now() + timedelta(seconds=0))
    one = said()["Siège"]
    assert (one.reason, one.finding.clauses) == ("caller_id_not_held_by_client", ("general.4", "sip.5"))
    assert "Epsilon" not in str(one)


def test_many_devices_are_judged_in_a_fixed_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    declare(hold())
    for number in range(4):
        office = site(f"Site {number}")
        choose(office, FIRST + number)
        for phone in range(3):
            device(office, f"Poste {number}.{phone}")
    with acting(ALPHA, PARTNER), django_assert_num_queries(QUERIES):
        assert len(check_sites(CLIENT)) == 16

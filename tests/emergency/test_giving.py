"""What the operator alone does under the mount: let numbers go, give them to others, correct the past.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.utils import timezone

from emergency.registry.models import Registration
from extranet.audit.models import AuditEvent
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ANNA, BETA, BETA_CLIENT, CHARLIE, DORA, ERIK, SIBLING, SOFIE, client_for
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.emergency.acting import CONFIRMED, SAINTES_TYPED, held_now, path_of, post, words
from tests.registry.acts import BRUSSELS, declare, release, revision_of
from tests.registry.cutting import LAST, town_of

pytestmark = pytest.mark.django_db
AT_BRUSSELS: Final = "Rue Haute 10, 1000 Bruxelles"
ACTS: Final = ("correct", "port-out", "transfer", "hand-over")
LEFT: Final = {"first": "90", "last": "99", "recipient": "Telefoon NV", "reference": "P-2026-17"}


@pytest.fixture
def block() -> Holding:
    """A hundred numbers, at Brussels."""
    held = hold()
    declare(held, BRUSSELS)
    return held


def erik(block: Holding, act: str, typed: dict[str, Any], revision: int | str | None = None) -> Any:
    return post(block, act, typed, by=ERIK, revision=revision)


def trail(act: str) -> AuditEvent:
    with acting(PUBLIC, OPERATOR):
        return AuditEvent.objects.filter(act=act).latest("pk")


# ---------- Who ----------
@pytest.mark.parametrize("act", ACTS)
def test_only_staff_who_look_after_numbers_come_in(act: str) -> None:
    block = hold()
    for member, status in ((ERIK, 200), (ANNA, 200), (SOFIE, 403), (ALICE, 403), (DORA, 403)):
        assert client_for(member).get(path_of(block, act, member)).status_code == status


@pytest.mark.parametrize("act", ACTS)
def test_under_the_wrong_mount_the_block_is_not_there(act: str) -> None:
    theirs = hold(schema=BETA, client_id=BETA_CLIENT)
    assert client_for(ERIK).get(f"/at/{ALPHA}/numbers/{theirs.pk}/{act}/").status_code == 404


# ---------- Port out ----------
def test_a_part_leaves_after_a_second_look_and_the_rest_keeps_its_address(block: Holding) -> None:
    page = words(erik(block, "port-out", LEFT))
    for said in ("Telefoon NV", "P-2026-17", "Laisser partir 10 numéros", AT_BRUSSELS, "Cela ne s’annule pas."):
        assert said in page
    assert len(held_now()) == 1
    assert erik(block, "port-out", {**LEFT, **CONFIRMED}).status_code == 302
    assert held_now() == [(FIRST, FIRST + 89, AT_BRUSSELS)]
    assert town_of(LAST) == "not_hosted"
    assert trail("numbers.ported_out").changes["reference"] == "P-2026-17"


def test_a_whole_block_leaves_at_an_instant_that_is_kept(block: Holding) -> None:
    day = timezone.localdate() - timedelta(days=3)
    whole = {"first": "00", "last": "99", "recipient": "Telefoon NV", "left_day": day.isoformat(), "left_time": "10:15"}
    assert erik(block, "port-out", {**whole, **CONFIRMED}).status_code == 302
    assert not held_now()
    assert trail("numbers.ported_out").changes["left"].startswith(day.isoformat())


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"recipient": ""}, "Nommez l’opérateur qui reprend ces numéros."),
        ({"left_day": "2099-01-01"}, "un départ se note quand il a eu lieu"),
        ({"left_day": "2026-03-29", "left_time": "02:30"}, "n’existe pas"),
        ({"left_day": "2026-10-25", "left_time": "02:30"}, "montre cette heure deux fois"),
        ({"left_time": "02:30"}, "Donnez aussi le jour"),
        ({"first": "02 226 99 00"}, "Donnez un numéro du bloc"),
    ],
)
def test_a_departure_that_cannot_be_is_refused_with_the_way_out(
    block: Holding, changed: dict[str, str], sentence: str
) -> None:
    assert sentence in words(erik(block, "port-out", {**LEFT, **changed, **CONFIRMED}))
    assert len(held_now()) == 1


def test_a_second_click_lets_go_once(block: Holding) -> None:
    revision = revision_of(block)
    assert erik(block, "port-out", {**LEFT, **CONFIRMED}, revision).status_code == 302
    browser = client_for(ERIK)
    typed = {**LEFT, **CONFIRMED, "revision": revision}
    assert "déjà partis" in words(browser.post(path_of(block, "port-out", ERIK), typed, follow=True))
    assert held_now() == [(FIRST, FIRST + 89, AT_BRUSSELS)]


@pytest.mark.parametrize("revision", [1, "9" * 5000, ""])
def test_an_old_page_is_told_the_difference(block: Holding, revision: int | str) -> None:
    response = erik(block, "port-out", {**LEFT, **CONFIRMED}, revision)
    assert response.status_code == 409
    assert AT_BRUSSELS in words(response)
    assert len(held_now()) == 1


# ---------- To another client ----------
def test_another_client_of_the_partner_takes_numbers_without_the_address(block: Holding) -> None:
    taker = subscribe(ALPHA, SIBLING)
    typed = {"first": "00", "last": "09", "subscription": str(taker.pk)}
    assert "sans adresse : celle d’avant n’est pas reprise" in words(erik(block, "transfer", typed))
    assert erik(block, "transfer", {**typed, **CONFIRMED}).status_code == 302
    assert held_now() == [(FIRST, FIRST + 9, ""), (FIRST + 10, LAST, AT_BRUSSELS)]


def test_the_holder_itself_is_not_offered(block: Holding) -> None:
    page = words(client_for(ERIK).get(path_of(block, "transfer", ERIK)))
    assert str(block.subscription_id) not in page


# ---------- To another partner ----------
def handed(block: Holding, **more: str) -> dict[str, str]:
    taker = subscribe(BETA, BETA_CLIENT)
    return {"partner": BETA, "subscription": str(taker.pk), "first": "00", "last": "09", **more}


def test_a_client_of_another_partner_takes_numbers_and_neither_learns_of_the_other(block: Holding) -> None:
    typed = handed(block)
    page = words(erik(block, "hand-over", typed))
    assert "Ni l’un ni l’autre partenaire n’apprend" in page
    assert erik(block, "hand-over", {**typed, **CONFIRMED}).status_code == 302
    assert held_now() == [(FIRST, FIRST + 9, ""), (FIRST + 10, LAST, AT_BRUSSELS)]
    with acting(PUBLIC, OPERATOR):
        taken = Holding.objects.get(released_at__isnull=True, partner=BETA)
        assert taken.client_id == BETA_CLIENT
    theirs = words(client_for(CHARLIE).get(path_of(taken, by=CHARLIE)))
    ours = words(client_for(ALICE).get(path_of(block)))
    assert "Delta Conseil" not in theirs
    assert "Vient de" not in theirs
    assert "Beta" not in ours
    assert client_for(ALICE).get(path_of(taken)).status_code == 404
    assert client_for(CHARLIE).get(path_of(block, by=CHARLIE)).status_code == 404


def test_the_trails_name_no_other_partner_but_share_an_id(block: Holding) -> None:
    assert erik(block, "hand-over", handed(block, **CONFIRMED)).status_code == 302
    gave, took = trail("numbers.handed_over"), trail("numbers.allocated")
    assert (gave.partner, took.partner) == (ALPHA, BETA)
    assert gave.changes["handover"] == took.changes["handover"]
    assert not {"Beta", "beta"} & set(map(str, gave.changes.values()))
    assert "Delta" not in str(took.changes)


def test_first_the_partner_is_chosen_then_its_clients_are_offered(block: Holding) -> None:
    taker = subscribe(BETA, BETA_CLIENT)
    browser = client_for(ERIK)
    assert str(taker.pk) not in words(browser.get(path_of(block, "hand-over", ERIK)))
    assert str(taker.pk) in words(browser.get(path_of(block, "hand-over", ERIK), {"partner": BETA}))
    assert str(taker.pk) not in words(browser.get(path_of(block, "hand-over", ERIK), {"partner": ALPHA}))


def test_a_second_click_hands_over_once(block: Holding) -> None:
    revision, typed = revision_of(block), handed(block, **CONFIRMED)
    assert erik(block, "hand-over", typed, revision).status_code == 302
    assert erik(block, "hand-over", typed, revision).status_code == 302
    assert [ends[:2] for ends in held_now()] == [(FIRST, FIRST + 9), (FIRST + 10, LAST)]


# ---------- The past ----------
PAST: Final = {
    **SAINTES_TYPED,
    "since_day": "2026-02-01",
    "until_day": "2026-03-01",
    "note": "Relevé de l’installateur",
}


def test_the_past_is_corrected_with_a_reason_and_what_was_known_stays(block: Holding) -> None:
    page = words(erik(block, "correct", PAST))
    for said in ("Relevé de l’installateur", "février 2026", "Avenue Léon Champagne 3, 1480 Saintes"):
        assert said in page
    assert erik(block, "correct", {**PAST, **CONFIRMED}).status_code == 302
    assert town_of(FIRST, SINCE + timedelta(days=40)) == "Saintes"
    assert town_of(FIRST) == "Bruxelles"
    page = words(client_for(ALICE).get(path_of(block)))
    assert "Motif : correction par l’opérateur, Relevé de l’installateur." in page


def test_a_block_that_ended_is_corrected_too(block: Holding) -> None:
    release(block)
    assert erik(block, "correct", {**PAST, **CONFIRMED}).status_code == 302
    assert town_of(FIRST, SINCE + timedelta(days=40)) == "Saintes"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"note": " "}, "Dites ce qui était faux et d’où vous le savez"),
        ({"since_day": ""}, "Donnez le jour depuis lequel"),
        ({"since_day": "2099-01-01", "until_day": ""}, "Cet instant est à venir"),
        ({"since_day": "2020-01-01"}, "n’étaient pas détenus"),
        ({"street": "BP 12"}, "Une boîte postale n’est pas un lieu"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_the_way_out(
    block: Holding, changed: dict[str, str], sentence: str
) -> None:
    assert sentence in words(erik(block, "correct", {**PAST, **changed, **CONFIRMED}))
    with acting(PUBLIC, OPERATOR):
        assert Registration.objects.count() == 1


def test_a_second_click_corrects_once_and_another_change_is_shown(block: Holding) -> None:
    revision = revision_of(block)
    assert erik(block, "correct", {**PAST, **CONFIRMED}, revision).status_code == 302
    assert erik(block, "correct", {**PAST, **CONFIRMED}, revision).status_code == 302
    response = erik(block, "correct", {**PAST, "house_number": "99", **CONFIRMED}, revision)
    assert response.status_code == 409
    page = words(response)
    assert "Avenue Léon Champagne 99, 1480 Saintes" in page
    assert "Avenue Léon Champagne 3, 1480 Saintes" in page

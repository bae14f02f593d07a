"""Staff read and publish the rota, take the watch, prove their ways, and answer pages on the operator's host.

Terms: general.7
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from extranet.times import BRUSSELS
from support.desk.models import ContactWay, Page, PageStep, Rota, RotaOverride, WayKind
from support.desk.paging.rounds import start_round
from tests.cast import ANNA, ERIK, SOFIE, Member, client_for
from tests.desk.night import at_the_desk, give_ways, page, publish, take, watch_with

pytestmark = pytest.mark.django_db
ROTA, PUBLISH, TAKE = "/admin/desk/rota/", "/admin/desk/rota/publish/", "/admin/desk/rota/take/"
WAYS = "/admin/desk/ways/"
FORM = {"shown": "0", "handover_weekday": "0", "handover_time": "09:00", "starts": ""}


def text_of(response: Any) -> str:
    """The words of a page."""
    return " ".join(str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def post(path: str, form: Mapping[str, Any], *, member: Member = ANNA) -> Any:
    """Post a form as a member of staff."""
    return client_for(member).post(path, dict(form))


def get(path: str, *, member: Member = ANNA) -> str:
    """Read a page as a member of staff."""
    response = client_for(member).get(path)
    assert response.status_code == 200
    return text_of(response)


def placed(*members: Member) -> dict[str, str]:
    """A form in which members have their places."""
    return FORM | {f"place-{member.id}": str(place) for place, member in enumerate(members, start=1)}


def rotas() -> list[Rota]:
    """The versions published."""
    with at_the_desk():
        return list(Rota.objects.order_by("number"))


def next_change(hour: int, month: int) -> datetime:
    """A wall time of the next night in which the clocks change in a month (3 or 10)."""
    today = timezone.now().astimezone(BRUSSELS).date()
    year = today.year + 1
    last = datetime(year, month, 31)  # noqa: DTZ001 - a wall time
    return last - timedelta(days=(last.weekday() + 1) % 7) + timedelta(hours=hour, minutes=30)


# ---------- Rota ----------
def test_without_a_rota_the_page_says_that_nobody_is_on_call() -> None:
    text = get(ROTA)
    assert "Personne n’est de garde maintenant" in text
    assert "personne de joignable n’est de garde" in text


def test_the_page_shows_six_weeks_and_whoever_is_on_call_now() -> None:
    watch_with(ERIK, ANNA, at=timezone.now())
    text = get(ROTA, member=SOFIE)
    assert f"De garde maintenant : <b>{ERIK.name}</b>" in text
    assert text.count(ANNA.name) >= 3
    assert "est couverte pendant nonante jours" in text
    assert "Publier la garde" not in text


def test_a_person_who_cannot_be_reached_any_more_is_a_hole() -> None:
    watch_with(ERIK, at=timezone.now())
    with at_the_desk():
        ContactWay.objects.filter(kind=WayKind.HTTP).update(tested_at=None)
    text = get(ROTA)
    assert "injoignable" in text
    assert "personne de joignable n’est de garde" in text


def test_a_rota_is_looked_at_and_then_published() -> None:
    give_ways(ERIK), give_ways(ANNA)
    response = post(PUBLISH, placed(ANNA, ERIK) | {"preview": "1"})
    assert "Les six prochaines semaines" in text_of(response)
    assert rotas() == []
    assert post(PUBLISH, placed(ANNA, ERIK) | {"publish": "1"})["Location"] == ROTA
    (rota,) = rotas()
    with at_the_desk():
        assert [member.user_name for member in rota.members.all()] == [ANNA.name, ERIK.name]


def test_a_refusal_stands_beside_what_was_typed() -> None:
    give_ways(ANNA)
    text = text_of(post(PUBLISH, placed(ANNA, ERIK)))
    assert "Rien n’est enregistré" in text
    assert f"{ERIK.name} n’a pas deux moyens essayés" in text
    assert rotas() == []


def test_gaps_are_told_on_the_form() -> None:
    give_ways(ANNA)
    starts = (timezone.now() + timedelta(days=10)).astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")
    text = text_of(post(PUBLISH, placed(ANNA) | {"starts": starts}))
    assert "personne de joignable n’est de garde : du" in text


def test_two_members_have_not_the_same_place() -> None:
    give_ways(ANNA), give_ways(ERIK)
    form = placed(ANNA) | {f"place-{ERIK.id}": "1"}
    assert "Cette place est déjà prise" in text_of(post(PUBLISH, form))


def test_a_form_that_saw_an_older_version_is_refused() -> None:
    watch_with(ANNA, at=timezone.now())
    assert "Un autre rôle de garde" in text_of(post(PUBLISH, placed(ANNA)))


def test_a_start_that_does_not_exist_is_refused() -> None:
    give_ways(ANNA)
    starts = next_change(2, month=3).strftime("%Y-%m-%dT%H:%M")
    assert "Cette heure n’existe pas" in text_of(post(PUBLISH, placed(ANNA) | {"starts": starts}))


def test_a_time_that_exists_twice_asks_which_and_takes_the_answer() -> None:
    give_ways(ANNA)
    ends = next_change(2, month=10)
    form = {"user_id": str(ANNA.id), "starts": "", "ends": ends.strftime("%Y-%m-%dT%H:%M"), "reason": "Congé"}
    text = text_of(post(TAKE, form))
    assert "Cette heure existe deux fois" in text
    assert text.count('name="ends_reading"') == 2
    with at_the_desk():
        assert not RotaOverride.objects.exists()
    for reading, hour in (("first", 0), ("second", 1)):
        assert post(TAKE, form | {"ends_reading": reading}).status_code == 302
        with at_the_desk():
            newest = RotaOverride.objects.latest("created_at")
        assert (newest.ends_at.hour, newest.ends_at.minute) == (hour, 30)


# ---------- Overrides ----------
def test_staff_take_the_watch_for_themselves_only() -> None:
    give_ways(ERIK), give_ways(ANNA)
    ends = (timezone.now() + timedelta(days=1)).astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")
    form = {"user_id": str(ANNA.id), "ends": ends, "reason": "Congé"}
    assert post(TAKE, form, member=ERIK).status_code == 200
    assert post(TAKE, form | {"user_id": str(ERIK.id)}, member=ERIK).status_code == 302
    with at_the_desk():
        assert RotaOverride.objects.get().user_name == ERIK.name
    assert ERIK.name in get(ROTA)


def test_an_override_is_cancelled_after_a_question() -> None:
    now = timezone.now()
    watch_with(ERIK, at=now)
    give_ways(ANNA)
    override = take(ANNA, now + timedelta(days=2), at=now)
    path = f"{ROTA}overrides/{override.pk}/cancel/"
    assert "n’est plus de garde" in get(path)
    with at_the_desk():
        override.refresh_from_db()
    assert override.cancelled_at is None
    assert post(path, {}).status_code == 302
    with at_the_desk():
        override.refresh_from_db()
    assert override.cancelled_at is not None


def test_a_cancellation_that_leaves_a_hole_is_refused_with_the_hole() -> None:
    now = timezone.now()
    give_ways(ERIK), give_ways(ANNA)
    later = now + timedelta(days=10)
    override = take(ANNA, later, at=now)
    publish(ERIK, at=now, starts_at=later)
    browser = client_for(ANNA)
    response = browser.post(f"{ROTA}overrides/{override.pk}/cancel/", follow=True)
    assert "personne de joignable n’est de garde : du" in text_of(response)
    with at_the_desk():
        override.refresh_from_db()
    assert override.cancelled_at is None


# ---------- Ways ----------
def test_a_way_is_added_tried_and_shown() -> None:
    assert get(WAYS, member=ERIK).count("manque") >= 2
    assert post(WAYS, {"kind": "http", "address": "0470 12 34 56"}, member=ERIK).status_code == 302
    with at_the_desk():
        way = ContactWay.objects.get(user_id=ERIK.id)
    assert (way.address, way.tested_at) == ("+32470123456", None)
    assert "pas encore essayé" in get(WAYS, member=ERIK)
    assert post(f"{WAYS}{way.pk}/try/", {}, member=ERIK).status_code == 302
    assert post(f"{WAYS}{way.pk}/try/", {}, member=ANNA).status_code == 404


def test_a_wrong_number_is_told_beside_it_and_nothing_is_kept() -> None:
    text = text_of(post(WAYS, {"kind": "http", "address": "02 226 88 00"}, member=ERIK))
    assert "Indiquez un numéro mobile complet" in text
    assert "02 226 88 00" in text
    with at_the_desk():
        assert not ContactWay.objects.exists()


# ---------- Pages ----------
def called() -> Page:
    """A page whose first round went to Erik."""
    now = timezone.now()
    watch_with(ERIK, at=now)
    opened = page(at=now)
    with at_the_desk():
        start_round(page_id=opened.pk, at=now)
        PageStep.objects.filter(kind=WayKind.EMAIL).update(sent_at=now)
    return opened


def test_a_page_shows_who_was_called_how_and_when() -> None:
    opened = called()
    text = get(f"/admin/desk/page/{opened.pk}/change/")
    for part in (ERIK.name, "erik@night.example", "+32470123459", "Aucun appel ne sort", "+32 2 199 44 10", "Alpha"):
        assert part in text
    assert "T-2026-00042" in get("/admin/desk/page/?status__exact=open")


def test_staff_take_a_page_and_the_button_is_gone() -> None:
    opened = called()
    answer = f"/admin/desk/pages/{opened.pk}/acknowledge/"
    assert answer in get(f"/admin/desk/page/{opened.pk}/change/", member=ERIK)
    assert answer not in get(f"/admin/desk/page/{opened.pk}/change/", member=SOFIE)
    assert post(answer, {}, member=ANNA).status_code == 302
    with at_the_desk():
        opened.refresh_from_db()
    assert (opened.status, opened.acknowledged_by_name) == (Page.Status.ACKNOWLEDGED, ANNA.name)
    browser = client_for(ERIK)
    response = browser.post(answer, follow=True)
    text = text_of(response)
    assert f"{ANNA.name} a pris cet appel en charge" in text
    assert answer not in text


# ---------- Cockpit ----------
def test_the_cockpit_says_who_is_on_call_and_what_waits() -> None:
    called()
    text = get("/admin/")
    assert f"De garde : <b>{ERIK.name}</b>" in text
    assert "T-2026-00042" in text
    assert "la garde n’est pas veillée" in text


def test_the_cockpit_says_that_nobody_is_on_call() -> None:
    text = get("/admin/")
    assert "personne n’est de garde" in text
    assert "des heures sans personne" in text


def test_one_person_in_both_layers_at_once_is_said_and_not_refused() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, ANNA, at=timezone.now())
    second = placed(ERIK) | {"layer": "2", "shown": "1"}
    looked_at = text_of(post(PUBLISH, second | {"preview": "1"}))
    assert "Une même personne est aux deux niveaux" in looked_at
    assert f"<li>{ERIK.name}, du " in looked_at
    response = client_for(ANNA).post(PUBLISH, second | {"publish": "1"}, follow=True)
    assert f"{ERIK.name}, du " in text_of(response)
    assert [rota.layer for rota in rotas()] == [1, 2]


def test_two_layers_of_different_people_are_published_without_a_word() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, at=timezone.now())
    response = client_for(ANNA).post(PUBLISH, placed(ANNA) | {"layer": "2", "shown": "1", "publish": "1"}, follow=True)
    assert "aux deux niveaux" not in text_of(response)

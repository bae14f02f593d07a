"""Members exchange, leave notes, follow the watch in a calendar and publish the chain, on the operator's host.

Terms: general.7
"""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from support.desk.models import Drill, HandoverNote, OutsideContact, PagingChain, Rota, Swap, WayKind
from support.desk.rota.selectors import on_call_at
from tests.cast import ANNA, ERIK, SOFIE, Member, client_for
from tests.desk.night import address_of, at_the_desk, give_ways, publish

pytestmark = pytest.mark.django_db
ROTA = "/admin/desk/rota/"
ASK = f"{ROTA}swaps/ask/"
CHAIN = "/admin/desk/chain/publish/"
STEPS = {
    "shown": "1",
    "note": "Plus court",
    "steps-TOTAL_FORMS": "3",
    "steps-INITIAL_FORMS": "0",
    "steps-0-who": "layer1",
    "steps-0-ways": "all",
    "steps-0-wait_minutes": "3",
    "steps-1-who": "administrators",
    "steps-1-ways": "all",
    "steps-1-wait_minutes": "5",
    "steps-2-who": "",
}


def get(path: str, *, member: Member = ANNA) -> str:
    """Read a page."""
    response = client_for(member).get(path)
    assert response.status_code == 200
    return " ".join(str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def post(path: str, form: dict[str, Any] | None = None, *, member: Member = ANNA) -> Any:
    """Post a form, and follow."""
    return client_for(member).post(path, form or {}, follow=True)


def watched() -> None:
    """Erik, then Anna, week after week."""
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, ANNA, at=timezone.now())


def asked() -> Swap:
    """An exchange that Erik asked of Anna by the form."""
    options = re.findall(r'<option value="(1\|[^"]+)"', get(ASK, member=ERIK))
    given = next(one for one in options if str(ERIK.id) in one)
    taken = next(one for one in options if str(ANNA.id) in one)
    response = post(ASK, {"given_shift": given, "taken_shift": taken, "note": "Fête"}, member=ERIK)
    assert "La demande est partie" in response.content.decode()
    with at_the_desk():
        return Swap.objects.get()


def test_an_exchange_is_asked_shown_and_accepted() -> None:
    watched()
    swap = asked()
    assert "Accepter l’échange" in get(ROTA)
    assert "Retirer la demande" in get(ROTA, member=ERIK)
    third = get(ROTA, member=SOFIE)
    assert f"{ANNA.name} doit répondre" in third
    assert "Accepter l’échange" not in third
    assert post(f"{ROTA}swaps/{swap.pk}/accept/", member=SOFIE).status_code == 403
    assert "L’échange est accepté" in post(f"{ROTA}swaps/{swap.pk}/accept/").content.decode()
    assert "déjà accepté" in post(f"{ROTA}swaps/{swap.pk}/refuse/").content.decode()
    with at_the_desk():
        found = on_call_at(swap.given_starts_at)
    assert found is not None
    assert found.name == ANNA.name
    assert "Échange de garde" in get(ROTA)


def test_a_part_of_a_week_is_exchanged() -> None:
    watched()
    options = re.findall(r'<option value="(1\|[^"]+)"', get(ASK, member=ERIK))
    given = next(one for one in options if str(ERIK.id) in one)
    taken = next(one for one in options if str(ANNA.id) in one)
    form = {"given_shift": given, "taken_shift": taken, "given_until": "2020-01-01T09:00"}
    response = client_for(ERIK).post(ASK, form)
    assert "fin après le début" in response.content.decode()


def test_an_exchange_is_refused_or_taken_back() -> None:
    watched()
    swap = asked()
    assert "L’échange est refusé" in post(f"{ROTA}swaps/{swap.pk}/refuse/").content.decode()
    with at_the_desk():
        Swap.objects.all().delete()
    swap = asked()
    assert "La demande est retirée" in post(f"{ROTA}swaps/{swap.pk}/withdraw/", member=ERIK).content.decode()
    assert post(f"{ROTA}swaps/{uuid4()}/accept/").status_code == 404


def test_without_a_watch_to_give_the_page_says_what_to_do() -> None:
    assert "Il faut une garde à venir de chaque côté" in get(ASK)


def test_a_note_stands_on_the_rota_and_in_the_cockpit() -> None:
    form = {"note_id": str(uuid4()), "text": "Beta rappelle <b>demain</b>"}
    for _click in range(2):
        assert "La note est écrite" in post(f"{ROTA}note/", form, member=ERIK).content.decode()
    with at_the_desk():
        assert HandoverNote.objects.count() == 1
    assert "Beta rappelle &lt;b&gt;demain" in get(ROTA)
    assert "Beta rappelle" in get("/admin/")
    assert "Rien n’est enregistré" in post(f"{ROTA}note/", {"note_id": str(uuid4()), "text": ""}).content.decode()


def test_both_layers_are_shown_with_now_and_next() -> None:
    watched()
    give_ways(SOFIE)
    assert "Aucun second niveau n’est publié" in get(ROTA)
    publish(SOFIE, at=timezone.now(), layer=2)
    text = get(ROTA)
    assert "Second niveau, les six prochaines semaines" in text
    assert f"ensuite {ANNA.name}" in text
    assert SOFIE.name in get("/admin/")


def test_a_second_layer_is_published_from_the_page() -> None:
    watched()
    give_ways(SOFIE)
    form = {
        "shown": "1",
        "layer": "2",
        "handover_weekday": "0",
        "handover_time": "09:00",
        "starts": "",
        f"place-{SOFIE.id}": "1",
    }
    preview = client_for(ANNA).post(f"{ROTA}publish/", form | {"preview": "1"}).content.decode()
    assert "Second niveau, les six prochaines semaines" in preview
    post(f"{ROTA}publish/", form)
    with at_the_desk():
        assert list(Rota.objects.order_by("number").values_list("layer", flat=True)) == [1, 2]


def test_calendar_addresses_are_shown_and_renewed() -> None:
    feeds = f"{ROTA}feeds/"
    before = set(re.findall(r"https?://[^\"<]+\.ics", get(feeds, member=ERIK)))
    assert len(before) == 2
    post(feeds, member=ERIK)
    assert before.isdisjoint(re.findall(r"https?://[^\"<]+\.ics", get(feeds, member=ERIK)))


def test_a_chain_is_published_and_refused_beside_what_was_typed() -> None:
    assert "Première chaîne" in get("/admin/desk/pagingchain/")
    refused = client_for(ANNA).post(CHAIN, STEPS | {"steps-0-ways": "first"}).content.decode()
    assert "par son second moyen" in refused
    assert client_for(ANNA).post(CHAIN, STEPS | {"steps-0-wait_minutes": "0"}).status_code == 200
    with at_the_desk():
        assert PagingChain.objects.count() == 1
    assert "La chaîne d’appel est publiée" in post(CHAIN, STEPS).content.decode()
    with at_the_desk():
        newest = PagingChain.objects.latest("number")
    assert [step["who"] for step in newest.steps] == ["layer1", "administrators"]
    assert "Une autre chaîne d’appel" in client_for(ANNA).post(CHAIN, STEPS).content.decode()


def test_people_outside_are_added_and_taken_off() -> None:
    path = "/admin/desk/outsidecontact/"
    form = {"name": "Veille", "kind": "http", "address": "0470 99 99 99", "language": "nl"}
    assert "Ajoutez une seconde personne" in post(f"{path}add/", form).content.decode()
    with at_the_desk():
        contact = OutsideContact.objects.get()
    assert contact.address == "+32470999999"
    assert "Ne plus prévenir" in get(f"{path}{contact.pk}/change/")
    assert "Ne plus prévenir" not in get(f"{path}{contact.pk}/change/", member=ERIK)
    assert "n’est plus prévenue" in post(f"/admin/desk/outside/{contact.pk}/remove/").content.decode()
    with at_the_desk():
        assert not OutsideContact.objects.exists()


def test_the_monthly_tests_have_their_list_and_the_silent_ones_are_named() -> None:
    give_ways(ERIK)
    with at_the_desk():
        long_ago = timezone.now() - timedelta(days=20)
        Drill.objects.create(
            month=timezone.now().date().replace(day=1),
            user_id=ERIK.id,
            user_name=ERIK.name,
            kind="http",
            address=address_of(ERIK, WayKind.HTTP),
            due_at=long_ago,
        )
    page = get("/admin/desk/drill/")
    assert "Essais mensuels de la garde" in page
    assert ERIK.name in page
    assert f"sans réponse depuis trois jours ouvrables : {ERIK.name} (SMS)" in get(ROTA)

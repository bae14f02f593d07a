"""Pages of sites and devices: listed, found, opened, moved, closed; and whose they are.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from datetime import timedelta
from io import StringIO
from typing import Final

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from emergency.models import SitePlace
from extranet.clients.models import DeviceKind, Site
from extranet.tenancy.context import OPERATOR, acting
from tests.cast import (
    ALICE,
    ALPHA,
    BETA_CLIENT,
    CHARLIE,
    CLIENT,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    Member,
    client_for,
)
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import PAGE_ID, choose, device, get, move, now, post, site, words
from tests.registry.acts import SAINTES, declare, revision_of
from tests.registry.cutting import towns

pytestmark = pytest.mark.django_db
QUERIES: Final = 16
TYPED: Final = {
    "street": "Rue Haute",
    "house_number": "16 bte 3",
    "postal_code": "B-1000",
    "municipality": "Bruxelles",
    "country": "BE",
    "language": "fr",
}
CONFIRMED: Final = {"confirmed": "1"}


def sites() -> list[Site]:
    """Return all sites of Alpha, by name."""
    with acting(ALPHA, OPERATOR):
        return list(Site.objects.order_by("name"))


# ---------- The list ----------
def test_a_partner_sees_the_sites_of_all_its_clients_and_a_client_its_own() -> None:
    site("Siège")
    site("Dépôt", SAINTES, client_id=SIBLING)
    partners = get(ALICE, "/numbers/sites/")
    assert all(word in partners for word in ("Siège", "Dépôt", "Delta Conseil", "Epsilon Édition"))
    clients = get(DENIS, "/numbers/sites/")
    assert "Siège" in clients
    assert "Dépôt" not in clients
    assert "Epsilon" not in clients
    assert "Siège" not in get(CHARLIE, "/numbers/sites/")
    assert "Siège" in get(ERIK, "/numbers/sites/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?words=siege", True),
        ("?words=haute+10", True),
        ("?words=1000", True),
        ("?words=nora", True),
        ("?words=88+42", True),
        ("?words=delta", True),
        ("?words=saintes", False),
        (f"?client={CLIENT}", True),
        (f"?client={SIBLING}", False),
        ("?show=failing", True),
        ("?show=without", False),
        ("?show=coming", False),
        ("?show=closed", False),
    ],
)
def test_sites_are_found_as_people_look_for_them(query: str, found: bool) -> None:
    hold()
    device(site("Siège"), "PC", DeviceKind.DESK_PHONE, person_name="Nora", number=FIRST + 42)
    assert ("Rue Haute 10, 1000 Bruxelles</span>" in get(ALICE, f"/numbers/sites/{query}")) is found


def test_the_list_costs_the_same_queries_however_many_sites(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    declare(hold())
    for number in range(2):
        office = site(f"Site {number}")
        choose(office, FIRST)
        device(office, f"Poste {number}")
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get("/numbers/sites/")
    for number in range(2, 8):
        device(site(f"Site {number}"), f"Poste {number}")
    with django_assert_num_queries(QUERIES):
        browser.get("/numbers/sites/")


def test_the_file_has_a_row_for_each_site_and_device_and_no_formula() -> None:
    declare(hold())
    office = site("=Siège")
    choose(office, FIRST)
    device(office, "+Accueil", person_name="@Nora")
    response = client_for(ALICE).get("/numbers/sites/export/")
    rows = list(csv.reader(StringIO(response.content.decode().lstrip("\ufeff")), delimiter=";"))
    assert [row[1] for row in rows[1:]] == ["'=Siège", "'=Siège"]
    assert (rows[2][3], rows[2][6], rows[2][10]) == ("'+Accueil", "'@Nora", "bon")
    assert rows[2][9].startswith("'+32")


# ---------- Opening ----------
def test_a_site_is_read_back_before_it_is_opened() -> None:
    form = {**TYPED, "name": "Siège", "client": str(CLIENT), "site": PAGE_ID}
    page = words(post(ALICE, "/numbers/sites/new/", form))
    assert "Rue Haute 16 boîte 3, 1000 Bruxelles" in page
    assert not sites()
    for _click in range(2):
        assert post(ALICE, "/numbers/sites/new/", {**form, **CONFIRMED}).status_code == 302
    (opened,) = sites()
    assert str(opened.pk) == PAGE_ID


def test_an_address_that_is_none_is_refused_and_none_at_all_may_wait() -> None:
    form = {"name": "Siège", "client": str(CLIENT), "site": PAGE_ID, "country": "BE", "language": "fr", **CONFIRMED}
    page = words(post(ALICE, "/numbers/sites/new/", {**form, "street": "Boîte postale 12"}))
    assert "Une boîte postale n’est pas un lieu" in page
    assert not sites()
    assert post(DORA, "/numbers/sites/new/", form).status_code == 302
    assert "Aucune adresse déclarée" in get(DORA, f"/numbers/sites/{PAGE_ID}/")


def test_nobody_opens_a_site_for_somebody_elses_client() -> None:
    form = {**TYPED, **CONFIRMED, "name": "Siège", "site": PAGE_ID}
    for member, client_id in ((EMIL, CLIENT), (CHARLIE, CLIENT), (ALICE, BETA_CLIENT)):
        assert post(member, "/numbers/sites/new/", {**form, "client": str(client_id)}).status_code == 200
    assert not sites()


def test_two_sites_of_a_client_have_two_names() -> None:
    site("Siège")
    page = words(
        post(
            ALICE,
            "/numbers/sites/new/",
            {**TYPED, **CONFIRMED, "name": "Siège", "client": str(CLIENT), "site": PAGE_ID},
        )
    )
    assert "Ce client a déjà un site de ce nom." in page


# ---------- One site ----------
@pytest.mark.parametrize(
    ("member", "read", "write"),
    [(ALICE, 200, 200), (DORA, 200, 200), (DENIS, 200, 403), (FATOU, 200, 403), (EMIL, 404, 404), (CHARLIE, 404, 404)],
)
def test_who_reads_and_who_writes(member: Member, read: int, write: int) -> None:
    office = site()
    phone = device(office)
    browser = client_for(member)
    assert browser.get(f"/numbers/sites/{office.pk}/").status_code == read
    for path in ("rename/", "move/", "close/", "caller-id/", "new-device/"):
        assert browser.get(f"/numbers/sites/{office.pk}/{path}").status_code == write, path
    for path in ("edit/", "move/", "retire/", "caller-id/"):
        assert browser.get(f"/numbers/devices/{phone.pk}/{path}").status_code == write, path


def test_the_page_tells_each_device_its_verdict_and_takes_the_number_proposed_in_one_click() -> None:
    declare(hold())
    office = site()
    device(office)
    page = get(ALICE, f"/numbers/sites/{office.pk}/")
    assert "1 appareil ne mène pas sûrement les secours ici." in page
    assert "Prendre +32 2 226 88 00" in page
    assert "le 112 connaît" not in page
    taken = {"number": "+32 2 226 88 00", "revision": now(office).revision}
    assert post(ALICE, f"/numbers/sites/{office.pk}/caller-id/", taken).status_code == 302
    assert "ne mène pas sûrement" not in get(ALICE, f"/numbers/sites/{office.pk}/")


def test_a_number_of_somebody_else_is_refused_beside_its_field() -> None:
    office = site()
    form = {"number": "02 226 88 00", "revision": now(office).revision}
    page = words(post(ALICE, f"/numbers/sites/{office.pk}/caller-id/", form))
    assert "Ce client ne détient pas ce numéro" in page
    assert "n’est pas" in words(post(ALICE, f"/numbers/sites/{office.pk}/caller-id/", {**form, "number": "bonjour"}))


def test_a_site_is_renamed_from_the_page_as_it_stands_only() -> None:
    office = site()
    path = f"/numbers/sites/{office.pk}/rename/"
    assert post(ALICE, path, {"name": "Siège social", "revision": 1}).status_code == 302
    response = post(DORA, path, {"name": "Maison", "revision": 1})
    assert response.status_code == 409
    assert "Siège social" in words(response)


def test_a_site_closes_only_when_nothing_stands_there() -> None:
    office = site()
    phone = device(office)
    path = f"/numbers/sites/{office.pk}/close/"
    assert "1 appareil est encore sur ce site" in get(ALICE, path)
    post(ALICE, path, {"revision": now(office).revision})
    assert now(office).closed_at is None
    assert post(ALICE, f"/numbers/devices/{phone.pk}/retire/", {"revision": 1}).status_code == 302
    assert post(ALICE, path, {"revision": now(office).revision}).status_code == 302
    assert now(office).closed_at is not None
    assert client_for(ALICE).get(path).status_code == 404
    page = get(ALICE, f"/numbers/sites/{office.pk}/")
    assert "Fermé" in page
    assert "Rue Haute 10, 1000 Bruxelles" in page
    assert "Déménager</a>" not in page


# ---------- Moving ----------
def test_before_a_move_the_page_says_what_it_touches() -> None:
    block, office = hold(), site()
    declare(block)
    choose(office, FIRST)
    device(office)
    page = words(post(ALICE, f"/numbers/sites/{office.pk}/move/", {**TYPED, "revision": now(office).revision}))
    for word in ("Blocs à cette adresse", "+32 2 226 88 00 – 99", "Accueil", "gardent l’ancienne adresse", "bt.14"):
        assert word in page
    assert "+32 2 226 88 00, présenté ici, ne déménage pas avec le site" in page
    with acting(ALPHA, OPERATOR):
        assert SitePlace.objects.count() == 1


def test_confirmed_the_site_and_the_blocks_chosen_move_together() -> None:
    block, office = hold(), site()
    declare(block)
    form = {
        **TYPED,
        **CONFIRMED,
        "revision": now(office).revision,
        "blocks": [f"{block.pk}:{revision_of(block)}"],
    }
    assert post(ALICE, f"/numbers/sites/{office.pk}/move/", form).status_code == 302
    assert "Rue Haute 16 boîte 3" in get(ALICE, f"/numbers/sites/{office.pk}/")
    assert towns(FIRST) == ["Bruxelles"]
    page = words(client_for(ALICE).post(f"/numbers/sites/{office.pk}/move/", form, follow=True))
    assert "Rien n’a changé." in page


def test_a_block_of_another_zone_is_said_to_wait_for_the_operator() -> None:
    block, office = hold(), site()
    declare(block)
    liege = {"street": "Rue Léopold", "house_number": "3", "postal_code": "4000", "municipality": "Liège"}
    form = {**TYPED, **liege, "revision": now(office).revision, "blocks": [f"{block.pk}:{revision_of(block)}"]}
    page = words(post(ALICE, f"/numbers/sites/{office.pk}/move/", form))
    assert "est de la zone 02 Bruxelles" in page
    page = words(client_for(ALICE).post(f"/numbers/sites/{office.pk}/move/", {**form, **CONFIRMED}, follow=True))
    assert "À relire par l’opérateur : 1" in page
    assert towns(FIRST) == ["Bruxelles"]


def test_two_tabs_the_second_is_shown_the_difference() -> None:
    office = site()
    revision = now(office).revision
    move(office, SAINTES, by=DORA)
    for step in ({}, CONFIRMED):
        response = post(ALICE, f"/numbers/sites/{office.pk}/move/", {**TYPED, **step, "revision": revision})
        assert response.status_code == 409
        assert "Avenue Léon Champagne 3, 1480 Saintes" in words(response)


def test_a_foreign_address_holds_for_the_site_and_the_page_says_so() -> None:
    office = site()
    lille = {"street": "Rue Nationale", "house_number": "1", "postal_code": "59000", "municipality": "Lille"}
    form = {**TYPED, **lille, "country": "FR", "revision": now(office).revision}
    assert "adresse à l’étranger" in words(post(ALICE, f"/numbers/sites/{office.pk}/move/", form))


def test_blocks_of_another_client_do_not_move_along() -> None:
    office, block = site(), hold(client_id=SIBLING)
    declare(block)
    form = {**TYPED, **CONFIRMED, "revision": now(office).revision, "blocks": [f"{block.pk}:{revision_of(block)}"]}
    for member in (ALICE, DORA):
        assert post(member, f"/numbers/sites/{office.pk}/move/", form).status_code == 404
    assert towns(FIRST) == ["Bruxelles"]
    with acting(ALPHA, OPERATOR):
        assert SitePlace.objects.count() == 1


# ---------- What waits ----------
def test_home_and_the_page_of_the_client_count_what_is_to_correct() -> None:
    device(site())
    for member in (ALICE, DORA):
        assert "1 appareil à corriger pour les secours" in get(member, "/")
    assert "à corriger pour les secours" not in get(EMIL, "/")
    page = get(ALICE, f"/clients/{CLIENT}/")
    assert "1 appareil à corriger" in page


def test_a_move_to_come_is_listed() -> None:
    office = site()
    move(office, SAINTES, effective=timezone.now() + timedelta(days=20))
    assert "Déménage le" in get(ALICE, "/numbers/sites/?show=coming")
    assert "Avenue Léon Champagne 3, 1480 Saintes" in get(ALICE, f"/numbers/sites/{office.pk}/")

"""Pages of devices: added once, changed from the page as it stands, moved within their client.

Terms: telavox.7, bt.14, sip.4, telavox.2, bt.9, sip.2
"""

import pytest

from extranet.clients.models import Device
from extranet.tenancy.context import OPERATOR, acting
from tests.cast import ALICE, ALPHA, DORA, SIBLING
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import PAGE_ID, device, device_now, get, post, site, words
from tests.registry.acts import SAINTES

pytestmark = pytest.mark.django_db


def test_a_device_is_added_once_and_the_hint_says_what_has_no_kind() -> None:
    office = site()
    path = f"/numbers/sites/{office.pk}/new-device/"
    assert "Les lignes d’alarme et d’ascenseur restent hors de tous les services" in get(ALICE, path)
    form = {"device": PAGE_ID, "name": "Couloir", "kind": "emergency_phone"}
    for _click in range(2):
        assert post(ALICE, path, form).status_code == 302
    assert post(ALICE, path, {**form, "kind": "lift"}).status_code == 200
    with acting(ALPHA, OPERATOR):
        assert Device.objects.count() == 1


def test_the_number_of_a_person_is_one_that_the_client_holds() -> None:
    hold()
    office = site()
    path, form = f"/numbers/sites/{office.pk}/new-device/", {"name": "Nora", "kind": "desk_phone"}
    assert "ne détient pas ce numéro" in words(post(ALICE, path, {**form, "number": "067 12 34 00"}))
    assert post(ALICE, path, {**form, "number": "02 226 88 42"}).status_code == 302
    with acting(ALPHA, OPERATOR):
        assert Device.objects.get().number == FIRST + 42


def test_a_device_is_changed_from_the_page_as_it_stands_only() -> None:
    phone = device(site())
    path = f"/numbers/devices/{phone.pk}/edit/"
    form = {"name": "Réception", "kind": "desk_phone", "revision": 1}
    assert post(ALICE, path, form).status_code == 302
    response = post(DORA, path, {**form, "name": "Hall"})
    assert response.status_code == 409
    assert "Réception" in words(response)


def test_a_device_moves_to_a_site_of_its_client_only() -> None:
    office, other, siblings = site(), site("Dépôt", SAINTES), site("Ailleurs", client_id=SIBLING)
    phone = device(office)
    path = f"/numbers/devices/{phone.pk}/move/"
    page = get(ALICE, path)
    assert "Dépôt, Avenue Léon Champagne 3, 1480 Saintes" in page
    assert "Ailleurs" not in page
    assert post(ALICE, path, {"site": str(siblings.pk), "revision": 1}).status_code == 200
    assert post(ALICE, path, {"site": str(other.pk), "revision": 1, "spot": "Quai 2"}).status_code == 302
    moved = device_now(phone)
    assert (moved.site, moved.spot, moved.moved_at is not None) == (other, "Quai 2", True)
    assert post(DORA, path, {"site": str(office.pk), "revision": 1}).status_code == 409

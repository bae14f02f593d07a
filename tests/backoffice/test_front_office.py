"""Under a partner's mount: its clients are corrected through the service, its orders and services are read."""

from typing import Final

import pytest

from extranet.audit.models import AuditEvent
from extranet.clients.models import Client
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.backoffice.things import placed_order
from tests.cast import ALPHA, BETA, CLIENT, ERIK, client_for

pytestmark = pytest.mark.django_db
CLIENTS: Final = f"/at/{ALPHA}/admin/clients/client/"
FACTS: Final = {
    "name": "Delta Conseil",
    "legal_name": "Delta Conseil SA",
    "enterprise_number": "BE 0199.000.349",
    "language": "nl",
    "is_active": "on",
    "street": "Quai de l’Essai 2",
    "postal_code": "1070",
    "municipality": "Anderlecht",
}


def delta() -> Client:
    """Return Alpha's client as it stands."""
    with acting(ALPHA, OPERATOR):
        return Client.objects.get(pk=CLIENT)


def test_support_corrects_a_client_in_its_partners_schema() -> None:
    response = client_for(ERIK).post(f"{CLIENTS}{CLIENT}/change/", {**FACTS, "enterprise_number": "0199000349"})
    assert response.status_code == 302
    assert response["Location"].startswith(CLIENTS)
    assert (delta().legal_name, delta().language) == ("Delta Conseil SA", "nl")
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.get(act="client.changed")
    assert (event.partner, event.mount, event.actor_name) == (ALPHA, f"/at/{ALPHA}", ERIK.name)


def test_a_number_typed_as_it_is_written_is_taken() -> None:
    assert client_for(ERIK).post(f"{CLIENTS}{CLIENT}/change/", FACTS).status_code == 302
    assert delta().enterprise_number == "0199000349"


def test_a_number_that_fails_the_check_is_told_at_its_field() -> None:
    response = client_for(ERIK).post(f"{CLIENTS}{CLIENT}/change/", {**FACTS, "enterprise_number": "0199000350"})
    assert response.status_code == 200
    assert "n’est pas valable" in response.content.decode()
    assert delta().legal_name == "Delta Conseil SRL"


def test_a_client_of_one_partner_is_not_found_at_another() -> None:
    assert client_for(ERIK).get(f"/at/{BETA}/admin/clients/client/{CLIENT}/change/").status_code == 404


def test_clients_are_found_whatever_the_accents() -> None:
    page = client_for(ERIK).get(f"{CLIENTS}?q=edition").content.decode()
    assert "Epsilon Édition" in page
    assert "Delta Conseil" not in page


def test_an_order_is_read_with_its_lines_and_leads_to_its_page() -> None:
    order = placed_order()
    page = client_for(ERIK).get(f"/at/{ALPHA}/admin/ordering/order/{order.pk}/change/").content.decode()
    assert "bt-user" in page
    assert "16,00" in page
    assert f'href="/at/{ALPHA}/orders/{order.pk}/"' in page


def test_the_services_a_client_has_are_listed() -> None:
    placed_order()
    page = client_for(ERIK).get(f"/at/{ALPHA}/admin/ordering/subscription/").content.decode()
    assert "Business Telephony" in page
    assert "Delta Conseil" in page


def test_every_link_of_a_partners_tables_stays_under_its_mount() -> None:
    placed_order()
    browser = client_for(ERIK)
    for path in ("clients/client/", f"clients/client/{CLIENT}/change/", "ordering/order/", "ordering/subscription/"):
        page = browser.get(f"/at/{ALPHA}/admin/{path}").content.decode()
        assert 'href="/admin/clients' not in page
        assert 'href="/admin/ordering' not in page
        assert 'href="/orders/' not in page

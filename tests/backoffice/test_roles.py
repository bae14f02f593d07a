"""Every list, page and form of the admin: opened by the roles written here, refused to all others."""

from typing import Final

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client

from tests.backoffice.things import one_of_each
from tests.cast import ALPHA, ANNA, ERIK, SOFIE, Member, client_for

pytestmark = pytest.mark.django_db

SUPPORT, FINANCE, ADMINISTRATOR = "s", "f", "a"
LETTERS: Final[dict[str, Member]] = {SUPPORT: ERIK, FINANCE: SOFIE, ADMINISTRATOR: ANNA}
ALL: Final = "sfa"
# Table: who reads, who changes, who adds.
BACK_OFFICE: Final = {
    "desk.page": (ALL, "", ""),
    "desk.queueentry": (ALL, "", ""),
    "desk.aim": (ALL, "", ""),
    "desk.incident": (ALL, "sa", "sa"),
    "desk.deskreply": (ALL, "sa", "sa"),
    "desk.calendarversion": (ALL, "", ""),
    "partners.partner": (ALL, "a", ""),
    "orderbook.entry": (ALL, "", ""),
    "numbering.holding": (ALL, "", ""),
    "numbering.portin": (ALL, "", ""),
    "registry.registration": (ALL, "", ""),
    "registry.transmission": (ALL, "", ""),
    "registry.address": (ALL, "", ""),
    "registry.review": (ALL, "", ""),
    "registry.postalplace": (ALL, "sa", "sa"),
    "registry.nomadicnotice": (ALL, "", ""),
    "registry.street": (ALL, "sa", "sa"),
    "registry.overdueaddress": (ALL, "", ""),
    "registry.reconfirmationpace": (ALL, "", ""),
    "ledger.billingrun": (ALL, "", "fa"),
    "ledger.invoice": (ALL, "", ""),
    "desk.pagingchain": (ALL, "", ""),
    "desk.drill": (ALL, "", ""),
    "desk.outsidecontact": (ALL, "", "a"),
    "desk.pagingalarm": (ALL, "", ""),
    "ledger.discount": (ALL, "", "fa"),
    "ledger.reading": (ALL, "", "fa"),
    "catalogue.product": (ALL, "fa", "fa"),
    "catalogue.pricelist": (ALL, "", "fa"),
    "terms.termsversion": (ALL, "", ""),
    "terms.termstext": (ALL, "", ""),
    "terms.acceptance": (ALL, "", ""),
    "accounts.user": (ALL, "a", ""),
    "accounts.membership": (ALL, "", ""),
    "accounts.invitation": (ALL, "", "a"),
    "accounts.apitoken": ("a", "", "a"),
    "partners.platformaccount": (ALL, "", ""),
    "partners.training": (ALL, "sa", "sa"),
    "audit.auditevent": (ALL, "", ""),
    "outbox.message": (ALL, "", ""),
}
FRONT_OFFICE: Final = {
    "clients.client": (ALL, "sa", ""),
    "clients.site": (ALL, "", ""),
    "clients.device": (ALL, "", ""),
    "ordering.order": (ALL, "", ""),
    "ordering.subscription": (ALL, "", ""),
    "numbering.block": (ALL, "", "sa"),
    "platforms.account": (ALL, "sa", ""),
    "support.ticket": (ALL, "", ""),
    "support.clarification": (ALL, "", ""),
    "support.intervention": (ALL, "", ""),
}
TABLES: Final = BACK_OFFICE | FRONT_OFFICE


@pytest.fixture
def rows() -> dict[str, models.Model]:
    """One row of each table."""
    return one_of_each()


def prefix_of(label: str) -> str:
    """Return where the pages of a table stand."""
    mount = f"/at/{ALPHA}" if label in FRONT_OFFICE else ""
    return f"{mount}/admin/{label.replace('.', '/')}/"


def check(browser: Client, method: str, address: str, *, is_allowed: bool) -> str:
    """Ask for a page; an allowed one is whole, and holds nothing that the policy on content refuses."""
    response = getattr(browser, method)(address)
    assert response.status_code == (200 if is_allowed else 403), address
    html = str(response.content.decode())
    assert not is_allowed or (" style=" not in html and "<style" not in html and "onclick=" not in html), address
    return html


def test_the_table_names_every_page_of_the_admin() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == TABLES.keys()


@pytest.mark.parametrize("letter", ALL)
def test_each_role_opens_what_it_may(letter: str, rows: dict[str, models.Model]) -> None:
    browser = client_for(LETTERS[letter])
    for label, (viewers, editors, adders) in TABLES.items():
        base = prefix_of(label)
        check(browser, "get", base, is_allowed=letter in viewers)
        check(browser, "get", f"{base}add/", is_allowed=letter in adders)
        check(browser, "get", f"{base}{rows[label].pk}/history/", is_allowed=letter in viewers)
        html = check(browser, "get", f"{base}{rows[label].pk}/change/", is_allowed=letter in viewers)
        assert ('name="_save"' in html) == (letter in editors), label


@pytest.mark.parametrize("letter", ALL)
def test_a_form_posted_without_the_right_is_refused(letter: str, rows: dict[str, models.Model]) -> None:
    browser = client_for(LETTERS[letter])
    for label, (_viewers, editors, adders) in TABLES.items():
        base = prefix_of(label)
        if letter not in editors:
            check(browser, "post", f"{base}{rows[label].pk}/change/", is_allowed=False)
        if letter not in adders:
            check(browser, "post", f"{base}add/", is_allowed=False)


@pytest.mark.parametrize("letter", ALL)
def test_nobody_deletes_anything(letter: str, rows: dict[str, models.Model]) -> None:
    browser = client_for(LETTERS[letter])
    for label in TABLES:
        base = prefix_of(label)
        check(browser, "get", f"{base}{rows[label].pk}/delete/", is_allowed=False)
        check(browser, "post", f"{base}{rows[label].pk}/delete/", is_allowed=False)
        assert "delete_selected" not in browser.get(base).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "accounts/user/?password__startswith=md5",
        "accounts/invitation/?token_digest__startswith=0",
        "outbox/message/?args__icontains=secret",
        "accounts/membership/?user__password__startswith=md5",
    ],
)
def test_a_secret_cannot_be_guessed_through_the_address_of_a_list(query: str) -> None:
    assert client_for(ANNA).get(f"/admin/{query}").status_code == 400


@pytest.mark.parametrize("letter", ALL)
def test_the_index_links_to_all_a_role_may_open_and_to_nothing_else(letter: str) -> None:
    browser = client_for(LETTERS[letter])
    pages = browser.get("/admin/").content.decode() + browser.get(f"/at/{ALPHA}/admin/").content.decode()
    for label, (viewers, _editors, adders) in TABLES.items():
        assert (f'href="{prefix_of(label)}"' in pages) == (letter in viewers), label
        assert (f'href="{prefix_of(label)}add/"' in pages) == (letter in adders), label

"""Invoices on the pages of the portal: home, search, the page of a client."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from billing.ledger.models import Invoice
from tests.billing.pages import books
from tests.billing.pages.reading import amounts, part, words_of
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    DIRECT_SIBLING,
    DORA,
    FATOU,
    GITA,
    SIBLING,
    SOFIE,
    Member,
    client_for,
)
from tests.ledger import playing
from tests.ordering.answers import text


def page(member: Member, path: str = "/", **asked: str) -> str:
    """Return a page as `member` reads it."""
    answer = client_for(member).get(path, asked)
    assert answer.status_code == 200
    return text(answer)


# ---------- Home ----------
@pytest.mark.parametrize("member", [ALICE, FATOU])
def test_home_shows_the_invoice_to_come_with_its_change_and_causes(march: Invoice, member: Member) -> None:
    books.april(march)
    panel = part(page(member), 'aria-labelledby="coming-title"', "</section>")
    words = words_of(panel)
    assert "88,21 €" in words
    assert "+17,90 € par rapport à mars 2026" in words
    causes = amounts(words_of(part(panel, '<ul class="causes">', "</ul>")))
    assert sum(causes) == amounts("+17,90 €")[0]


@pytest.mark.parametrize("member", [BOB, DORA])
def test_home_says_nothing_of_money_to_who_may_not_read_it(march: Invoice, member: Member) -> None:
    books.april(march)
    home = page(member)
    assert "Facture à venir" not in home
    assert march.number not in home


def test_home_of_a_direct_client_shows_its_own(in_april: None) -> None:
    own = books.users_of_march(DIRECT_CLIENT, schema=DIRECT)
    playing.report(own, date(2026, 4, 1), date(2026, 4, 19), {"bt-user": 12, "bt-fax": 1}, schema=DIRECT)
    assert "Facture à venir" in page(GITA)
    assert "Facture à venir" not in page(SOFIE, f"/at/{DIRECT}/")


def test_home_of_a_partner_without_services_has_no_panel(in_april: None) -> None:
    assert "Facture à venir" not in page(CHARLIE)


@pytest.mark.parametrize("member", [ALICE, FATOU])
def test_an_invoice_to_pay_waits(march: Invoice, member: Member) -> None:
    home = words_of(page(member))
    assert "Facture F2026-00001 à payer 146,86 € TVA comprise, échéance samedi 9 mai 2026." in home
    assert f"/invoices/{march.pk}/" in page(member)


def test_it_does_not_wait_for_staff_nor_after_its_date(march: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "F2026-00001" not in page(SOFIE, f"/at/{ALPHA}/")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 5, 10, 10, tzinfo=UTC))
    assert "F2026-00001 à payer" not in words_of(page(ALICE))


# ---------- Search ----------
def test_a_whole_number_leads_to_the_invoice(march: Invoice) -> None:
    answer = client_for(FATOU).get("/search/", {"q": "f2026-00001"})
    assert (answer.status_code, answer["Location"]) == (302, f"/invoices/{march.pk}/")


def test_a_part_of_a_number_finds_it(march: Invoice) -> None:
    assert f"/invoices/{march.pk}/" in page(ALICE, "/search/", q="2026-000")


@pytest.mark.parametrize("member", [BOB, CHARLIE, DORA, GITA])
def test_nobody_finds_an_invoice_that_is_not_theirs(march: Invoice, member: Member) -> None:
    assert "Rien trouvé" in page(member, "/search/", q="F2026-00001")


# ---------- A client ----------
def test_a_clients_page_says_what_it_cost_last(march: Invoice) -> None:
    panel = part(page(FATOU, f"/clients/{CLIENT}/"), 'id="cost"', "</section>")
    lines = [line for line in books.lines_of(march) if line.client_id == CLIENT]
    net = sum(line.net for line in lines)
    assert amounts(words_of(panel)) == [net, net]
    assert "Mars 2026" in words_of(panel)
    assert f"/invoices/{march.pk}/?client={CLIENT}#client-{CLIENT}" in panel
    assert "85,65 €" not in page(FATOU, f"/clients/{SIBLING}/")


def test_a_client_never_billed_says_so(in_april: None) -> None:
    assert "Aucune facture émise ne porte encore ce client." in page(ALICE, f"/clients/{CLIENT}/")


def test_a_technician_does_not_see_what_a_client_costs(march: Invoice) -> None:
    assert "Ce que ça coûte" not in page(BOB, f"/clients/{CLIENT}/")


def test_staff_see_what_a_direct_client_costs(in_april: None) -> None:
    books.channels_of_march(DIRECT_SIBLING, schema=DIRECT)
    books.issue(playing.bill(books.MARCH, DIRECT), {DIRECT_SIBLING: "F2026-00012"})
    assert "37,60 €" in page(SOFIE, f"/at/{DIRECT}/clients/{DIRECT_SIBLING}/")

"""The list of invoices and its file: the invoice to come on top, issued ones below."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from billing.ledger.models import Invoice
from extranet.partners.models import Partner
from extranet.tenancy.context import OWNER, PUBLIC, acting
from tests.billing.pages import books
from tests.billing.pages.reading import part, table_rows, words_of
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    CLIENT,
    DENIS,
    DIRECT,
    DIRECT_CLIENT,
    DIRECT_SIBLING,
    DORA,
    FATOU,
    GITA,
    SOFIE,
    Member,
    client_for,
)
from tests.ledger import playing
from tests.ordering.answers import rows_of, text

# Host, session, user, membership, second factor; years, count, page; clock, tickets; eleven of the month to come,
# the invoice before with its lines.
QUERIES = 25


def listed(member: Member = ALICE, prefix: str = "", **asked: str) -> str:
    """Return the list as `member` reads it."""
    answer = client_for(member).get(f"{prefix}/invoices/", asked)
    assert answer.status_code == 200
    return text(answer)


def another_year() -> Invoice:
    """Return Alpha's invoice of December of the year before."""
    december = date(2025, 12, 1)
    subscription = playing.contract({"bt-user": (3, "8.00")}, client_id=CLIENT, starts_on=december)
    playing.report(subscription, december, date(2025, 12, 31), {"bt-user": 3})
    return books.issue(playing.bill(december), {None: "F2025-00077"})[None]


# ---------- Rows ----------
def test_a_row_has_number_month_dates_total_and_state(march: Invoice) -> None:
    (_head, (_kind, row)) = table_rows(listed())
    assert row == "| F2026-00001 | Mars 2026 | 9 avr. 2026 | 9 mai 2026 | 146,86 € | À payer"


def test_after_its_date_an_invoice_is_not_said_to_be_owed(march: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("billing.views._today", lambda: date(2026, 5, 10))
    page = listed()
    assert "Échéance passée" in page
    assert "À payer<" not in page


def test_the_list_is_filtered_by_year_and_sorted(march: Invoice) -> None:
    another_year()
    assert [row.split(" ")[1] for _kind, row in table_rows(listed())[1:]] == ["F2026-00001", "F2025-00077"]
    assert [row.split(" ")[1] for _kind, row in table_rows(listed(year="2025"))[1:]] == ["F2025-00077"]
    assert [row.split(" ")[1] for _kind, row in table_rows(listed(sort="total"))[1:]] == ["F2025-00077", "F2026-00001"]


@pytest.mark.parametrize("year", ["1999", "nonsense", "' OR 1"])
def test_a_year_that_is_none_shows_all(march: Invoice, year: str) -> None:
    assert "F2026-00001" in listed(year=year)


def test_without_an_invoice_it_says_what_to_expect(in_april: None) -> None:
    assert "Aucune facture émise" in listed()


# ---------- The invoice to come ----------
def test_the_invoice_to_come_stands_on_top_to_the_cent(march: Invoice) -> None:
    books.april(march)
    panel = words_of(part(listed(), 'aria-labelledby="coming-title"', "</section>"))
    # 13 users, a fax and 4 channels on 19 of 30 days, less 5 %: 65,87 + 3,17 + 23,81 gross.
    assert "88,21 €" in panel
    assert "Provisoire" in panel
    assert "Du 1er avr. au 19 avr., jusqu’à hier" in panel
    # The whole month: 104,00 + 5,00 + 37,60 gross, 139,27 net; in March 121,37.
    assert "139,27 €" in panel
    assert "+17,90 € par rapport à mars 2026" in panel
    assert "Delta Conseil : bt-user fr" in panel


# ---------- The file ----------
def test_the_file_has_what_the_list_shows(march: Invoice) -> None:
    another_year()
    head, *rows = rows_of(client_for(ALICE).get("/invoices/export/", {"year": "2026"}))
    assert (head[0], head[-1]) == ("Facture", "Communication structurée")
    assert rows == [
        [
            "F2026-00001",
            "2026-03",
            "2026-04-09",
            "2026-05-09",
            "Alpha SRL",
            "0199000052",
            "121.37",
            "25.49",
            "146.86",
            "000/0000/00101",
        ]
    ]


def test_no_cell_of_a_file_becomes_a_formula(in_april: None) -> None:
    with acting(PUBLIC, OWNER):
        Partner.objects.filter(schema_name=ALPHA).update(legal_name="=cmd|' /C calc'!A0")
    invoice = books.issued_march()
    (_head, row) = rows_of(client_for(ALICE).get("/invoices/export/"))
    assert row[4] == "'=cmd|' /C calc'!A0"
    for line in rows_of(client_for(ALICE).get(f"/invoices/{invoice.pk}/export/")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)


def test_the_file_of_lines_adds_up_to_the_invoice(march: Invoice) -> None:
    head, *rows = rows_of(client_for(FATOU).get(f"/invoices/{march.pk}/export/"))
    assert sum(Decimal(row[head.index("Net HTVA")]) for row in rows) == march.net
    assert {row[head.index("Client")] for row in rows} == {"Delta Conseil", "Epsilon Édition"}
    assert rows[0][head.index("Dernier jour")] == "2026-03-31"


# ---------- Walls ----------
@pytest.mark.parametrize(("member", "status"), [(ALICE, 200), (FATOU, 200), (BOB, 403), (DORA, 403), (DENIS, 403)])
@pytest.mark.parametrize("page", ["", "export/", "coming/"])
def test_who_has_a_list(march: Invoice, member: Member, status: int, page: str) -> None:
    assert client_for(member).get(f"/invoices/{page}").status_code == status


def test_another_partner_sees_nothing_of_it(march: Invoice) -> None:
    assert "F2026-00001" not in listed(CHARLIE)
    assert len(rows_of(client_for(CHARLIE).get("/invoices/export/"))) == 1


def test_a_direct_client_sees_its_own_and_staff_see_all(in_april: None) -> None:
    books.users_of_march(DIRECT_CLIENT, schema=DIRECT)
    books.channels_of_march(DIRECT_SIBLING, schema=DIRECT)
    books.issue(playing.bill(books.MARCH, DIRECT), {DIRECT_CLIENT: "F2026-00011", DIRECT_SIBLING: "F2026-00012"})
    own = listed(GITA)
    assert ("F2026-00011" in own, "F2026-00012" in own, "Iota" in own) == (True, False, False)
    every = listed(SOFIE, f"/at/{DIRECT}")
    assert "F2026-00011" in every
    assert "Iota Soins SRL" in every
    assert "Choisir un client" in every


def test_it_costs_the_same_queries_whatever_it_shows(
    march: Invoice, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get("/invoices/")
    another_year()
    with django_assert_num_queries(QUERIES):
        browser.get("/invoices/")

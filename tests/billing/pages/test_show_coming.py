"""The invoice to come: the figures of the run's own function, and causes that add up."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from billing.coming import cause_rows, panel_of, signed
from billing.ledger.coming import Coming, invoice_to_come
from billing.ledger.models import Invoice
from extranet.catalogue.families import Family
from extranet.partners.models import Partner
from extranet.tenancy.context import PARTNER, acting
from tests.billing.pages import books
from tests.billing.pages.reading import amounts, part, table_rows, words_of
from tests.cast import (
    ALICE,
    ALPHA,
    BETA_CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    DIRECT_SIBLING,
    GITA,
    SIBLING,
    SOFIE,
    Member,
    client_for,
)
from tests.ledger import playing
from tests.ordering.answers import text

# Host, session, user, membership, second factor; twelve of the month, the invoice before with its lines; clock,
# tickets.
QUERIES = 22


def shown(member: Member = ALICE, prefix: str = "", **asked: str) -> str:
    """Return the invoice to come as `member` reads it."""
    answer = client_for(member).get(f"{prefix}/invoices/coming/", asked)
    assert answer.status_code == 200
    return text(answer)


def calculated(day: date = date(2026, 4, 20)) -> Coming:
    """Return the invoice to come of Alpha as the ledger calculates it."""
    with acting(ALPHA, PARTNER):
        return invoice_to_come(partner=Partner.objects.get(schema_name=ALPHA), client_id=None, day=day)


# ---------- Figures ----------
def test_its_lines_and_totals_are_those_of_the_ledger(march: Invoice) -> None:
    books.april(march)
    coming = calculated()
    for asked, account in (("", coming.so_far), ("month", coming.expected)):
        page = shown(days=asked)
        told = [amounts(words) for kind, words in table_rows(page) if kind == ""]
        assert [sums for sums in told if len(sums) > 1] == [
            [line.unit_price, line.gross, -line.discount, line.net] for line in account.lines
        ]
        totals = part(page, '<dl class="totals">', "</dl>")
        assert amounts(words_of(totals)) == [account.net, account.vat, account.gross]


def test_it_is_plainly_provisional(march: Invoice) -> None:
    books.april(march)
    page = words_of(shown())
    for words in ("Provisoire", "provisoire, sans numéro", "Total provisoire TVAC", "jusqu’à hier"):
        assert words in page
    assert "Communication structurée" not in page


def test_its_lines_open_like_those_of_an_invoice(march: Invoice) -> None:
    books.april(march)
    page = words_of(shown())
    assert "13 × 19 = 247 unités × jours" in page
    assert "247 × 8,00 € ÷ 30 jours du mois = 65,87 € brut" in page


# ---------- Compared ----------
def test_the_causes_lead_from_the_month_before_to_the_month_to_come(march: Invoice) -> None:
    books.april(march)
    new = playing.contract(
        {"meeting-host": (2, "7.8125")}, client_id=SIBLING, family=Family.MEETING, starts_on=date(2026, 4, 10)
    )
    playing.report(new, date(2026, 4, 10), date(2026, 4, 19), {"meeting-host": 2})
    causes = part(shown(), 'aria-labelledby="compare-title"', "</section>")
    before, *between, after = amounts(words_of(part(causes, '<ul class="causes">', "</ul>")))
    assert before == march.net
    assert before + sum(between) == after == calculated().expected.net
    assert len(between) == 2
    assert "F2026-00001" in causes


def test_many_causes_end_in_one_row_for_the_rest_that_adds_up(march: Invoice) -> None:
    books.april(march, users=20)
    with acting(ALPHA, PARTNER):
        coming = calculated()
    causes = coming.causes * 4
    rows = cause_rows(causes, most=2)
    assert [row.words for row in rows[2:]] == ["2 autres changements"]
    told = [amounts(row.amount.replace("\N{NO-BREAK SPACE}", " "))[0] for row in rows]
    assert sum(told) == sum(cause.amount for cause in causes)


def test_a_month_that_was_not_billed_yet_is_compared_all_the_same(in_april: None) -> None:
    users = books.users_of_march()
    playing.report(users, date(2026, 4, 1), date(2026, 4, 19), {"bt-user": 13, "bt-fax": 1})
    assert "mars 2026, pas encore facturé" in words_of(shown())


def test_the_change_has_its_sign(march: Invoice) -> None:
    books.april(march, users=9, channels=1)
    coming = calculated()
    assert coming.change == sum(cause.amount for cause in coming.causes) < 0
    assert panel_of(coming).change.startswith("\N{MINUS SIGN}")
    assert [signed(Decimal(amount))[0] for amount in ("0.01", "0", "-0.01")] == ["+", "0", "\N{MINUS SIGN}"]


# ---------- Edges ----------
def test_on_the_first_day_no_day_is_counted(march: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 1, 10, tzinfo=UTC))
    page = words_of(shown())
    assert "Aucun jour n’est encore compté" in page
    assert "Rien à facturer pour ces jours" in page


def test_an_account_that_waits_is_named_and_in_no_amount(march: Invoice) -> None:
    telephony, _trunk = books.march_goes_on(march)
    playing.report(telephony, date(2026, 4, 1), date(2026, 4, 19), {"bt-user": 12, "bt-fax": 1})
    page = words_of(shown())
    assert "Epsilon Édition, SIP Trunking : le service n’est pas encore facturé." in page
    assert [words for kind, words in table_rows(shown()) if kind == "group" and "Epsilon" in words] == []


def test_a_partner_without_any_service_has_an_empty_page(in_april: None) -> None:
    assert "Rien à facturer pour ces jours" in shown()


# ---------- Whose ----------
def test_a_direct_client_reads_its_own(in_april: None) -> None:
    own = books.users_of_march(DIRECT_CLIENT, schema=DIRECT)
    books.channels_of_march(DIRECT_SIBLING, schema=DIRECT)
    playing.report(own, date(2026, 4, 1), date(2026, 4, 19), {"bt-user": 12, "bt-fax": 1}, schema=DIRECT)
    for page in (shown(GITA), shown(GITA, buyer=str(DIRECT_SIBLING))):
        assert "Gamma Bois SRL" in page
        assert "Iota" not in page


def test_staff_choose_a_direct_client(in_april: None) -> None:
    books.channels_of_march(DIRECT_SIBLING, schema=DIRECT)
    prefix = f"/at/{DIRECT}"
    assert f"?buyer={DIRECT_SIBLING}" in shown(SOFIE, prefix)
    assert "Iota Soins SRL" in shown(SOFIE, prefix, buyer=str(DIRECT_SIBLING))
    browser = client_for(SOFIE)
    for stranger in (str(BETA_CLIENT), "nonsense"):
        assert browser.get(f"{prefix}/invoices/coming/", {"buyer": stranger}).status_code == 404


def test_staff_read_a_partners_under_its_mount(march: Invoice) -> None:
    books.april(march)
    assert "Facture à venir, avril 2026" in shown(SOFIE, f"/at/{ALPHA}")


def test_it_costs_the_same_queries_however_many_accounts(
    march: Invoice, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    books.april(march)
    browser = client_for(ALICE)
    with django_assert_num_queries(QUERIES):
        browser.get("/invoices/coming/")
    for _number in range(3):
        more = playing.contract({"bt-user": (4, "8.00")}, client_id=SIBLING, starts_on=date(2026, 4, 2))
        playing.report(more, date(2026, 4, 2), date(2026, 4, 19), {"bt-user": 4})
    with django_assert_num_queries(QUERIES):
        browser.get("/invoices/coming/")

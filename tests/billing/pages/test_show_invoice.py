"""The page of an invoice: its sums are those stored, and each line says why."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from billing import presenting
from billing.ledger.models import Invoice
from extranet.catalogue.families import Family
from tests.billing.pages import books
from tests.billing.pages.reading import amounts, part, table_rows, words_of
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    BETA,
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
    SIBLING,
    SOFIE,
    Member,
    client_for,
)
from tests.ledger import playing
from tests.ordering.answers import text

# Host, session, user, membership, second factor; invoice, lines, VAT, services of the month; clock, tickets.
QUERIES = 11


def shown(invoice: Invoice, member: Member = ALICE, prefix: str = "", **asked: str) -> str:
    """Return the page of an invoice as `member` reads it."""
    answer = client_for(member).get(f"{prefix}/invoices/{invoice.pk}/", asked)
    assert answer.status_code == 200
    return text(answer)


def direct_invoices() -> dict[UUID | None, Invoice]:
    """Return the invoices of March of both direct clients."""
    books.users_of_march(DIRECT_CLIENT, schema=DIRECT)
    books.channels_of_march(DIRECT_SIBLING, schema=DIRECT)
    run = playing.bill(books.MARCH, DIRECT)
    return books.issue(run, {DIRECT_CLIENT: "F2026-00011", DIRECT_SIBLING: "F2026-00012"})


# ---------- Sums ----------
def test_every_sum_of_the_page_is_the_one_stored(march: Invoice) -> None:
    lines = books.lines_of(march)
    rows = table_rows(shown(march))
    clients = {words: amounts(words) for kind, words in rows if kind == "group"}
    assert [sums[-1] for sums in clients.values()] == [
        sum(line.net for line in lines if line.client_id == client_id) for client_id in (CLIENT, SIBLING)
    ]
    plain = [amounts(words) for kind, words in rows if kind == ""]
    services = [sums[0] for sums in plain if len(sums) == 1]
    assert services == [sum(line.net for line in lines if line.family == family) for family in ("bt", "sip")]
    told = [sums for sums in plain if len(sums) > 1]
    assert told == [[line.unit_price, line.gross, -line.discount, line.net] for line in lines]


def test_its_totals_are_those_stored_and_add_up(march: Invoice) -> None:
    (vat,) = books.vat_of(march)
    totals = part(shown(march), '<dl class="totals">', "</dl>")
    assert amounts(words_of(totals)) == [march.net, vat.vat, march.gross]
    assert march.net + vat.vat == march.gross
    assert "TVA 21 %, une fois sur le total" in words_of(totals)


def test_a_month_worked_out_by_hand(march: Invoice) -> None:
    # Nine users for 14 days though six were configured, twelve for 17: 330 user days of 8 € on 31 days, less 5 %.
    page = words_of(shown(march))
    for figure in ("85,16 €", "80,90 €", "121,37 €", "25,49 €", "146,86 €"):
        assert figure in page


# ---------- Parties ----------
def test_it_names_seller_and_buyer_dates_and_communication(march: Invoice) -> None:
    page = words_of(shown(march))
    for fact in (
        "OpenS (ALLOcloud) Avenue Léon Champagne 3, 1480 Saintes BE 0821.802.905",
        "Alpha SRL Rue de l’Essai 1, 1000 Bruxelles BE 0199.000.052",
        "F2026-00001",
        "9 avril 2026",
        "À payer pour le samedi 9 mai 2026",
        "+++000/0000/00101+++",
        "L’extranet ne suit pas encore les paiements.",
    ):
        assert fact in page


# ---------- Why ----------
def test_a_line_opens_to_facts_formula_clause_reading_and_price(march: Invoice) -> None:
    page = shown(march)
    (users, *_rest) = [words_of(one.split("</details>")[0]) for one in page.split('<details class="why">')[1:]]
    for words in (
        "Pourquoi ce montant ?",
        "6 configurés, 9 facturés",
        "14 jours × 9",
        "Le 20 mars 2026 Supposé 1 jour × 12",
        "1 jour supposé",
        "9 × 14 + 12 × 5 + 12 × 1 + 12 × 11 = 330 unités × jours",
        "330 × 8,00 € ÷ 31 jours du mois = 85,16 € brut",
        "85,16 € × 5 % = 4,26 € de remise",
        "85,16 € − 4,26 € = 80,90 € net",
        "Le trimestre s’ouvre avec 10 utilisateurs, ceux de la commande.",
        "1 au plus peuvent être retirés : au moins 9 sont facturés chaque jour.",
        "Du 1er mars 2026 au 14 mars 2026 : 9 appels simultanés",
        "montrés et jamais facturés",
        "bt.11d",
        "Par trimestre, 10 % des utilisateurs au plus sont retirés",
        "8,00 € par unité et par mois",
        "5 %, remise du partenaire",
        "TVA 21 %",
    ):
        assert words in users, words


def test_the_clause_leads_to_the_terms(march: Invoice) -> None:
    assert 'href="/terms/bt/#bt-11d"' in shown(march)


def test_the_quarter_is_said_also_where_it_raised_nothing(in_april: None) -> None:
    subscription = playing.contract({"bt-user": (10, "8.00")})
    playing.report(subscription, books.MARCH, books.LAST_OF_MARCH, {"bt-user": 12})
    invoice = books.issue(playing.bill(books.MARCH), {None: "F2026-00001"})[None]
    page = words_of(shown(invoice))
    assert "Le trimestre s’ouvre avec 10 utilisateurs" in page
    assert "configurés," not in page


def test_a_partner_asks_about_a_line_and_staff_do_not(march: Invoice) -> None:
    assert f"/tickets/new/?client={CLIENT}" in shown(march)
    assert "Poser une question" not in shown(march, SOFIE, f"/at/{ALPHA}")


# ---------- What is not billed ----------
def test_an_account_set_aside_is_said_not_to_be_billed_yet(in_april: None) -> None:
    books.users_of_march()
    playing.contract({"sip-channel": (4, "9.40")}, client_id=SIBLING, family=Family.SIP, starts_on=books.MARCH)
    invoice = books.issue(playing.bill(books.MARCH), {None: "F2026-00001"})[None]
    page = words_of(shown(invoice))
    assert "Un compte n’est pas encore facturé." in page
    assert "Epsilon Édition, SIP Trunking : le service n’est pas encore facturé." in page
    assert "pas encore facturé" in words_of(text(client_for(ALICE).get(f"/invoices/{invoice.pk}/print/")))


def test_what_became_known_after_issue_is_said_not_to_be_billed(in_april: None) -> None:
    books.users_of_march()
    late = playing.contract(
        {"meeting-host": (2, "7.8125")}, client_id=SIBLING, family=Family.MEETING, starts_on=books.MARCH
    )
    invoice = books.issue(playing.bill(books.MARCH), {None: "F2026-00001"})[None]
    playing.report(late, books.MARCH, books.LAST_OF_MARCH, {"meeting-host": 2})
    assert "n’a été connu qu’après l’émission de la facture" in words_of(shown(invoice))


def test_an_account_without_anything_configured_is_not_missed(march: Invoice) -> None:
    empty = playing.contract({"sip-channel": (1, "9.40")}, family=Family.SIP, starts_on=books.MARCH)
    playing.report(empty, books.MARCH, books.LAST_OF_MARCH, {})
    assert "pas encore facturé" not in words_of(shown(march))


# ---------- Walls ----------
@pytest.mark.parametrize(
    ("member", "status"), [(ALICE, 200), (FATOU, 200), (BOB, 403), (DORA, 403), (DENIS, 403), (CHARLIE, 404)]
)
@pytest.mark.parametrize("page", ["", "print/", "export/"])
def test_who_reads_the_invoice_of_alpha(march: Invoice, member: Member, status: int, page: str) -> None:
    assert client_for(member).get(f"/invoices/{march.pk}/{page}").status_code == status


@pytest.mark.parametrize("page", ["", "print/", "export/"])
def test_a_direct_client_reads_its_own_and_not_its_siblings(in_april: None, page: str) -> None:
    issued = direct_invoices()
    browser = client_for(GITA)
    assert browser.get(f"/invoices/{issued[DIRECT_CLIENT].pk}/{page}").status_code == 200
    assert browser.get(f"/invoices/{issued[DIRECT_SIBLING].pk}/{page}").status_code == 404


def test_a_direct_client_is_billed_under_its_own_name(in_april: None) -> None:
    page = words_of(shown(direct_invoices()[DIRECT_CLIENT], GITA))
    assert "Gamma Bois SRL Quai de l’Essai 2, 1070 Anderlecht BE 0199.000.646" in page


def test_staff_read_it_under_its_partners_mount_only(march: Invoice) -> None:
    assert "F2026-00001" in shown(march, SOFIE, f"/at/{ALPHA}")
    assert client_for(ANNA).get(f"/at/{BETA}/invoices/{march.pk}/").status_code == 404


def test_a_draft_is_nobodys_to_read(in_april: None) -> None:
    books.users_of_march()
    (draft,) = playing.invoices(playing.bill(books.MARCH))
    assert client_for(ALICE).get(f"/invoices/{draft.pk}/").status_code == 404
    assert client_for(SOFIE).get(f"/at/{ALPHA}/invoices/{draft.pk}/").status_code == 404


# ---------- Size ----------
def test_a_long_invoice_opens_one_client_at_a_time(march: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenting, "MOST_OPEN_LINES", 2)
    first, second = shown(march), shown(march, client=str(SIBLING))
    assert (first.count('<details class="why">'), second.count('<details class="why">')) == (2, 1)
    assert f"?client={SIBLING}#client-{SIBLING}" in first
    for page in (first, second, shown(march, client="nonsense"), shown(march, client=str(DIRECT_CLIENT))):
        assert [amounts(words)[-1] for kind, words in table_rows(page) if kind == "group"] == [
            Decimal("85.65"),
            Decimal("35.72"),
        ]


def test_it_costs_the_same_queries_whatever_it_shows(
    in_april: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    books.users_of_march()
    small = books.issue(playing.bill(books.MARCH), {None: "F2026-00001"})[None]
    browser = client_for(ALICE)
    _costs(django_assert_num_queries, browser, small)


def test_it_costs_the_same_queries_for_two_clients(
    march: Invoice, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _costs(django_assert_num_queries, client_for(ALICE), march)


def _costs(counting: DjangoAssertNumQueries, browser: Browser, invoice: Invoice) -> None:
    with counting(QUERIES):
        browser.get(f"/invoices/{invoice.pk}/")

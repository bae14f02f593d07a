"""An invoice on paper: complete, without the shell."""

import pytest

from billing import presenting
from billing.ledger.models import Invoice
from tests.billing.pages import books
from tests.billing.pages.reading import amounts, part, table_rows, words_of
from tests.cast import ALICE, client_for
from tests.ordering.answers import text


def printed(invoice: Invoice) -> str:
    """Return the page for paper."""
    answer = client_for(ALICE).get(f"/invoices/{invoice.pk}/print/")
    assert answer.status_code == 200
    return text(answer)


def test_it_has_every_line_with_its_formula_however_many(march: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenting, "MOST_OPEN_LINES", 1)
    rows = [words for kind, words in table_rows(printed(march)) if kind == ""]
    told = [words for words in rows if len(amounts(words)) > 1]
    stored = books.lines_of(march)
    assert len(told) == len(stored)
    for words, line in zip(told, stored, strict=True):
        assert amounts(words)[-3:] == [line.gross, -line.discount, line.net]
        assert line.clause in words
    assert "330 × 8,00 € ÷ 31 jours du mois = 85,16 € brut" in told[0]
    assert "1 jour supposé" in told[0]


def test_it_has_parties_totals_and_how_to_pay(march: Invoice) -> None:
    page = printed(march)
    totals = part(page, '<dl class="totals">', "</dl>")
    assert amounts(words_of(totals)) == [march.net, march.vat, march.gross]
    for fact in ("OpenS (ALLOcloud)", "BE 0821.802.905", "Alpha SRL", "+++000/0000/00101+++", "samedi 9 mai 2026"):
        assert fact in words_of(page)


def test_it_has_no_shell_and_nothing_to_open(march: Invoice) -> None:
    page = printed(march)
    for mark in ("<nav", "<details", 'class="sidebar"', "<form"):
        assert mark not in page

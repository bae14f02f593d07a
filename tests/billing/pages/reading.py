"""Figures as a person reads them off a page."""

import re
from decimal import Decimal
from html.parser import HTMLParser

AMOUNT = re.compile(r"(\N{MINUS SIGN}|\+)?(?<!\d)(\d{1,3}(?: \d{3})*,\d\d) €")


def amounts(written: str) -> list[Decimal]:
    """Return the amounts in a text with ordinary spaces, each with its sign."""
    return [amount_of(sign, digits) for sign, digits in AMOUNT.findall(written)]


def amount_of(sign: str, digits: str) -> Decimal:
    """Return the amount of a sign and digits as Belgians write them."""
    amount = Decimal(digits.replace(" ", "").replace(",", "."))
    return -amount if sign == "\N{MINUS SIGN}" else amount


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []
        self._kind: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._kind, self._words = dict(attrs).get("class") or "", []
        elif tag in ("td", "th"):
            self._words.append("|")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr" and self._kind is not None:
            self.rows.append((self._kind, " ".join(" ".join(self._words).split())))
            self._kind = None

    def handle_data(self, data: str) -> None:
        if self._kind is not None:
            self._words.append(data)


def table_rows(page: str) -> list[tuple[str, str]]:
    """Return class and words of each row of the tables of a page, a bar before each cell."""
    parser = _Rows()
    parser.feed(page)
    return parser.rows


def words_of(page: str) -> str:
    """Return the words of a page without its tags, one space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def part(page: str, start: str, end: str) -> str:
    """Return what stands between two marks."""
    return page.split(start, 1)[1].split(end, 1)[0]

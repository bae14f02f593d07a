"""The body of a paragraph as HTML: whole, and never more than text."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extranet.terms.reading import read_document
from extranet.terms.rendering import render_body
from tests.terms.documents import demo, irregular

ALLOWED = {"p", "br", "b", "a", "ul", "li", "h4"}


class Tags(HTMLParser):
    """Collects tags and addresses, and refuses what is not closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        named = dict(attrs)
        assert set(named) <= ({"href", "rel"} if tag == "a" else set())
        if tag == "a":
            self.addresses.append(named["href"] or "")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_paragraphs_breaks_bold_and_links() -> None:
    assert render_body("Un **mot** ici.\n\nLundi : 8h30-18h  \nVendredi : 8h30-16h") == (
        "<p>Un <b>mot</b> ici.</p><p>Lundi : 8h30-18h<br>\nVendredi : 8h30-16h</p>"
    )
    assert render_body("Voir [le guide](https://docs.example/a?b=1&c=2) ou <https://docs.example>.") == (
        '<p>Voir <a href="https://docs.example/a?b=1&amp;c=2" rel="noopener noreferrer">le guide</a> ou '
        '<a href="https://docs.example" rel="noopener noreferrer">https://docs.example</a>.</p>'
    )


def test_lists_keep_their_depth() -> None:
    assert render_body("Deux cas :\n\n- Un\n  - N postes\n  - Zéro\n- Deux") == (
        "<p>Deux cas :</p><ul><li>Un<ul><li>N postes</li><li>Zéro</li></ul></li><li>Deux</li></ul>"
    )


def test_sub_titles_stand_below_the_title_of_their_paragraph() -> None:
    assert render_body("#### Pièces\nUne.", level=5) == "<h5>Pièces</h5><p>Une.</p>"


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](//evil.example)",
        '[x](https://a.example/"onclick="x)',
        "![x](https://a.example/x.png)",
        "**<b onclick=x>**",
        "<https://a.example/'><img src=x>",
    ],
)
def test_nothing_but_the_known_marks_becomes_a_tag(markdown: str) -> None:
    html = Tags(render_body(markdown))
    assert html.tags <= ALLOWED
    assert all(address.startswith("https://") for address in html.addresses)


@given(st.text(st.sampled_from("ab*[]()<>#-+ \n\"'&:/"), max_size=80) | st.text(max_size=80))
def test_any_text_gives_closed_known_tags(markdown: str) -> None:
    assert Tags(render_body(markdown)).tags <= ALLOWED


@pytest.mark.parametrize("document", [irregular(), demo("2026-10", "fr"), demo("2026-10", "de")])
def test_every_letter_of_a_part_is_shown(document: str) -> None:
    for part in read_document(document):
        shown = part.title + "".join(
            f"{paragraph.label} {paragraph.title} {Tags(render_body(paragraph.body)).text}"
            for paragraph in part.paragraphs
        )
        assert _letters(unescape(shown)) == _letters(re.sub(r"\]\([^)]*\)", "]", part.text))


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())

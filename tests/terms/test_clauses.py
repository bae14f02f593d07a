"""Every `Terms:` line names a clause that exists, and the page of clauses says what the code says."""

import pytest

from extranet.terms.parts import all_clauses
from tests.terms import clauses


def test_the_list_of_clauses_has_every_paragraph_and_item_of_the_terms() -> None:
    assert list(clauses.known_clauses()) == all_clauses()


def test_each_terms_line_names_clauses_that_exist() -> None:
    known = clauses.known_clauses()
    wrong = [(one.where, clause) for one in clauses.citations() for clause in one.clauses if clause not in known]
    assert wrong == []


def test_the_page_of_clauses_is_up_to_date() -> None:
    written = clauses.PAGE.read_text(encoding="utf-8")
    assert written == clauses.page(), "write it again: python -m tests.terms.clauses"


@pytest.mark.parametrize(
    ("docstring", "named"),
    [
        ("Terms: bt.11d, bt.11j", ("bt.11d", "bt.11j")),
        ('Rule.\n\nTerms: bt.11d, "capacité d\'appel 0.5 canal".', ("bt.11d",)),
        ("Terms: telavox.3 = bt.10 = sip.3\nReading: general.9 is prose", ("telavox.3", "bt.10", "sip.3")),
        ("In these terms: general.1", ()),
    ],
)
def test_clauses_are_read_from_the_terms_line_only(docstring: str, named: tuple[str, ...]) -> None:
    assert clauses.clauses_in(docstring) == named

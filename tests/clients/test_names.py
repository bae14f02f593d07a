"""How names are sorted and found."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extranet.clients.names import sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Élan  Œuvre", "elan oeuvre"),
        ("ZOË & Fils", "zoe & fils"),
        ("Straße", "strasse"),
        ("Ægir Łódź", "aegir lodz"),
        (" ’t Hof ", "’t hof"),
        ("e\N{COMBINING ACUTE ACCENT}cole", "ecole"),
    ],
)
def test_case_accents_and_ligatures_do_not_count(name: str, key: str) -> None:
    assert sort_key(name) == key


def test_names_sort_as_people_expect() -> None:
    names = ["zoo", "Élan", "eau", "Zoë", "Abc"]
    assert sorted(names, key=sort_key) == ["Abc", "eau", "Élan", "Zoë", "zoo"]


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name: str) -> None:
    key = sort_key(name)
    assert sort_key(key) == key
    assert not any(unicodedata.combining(letter) for letter in key)

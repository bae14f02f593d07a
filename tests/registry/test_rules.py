"""Which place may be declared: tables named after the worked cases.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergency.registry.facts import AddressFacts
from emergency.registry.reading import (
    HouseNumber,
    read_address,
    read_box,
    read_house_number,
    read_line,
    read_postal_code,
)
from emergency.registry.rules import LONGEST, check_address, check_effective, clause_for, is_postal_box
from emergency.registry.spelling import plain, unclear_characters
from tests.registry.acts import BRUSSELS, SAINTES

NOW = datetime(2026, 8, 20, 13, tzinfo=UTC)


def codes(facts: AddressFacts) -> dict[str, str]:
    return {objection.field: objection.code for objection in check_address(facts)}


def test_a_place_where_help_can_be_sent_is_accepted() -> None:
    assert check_address(BRUSSELS) == ()
    assert check_address(SAINTES) == ()


def test_ec_40_a_missing_house_number_is_refused_with_both_ways_out() -> None:
    bare = replace(SAINTES, street="Rue Haute", house_number="")
    (objection,) = check_address(bare)
    assert (objection.field, objection.code) == ("house_number", "house_number_missing")
    assert "pourquoi" in str(objection.sentence)
    assert objection.clauses == ("telavox.7", "bt.14", "sip.4")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"no_house_number_reason": "Zoning sans numéros", "access_note": "Barrière nord"}, {}),
        ({"no_house_number_reason": "Borne km 12", "access_note": ""}, {"access_note": "access_note_missing"}),
        ({"no_house_number_reason": "Borne km 12", "access_note": "12"}, {"access_note": "access_note_missing"}),
        ({"no_house_number_reason": "x"}, {"no_house_number_reason": "no_house_number_reason_unclear"}),
        ({"no_house_number_reason": "---"}, {"no_house_number_reason": "no_house_number_reason_unclear"}),
        (
            {"no_house_number_reason": "BP 12", "access_note": "Grille"},
            {"no_house_number_reason": "postal_box"},
        ),
        (
            {"house_number": "3", "no_house_number_reason": "Zoning"},
            {"no_house_number_reason": "house_number_and_reason"},
        ),
    ],
)
def test_ec_40_a_reason_for_no_house_number_asks_for_the_way_in(
    changed: dict[str, str], expected: dict[str, str]
) -> None:
    assert codes(replace(SAINTES, **{"house_number": "", **changed})) == expected


@pytest.mark.parametrize(
    ("typed", "number", "box"),
    [
        ("16A", "16A", ""),
        ("16 bis", "16 bis", ""),
        ("16-18", "16-18", ""),
        ("16/3", "16", "3"),
        ("16 bte 3", "16", "3"),
        ("16 bus 3", "16", "3"),
        ("16 boîte 3", "16", "3"),
        ("16bte3", "16", "3"),
        ("16, Boite 3", "16", "3"),
        ("16 BTE. A", "16", "A"),
        ("16 bus 0301", "16", "0301"),
        ("101/C1", "101", "C1"),
        ("16A/2", "16A", "2"),
        ("16 ter bus 4", "16 ter", "4"),
        ("16 - 18 / 0.03", "16 - 18", "0.03"),
        ("16 b 3", "16 b 3", ""),
        ("16/3/2", "16/3/2", ""),
        ("16bte", "16bte", ""),
    ],
)
def test_ec_44_forms_of_house_numbers(typed: str, number: str, box: str) -> None:
    assert read_house_number(typed) == HouseNumber(number, box)
    assert codes(replace(SAINTES, house_number=typed)) == {}


@pytest.mark.parametrize("typed", ["s/n", "0", "00", "sans", "-", "bis"])
def test_a_house_number_without_a_digit_is_none(typed: str) -> None:
    assert codes(replace(SAINTES, house_number=typed)) == {"house_number": "house_number_without_digit"}


def test_a_box_that_is_said_twice_must_be_the_same() -> None:
    same = replace(SAINTES, house_number="16 bte 3", box="bus 3")
    assert (read_address(same).house_number, read_address(same).box) == ("16", "3")
    assert codes(same) == {}
    other = replace(SAINTES, house_number="16 bte 3", box="4")
    assert codes(other) == {"box": "box_twice"}
    assert read_address(other).house_number == "16 bte 3", "nothing is chosen for the person"


@pytest.mark.parametrize(
    ("typed", "box"), [("3", "3"), ("bte 3", "3"), ("Bus 0301", "0301"), ("bus", "bus"), ("A2", "A2")]
)
def test_a_box_loses_the_word_for_it(typed: str, box: str) -> None:
    assert read_box(typed) == box


@pytest.mark.parametrize(
    ("line", "street", "number"),
    [
        ("Rue du 11 Novembre 5", "Rue du 11 Novembre", "5"),
        ("Rue du 11 Novembre", "Rue du 11 Novembre", ""),
        ("Place du 4 Août, 12 A", "Place du 4 Août", "12 A"),
        ("Rue Haute 16 bte 3", "Rue Haute", "16 bte 3"),
        ("Rue Haute", "Rue Haute", ""),
        ("5", "5", ""),
    ],
)
def test_ec_45_a_street_whose_name_holds_a_number(line: str, street: str, number: str) -> None:
    assert read_line(line) == (street, number)


def test_ec_45_a_number_left_in_the_street_is_pointed_at_never_moved() -> None:
    typed = replace(SAINTES, street="Rue du 11 Novembre 5", house_number="")
    (objection,) = check_address(typed)
    assert "numéro 5" in str(objection.sentence)
    assert read_address(typed).street == "Rue du 11 Novembre 5"


@pytest.mark.parametrize("typed", ["B-1480", "B1480", "1480", " b 1480", "BE-1480", "B - 1480", "１４８０"])
def test_ec_47_spellings_of_a_postal_code(typed: str) -> None:
    assert read_postal_code(typed) == "1480"
    assert codes(replace(SAINTES, postal_code=typed)) == {}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "postal_code_missing"),
        ("0999", "postal_code_invalid"),
        ("148", "postal_code_invalid"),
        ("148O", "postal_code_invalid"),
        ("1480-1", "postal_code_invalid"),
        ("B-14800", "postal_code_invalid"),
        ("1000", ""),
        ("9999", ""),
        ("59000", "address_abroad"),
        ("F-59000", "address_abroad"),
        ("L-1234", "address_abroad"),
        ("NL-1012", "address_abroad"),
        ("1012 AB", "address_abroad"),
        ("D-52062", "address_abroad"),
    ],
)
def test_postal_codes_are_belgian(typed: str, code: str) -> None:
    assert codes(replace(SAINTES, postal_code=typed)) == ({"postal_code": code} if code else {})


@pytest.mark.parametrize("country", ["Luxembourg", "XX", "Nederland", "F"])
def test_a_country_is_one_of_the_list(country: str) -> None:
    (objection,) = check_address(replace(SAINTES, country=country))
    assert (objection.field, objection.code) == ("country", "country_unknown")


@pytest.mark.parametrize(("country", "code"), [("fr", "59000"), ("NL", "1012 AB"), ("LU", "1234"), ("GB", "SW1A 1AA")])
def test_an_address_abroad_keeps_the_code_of_its_country(country: str, code: str) -> None:
    assert check_address(replace(SAINTES, country=country, postal_code=code, municipality="Lille")) == ()


@pytest.mark.parametrize("country", ["", "be", "België", "BELGIQUE", "Belgien", "Belgium"])
def test_belgium_in_its_languages(country: str) -> None:
    assert read_address(replace(SAINTES, country=country)).country == "BE"


POSTAL_BOXES = [
    "BP 12", "B.P. 12", "B.P.12", "bp12", "BP n° 12", "BP: 12", "B.P.", "BP", "boîte postale 12", "Boite Postale",
    "boîtes postales 3", "bte postale 3", "Postbus 12", "POSTBUS12", "post bus 3", "Postfach 5", "PO Box 3",
    "P.O. Box 3", "P.O.Box", "POB 12", "P.B. 4", "PB 4", "Rue Haute, B.P. 12", "ＢＰ　１２", "B\u200bP 12",
]  # fmt: skip


@pytest.mark.parametrize("typed", POSTAL_BOXES)
@pytest.mark.parametrize("field", ["street", "house_number", "box", "municipality"])
def test_a_box_of_the_post_is_no_place_in_any_field(field: str, typed: str) -> None:
    facts = replace(SAINTES, **{field: typed})
    assert codes(facts)[field] == codes(read_address(facts))[field] == "postal_box"


@pytest.mark.parametrize("typed", ["16 boîte postale", "16 boîte postale 3", "16 bus 3 postbus", "16, BP 3", "16/BP 3"])
def test_a_box_of_the_post_after_a_house_number_is_seen(typed: str) -> None:
    facts = replace(SAINTES, house_number=typed)
    assert codes(facts)["house_number"] == codes(read_address(facts))["house_number"] == "postal_box"


@pytest.mark.parametrize(
    "typed",
    [
        "boîte 3", "bus 3", "bte 3", "16 bus 3", "Station BP, chaussée de Mons", "Postbusstraat", "Rue du Club",
        "Rue J.B.P. Dupont", "Busstraat", "Avenue du Pont-Bac", "Clos du Bief",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_box_of_the_post_is_a_place(typed: str) -> None:
    assert not is_postal_box(typed)


def test_rooms_and_notes_may_name_letters_and_letter_boxes() -> None:
    fine = replace(SAINTES, room="BP 12", access_note="Entrée à gauche des boîtes postales")
    assert codes(fine) == {}
    assert codes(replace(SAINTES, room="Postbus 12")) == {"room": "postal_box"}
    assert codes(replace(SAINTES, access_note="Boîte postale n° 12")) == {"access_note": "postal_box"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"street": ""}, {"street": "street_missing"}),
        ({"street": "12"}, {"street": "street_missing"}),
        ({"municipality": " "}, {"municipality": "municipality_missing"}),
        ({"municipality": "1480 Saintes"}, {"municipality": "municipality_with_digits"}),
        ({"language": "en"}, {"language": "language_unknown"}),
    ],
)
def test_street_and_municipality_are_words(changed: dict[str, str], expected: dict[str, str]) -> None:
    assert codes(replace(SAINTES, **changed)) == expected


@pytest.mark.parametrize(("field", "most"), LONGEST.items())
def test_lengths_are_those_of_the_columns(field: str, most: int) -> None:
    start: dict[str, Any] = {"house_number": "1", "box": "1"}
    base = replace(SAINTES, house_number="") if field == "no_house_number_reason" else SAINTES
    note = {} if field == "access_note" else {"access_note": "Grille"}
    if field == "postal_code":
        base = replace(base, country="FR")
    fits = start.get(field, "") + "a" * (most - len(start.get(field, "")))
    assert field not in codes(replace(base, **{**note, field: fits}))
    assert codes(replace(base, **{**note, field: fits + "a"}))[field] == "too_long"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rue Haute\u200b", "Rue Haute"),
        ("Rue\u00a0Haute\u202f", "Rue Haute"),
        ("Rue\tHaute\n", "Rue Haute"),
        ("Rue Haute\u202e\ufeff\u00ad", "Rue Haute"),
        ("Ｒｕｅ　Ｈａｕｔｅ", "Rue Haute"),
        ("Lie\u0301ge", "Liége"),
        ("rue de l´Église", "rue de l´Église"),
        ("Klosterstraße", "Klosterstraße"),
    ],
)
def test_ec_52_hidden_and_wide_characters(typed: str, kept: str) -> None:
    assert plain(typed) == kept
    assert read_address(replace(SAINTES, street=typed)).street == kept
    assert read_address(replace(SAINTES, house_number="１０")).house_number == "10"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("house_number", "10²"),
        ("house_number", "16½"),
        ("house_number", "⑩"),
        ("house_number", "١٦"),
        ("street", "Ρue Haute"),
        ("municipality", "Вruxelles"),
        ("street", "Rue 😀"),
    ],
)
def test_ec_52_what_could_be_read_in_two_ways_is_refused_never_replaced(field: str, typed: str) -> None:
    facts = replace(SAINTES, **{field: typed})
    assert codes(facts)[field] == "unclear_character"
    assert getattr(read_address(facts), field) == typed


TEXTS = st.text(max_size=40)


@given(TEXTS)
def test_reading_characters_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert set(unclear_characters(plain(text))) <= set(unclear_characters(text))


@given(st.builds(AddressFacts, *([TEXTS] * 11)))
def test_any_address_is_read_once_and_judged_the_same_after(facts: AddressFacts) -> None:
    kept = read_address(facts)
    assert read_address(kept) == kept
    assert codes(kept) == codes(facts)


# ---------- From when ----------
@pytest.mark.parametrize(
    ("effective", "code"),
    [
        (NOW, ""),
        (NOW - timedelta(microseconds=1), "effective_in_past"),
        (datetime(2026, 7, 31, 22, tzinfo=UTC), "effective_in_past"),
        (NOW + timedelta(days=366), ""),
        (NOW + timedelta(days=366, microseconds=1), "effective_too_far"),
    ],
)
def test_ec_39_from_now_on_or_within_a_year(effective: datetime, code: str) -> None:
    found = check_effective(effective, now=NOW, held_since=NOW)
    assert [objection.code for objection in found] == ([code] if code else [])


def test_nothing_holds_before_the_numbers_are_held() -> None:
    (objection,) = check_effective(NOW, now=NOW, held_since=NOW + timedelta(days=1))
    assert objection.code == "effective_before_held"


@pytest.mark.parametrize(
    ("family", "clause"), [("telavox", "telavox.7"), ("bt", "bt.14"), ("sip", "sip.4"), ("meeting", "bt.14")]
)
def test_each_service_has_its_clause(family: str, clause: str) -> None:
    assert clause_for(family) == clause

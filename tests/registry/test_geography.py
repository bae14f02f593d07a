"""Postal codes, municipalities and streets, in the languages of the country.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import replace
from typing import Final

import pytest

from emergency.registry.facts import AddressFacts
from emergency.registry.gazetteer import places
from emergency.registry.geography import Likeness, Place, StreetNames, Verdict, key_of, likeness, locate, second_name

BELGIUM: Final = tuple(places())
HAUTE: Final = StreetNames("1000", "Rue Haute", "Hoogstraat")
FRENCH: Final = AddressFacts("Rue Haute", "10", "1000", "Bruxelles")
DUTCH: Final = AddressFacts("Hoogstraat", "10", "1000", "Brussel", language="nl")


@pytest.mark.parametrize(
    ("postal_code", "name"),
    [
        ("1000", "Bruxelles"),
        ("1000", "brussel"),
        ("1000", "Brüssel"),
        ("1000", "Bruxelles/Brussel"),
        ("1050", "Elsene"),
        ("1050", "Ixelles / Elsene"),
        ("1060", "St-Gilles"),
        ("1060", "Sint Gillis"),
        ("2000", "Anvers"),
        ("4000", "Lüttich"),
        ("4000", "LIEGE"),
        ("4780", "Saint-Vith"),
        ("4780", "St. Vith"),
        ("4780", "Sankt Vith"),
        ("7000", "Bergen"),
        ("9000", "Gent"),
    ],
)
def test_a_municipality_agrees_with_its_code_in_any_language(postal_code: str, name: str) -> None:
    found = locate(postal_code, name, BELGIUM)
    assert found.verdict is Verdict.AGREE
    assert found.municipality is not None
    assert found.municipality.postal_code == postal_code


def test_ec_47_a_locality_belongs_to_its_municipality() -> None:
    found = locate("1480", "Saintes", BELGIUM)
    assert found.verdict is Verdict.AGREE
    assert found.locality is not None
    assert found.municipality is not None
    assert found.locality.name_fr == "Saintes"
    assert found.municipality.names == ("Tubize", "Tubeke")


def test_ec_48_what_does_not_agree_is_refused_with_both_readings() -> None:
    found = locate("1000", "Antwerpen", BELGIUM)
    assert found.verdict is Verdict.MISMATCH
    assert found.suggestions == ("1000 Bruxelles/Brussel", "2000 Antwerpen")


@pytest.mark.parametrize(
    ("postal_code", "name", "verdict"),
    [
        ("1000", "Bruxeles", Verdict.MISSPELT),
        ("1480", "Quelque Hameau", Verdict.NAME_UNKNOWN),
        ("9999", "Gand", Verdict.CODE_UNKNOWN),
        ("1000", "Bruxelles/Antwerpen", Verdict.NAME_UNKNOWN),
    ],
)
def test_what_is_unknown_is_said_so_and_never_corrected(postal_code: str, name: str, verdict: Verdict) -> None:
    found = locate(postal_code, name, BELGIUM)
    assert found.verdict is verdict
    assert found.municipality is None


def test_a_code_that_does_not_exist_is_told_where_the_name_is() -> None:
    assert locate("9999", "Gand", BELGIUM).suggestions == ("9000 Gent",)


def test_without_a_list_nothing_is_judged() -> None:
    assert locate("1000", "Antwerpen", ()).verdict is Verdict.UNJUDGED


def test_only_brussels_has_streets_in_two_languages() -> None:
    assert locate("1180", "Uccle", BELGIUM).is_bilingual
    assert not locate("1480", "Tubize", BELGIUM).is_bilingual
    assert not locate("4700", "Eupen", BELGIUM).is_bilingual


@pytest.mark.parametrize(
    ("one", "other"), [("Saint-Gilles", "St Gilles"), ("L’Écluse", "l ecluse"), ("Sainte-Ode", "STE-ODE")]
)
def test_names_are_compared_without_case_accents_and_marks(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


def test_a_place_is_suggested_in_its_own_language() -> None:
    lines = {place.line for place in BELGIUM if not place.is_locality}
    assert {"1000 Bruxelles/Brussel", "1480 Tubize", "2000 Antwerpen", "4700 Eupen", "4760 Büllingen"} <= lines


def test_every_code_of_the_list_has_a_municipality() -> None:
    codes = {place.postal_code for place in BELGIUM if not place.is_locality}
    assert {place.postal_code for place in BELGIUM} == codes
    assert len(codes) > 1_100


# ---------- Streets ----------
def test_ec_41_one_address_in_two_languages_is_one_where_a_pair_links_them() -> None:
    assert likeness(FRENCH, DUTCH, [HAUTE]) is Likeness.SAME
    assert likeness(FRENCH, replace(DUTCH, second_street="Rue Haute"), []) is Likeness.SAME


def test_ec_41_without_a_pair_it_is_a_possible_duplicate() -> None:
    assert likeness(FRENCH, DUTCH, []) is Likeness.POSSIBLY
    assert likeness(FRENCH, DUTCH, [replace(HAUTE, postal_code="1020")]) is Likeness.POSSIBLY


@pytest.mark.parametrize("changed", [{"house_number": "12"}, {"postal_code": "1020"}, {"box": "3"}, {"language": "fr"}])
def test_another_door_is_another_address(changed: dict[str, str]) -> None:
    assert likeness(FRENCH, replace(DUTCH, **changed), []) is Likeness.DIFFERENT


def test_the_other_name_is_known_where_one_street_is_meant() -> None:
    assert second_name(FRENCH, [HAUTE]) == "Hoogstraat"
    assert second_name(DUTCH, [HAUTE]) == "Rue Haute"
    assert second_name(FRENCH, [HAUTE, StreetNames("1000", "Rue Haute", "Hogestraat")]) == ""
    assert second_name(FRENCH, [StreetNames("1020", "Rue Haute", "Hoogstraat")]) == ""
    assert second_name(FRENCH, []) == ""


def test_a_place_has_each_name_once() -> None:
    assert Place("4700", "63023", "Eupen", "Eupen", "Eupen").names == ("Eupen",)

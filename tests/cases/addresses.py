"""Answers of the rules about addresses: of a case, the fields it gives are read and judged."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from emergency.registry.facts import AddressFacts
from emergency.registry.gazetteer import places
from emergency.registry.geography import Likeness, Located, Place, StreetNames, likeness, locate
from emergency.registry.judging import NOWHERE, Judgement, Surroundings, judge
from emergency.registry.reading import read_house_number, read_line, read_postal_code
from extranet.numbering.reading import read_number, zone_of

NAMES: Final = {"street_fr": "street", "municipality_fr": "municipality"}
# The pair that the worked case names.
STREETS: Final = (StreetNames("1000", "Rue Haute", "Hoogstraat"),)


def answer(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer how house numbers, a line, or the fields of an address are read; None for a case told in words."""
    typed = case["input"]
    if "values" in typed:
        read = [read_house_number(value) for value in typed["values"]]
        return {"outcome": "accepted", "parsed": [[one.number, one.box] for one in read], "show_preview": True}
    if "line" in typed:
        street, number = read_line(typed["line"])
        return {"outcome": "accepted", "street": street, "house_number": number}
    if {"a", "b"} <= typed.keys():
        same = likeness(whole(typed["a"], "fr"), whole(typed["b"], "nl"), STREETS)
        return {"outcome": "accepted", "same_address": same is Likeness.SAME}
    if "number" in typed and "address" in typed:
        return _zoned(judgement(whole(typed["address"], "fr"), typed["number"]))
    known = AddressFacts.__dataclass_fields__
    given = {NAMES.get(name, name): name for name in typed}
    if not given.keys() & known.keys():
        return None
    facts = AddressFacts(**{"street": "", **{name: typed[given[name]] for name in given if name in known}})
    return _judged(case, given, judgement(facts))


def _judged(case: Mapping[str, Any], given: Mapping[str, str], judged: Judgement) -> dict[str, Any]:
    against = [objection for objection in judged.objections if objection.field in given]
    if against:
        refused: dict[str, Any] = {"outcome": "refused", "code": against[0].code}
        suggestions = list(judged.located.suggestions)
        return refused | {"suggestions": suggestions} if "suggestions" in case["expected"] and suggestions else refused
    if judged.remarks and "code" in case["expected"]:
        return {"outcome": "warning", "code": str(judged.remarks[0]), "blocking": False}
    located = judged.located
    read: dict[str, Any] = {given[name]: getattr(judged.facts, name) for name in given}
    read["locality"] = located.locality.own_name if located.locality else ""
    read["municipality"] = " / ".join(located.municipality.names[:2]) if located.municipality else ""
    return {"outcome": "accepted", **{name: read[name] for name in read if name in case["expected"]}}


def _zoned(judged: Judgement) -> dict[str, Any]:
    if judged.zone is None:
        return {"outcome": "accepted"}
    return {
        "outcome": "review",
        "code": str(judged.doubts[0]),
        "zone_of_number": judged.zone.name,
        "blocking": bool(judged.objections),
    }


@cache
def belgium() -> tuple[Place, ...]:
    """Return the list of places, read once."""
    return tuple(places())


def judgement(facts: AddressFacts, number: str = "") -> Judgement:
    """Judge an address with the list of places of the product."""
    code = read_postal_code(facts.postal_code)
    located: Located = locate(code, facts.municipality, belgium()) if facts.municipality else NOWHERE
    zone = zone_of(read_number(number).number) if number else ""
    return judge(facts, Surroundings(located, (), zone))


def whole(text: str, language: str) -> AddressFacts:
    """Return the address of one line: Rue Haute 10, 1000 Bruxelles."""
    line, _comma, town = text.partition(", ")
    street, number = read_line(line)
    code, _space, municipality = town.partition(" ")
    return AddressFacts(street, number, code, municipality, language=language)


ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]]] = {"address": answer}

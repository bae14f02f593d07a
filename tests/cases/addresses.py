"""Answers of the rules about addresses: of a case, the fields it gives are read and judged."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from emergency.registry.facts import AddressFacts
from emergency.registry.reading import read_address, read_house_number, read_line
from emergency.registry.rules import check_address

NAMES: Final = {"street_fr": "street", "municipality_fr": "municipality"}


def judge(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any]:
    """Answer how house numbers, a line, or the fields of an address are read."""
    typed = case["input"]
    if "values" in typed:
        read = [read_house_number(value) for value in typed["values"]]
        return {"outcome": "accepted", "parsed": [[one.number, one.box] for one in read], "show_preview": True}
    if "line" in typed:
        street, number = read_line(typed["line"])
        return {"outcome": "accepted", "street": street, "house_number": number}
    given = {NAMES.get(name, name): name for name in typed}
    known = AddressFacts.__dataclass_fields__
    facts = AddressFacts(**{"street": "", **{name: typed[given[name]] for name in given if name in known}})
    against = [objection for objection in check_address(facts) if objection.field in given]
    if against:
        return {"outcome": "refused", "code": against[0].code}
    kept = read_address(facts)
    return {
        "outcome": "accepted",
        **{given[name]: getattr(kept, name) for name in given if name in known and given[name] in case["expected"]},
    }


ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]]] = {"address": judge}

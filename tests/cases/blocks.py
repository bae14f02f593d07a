"""Answers of the rules about blocks: cut, carved, joined, and the instants of declarations."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from emergency.registry.division import Part, addresses_differ, carved, check_parts
from emergency.registry.facts import AddressFacts
from emergency.registry.rules import check_effective
from extranet.numbering.errors import NumberRefused
from extranet.numbering.reading import read_block

# +3222268800..+3222268899, or its end as digits; what follows an arrow is the place.
_BLOCK: Final = re.compile(r"\+(?P<first>\d+)(?:\.\.\+?(?P<last>\d+))?(?: -> (?P<place>.+))?")


def answer_block(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer what a rule says of a block; None for a case told in words."""
    typed = case["input"]
    if "exception" in typed:
        return _carved(typed)
    if "split_at" in typed and "right" in typed and typed["right"] is None:
        return _split(case)
    if "merge" in typed:
        return _merged(typed["merge"])
    if {"first", "last"} == typed.keys():
        return _read(typed)
    return None


def answer_effective(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer from when an address may hold; None for a case told in words."""
    typed = case["input"]
    if not {"now", "effective"} <= typed.keys():
        return None
    now, effective = datetime.fromisoformat(typed["now"]), datetime.fromisoformat(typed["effective"])
    against = check_effective(effective, now=now, held_since=now - timedelta(days=3650))
    return {"outcome": "refused", "code": against[0].code} if against else {"outcome": "accepted"}


def _numbers(text: str) -> tuple[int, int, str]:
    match = _BLOCK.match(text)
    assert match is not None, text
    first, last = match["first"], match["last"] or match["first"]
    whole = f"{first[: len(first) - len(last)]}{last}"
    return int(first), int(whole), match["place"] or ""


def _carved(typed: Mapping[str, Any]) -> dict[str, Any]:
    first, last, place = _numbers(typed["block"])
    begin, end, other = _numbers(typed["exception"])
    parts = carved(first, last, taken=(begin, end), facts=AddressFacts("", municipality=other))
    lines = [f"{_line(part.first, part.last)} {part.facts.municipality if part.facts else place}" for part in parts]
    return {"outcome": "accepted", "result": lines, "one_step": True}


def _line(first: int, last: int) -> str:
    return f"+{first}" if first == last else f"+{first}..{str(last)[-2:]}"


def _split(case: Mapping[str, Any]) -> dict[str, Any]:
    first, last, _place = _numbers(case["given"]["holding"])
    middle = int(case["input"]["split_at"])
    parts = [Part(first, middle - 1, AddressFacts(case["input"]["left"])), Part(middle, last)]
    against = check_parts(parts, [(first, last + 1)])
    if not against:
        return {"outcome": "accepted"}
    return {"outcome": "refused", "code": against[0].code, "numbers": f"+{middle}..+{last}"}


def _merged(texts: list[str]) -> dict[str, Any]:
    blocks = [_numbers(text) for text in texts]
    if len({place for _first, _last, place in blocks}) == 1:
        return {"outcome": "accepted"}
    return {"outcome": "refused", "code": addresses_differ([(first, last) for first, last, _place in blocks]).code}


def _read(typed: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return {"outcome": "accepted", "count": read_block(typed["first"], typed["last"]).count}
    except NumberRefused as refusal:
        return {"outcome": "refused", "code": refusal.code}


def in_words(_case: Mapping[str, Any], _document: Mapping[str, Any]) -> None:
    """Answer nothing: cases of these areas are played."""


ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]]] = {
    "block": answer_block,
    "concurrency": answer_effective,
    **dict.fromkeys(("porting", "lookup", "tenant", "csv"), in_words),
}

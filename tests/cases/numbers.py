"""Answers of the reader of numbers."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from extranet.numbering.errors import NumberRefused
from extranet.numbering.reading import read_block


def read(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any]:
    """Answer how two fields of a form are read."""
    typed = case["input"]
    try:
        block = read_block(*(str(typed.get(name) or "") for name in ("first_number", "last_number")))
    except NumberRefused as refusal:
        return {"outcome": "refused", "code": refusal.code}
    return {
        "outcome": "accepted",
        "first": f"+{block.first}",
        "last": f"+{block.last}",
        "count": block.count,
        "kind": str(block.kind),
        "warnings": list(block.warnings),
    }


ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]]] = {"number_format": read}

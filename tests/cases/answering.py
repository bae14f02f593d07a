"""Which rule answers which case, and how an answer is compared with what is expected."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from tests.cases import addresses, billing, blocks, caller_ids, hours, lines, months, numbers, routing

Answer = Callable[[Mapping[str, Any], Mapping[str, Any]], Any]

# By `kind` or, where a case has none, by `area`. An answer takes the case and its whole document.
ANSWERS: Final[Mapping[str, Answer]] = {
    **addresses.ANSWERS,
    **blocks.ANSWERS,
    **caller_ids.ANSWERS,
    **lines.ANSWERS,
    **hours.ANSWERS,
    **routing.ANSWERS,
    **numbers.ANSWERS,
    **months.ANSWERS,
}
# What explains a case to a reader and is no part of the answer.
IN_WORDS: Final = frozenset({"note", "http", "choices", "allowed_for", "when", "stored", "address_check"})
# Cases told in words are played, each in a test named after it.
PLAYED: Final = Path(__file__).resolve().parents[1] / "emergency_cases"


def differences(case: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """Return how the product's answer differs from the expected one; empty when it does not."""
    if case.get("rule") in billing.RULES:
        found = billing.difference(case)
        return f"expected {_shown(found[0])} got {_shown(found[1])}" if found else ""
    name = case.get("kind") or case.get("area") or case.get("rule", "")
    if name not in ANSWERS:
        return f"not answered: no rule for {name!r}"
    got, expected = ANSWERS[name](case, document), _bare(case["expected"])
    if got is None:
        return "" if played_by(case) else f"not answered: told in words, and no test plays {case['id']}"
    return "" if got == expected else f"expected {_shown(expected)} got {_shown(got)}"


def played_by(case: Mapping[str, Any]) -> Path | None:
    """Return the test that plays a case told in words; None when there is none."""
    path = PLAYED / f"test_{str(case['id']).lower().replace('-', '_')}.py"
    return path if path.is_file() else None


def _bare(expected: Any) -> Any:
    if isinstance(expected, dict):
        return {name: value for name, value in expected.items() if name not in IN_WORDS}
    return expected


def _shown(answer: Any) -> str:
    return json.dumps(answer, ensure_ascii=False, default=str)

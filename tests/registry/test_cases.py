"""The worked cases about addresses and blocks: answered by the rules, or played by a test named after them.

Terms: telavox.7, bt.14, sip.4
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cases.answering import differences

FILE: Final = Path(__file__).resolve().parents[1] / "cases" / "emergency_cases.json"
DOCUMENT: Final = json.loads(FILE.read_text(encoding="utf-8"))
AREAS: Final = frozenset(
    {"address", "block", "concurrency", "porting", "special_lines", "lookup", "tenant", "caller_id", "nomadic"}
)
# Played once the import of files is there.
NOT_YET: Final = frozenset({"EC-23"})
CASES: Final = [case for case in DOCUMENT["cases"] if case["area"] in AREAS and case["id"] not in NOT_YET]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_rules_answer_as_expected(case: dict[str, Any]) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    assert differences(case, DOCUMENT) == ""


def test_a_case_told_in_words_that_no_test_plays_is_not_answered() -> None:
    case = {"id": "EC-9999", "area": "lookup", "input": {}, "expected": {}}
    assert "no test plays EC-9999" in differences(case, DOCUMENT)

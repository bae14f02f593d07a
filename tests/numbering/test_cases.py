"""The worked cases about how numbers are written.

Terms: telavox.7, bt.14, sip.4
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cases.answering import differences

FILE: Final = Path(__file__).resolve().parents[1] / "cases" / "emergency_cases.json"
DOCUMENT: Final = json.loads(FILE.read_text(encoding="utf-8"))
CASES: Final = [case for case in DOCUMENT["cases"] if case["area"] == "number_format"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_reader_answers_as_expected(case: dict[str, Any]) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    assert differences(case, DOCUMENT) == ""


def test_a_refusal_is_a_difference_where_another_is_expected() -> None:
    case = {**CASES[0], "expected": {"outcome": "refused", "code": "number_missing"}}
    assert "expected" in differences(case, DOCUMENT)

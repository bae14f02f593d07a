"""The worked cases about addresses that are answered without a list of streets or municipalities.

Terms: telavox.7, bt.14, sip.4
"""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cases.answering import differences

FILE: Final = Path(__file__).resolve().parents[1] / "cases" / "emergency_cases.json"
DOCUMENT: Final = json.loads(FILE.read_text(encoding="utf-8"))
ANSWERED: Final = frozenset({"EC-40", "EC-44", "EC-45", "EC-52"})
CASES: Final = [case for case in DOCUMENT["cases"] if case["id"] in ANSWERED]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_the_rules_answer_as_expected(case: dict[str, Any]) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    assert differences(case, DOCUMENT) == ""

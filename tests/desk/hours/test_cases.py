"""The worked cases of the calendar, answered by the rules."""

import json
from typing import Any, Final

import pytest

from extranet.boot.places import ROOT
from tests.cases.answering import differences

DOCUMENT: Final = json.loads((ROOT / "tests" / "cases" / "calendar_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", DOCUMENT["cases"], ids=lambda case: case["id"])
def test_a_worked_case_has_the_expected_answer(case: dict[str, Any]) -> None:
    assert differences(case, DOCUMENT) == ""

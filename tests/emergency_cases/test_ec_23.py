"""EC-23: two rows of one file name the same number.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from tests.contracts import FIRST, hold
from tests.emergency.importing.files import cells, codes, shown
from tests.registry.cutting import towns

pytestmark = pytest.mark.django_db


def test_both_rows_are_named_and_nothing_is_written() -> None:
    hold()
    kept = shown([cells(FIRST, FIRST + 49), cells(FIRST + 49, FIRST + 99)])
    assert (kept.state, kept.changed) == ("refused", 0)
    # The header is line 1.
    assert codes(kept) == [(2, "overlap_in_file"), (3, "overlap_in_file")]
    assert ["3" in kept.faults[0]["sentence"], "2" in kept.faults[1]["sentence"]] == [True, True]
    assert towns(FIRST) == ["none_declared"]

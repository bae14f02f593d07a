"""EC-37: two partners claim two adjacent blocks in opposite order.

Terms: telavox.7, bt.14, sip.4
"""

from tests.cast import ALPHA, BETA, BETA_CLIENT
from tests.contracts import subscribe
from tests.numbering.test_races import at_once, claiming, won


def test_one_has_both_and_the_other_is_told(committed_db: None) -> None:
    low, high = ("02 226 88 00", "99"), ("02 226 89 00", "99")
    ours, theirs = subscribe(), subscribe(BETA, BETA_CLIENT)
    assert won(at_once((ALPHA, claiming(ours, low, high)), (BETA, claiming(theirs, high, low)))) == 1

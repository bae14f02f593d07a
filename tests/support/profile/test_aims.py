"""A partner's aims towards its own clients: read and written beside its contact, never a promise.

Terms: general.8
"""

from typing import Any

import pytest

from extranet.errors import InvalidInput
from tests.cast import ALICE, BOB, client_for
from tests.support.profile.acts import ANSWERS, change, profile

pytestmark = pytest.mark.django_db
PATH = "/settings/support/"


def test_aims_are_kept_and_taken_away() -> None:
    change(answer_aim_minutes=30, solution_aim_minutes=240)
    assert (profile().answer_aim_minutes, profile().solution_aim_minutes) == (30, 240)
    change()
    assert (profile().answer_aim_minutes, profile().solution_aim_minutes) == (None, None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"answer_aim_minutes": 0}, "answer_aim_minutes"),
        ({"solution_aim_minutes": 525_601}, "solution_aim_minutes"),
        ({"answer_aim_minutes": 60, "solution_aim_minutes": 30}, "solution_aim_minutes"),
    ],
)
def test_an_aim_that_makes_no_sense_is_refused_beside_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        change(**wrong)
    assert set(refusal.value.fields) == {field}
    assert profile().answer_aim_minutes is None


def test_the_page_asks_for_them_and_says_that_nothing_is_promised() -> None:
    browser = client_for(ALICE)
    page = browser.get(PATH).content.decode()
    assert "aucun délai n’est promis" in page
    posted = {**ANSWERS, "revision": profile().revision, "answer_aim_minutes": "45", "solution_aim_minutes": ""}
    assert browser.post(PATH, posted).status_code == 302
    assert profile().answer_aim_minutes == 45
    assert "45 minutes" in client_for(BOB).get(PATH).content.decode()

"""The page that answers whether a client may present a number.

Terms: general.4, sip.5
"""

import pytest

from tests.cast import ALICE, BETA, BETA_CLIENT, CLIENT, DENIS, DORA, SIBLING
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import get

pytestmark = pytest.mark.django_db


def test_the_ownership_question_is_answered_and_never_names_another_holder() -> None:
    hold(FIRST, FIRST + 9, client_id=SIBLING)
    hold(FIRST + 10, FIRST + 19)
    hold(FIRST + 20, FIRST + 29, schema=BETA, client_id=BETA_CLIENT)
    mine = get(DENIS, "/numbers/may-present/?number=02+226+88+15")
    assert "Oui" in mine
    assert "depuis le 5 janvier 2026" in mine
    assert all(clause in mine for clause in ("general.4", "sip.5"))
    answers = {_answer(end) for end in ("05", "25", "35")}
    assert len(answers) == 1, "a sibling’s, a stranger’s and a free number get one answer"
    assert "ne peut pas présenter" in answers.pop()
    assert "Oui" in get(ALICE, f"/numbers/may-present/?client={SIBLING}&number=02+226+88+05")


def _answer(end: str) -> str:
    """Return what Denis is answered about a number with this end, the end left out."""
    page = get(DENIS, f"/numbers/may-present/?number=02+226+88+{end}")
    return page.partition('id="answer-title"')[2].partition("</section>")[0].replace(f"88 {end}", "88 ..")


def test_the_question_may_be_about_another_instant() -> None:
    hold()
    page = get(ALICE, f"/numbers/may-present/?client={CLIENT}&number=02+226+88+05&at=2025-12-31")
    assert "ne pouvait pas présenter" in page
    assert "Non" in page
    assert "n’est pas un instant" in get(ALICE, f"/numbers/may-present/?client={CLIENT}&number=0222688&at=hier")


def test_a_client_asks_about_itself_whatever_the_address_says() -> None:
    hold(client_id=SIBLING)
    assert "Delta Conseil ne peut pas présenter" in get(
        DORA, f"/numbers/may-present/?client={SIBLING}&number=022268805"
    )

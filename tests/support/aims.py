"""Aims of the desk, published as its administrator would."""

from datetime import timedelta
from typing import Any

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.aims import Aims, publish_aims
from support.desk.models import Aim
from tests.cast import ANNA, Member, user_of
from tests.support.playing import OPEN

AIMS = Aims(critical_answer_minutes=15, critical_solution_minutes=120, answer_minutes=60, solution_minutes=480)


def published(*, by: Member = ANNA, **changes: Any) -> Aim:
    """Publish aims the day before the tests open their tickets."""
    asked: dict[str, Any] = {"aims": AIMS, "note": "Premiers", "at": OPEN - timedelta(days=1), "shown": 0, **changes}
    actor = user_of(by)
    with acting(PUBLIC, OPERATOR):
        return publish_aims(actor=actor, **asked)

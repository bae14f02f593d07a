"""The answers of the links of the night; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Final

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import ContactWay
from support.desk.paging.links import answer_link, drill_link, way_link
from support.desk.rota.feed import Scope, feed_link
from tests.cast import ERIK, user_of
from tests.routes.cells import Cell, Route
from tests.routes.night import DRILL, STEP, WAY


def answer_token(_cell: Cell) -> dict[str, str]:
    """Name the link in the message of the step."""
    return {"token": answer_link(STEP).rstrip("/").rsplit("/", 1)[1]}


def way_token(_cell: Cell) -> dict[str, str]:
    """Name the link in the test message of the way."""
    with acting(PUBLIC, OPERATOR):
        return {"token": way_link(ContactWay.objects.get(pk=WAY)).rstrip("/").rsplit("/", 1)[1]}


def drill_token(_cell: Cell) -> dict[str, str]:
    """Name the link in the monthly test."""
    return {"token": drill_link(DRILL).rstrip("/").rsplit("/", 1)[1]}


def feed_token(_cell: Cell) -> dict[str, str]:
    """Name the calendar of Erik."""
    with acting(PUBLIC, OPERATOR):
        link = feed_link(user_of(ERIK), Scope.MINE)
    return {"token": link.rsplit("/", 1)[1].removesuffix(".ics")}


# Only on the operator's own host; whoever has the link answers, signed in or not.
NIGHT: Final[Mapping[str, Route]] = {
    "answer-page": Route(get="YYY YYY YYY", post="YYY YYY YYY", stranger="YY", of=answer_token, is_shared=True),
    "answer-drill": Route(get="YYY YYY YYY", post="YYY YYY YYY", stranger="YY", of=drill_token, is_shared=True),
    "rota-feed": Route(get="YYY YYY YYY", post="MMM MMM MMM", stranger="YM", of=feed_token, is_shared=True),
    "confirm-way": Route(get="YYY YYY YYY", post="YYY YYY YYY", stranger="YY", of=way_token, is_shared=True),
}

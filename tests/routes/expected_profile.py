"""The answers of the routes of a partner's support profile; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Any, Final

from tests.routes.cells import Cell, Route
from tests.routes.desk import answers_here, token_here


def profile(_cell: Cell) -> dict[str, Any]:
    """Post the profile as it stands."""
    return answers_here()


def token(_cell: Cell) -> dict[str, str]:
    """Name the link of the house."""
    return {"token": token_here()}


PROFILE: Final[Mapping[str, Route]] = {
    "support-profile": Route(get="YYY NNN YYY", post="YNN NNN NNN", posts=profile),
    "send-contact-test": Route(get="MNN NNN NNN", post="YNN NNN NNN"),
    "confirm-contact-test": Route(get="YYY YYY YYY", post="FFF FFF FFF", of=token, stranger="YF", is_shared=True),
}

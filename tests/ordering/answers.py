"""What a browser of the tests gets, as text and as rows."""

import csv
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def text(answer: "Answer") -> str:
    """Return a page with ordinary spaces, so that tests read like the page."""
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def rows_of(answer: "Answer") -> list[list[str]]:
    """Return the rows of a CSV file."""
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

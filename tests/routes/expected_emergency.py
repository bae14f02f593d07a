"""The answers of the routes of emergency; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Final

from tests.routes.cells import Route

EMERGENCY: Final[Mapping[str, Route]] = {}

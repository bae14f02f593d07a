"""The answers of the routes of support; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Final

from tests.routes.cells import Route

SUPPORT: Final[Mapping[str, Route]] = {}

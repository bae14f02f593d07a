"""What other departments must do in the transaction that takes a block back.

A department registers its function when its app is ready; numbering calls it by no other name and imports none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from extranet.accounts.models import User
from extranet.numbering.models import Holding, Sheet


@dataclass(frozen=True)
class Locked:
    """A block whose sheet is locked. `instant`: the database's clock after the lock, later than any write before."""

    holding: Holding
    sheet: Sheet
    instant: datetime


Release: TypeAlias = Callable[[Locked, User | None], None]
_before_release: list[Release] = []


def before_release(function: Release) -> Release:
    """Have `function` called before a block is taken back; what it raises stops the release. Works as a decorator."""
    if function not in _before_release:
        _before_release.append(function)
    return function


def run_before_release(locked: Locked, actor: User | None) -> None:
    """Call everything registered, in the order of registration."""
    for function in _before_release:
        function(locked, actor)

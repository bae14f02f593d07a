"""What other departments must do in the transaction that writes addresses.

A department registers its function when its app is ready; the registry calls it by no other name and imports none.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from emergency.registry.models import Registration

Declared: TypeAlias = Callable[[Sequence[Registration]], None]
_after_declaring: list[Declared] = []


def after_declaring(function: Declared) -> Declared:
    """Have `function` called with every new registration; what it raises undoes the act. Works as a decorator."""
    if function not in _after_declaring:
        _after_declaring.append(function)
    return function


def run_after_declaring(rows: Sequence[Registration]) -> None:
    """Call everything registered, in the order of registration."""
    for function in _after_declaring:
        function(rows)

"""Deliveries by name, so that services never import tasks."""

from collections.abc import Callable
from typing import Any

Delivery = Callable[..., object]
_deliveries: dict[str, Delivery] = {}


def delivers(name: str) -> Callable[[Delivery], Delivery]:
    """Register the decorated function as the delivery `name`; it runs in the schema of its message,
    inside the transaction that marks the message delivered, and must be safe to run again."""

    def register(function: Delivery) -> Delivery:
        if name in _deliveries:
            raise ValueError(f"two deliveries named {name}")
        _deliveries[name] = function
        return function

    return register


def perform(name: str, args: list[Any]) -> None:
    """Run the delivery `name`. Raises KeyError when no app knows it."""
    _deliveries[name](*args)


def names() -> frozenset[str]:
    """Return the names of all deliveries."""
    return frozenset(_deliveries)

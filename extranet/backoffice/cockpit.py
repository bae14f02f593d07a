"""The cockpit: one box for each thing that may need staff. Apps add their own box from their `admin.py`.

Source: no request reads across partners by looping over schemas: a box reads back-office tables only,
and a fixed number of times.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from extranet.accounts.people import Person
from extranet.look.parts import Text


@dataclass(frozen=True)
class Module:
    """One box. `template` draws `facts`; `width` in twelfths; `link` leads to the whole list."""

    title: Text
    template: str
    width: int = 6
    link: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


Builder = Callable[[Person, datetime], Module | None]
_builders: dict[str, tuple[int, Builder]] = {}


def shows(name: str, *, place: int) -> Callable[[Builder], Builder]:
    """Put the decorated function's box on the cockpit; boxes stand in the order of `place`.

    The function returns None for staff whose role has no part in it.
    """

    def register(builder: Builder) -> Builder:
        _builders[name] = (place, builder)
        return builder

    return register


def modules_for(person: Person, *, at: datetime) -> list[Module]:
    """Return the boxes of `person` at the instant `at`, in order."""
    built = [builder(person, at) for _, builder in sorted(_builders.values(), key=lambda entry: entry[0])]
    return [module for module in built if module is not None]

"""The readings in force on a day: what finance chose where the terms leave a choice, by name and as text.

Terms: general.3, telavox.4, bt.11, bt.11d
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from billing.ledger import models
from billing.rules.days import quarter_of
from billing.rules.readings import ChannelRounding, Decrease, Readings
from extranet.errors import InvalidInput


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a whole number")
    return int(text)


# Every setting a row of `Reading` may name, and what reads its value.
SETTINGS: Final[Mapping[str, Callable[[str], Any]]] = {
    "decrease": Decrease,
    "channel_rounding": ChannelRounding,
    "increment_minutes": _whole,
    "assumed_days": _whole,
}
# A change of these takes effect when the next quarter opens.
AT_OPENING: Final = frozenset({"decrease"})


@dataclass(frozen=True, slots=True)
class DatedReading:
    """A value chosen for a setting, in force from a day until the next one."""

    name: str
    value: str
    valid_from: date


def check_reading(name: str, value: str) -> None:
    """Refuse a setting the rules do not know, or a value it cannot have. Raises InvalidInput.

    Terms: bt.11d
    """
    if name not in SETTINGS:
        sentence = _("Les règles n’ont pas de réglage « %(name)s ». Choisissez parmi : %(names)s.")
        told = sentence % {"name": name, "names": ", ".join(SETTINGS)}
        raise InvalidInput(told, code="reading_unknown", fields={"name": told})
    try:
        Readings(**{name: SETTINGS[name](value)})
    except ValueError as error:
        told = _("« %(value)s » n’est pas une valeur du réglage « %(name)s ».") % {"value": value, "name": name}
        raise InvalidInput(told, code="reading_value", fields={"value": told}) from error


def chosen_readings() -> tuple[DatedReading, ...]:
    """Return every reading ever chosen; one query."""
    rows = models.Reading.objects.order_by("name", "valid_from").values_list("name", "value", "valid_from")
    return tuple(DatedReading(*row) for row in rows)


def readings_on(chosen: Iterable[DatedReading], day: date) -> Readings:
    """Return the settings in force on a day; where nothing was chosen, our reading.

    Raises ValueError for a value that no setting has.

    Terms: bt.11d
    Reading: a changed rule of decrease takes effect at the next opening: the one of the quarter's first day counts.
    """
    opening = quarter_of(day).start
    values: dict[str, Any] = {}
    for reading in sorted(chosen, key=lambda one: one.valid_from):
        since = opening if reading.name in AT_OPENING else day
        if reading.valid_from <= since and reading.name in SETTINGS:
            values[reading.name] = SETTINGS[reading.name](reading.value)
    return Readings(**values)

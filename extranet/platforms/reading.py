"""From what a platform sends to what it says: strict, because a count that was guessed is billed.

The body of a snapshot: `{"day": "2026-10-03", "counts": {"bt-user": 12, "bt-number": 20}}`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from extranet.platforms.errors import Malformed, Unreadable
from extranet.platforms.rules import read_day, read_quantity

# An account has some dozens of elements, each with a code of at most forty letters.
BODY_BYTES: Final = 64 * 1024
MEMBERS: Final = frozenset({"day", "counts"})


@dataclass(frozen=True)
class Snapshot:
    """What is configured on an account, as a platform says it for a day."""

    day: date
    counts: Mapping[str, Decimal]

    def written(self) -> dict[str, object]:
        """Return it as JSON in one way only: what means the same is written the same."""
        return {"day": self.day.isoformat(), "counts": written_counts(self.counts)}


def written_counts(counts: Mapping[str, Decimal]) -> dict[str, str]:
    """Return counts as text, exactly, by element: 12 and 12.000 are both "12"."""
    return {element: f"{counts[element].normalize() + 0:f}" for element in sorted(counts)}


def read_snapshot(body: bytes) -> Snapshot:
    """Read the body of a snapshot. Raises Malformed when it is not JSON, Unreadable when it does not say what it must.

    Numbers are read as they are written, never by way of a binary fraction; text such as "12.5" is a number too.
    """
    said = _object(body)
    if said.keys() != MEMBERS or not isinstance(said["counts"], dict):
        sentence = _('Envoyez {"day": "2026-10-03", "counts": {"bt-user": 12}}, sans rien d’autre.')
        raise Unreadable(sentence, code="body_shape")
    day = read_day(said["day"]) if isinstance(said["day"], str) else None
    if day is None:
        sentence = _("Écrivez le jour ainsi : 2026-10-03.")
        raise Unreadable(sentence, code="day_not_read", fields={"day": sentence})
    return Snapshot(day, {element: _quantity(element, value) for element, value in said["counts"].items()})


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(
            body.decode("utf-8"),
            parse_int=Decimal,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError, InvalidOperation) as error:
        sentence = _("Le corps n’est pas du JSON en UTF-8. Corrigez-le, puis renvoyez-le.")
        raise Malformed(sentence, code="body_not_json") from error
    return said if isinstance(said, dict) else {}


def _refuse_constant(word: str) -> None:
    raise ValueError(word)  # NaN and Infinity are Python's, not JSON's


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        sentence = _("« %(name)s » est donné deux fois. Gardez-en un.") % {"name": twice[:40]}
        raise Unreadable(sentence, code="named_twice")
    return found


def _quantity(element: str, value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    quantity = read_quantity(value) if isinstance(value, str) else None
    if quantity is None:
        sentence = _("%(element)s : donnez un nombre, comme 12 ou 12.5.") % {"element": element[:40]}
        raise Unreadable(sentence, code="quantity_not_a_number", fields={element[:40]: sentence})
    return quantity

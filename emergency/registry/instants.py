"""Instants as people type them: in Brussels time, or with their offset.

Source: twice a year a wall time does not exist, or exists twice; neither is decided for the person.
"""

from datetime import UTC, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from extranet.errors import InvalidInput
from extranet.look import formats
from extranet.times import BRUSSELS, readings_of


class Turn(StrEnum):
    """Which of two equal wall times is meant, on the night the clock goes back."""

    FIRST = "first"
    SECOND = "second"


class InstantRefused(InvalidInput):
    """What was typed is no instant, or could be two."""


def read_wall(wall: datetime, turn: Turn | None = None) -> datetime:
    """Return the one instant at which a clock in Brussels shows `wall`.

    `turn`: which of two is meant; it says nothing where there is one. Raises InstantRefused with code
    `wall_time_missing` or `wall_time_twice`.
    """
    try:
        readings = readings_of(wall)
    except OverflowError as error:
        raise _unreadable(wall.isoformat(" ")) from error
    if not readings:
        raise InstantRefused(_skipped(wall), code="wall_time_missing")
    if len(readings) == 1:
        return readings[0]
    if turn is None:
        sentence = _(
            "Cette nuit-là, l’horloge recule et montre cette heure deux fois. Choisissez la première ou la seconde."
        )
        raise InstantRefused(sentence, code="wall_time_twice")
    return readings[0] if turn is Turn.FIRST else readings[1]


def read_instant(text: str) -> datetime:
    """Return the instant that `text` says: ISO 8601 with its offset, or the wall time in Brussels without one.

    A day alone is its first instant. Raises InstantRefused.
    """
    try:
        read = datetime.fromisoformat(text.strip())
        if read.tzinfo is not None:
            # By way of Brussels: at both ends of the calendar not every instant has a wall time there to be shown.
            return read.astimezone(BRUSSELS).astimezone(UTC)
        readings = readings_of(read)
    except (ValueError, OverflowError) as error:
        raise _unreadable(text.strip()) from error
    if len(readings) > 1:
        choices = {"first": _in_brussels(readings[0]), "second": _in_brussels(readings[1])}
        sentence = _("Cette heure existe deux fois cette nuit-là. Écrivez %(first)s ou %(second)s.")
        raise InstantRefused(sentence % choices, code="wall_time_twice")
    return read_wall(read)


def _unreadable(text: str) -> InstantRefused:
    sentence = _(
        "« %(text)s » n’est pas un instant. Écrivez 2026-06-30T23:59:59+02:00, ou 2026-06-30 23:59 à l’heure belge."
    )
    return InstantRefused(sentence % {"text": text}, code="instant_unreadable")


def _in_brussels(at: datetime) -> str:
    return at.astimezone(BRUSSELS).isoformat()


def _skipped(wall: datetime) -> str:
    """Return the sentence for a wall time that the clock jumps over, with one that exists."""
    after = wall.replace(tzinfo=BRUSSELS, fold=0).astimezone(UTC)
    sentence = _(
        "Cette nuit-là, l’horloge avance d’une heure : %(wall)s n’existe pas. Choisissez une heure qui existe, "
        "comme %(after)s."
    )
    return sentence % {"wall": f"{wall:%H:%M}", "after": formats.time_of_day(after)}

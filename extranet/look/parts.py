"""Small things that pages hand to fragments: a state's badge, a step, a difference between two readings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.functional import Promise

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Text: TypeAlias = StrOrPromise
else:
    Text = str | Promise


class Tone(StrEnum):
    """What a state means to the person: done and proven, waits for them, refused or harmful, under way."""

    NEUTRAL = ""
    OK = "ok"
    WARN = "warn"
    DANGER = "danger"
    INFO = "info"
    ACCENT = "accent"


@dataclass(frozen=True)
class Badge:
    """The word of a state; colour and icon only repeat it."""

    label: Text
    tone: Tone = Tone.NEUTRAL
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a path. An empty `url` means it cannot be reached from here."""

    key: str
    label: Text
    url: str = ""


@dataclass(frozen=True)
class Difference:
    """One answer that changed under a person's hands: theirs, and what is there now."""

    label: Text
    yours: str
    now: str

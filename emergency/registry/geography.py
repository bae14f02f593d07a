"""Whether a postal code and a municipality belong together, and whether two streets are one; pure.

Terms: telavox.7, bt.14, sip.4
Reading: a municipality may be written in any of its languages, or by the name of a locality of it. What does not
agree is refused with what may have been meant; nothing is corrected in silence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from emergency.registry.facts import AddressFacts
from emergency.registry.spelling import folded

# From here on a name looks like a slip of the pen of another: « Bruxeles ».
CLOSE: Final = 0.84
_NOT_A_LETTER: Final = re.compile(r"[^a-z0-9]+")
_SHORT: Final = re.compile(r"\b(?:(?P<saint>st)|(?P<sainte>ste))\b")


class Regime(TextChoices):
    """The languages of a municipality."""

    FRENCH = "fr", _("français")
    DUTCH = "nl", _("néerlandais")
    GERMAN = "de", _("allemand")
    BILINGUAL = "fr-nl", _("français et néerlandais")


def key_of(name: str) -> str:
    """Return a name without case, accents and marks, its « St » written out, to compare it."""
    plain = _NOT_A_LETTER.sub(" ", folded(name)).strip()
    return _SHORT.sub(lambda match: "sainte" if match["sainte"] else "saint", plain)


@dataclass(frozen=True)
class Place:
    """A municipality, or a locality of one (`is_locality`), under a postal code. `nis_code`: of the municipality."""

    postal_code: str
    nis_code: str
    name_fr: str
    name_nl: str = ""
    name_de: str = ""
    is_locality: bool = False
    regime: str = Regime.FRENCH

    @property
    def names(self) -> tuple[str, ...]:
        """Its different names: French, Dutch, German."""
        return tuple(dict.fromkeys(name for name in (self.name_fr, self.name_nl, self.name_de) if name))

    @property
    def own_name(self) -> str:
        """Its name in its own language; both names where it has two."""
        if self.regime == Regime.BILINGUAL:
            return "/".join(dict.fromkeys(filter(None, (self.name_fr, self.name_nl))))
        own = {Regime.DUTCH: self.name_nl, Regime.GERMAN: self.name_de}.get(Regime(self.regime), self.name_fr)
        return own or self.names[0]

    @property
    def line(self) -> str:
        """Postal code and name, as it is suggested: 1000 Bruxelles/Brussel."""
        return f"{self.postal_code} {self.own_name}"

    def is_called(self, name: str) -> bool:
        """Whether `name` is one of its names, or several of them with a slash between."""
        asked = {key_of(part) for part in name.split("/")} - {""}
        return bool(asked) and asked <= {key_of(one) for one in self.names}


class Verdict(StrEnum):
    """What is said of a postal code and a municipality; also the code of the refusal or review."""

    AGREE = "agree"
    UNJUDGED = "unjudged"
    CODE_UNKNOWN = "postal_code_unknown"
    MISMATCH = "postal_code_municipality_mismatch"
    MISSPELT = "municipality_misspelt"
    NAME_UNKNOWN = "municipality_unknown"


@dataclass(frozen=True)
class Located:
    """Where an address is. `municipality` and `locality` are there when they agree, `suggestions` when not."""

    verdict: Verdict
    municipality: Place | None = None
    locality: Place | None = None
    suggestions: tuple[str, ...] = ()

    @property
    def is_bilingual(self) -> bool:
        """Whether streets have a name in two languages there."""
        return self.municipality is not None and self.municipality.regime == Regime.BILINGUAL


def locate(postal_code: str, municipality: str, places: Sequence[Place]) -> Located:
    """Return where `postal_code` and `municipality` are.

    `places`: at least those under the code, those of that name, and the municipalities of those; none at all when
    no list is loaded, which judges nothing.

    Terms: telavox.7, bt.14, sip.4
    Reading: a name that no list has may still be a hamlet: people look at it. One that looks like a slip of the
    pen is refused, so that nobody guesses.
    """
    if not places:
        return Located(Verdict.UNJUDGED)
    here = [place for place in places if place.postal_code == postal_code]
    called = [place for place in places if place.is_called(municipality)]
    found = [place for place in called if place.postal_code == postal_code]
    if found:
        return _agreed(min(found, key=lambda place: place.is_locality), here)
    suggestions = _suggested(here, called)
    if not here:
        return Located(Verdict.CODE_UNKNOWN, suggestions=suggestions)
    if called:
        return Located(Verdict.MISMATCH, suggestions=suggestions)
    is_slip = any(_is_close(municipality, name) for place in here for name in place.names)
    return Located(Verdict.MISSPELT if is_slip else Verdict.NAME_UNKNOWN, suggestions=suggestions)


def _agreed(found: Place, here: Sequence[Place]) -> Located:
    if not found.is_locality:
        return Located(Verdict.AGREE, found)
    whole = [place for place in here if place.nis_code == found.nis_code and not place.is_locality]
    return Located(Verdict.AGREE, whole[0] if whole else None, found)


def _suggested(here: Iterable[Place], called: Iterable[Place]) -> tuple[str, ...]:
    """Return what may have been meant: what the code names, and under which code the name is found first."""
    lines = [place.line for place in here if not place.is_locality]
    lowest: dict[str, Place] = {}
    for place in sorted(called, key=lambda place: place.postal_code):
        lowest.setdefault(place.nis_code, place)
    return tuple(dict.fromkeys([*lines, *(place.line for place in lowest.values())]))


def _is_close(one: str, other: str) -> bool:
    return SequenceMatcher(None, key_of(one), key_of(other)).ratio() >= CLOSE


# ---------- Streets ----------
@dataclass(frozen=True)
class StreetNames:
    """The names of one street under a postal code."""

    postal_code: str
    name_fr: str = ""
    name_nl: str = ""
    name_de: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """Its names, to compare them."""
        return frozenset(key_of(name) for name in (self.name_fr, self.name_nl, self.name_de) if name)

    def other_name(self, street: str, language: str) -> str:
        """Return the name in the other language of a bilingual municipality; empty when there is none."""
        other = self.name_nl if language == "fr" else self.name_fr
        return other if other and key_of(other) != key_of(street) else ""


class Likeness(StrEnum):
    """Whether two addresses are one place; also the code of the warning."""

    SAME = "same_address"
    POSSIBLY = "possible_duplicate"
    DIFFERENT = "different"


def likeness(one: AddressFacts, other: AddressFacts, streets: Sequence[StreetNames]) -> Likeness:
    """Return whether two addresses are the same door, whatever the language each is written in.

    `streets`: the pairs known under their postal code, of a BeSt file or written down by staff. Floor, room and
    access are not compared: they are on the spot.

    Terms: telavox.7, bt.14, sip.4
    Reading: without a pair that links two street names, one number under one code is only a possible duplicate.
    """
    door = (one.postal_code, key_of(one.house_number), key_of(one.box))
    if door != (other.postal_code, key_of(other.house_number), key_of(other.box)) or not one.house_number:
        return Likeness.DIFFERENT
    names = [{key_of(name) for name in (facts.street, facts.second_street) if name} for facts in (one, other)]
    if names[0] & names[1]:
        return Likeness.SAME
    for street in streets:
        if street.postal_code == one.postal_code and street.keys & names[0] and street.keys & names[1]:
            return Likeness.SAME
    return Likeness.DIFFERENT if one.language == other.language else Likeness.POSSIBLY


def second_name(facts: AddressFacts, streets: Sequence[StreetNames]) -> str:
    """Return the street's name in the other language where exactly one street is meant; else empty."""
    meant = [one for one in streets if one.postal_code == facts.postal_code and key_of(facts.street) in one.keys]
    names = {one.other_name(facts.street, facts.language) for one in meant} - {""}
    return names.pop() if len(names) == 1 else ""

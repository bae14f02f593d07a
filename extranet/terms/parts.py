"""The parts of the terms: their names, their numbering, and the words their titles are known by."""

from dataclasses import dataclass, field
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """One document of the terms: what holds for everybody, or for one of the four services.

    Terms: telavox.1, bt.8, sip.1, meeting.1
    """

    GENERAL = "general", _("Conditions générales")
    TELAVOX = "telavox", "Telavox UCaaS"
    BT = "bt", "Business Telephony"
    SIP = "sip", "SIP Trunking"
    MEETING = "meeting", "Web Meeting"


class Language(TextChoices):
    """A language in which terms are published. French is the one every version has."""

    FRENCH = "fr", _("français")
    DUTCH = "nl", _("néerlandais")
    GERMAN = "de", _("allemand")
    ENGLISH = "en", _("anglais")


@dataclass(frozen=True)
class Shape:
    """The numbering of a part: first and last paragraph, and the lettered items of one of them."""

    first: int
    last: int
    items: dict[int, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[str]:
        return [str(number) for number in range(self.first, self.last + 1)]


SHAPES: Final[dict[Part, Shape]] = {
    Part.GENERAL: Shape(1, 8),
    Part.TELAVOX: Shape(1, 7, {4: "abc"}),
    Part.BT: Shape(8, 14, {11: "defghijk"}),
    Part.SIP: Shape(1, 5),
    Part.MEETING: Shape(1, 2),
}

SERVICE_WORDS: Final[dict[str, Part]] = {
    "telavox": Part.TELAVOX,
    "business telephony": Part.BT,
    "sip trunking": Part.SIP,
    "web meeting": Part.MEETING,
}

# A service keeps its name in every language; the general part is known by these words.
GENERAL_WORDS: Final[dict[str, Language]] = {
    "conditions générales": Language.FRENCH,
    "algemene voorwaarden": Language.DUTCH,
    "algemene gebruiksvoorwaarden": Language.DUTCH,
    "allgemeine bedingungen": Language.GERMAN,
    "allgemeine geschäftsbedingungen": Language.GERMAN,
    "allgemeine nutzungsbedingungen": Language.GERMAN,
    "general terms": Language.ENGLISH,
    "general conditions": Language.ENGLISH,
}


def clause_of(part: str, number: int, item: str = "") -> str:
    """Return how a clause is cited: `bt.11d`."""
    return f"{part}.{number}{item}"


def anchor_of(clause: str) -> str:
    """Return the id of a clause on a page: `bt-11d`."""
    return clause.replace(".", "-")


def all_clauses() -> list[str]:
    """Return every numbered paragraph and lettered item of the terms, in their order."""
    return [
        clause_of(part, number, item)
        for part, shape in SHAPES.items()
        for number in range(shape.first, shape.last + 1)
        for item in ("", *shape.items.get(number, ""))
    ]

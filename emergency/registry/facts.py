"""What is declared about a place, as a person types it or as it is kept."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

BELGIUM: Final = "BE"


@dataclass(frozen=True)
class AddressFacts:
    """A place where help can be sent. `no_house_number_reason` only where there is no house number.

    `second_street`: the street's name in the other language of a bilingual municipality.

    Terms: telavox.7, bt.14, sip.4
    """

    street: str
    house_number: str = ""
    postal_code: str = ""
    municipality: str = ""
    box: str = ""
    no_house_number_reason: str = ""
    country: str = BELGIUM
    language: str = "fr"
    floor: str = ""
    room: str = ""
    access_note: str = ""
    second_street: str = ""

    @property
    def line(self) -> str:
        """The place in one line: Rue Haute 16 boîte 3, 1000 Bruxelles."""
        street = " ".join(filter(None, (self.street, self.house_number)))
        if self.box:
            street = _("%(line)s boîte %(box)s") % {"line": street, "box": self.box}
        town = f"{self.postal_code} {self.municipality}"
        return f"{street}, {town}" if self.country == BELGIUM else f"{street}, {self.country}-{town}"

    @property
    def details(self) -> str:
        """What helps on the spot: floor, room, access; empty when nothing is said."""
        floor = _("étage %(floor)s") % {"floor": self.floor} if self.floor else ""
        room = _("local %(room)s") % {"room": self.room} if self.room else ""
        return ", ".join(filter(None, (floor, room, self.access_note)))

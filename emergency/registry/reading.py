"""Reads an address as people type it, pure. What is read is shown before it is kept; nothing is guessed.

Terms: telavox.7, bt.14, sip.4
Reading: B-1480 and B1480 are 1480; a flat box written after the house number goes to its own field. Anything
else stays as it was typed.
"""

import re
from dataclasses import dataclass, fields
from typing import Final

from emergency.registry.facts import BELGIUM, AddressFacts
from emergency.registry.spelling import folded, plain

_NUMBER: Final = r"[0-9]{1,5}(?: ?(?:bis|ter|quater)| ?[a-z]{1,2})?"
_NUMBERS: Final = rf"{_NUMBER}(?: ?[-–] ?{_NUMBER})?"
# Never the end of « boîte postale », which is refused as it stands.
_BOX: Final = r"(?!post)[0-9a-z][0-9a-z.]{0,9}"
# Nothing need part the word from digits, as in 16bte3; a letter needs a blank or a dot.
_WORDED_BOX: Final = rf"(?:bo[iî]te|bte|bt|bus|kasten)(?:(?=[0-9])|\.? (?:n°|no\.?|nr\.?)? ?|\. ?)(?P<worded>{_BOX})"
_HOUSE_NUMBER: Final = re.compile(rf"(?P<number>{_NUMBERS})(?: ?/ ?(?P<slashed>{_BOX})|,? ?{_WORDED_BOX})", re.I)
_BOX_ALONE: Final = re.compile(_WORDED_BOX, re.I)
_POSTAL_CODE: Final = re.compile(r"(?:BE?[ -]{0,3})?([0-9]{4})", re.I)
_LINE: Final = re.compile(
    rf"(?P<street>.*?[^\W\d_].*?),? (?P<number>{_NUMBERS}(?: ?/ ?{_BOX}|,? ?{_WORDED_BOX})?)", re.I
)
_FIELDS: Final = tuple(field.name for field in fields(AddressFacts))
_COUNTRIES: Final = frozenset({"", "be", "belgique", "belgie", "belgien", "belgium"})


@dataclass(frozen=True)
class HouseNumber:
    """A house number as it is written at the door, and the box of the flat; both may be empty."""

    number: str
    box: str = ""


def read_house_number(text: str) -> HouseNumber:
    """Return the house number and, where one is written after it, the box: `16 bte 3` is 16, box 3.

    16A, 16 bis and 16-18 are numbers without a box; what has another form stays whole.

    Terms: telavox.7, bt.14, sip.4
    """
    written = plain(text)
    match = _HOUSE_NUMBER.fullmatch(written)
    if match is None:
        return HouseNumber(written)
    return HouseNumber(match["number"], match["slashed"] or match["worded"])


def read_box(text: str) -> str:
    """Return a box without the word for it: `bus 3` is 3."""
    written = plain(text)
    match = _BOX_ALONE.fullmatch(written)
    return match["worded"] if match else written


def read_postal_code(text: str) -> str:
    """Return the four digits of a Belgian postal code, B-1480 as 1480; what is none stays as it was typed."""
    written = plain(text)
    match = _POSTAL_CODE.fullmatch(written)
    return match[1] if match else written


def read_line(text: str) -> tuple[str, str]:
    """Return street and house number of one line; the number is empty when the line does not end with one.

    Rue du 11 Novembre 5 is at number 5 of Rue du 11 Novembre.
    """
    written = plain(text)
    match = _LINE.fullmatch(written)
    return (match["street"], match["number"]) if match else (written, "")


def read_address(typed: AddressFacts) -> AddressFacts:
    """Return an address as it will be kept: ordinary characters, postal code and box in their own form.

    Reading twice changes nothing more.

    Terms: telavox.7, bt.14, sip.4
    """
    written = {name: plain(getattr(typed, name)) for name in _FIELDS}
    country, house = folded(written["country"]), read_house_number(written["house_number"])
    written["postal_code"] = read_postal_code(written["postal_code"])
    written["box"] = read_box(written["box"])
    written["country"] = BELGIUM if country in _COUNTRIES else written["country"].upper()
    # Two boxes stay as they are: the check says so.
    if not house.box or written["box"] in ("", house.box):
        written |= {"house_number": house.number, "box": house.box or written["box"]}
    return AddressFacts(**written)

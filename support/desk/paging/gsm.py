"""The alphabet of short messages: what a text costs, and how to keep it within two parts. Pure.

Source: 3GPP TS 23.038: 160 seven-bit characters in one message, 153 in each of several; the characters of the
extension table count twice, and a single character outside both makes the whole text count as 70 and 67.
"""

import unicodedata
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE: Final = frozenset("^{}\\[~]|€\f")
ONE_PART: Final = 160
TWO_PARTS: Final = 306
WRITTEN_OUT: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "…": "...",
        "·": "-",
        "–": "-",
        "—": "-",
        "œ": "oe",
        "Œ": "OE",
    }
)


def plain(text: str) -> str:
    """Return a text in the plain alphabet, spaces joined: accents that it lacks fall off, the rest becomes "?"."""
    written = " ".join(text.translate(WRITTEN_OUT).split())
    return "".join(_plain(one) for one in written)


def length(text: str) -> int:
    """Return what a plain text counts, in characters of seven bits."""
    return sum(2 if one in TWICE else 1 for one in text)


def _plain(one: str) -> str:
    if one in BASIC or one in TWICE:
        return one
    bare = "".join(part for part in unicodedata.normalize("NFKD", one) if not unicodedata.combining(part))
    return "".join(part if part in BASIC else "?" for part in bare) or "?"

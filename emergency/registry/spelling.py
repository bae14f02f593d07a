"""The characters of an address: what is invisible is removed, what cannot be sure is named.

Source: Unicode NFKC, taken one character at a time, so that nothing is put together that was written apart.
"""

import unicodedata
from functools import lru_cache
from typing import Final

# Files of ten thousand addresses are written with few different letters.
LETTERS: Final = 4_096

# Compatibility forms that mean another thing once they are plain: 10² is not 102, 16½ is not 161/2.
_CHANGES_MEANING: Final = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>", "<compat>")
_UNREADABLE: Final = frozenset({"Cn", "Co", "Cs", "So"})
_MARKS_OF_NUMBERS: Final = frozenset("°№")


def plain(text: str) -> str:
    """Return `text` in ordinary characters: full-width ones narrow, hidden ones gone, each blank one space.

    A character that could be read in two ways stays as it is: it is refused, never replaced.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = "".join(_plain_character(character) for character in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def unclear_characters(text: str) -> str:
    """Return the characters of `text` that could be read in two ways or not at all, each once."""
    if text.isascii():
        return ""  # every one of these can be read in one way only
    return "".join(dict.fromkeys(character for character in text if _is_unclear(character)))


def folded(text: str) -> str:
    """Return `text` without case and accents, to look for words in it."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def has_letter(text: str) -> bool:
    """Return whether `text` says anything in words."""
    return any(character.isalpha() for character in text)


@lru_cache(maxsize=LETTERS)
def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category == "Cc":
        return " "
    if category == "Cf":
        return ""
    # An accent that stands alone, as in « de l´Église », would become a blank and a mark.
    if _is_unclear(character) or unicodedata.decomposition(character).startswith("<compat> 0020"):
        return character
    return unicodedata.normalize("NFKC", character)


@lru_cache(maxsize=LETTERS)
def _is_unclear(character: str) -> bool:
    if character in _MARKS_OF_NUMBERS:
        return False
    if unicodedata.category(character) in _UNREADABLE:
        return True
    ordinary = unicodedata.normalize("NFKC", character)
    if character.isalpha():
        return not unicodedata.name(ordinary[:1], "").startswith("LATIN")
    if any(letter.isnumeric() for letter in ordinary):
        return not ordinary.isascii() or unicodedata.decomposition(character).startswith(_CHANGES_MEANING)
    return False

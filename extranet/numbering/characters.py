"""From what people type or paste to bare digits, pure. Nothing is dropped that could have been a digit.

Source: pasted numbers hold narrow and no-break spaces, full-width digits, marks of direction and dashes of every
kind. A superscript is refused: "02 226 88 8²" is a footnote, not a 2.
"""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

from extranet.numbering.errors import NumberRefused

_SEPARATORS: Final = frozenset(" .-/()")
_ALLOWED: Final = _SEPARATORS | frozenset("+0123456789")
_MINUS: Final = "\N{MINUS SIGN}"
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_MARKED_ZERO: Final = re.compile(r"\( *0 *\)")
# Stands for a trunk zero in brackets, which says itself that it is not dialled after +32.
_ZERO: Final = "z"
_AFTER: Final = ("+32", "0032", "32")


def digits_of(text: str) -> str:
    """Return the digits of `text`, after a plus when it has one; empty when there are none.

    The zone's zero in brackets after the country code, +32 (0)2, is left out. Raises NumberRefused for
    anything but digits, a plus in front, spaces, dots, slashes, dashes and brackets.
    """
    plain = "".join(_plain(letter) for letter in text)
    for letter in plain:
        if letter not in _ALLOWED:
            raise _bad(letter)
    if set(_BRACKETS.sub("", plain)) & set("()"):
        raise _bad("(" if plain.count("(") > plain.count(")") else ")")
    marked = "".join(letter for letter in _MARKED_ZERO.sub(_ZERO, plain) if letter not in _SEPARATORS)
    before, zero, after = marked.partition(_ZERO)
    digits = f"{before}{'' if before in _AFTER else '0' if zero else ''}{after.replace(_ZERO, '0')}"
    if "+" in digits[1:]:
        raise _bad("+")
    return digits


def _plain(letter: str) -> str:
    """Return a letter without its width; any space as a space, any dash as a hyphen, invisible marks as nothing."""
    category = unicodedata.category(letter)
    if category == "Cf":
        return ""
    if letter.isspace() or category == "Zs":
        return " "
    if category == "Pd" or letter == _MINUS:
        return "-"
    if unicodedata.decomposition(letter).startswith("<wide>"):
        return unicodedata.normalize("NFKC", letter)
    return letter


def _bad(letter: str) -> NumberRefused:
    if not letter.isprintable():
        sentence = _("Un caractère invisible s’est glissé dans le numéro. Retapez-le, chiffre par chiffre.")
    elif letter in ",;|":
        sentence = _("Écrivez un seul numéro par champ : un bloc a un premier et un dernier numéro.")
    elif letter.isalpha():
        sentence = _("« %(letter)s » n’est pas un chiffre. Écrivez le numéro en chiffres seulement.")
    else:
        sentence = _("« %(letter)s » n’a pas sa place dans un numéro. Gardez les chiffres et les espaces.")
    return NumberRefused(sentence % {"letter": letter}, code="number_bad_character")

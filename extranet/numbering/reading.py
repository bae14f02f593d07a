"""Reads Belgian numbers and blocks as people type them, pure and strict.

What is doubtful is refused with what to correct; what was understood differently from what stands there is
accepted with a warning, which the person sees before anything is written.

Terms: telavox.7, bt.14, sip.4
Reading: a number read wrong sends help to a wrong street, so nothing is guessed and nothing dropped in silence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from extranet.look.formats import quantity
from extranet.look.parts import Text
from extranet.numbering.characters import digits_of
from extranet.numbering.errors import NumberRefused
from extranet.numbering.formats import written, written_at_home
from extranet.numbering.kinds import NumberKind
from extranet.numbering.plan import (
    PREFIX,
    full_length,
    groups_of,
    international,
    is_mobile,
    kind_of,
    national,
    series_of,
    zone_of,
)

__all__ = ["MAX_NUMBERS", "WARNINGS", "ReadBlock", "ReadNumber", "read_block", "read_number", "zone_of"]

MAX_NUMBERS: Final = 10_000
PLUS_ADDED: Final = "plus_added"
TRUNK_ZERO_REMOVED: Final = "trunk_zero_removed"
SUFFIX_EXPANDED: Final = "suffix_expanded"
WARNINGS: Final[Mapping[str, Text]] = {
    PLUS_ADDED: gettext_lazy("Le « + » manquait devant 32 : vérifiez que c’est bien l’indicatif du pays."),
    TRUNK_ZERO_REMOVED: gettext_lazy("Le zéro de la zone a été retiré après +32."),
    SUFFIX_EXPANDED: gettext_lazy("Le dernier numéro a été complété avec le début du premier."),
}
# Emergency and service codes: also refused after +32. Alone, any 1xx and 1xxx is one.
_SHORT_CODE: Final = re.compile(r"1(?:0[0-9]|1[02])|116\d{3}")
_BARE_SHORT_CODE: Final = re.compile(r"1\d{2,3}|116\d{3}")
# From here on digits that begin with 32 are taken for the country code: shorter ones could be zone 03 without its 0.
_SHORTEST_WITH_COUNTRY: Final = 9
_SHORTEST_LOCAL: Final = 8
_LOOK_ALIKES: Final = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "i": "1"})


@dataclass(frozen=True)
class ReadNumber:
    """A number as it is kept: +32 2 226 88 00 is 3222268800. `warnings`: keys of `WARNINGS`."""

    number: int
    kind: NumberKind
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadBlock:
    """A block of numbers of one kind and zone, both ends included."""

    first: int
    last: int
    kind: NumberKind
    warnings: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many numbers the block has."""
        return self.last - self.first + 1


def read_number(text: str) -> ReadNumber:
    """Return the number that `text` says. Raises NumberRefused.

    Terms: telavox.7, bt.14, sip.4
    """
    try:
        return _numbered(digits_of(text))
    except NumberRefused as refusal:
        meant = _meant(text) if refusal.code == "number_bad_character" else ""
        if not meant:
            raise
        sentence = _("%(refusal)s Vouliez-vous écrire %(number)s ?") % {"refusal": refusal, "number": meant}
        raise NumberRefused(sentence, code=refusal.code, suggestion=meant) from refusal


def read_block(first_text: str, last_text: str | None = None) -> ReadBlock:
    """Return the block from the first to the last number; without a last one, a block of one number.

    The last number may be given as its final digits: 02 226 88 00 and 99. Raises NumberRefused, told at
    `first` or `last`.

    Terms: telavox.7, bt.14, sip.4
    """
    try:
        first = read_number(first_text)
    except NumberRefused as refusal:
        raise refusal.at("first") from refusal
    if last_text is None or not last_text.strip():
        return ReadBlock(first.number, first.number, first.kind, first.warnings)
    try:
        last = _last_number(first, last_text)
    except NumberRefused as refusal:
        raise refusal.at("last") from refusal
    _check_block(first.number, last.number)
    return ReadBlock(first.number, last.number, first.kind, tuple(dict.fromkeys(first.warnings + last.warnings)))


# ---------- One number ----------
def _numbered(digits: str) -> ReadNumber:
    if not digits or digits == "+":
        raise NumberRefused(_("Donnez un numéro, par exemple 02 226 88 88."), code="number_missing")
    if _BARE_SHORT_CODE.fullmatch(digits):
        raise _short_code(digits)
    local, warnings = _after_country(digits)
    _check_length(local)
    kind = kind_of(local)
    if kind is None:
        sentence = _("%(number)s n’existe pas dans le plan de numérotation belge. Vérifiez chaque chiffre.")
        raise NumberRefused(sentence % {"number": written_at_home(international(local))}, code="number_not_in_plan")
    return ReadNumber(international(local), kind, warnings)


def _after_country(digits: str) -> tuple[str, tuple[str, ...]]:
    """Return the national number and the warnings. Raises NumberRefused for another country or no zone."""
    if digits.startswith(("+", "00")):
        abroad = digits.removeprefix("+") if digits.startswith("+") else digits.removeprefix("00")
        if not abroad.startswith(PREFIX):
            raise _not_belgian(abroad)
        return _without_trunk_zero(abroad.removeprefix(PREFIX))
    if digits.startswith("0"):
        return digits.removeprefix("0"), ()
    if digits.startswith(PREFIX) and len(digits) >= _SHORTEST_WITH_COUNTRY:
        local, warnings = _without_trunk_zero(digits.removeprefix(PREFIX))
        return local, (PLUS_ADDED, *warnings)
    raise _without_zone(digits)


def _without_trunk_zero(local: str) -> tuple[str, tuple[str, ...]]:
    if _SHORT_CODE.fullmatch(local):
        raise _short_code(local)
    return (local.removeprefix("0"), (TRUNK_ZERO_REMOVED,)) if local.startswith("0") else (local, ())


def _check_length(local: str) -> None:
    wanted = full_length(local)
    missing = wanted - len(local)
    facts = {"count": abs(missing), "wanted": wanted + 1}
    if missing > 0:
        sentence = ngettext(
            "Il manque %(count)s chiffre : un tel numéro en a %(wanted)s, zéro compris.",
            "Il manque %(count)s chiffres : un tel numéro en a %(wanted)s, zéro compris.",
            missing,
        )
        raise NumberRefused(sentence % facts, code="number_too_short")
    if missing < 0:
        sentence = ngettext(
            "Il y a %(count)s chiffre de trop : un tel numéro en a %(wanted)s, zéro compris. "
            "Écrivez un seul numéro par champ, sans poste interne.",
            "Il y a %(count)s chiffres de trop : un tel numéro en a %(wanted)s, zéro compris. "
            "Écrivez un seul numéro par champ, sans poste interne.",
            -missing,
        )
        raise NumberRefused(sentence % facts, code="number_too_long")


def _short_code(digits: str) -> NumberRefused:
    sentence = _("%(number)s est un numéro court : personne ne le détient. Donnez un numéro complet, avec sa zone.")
    return NumberRefused(sentence % {"number": digits}, code="number_is_short_code")


def _not_belgian(abroad: str) -> NumberRefused:
    if PREFIX.startswith(abroad):
        return NumberRefused(_("Complétez le numéro après +32."), code="number_too_short")
    sentence = _(
        "Ce numéro n’est pas belge : seuls ceux qui commencent par +32 ou par le zéro d’une zone sont acceptés."
    )
    return NumberRefused(sentence, code="number_not_belgian")


def _without_zone(digits: str) -> NumberRefused:
    if len(digits) < _SHORTEST_LOCAL:
        sentence = _("Donnez le numéro entier, avec sa zone, par exemple 02 226 88 88.")
        return NumberRefused(sentence, code="number_too_short")
    meant = written_at_home(international(digits)) if kind_of(digits) else ""
    if meant:
        sentence = _("Il manque le zéro ou +32 devant ce numéro. Vouliez-vous écrire %(number)s ?") % {"number": meant}
    else:
        sentence = _("Commencez par le zéro de la zone ou par +32, par exemple 02 226 88 88.")
    return NumberRefused(sentence, code="number_prefix_missing", suggestion=meant)


def _meant(text: str) -> str:
    """Return the number that `text` would be with its look-alike letters as digits; empty when none."""
    try:
        return written_at_home(_numbered(digits_of(text.translate(_LOOK_ALIKES))).number)
    except NumberRefused:
        return ""


# ---------- A block ----------
def _last_number(first: ReadNumber, text: str) -> ReadNumber:
    try:
        digits = digits_of(text)
    except NumberRefused:
        digits = ""  # read again below, which says what may have been meant
    if not _is_suffix(digits, national(first.number)):
        return read_number(text)
    whole = _numbered(f"+{str(first.number)[: -len(digits)]}{digits}")
    return ReadNumber(whole.number, whole.kind, (SUFFIX_EXPANDED,))


def _is_suffix(digits: str, local: str) -> bool:
    """Return whether `digits` are the end of a number of the series of `local`, not a number with its zone.

    As many digits as follow the zone, with a 0 in front, are rather a number cut short.
    """
    if not digits.isdigit():
        return False
    room = len(local) - len(groups_of(local)[0])
    return len(digits) < room or (len(digits) == room and not digits.startswith("0"))


def _check_block(first: int, last: int) -> None:
    one, other = national(first), national(last)
    facts = {"first": written(first), "last": written(last), "one": series_of(one), "other": series_of(other)}
    if is_mobile(one) != is_mobile(other):
        sentence = _("%(first)s et %(last)s ne sont pas de même nature. Faites-en deux blocs.")
        raise NumberRefused(sentence % facts, code="block_mixed_length", field="last")
    if series_of(one) != series_of(other):
        sentence = _("Un bloc reste dans une zone : ici il va de %(one)s à %(other)s. Faites-en deux blocs.")
        raise NumberRefused(sentence % facts, code="block_crosses_zone", field="last")
    if last < first:
        sentence = _("Le dernier numéro vient avant le premier. Vouliez-vous écrire de %(last)s à %(first)s ?")
        raise NumberRefused(sentence % facts, code="block_reversed", field="last")
    count = last - first + 1
    if count > MAX_NUMBERS:
        sentence = _("Un bloc a au plus 10 000 numéros, celui-ci en aurait %(count)s. Vérifiez le dernier numéro.")
        raise NumberRefused(sentence % {"count": quantity(count)}, code="block_too_large", field="last")

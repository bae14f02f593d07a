"""The terms about addresses, pure: which place may be declared, and from when.

A mistake here sends an ambulance to the wrong street: what is doubtful is refused with the way out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from babel import Locale
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emergency.registry.facts import BELGIUM, AddressFacts
from emergency.registry.reading import read_address, read_house_number, read_line
from emergency.registry.spelling import folded, has_letter, unclear_characters
from extranet.catalogue.families import Family
from extranet.look.parts import Text

__all__ = ["CLAUSES", "AddressFacts", "Objection", "check_address", "check_effective", "clause_for", "is_postal_box"]

CLAUSES: Final = ("telavox.7", "bt.14", "sip.4")
_CLAUSE_OF: Final[Mapping[str, str]] = {Family.TELAVOX: "telavox.7", Family.BT: "bt.14", Family.SIP: "sip.4"}
MOST_AHEAD: Final = timedelta(days=366)
LONGEST: Final[Mapping[str, int]] = {
    "street": 120,
    "house_number": 20,
    "no_house_number_reason": 200,
    "box": 20,
    "municipality": 80,
    "floor": 40,
    "room": 60,
    "access_note": 300,
    "second_street": 120,
    "postal_code": 12,
}
# Two letters, ISO 3166.
COUNTRIES: Final = frozenset(re.findall(r"\b[A-Z]{2}\b", " ".join(map(str, Locale("en").territories)))) - {"ZZ"}
LANGUAGES: Final = frozenset({"fr", "nl", "de"})
SHORTEST_REASON: Final = 3
_POSTAL_CODE: Final = re.compile("[1-9][0-9]{3}")
# Codes with the letters of a neighbour, or with the five digits of Germany and France.
_ABROAD: Final = re.compile(r"(?:(?!BE?[ -])[A-Z]{1,3}[ -]{1,3}[0-9].*|[0-9]{5}|[0-9]{4} ?[A-Z]{2})", re.I)


@dataclass(frozen=True)
class Objection:
    """What the terms say against an address: the field, a stable code, the way out, and the clauses."""

    field: str
    code: str
    sentence: Text
    clauses: tuple[str, ...] = CLAUSES


def clause_for(family: str) -> str:
    """Return the clause about emergency addresses in the terms of a service; that of Business Telephony by default.

    Terms: telavox.7, bt.14, sip.4
    """
    return _CLAUSE_OF.get(family, "bt.14")


# ---------- Boxes of the post ----------
_OF_NUMBER: Final = r"(?:n°|nr\.?|no\.?|:|-|–|/|#)? ?"
# Words for a box of the post in the three languages of the country and in English; accents are gone.
_WORDS: Final = (
    r"(?<![a-z])(?:(?:boites?|bte|bt|b\.?|case)[ -]?(?:postale?s?|post\.)|post[ -]?bus|post[ -]?box|post[ -]?fach"
    r"|p\.? ?o\.?[ -]?box|post[ -]?office[ -]?box|poste[ -]?restante|postlagernd)(?![a-z])"
)
_LETTERS: Final = r"(?:b\.? ?p\.?|p\.? ?b\.?|p\.?o\.?b\.?)"
_POST_WORDS: Final = re.compile(_WORDS)
_NUMBERED_WORDS: Final = re.compile(rf"{_WORDS} ?{_OF_NUMBER}[0-9]")
# BP, B.P., PB, P.B. mean a box before its number, or alone; else they may be initials or a filling station.
_POST_LETTERS: Final = re.compile(
    rf"(?<![a-z.]){_LETTERS} ?{_OF_NUMBER}[0-9]|^{_LETTERS}$|(?<![a-z.])(?:b\. ?p\.|p\. ?b\.)$"
)


def is_postal_box(text: str) -> bool:
    """Return whether a text names a box of the post: BP 12, B.P., boîte postale, Postbus, Postfach, PO Box, P.B.

    A flat's own box, `boîte 3` or `bus 3`, is a place and is none.

    Terms: telavox.7, bt.14, sip.4
    """
    words = folded(text)
    return _POST_WORDS.search(words) is not None or _POST_LETTERS.search(words) is not None


# ---------- An address ----------
PLACES: Final = ("street", "second_street", "house_number", "box", "municipality", "no_house_number_reason")
_NO_POSTAL_BOX: Final = gettext_lazy(
    "Une boîte postale n’est pas un lieu : donnez la rue et le numéro où des secours peuvent venir."
)


def check_address(typed: AddressFacts) -> tuple[Objection, ...]:
    """Return everything that is said against an address, at most once a field; nothing when it may be kept.

    Terms: telavox.7, bt.14, sip.4
    Reading: an address is a place where help can be sent: a street, a house number or the reason
    why there is none, a postal code and a municipality. A box of the post is no place.
    """
    facts = read_address(typed)
    found: dict[str, Objection] = {}
    for objection in (
        *_unclear(facts),
        *_postal_boxes(facts),
        *_where(facts),
        *_house_number(facts),
        *_lengths(facts),
    ):
        found.setdefault(objection.field, objection)
    return tuple(found.values())


def _unclear(facts: AddressFacts) -> Iterator[Objection]:
    for name in LONGEST:
        unclear = unclear_characters(getattr(facts, name))
        if unclear:
            sentence = _("« %(signs)s » peut se lire de plusieurs façons : employez l’alphabet latin et des chiffres.")
            yield Objection(name, "unclear_character", sentence % {"signs": unclear})


def _postal_boxes(facts: AddressFacts) -> Iterator[Objection]:
    for name in PLACES:
        if is_postal_box(getattr(facts, name)):
            yield Objection(name, "postal_box", _NO_POSTAL_BOX)
    # A room may be called BP 12, and an access note may name the letter boxes in the hall.
    for name in ("floor", "room"):
        if _POST_WORDS.search(folded(getattr(facts, name))):
            yield Objection(name, "postal_box", _NO_POSTAL_BOX)
    if _NUMBERED_WORDS.search(folded(facts.access_note)):
        yield Objection("access_note", "postal_box", _NO_POSTAL_BOX)


def _where(facts: AddressFacts) -> Iterator[Objection]:
    if facts.country not in COUNTRIES:
        yield Objection("country", "country_unknown", _("Choisissez le pays dans la liste, par exemple Belgique."))
    elif not facts.postal_code:
        yield Objection("postal_code", "postal_code_missing", _("Indiquez le code postal, par exemple 1480."))
    elif facts.country == BELGIUM and _ABROAD.fullmatch(facts.postal_code):
        sentence = _("Ce code postal n’est pas belge. Pour un lieu à l’étranger, choisissez son pays.")
        yield Objection("postal_code", "address_abroad", sentence)
    elif facts.country == BELGIUM and not _POSTAL_CODE.fullmatch(facts.postal_code):
        sentence = _("Un code postal belge a quatre chiffres, de 1000 à 9999. Exemple : 1480.")
        yield Objection("postal_code", "postal_code_invalid", sentence)
    if not has_letter(facts.municipality):
        yield Objection("municipality", "municipality_missing", _("Indiquez la commune."))
    elif any(sign.isdigit() for sign in facts.municipality):
        sentence = _("Écrivez ici le nom de la commune seulement ; le code postal a son champ.")
        yield Objection("municipality", "municipality_with_digits", sentence)
    if not has_letter(facts.street):
        yield Objection("street", "street_missing", _("Indiquez la rue."))


def _house_number(facts: AddressFacts) -> Iterator[Objection]:
    number, reason = facts.house_number, facts.no_house_number_reason
    if number and reason:
        sentence = _("Donnez le numéro, ou la raison pour laquelle il n’y en a pas, pas les deux.")
        yield Objection("no_house_number_reason", "house_number_and_reason", sentence)
    elif number:
        yield from _numbered(facts)
    elif not reason:
        yield Objection("house_number", "house_number_missing", _why_missing(facts.street))
    elif len(reason) < SHORTEST_REASON or not has_letter(reason):
        sentence = _("Dites pourquoi il n’y a pas de numéro : zoning, barrière, borne kilométrique…")
        yield Objection("no_house_number_reason", "no_house_number_reason_unclear", sentence)
    elif not has_letter(facts.access_note):
        sentence = _("Sans numéro, dites aux secours comment trouver l’entrée.")
        yield Objection("access_note", "access_note_missing", sentence)


def _numbered(facts: AddressFacts) -> Iterator[Objection]:
    within = read_house_number(facts.house_number).box
    if within and facts.box not in ("", within):
        sentence = _("Le numéro dit boîte %(within)s, ce champ dit %(box)s : gardez la bonne.")
        yield Objection("box", "box_twice", sentence % {"within": within, "box": facts.box})
    if not re.search("[1-9]", facts.house_number):
        sentence = _("Un numéro a des chiffres, comme 16, 16A, 16 bis, 16-18 ou 16 bte 3. Sans numéro, dites pourquoi.")
        yield Objection("house_number", "house_number_without_digit", sentence)


def _why_missing(street: str) -> str:
    number = read_line(street)[1]
    if number:
        sentence = _("Écrivez le numéro %(number)s ici, et la rue seule dans son champ.")
        return sentence % {"number": number}
    return _("Donnez le numéro, ou dites plus bas pourquoi il n’y en a pas et comment trouver l’entrée.")


def _lengths(facts: AddressFacts) -> Iterator[Objection]:
    for name, most in LONGEST.items():
        length = len(getattr(facts, name))
        if length > most:
            sentence = _("%(most)s signes au plus ; il y en a %(length)s. Raccourcissez.")
            yield Objection(name, "too_long", sentence % {"most": most, "length": length})
    if facts.language not in LANGUAGES:
        sentence = _("Choisissez la langue dans laquelle l’adresse est écrite.")
        yield Objection("language", "language_unknown", sentence)


# ---------- From when ----------
def check_effective(effective: datetime, *, now: datetime, held_since: datetime) -> tuple[Objection, ...]:
    """Return what is said against the instant from which an address should hold.

    Terms: telavox.7, bt.14, sip.4
    Reading: nothing is declared for the past, where it would change what was true when it was asked; nor for
    a day more than a year ahead, nor before the numbers are held.
    """
    if effective < now:
        sentence = _("Cet instant est passé. Laissez vide pour déclarer dès maintenant, ou choisissez-en un à venir.")
        return (Objection("effective", "effective_in_past", sentence),)
    if effective > now + MOST_AHEAD:
        sentence = _("Cet instant est à plus d’un an. Déclarez l’adresse quand le changement approche.")
        return (Objection("effective", "effective_too_far", sentence),)
    if effective < held_since:
        sentence = _("Ces numéros ne sont pas encore détenus à cet instant. Choisissez-en un plus tard.")
        return (Objection("effective", "effective_before_held", sentence),)
    return ()

"""The columns of a file of addresses, pure: their order, and how people call them in four languages.

Terms: telavox.7, bt.14, sip.4
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from emergency.registry.spelling import folded
from extranet.partners.models import LANGUAGES


class Column(TextChoices):
    """What a column says. In this order they stand in a file without a header."""

    FIRST = "first", _("Premier numéro")
    LAST = "last", _("Dernier numéro")
    STREET = "street", _("Rue")
    HOUSE_NUMBER = "house_number", _("Numéro de maison")
    BOX = "box", _("Boîte")
    POSTAL_CODE = "postal_code", _("Code postal")
    MUNICIPALITY = "municipality", _("Commune")
    COUNTRY = "country", _("Pays")
    LANGUAGE = "language", _("Langue de l’adresse")
    FLOOR = "floor", _("Étage")
    ROOM = "room", _("Local")
    ACCESS_NOTE = "access_note", _("Accès pour les secours")
    SECOND_STREET = "second_street", _("Rue dans l’autre langue")
    NO_HOUSE_NUMBER_REASON = "no_house_number_reason", _("Pourquoi pas de numéro")
    EFFECTIVE = "effective", _("À partir du")


ORDER: Final = tuple(Column)
# Without these a file says no address.
NEEDED: Final = (Column.FIRST, Column.STREET, Column.POSTAL_CODE, Column.MUNICIPALITY)
PLACE: Final = ORDER[2:-1]
_CALLED: Final[Mapping[Column, str]] = {
    Column.FIRST: (
        "premier numero|numeros|numeros de telephone|bloc|plage|de|eerste nummer|nummers|telefoonnummers|blok|van"
        "|erste nummer|erste rufnummer|nummern|rufnummern|block|von|first number|first|numbers|phone numbers|range|from"
    ),
    Column.LAST: "dernier numero|jusqu a|a|laatste nummer|tot|letzte nummer|letzte rufnummer|bis|last number|last|to",
    Column.STREET: "rue|adresse|straat|strasse|street",
    Column.HOUSE_NUMBER: (
        "numero de maison|numero|n|no|huisnummer|nummer|nr|hausnummer|house number|house no|house_number|number"
    ),
    Column.BOX: "boite|bte|bus|briefkasten|box|flat box",
    Column.POSTAL_CODE: "code postal|cp|postcode|postnummer|plz|postleitzahl|postal code|zip|zip code|postal_code",
    Column.MUNICIPALITY: "commune|localite|ville|gemeente|plaats|stad|gemeinde|ort|municipality|town|city",
    Column.COUNTRY: "pays|land|country",
    Column.LANGUAGE: "langue de l adresse|langue|taal van het adres|taal|sprache der adresse|sprache|language"
    "|address language|language of the address",
    Column.FLOOR: "etage|verdieping|stockwerk|stock|floor",
    Column.ROOM: "local|bureau|lokaal|raum|zimmer|room",
    Column.ACCESS_NOTE: (
        "acces pour les secours|acces|toegang voor de hulpdiensten|toegang|zugang fur die rettungsdienste|zugang"
        "|zugang fur rettungsdienste|access for emergency services|access note|access|access_note"
    ),
    Column.SECOND_STREET: (
        "rue dans l autre langue|deuxieme rue|straat in de andere taal|tweede straat|strasse in der anderen sprache"
        "|zweite strasse|street in the other language|second street|second_street"
    ),
    Column.NO_HOUSE_NUMBER_REASON: (
        "pourquoi pas de numero|pas de numero|waarom geen nummer|geen nummer|warum keine nummer|keine nummer"
        "|why no number|no number|reason for no house number|no_house_number_reason"
    ),
    Column.EFFECTIVE: (
        "a partir du|valable a partir du|vanaf|geldig vanaf|ab|gultig ab|effective from|from when|valid from|effective"
    ),
}
_NOT_A_WORD: Final = re.compile(r"[^a-z0-9_]+")
_GERMAN: Final = str.maketrans({"ß": "ss"})
# Of a table's first row so many cells must be names of columns: less may be a street called « De ».
FEWEST_NAMES: Final = 2


def column_called(name: str) -> Column | None:
    """Return the column that people call `name`, in French, Dutch, German or English; None for any other."""
    return _named().get(_key(name))


@cache
def _named() -> Mapping[str, Column]:
    """Return all names: those written down here, and those that an export writes in each language."""
    named = {name: column for column, names in _CALLED.items() for name in names.split("|")}
    for language, _name in LANGUAGES:
        with override(language):
            for column in Column:
                named.setdefault(_key(str(column.label)), column)
    return named


def _key(name: str) -> str:
    return _NOT_A_WORD.sub(" ", folded(name.translate(_GERMAN))).strip()


def header_of(cells: Sequence[str]) -> tuple[Column | None, ...] | None:
    """Return what the columns of a header say, None for one that is not ours; None when the row is no header.

    A row with digits where a number stands is none.
    """
    columns = tuple(column_called(cell) for cell in cells)
    is_header = sum(column is not None for column in columns) >= FEWEST_NAMES
    return columns if is_header and not any(_looks_like_number(cell) for cell in cells) else None


def _looks_like_number(cell: str) -> bool:
    return sum(letter.isdigit() for letter in cell) >= len("022268888")


def twice(columns: Sequence[Column | None]) -> list[Column]:
    """Return the columns that a header names more than once."""
    named = [column for column in columns if column is not None]
    return [column for column in dict.fromkeys(named) if named.count(column) > 1]


def missing(columns: Sequence[Column | None]) -> list[Column]:
    """Return the columns that a file needs and a header does not name."""
    return [column for column in NEEDED if column not in columns]

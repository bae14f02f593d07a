"""The ten legal holidays of Belgium in a year, worked out by the library `holidays`.

Its list has Easter and Whit Sunday too, which are no legal holidays; both are Sundays, closed all the same.
"""

from datetime import date
from typing import Final

from django.utils.translation import gettext_noop
from holidays import country_holidays

# Sundays of the church that the law of 1974 does not name.
NOT_LEGAL: Final = frozenset({"Pâques", "Pentecôte"})
RENAMED: Final = {"Jour de l'Armistice": "Armistice"}
# Stored in French, as everybody published them; shown in the reader's language.
NAMES: Final = frozenset(
    {
        gettext_noop("Nouvel An"),
        gettext_noop("Lundi de Pâques"),
        gettext_noop("Fête du Travail"),
        gettext_noop("Ascension"),
        gettext_noop("Lundi de Pentecôte"),
        gettext_noop("Fête nationale"),
        gettext_noop("Assomption"),
        gettext_noop("Toussaint"),
        gettext_noop("Armistice"),
        gettext_noop("Noël"),
    }
)


def legal_holidays(year: int) -> dict[date, str]:
    """Return the legal holidays of a year with their French names, in order.

    Raises ValueError when the library no longer knows exactly those ten.

    Terms: general.7
    Reading: the terms name no holiday; the ten legal ones are closed, without replacement days.
    """
    listed = country_holidays("BE", years=year, language="fr", categories=("public",))
    legal = {day: RENAMED.get(name, name) for day, name in sorted(listed.items()) if name not in NOT_LEGAL}
    if len(legal) != len(NAMES) or set(legal.values()) != NAMES:
        raise ValueError(f"other legal holidays in {year}: {', '.join(legal.values())}")
    return legal

"""People as they are typed or pasted: name; e-mail; language, one a line. Pure.

Terms: telavox.7, bt.14, sip.4
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from emergency.acknowledging.rules import MOST_PEOPLE
from extranet.errors import InvalidInput

LONGEST_NAME: Final = 150
LONGEST_EMAIL: Final = 254
MOST_TOLD: Final = 5
CODES: Final = ("fr", "nl", "de", "en")
_HEADINGS: Final = frozenset({"email", "e-mail", "mail", "courriel"})
_valid = EmailValidator()


@dataclass(frozen=True)
class Asked:
    """Somebody to ask. `email` in small letters; `device_id`: the device they were found by."""

    name: str
    email: str
    language: str
    device_id: UUID | None = None


def read_people(text: str, *, language: str) -> list[Asked]:
    """Return the people of a pasted list, each address once. `language`: of those whose line names none.

    A line is `name; email; language`, with semicolons, tabs or commas; a first line of headings is left out.
    Raises InvalidInput for the field `pasted`, which names the lines to correct.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_PEOPLE + 1:
        sentence = _("La liste a %(count)s lignes : %(most)s personnes au plus à la fois. Partagez-la.")
        raise _refused(sentence % {"count": len(lines), "most": MOST_PEOPLE})
    found, wrong = [], []
    for number, line in lines:
        cells = _cells(line)
        if number == lines[0][0] and _HEADINGS & {cell.lower() for cell in cells}:
            continue
        try:
            found.append(_read(cells, language))
        except ValueError as error:
            wrong.append(_("ligne %(number)s : %(why)s") % {"number": number, "why": error})
    if wrong:
        told = " ; ".join(wrong[:MOST_TOLD]) + ("…" if len(wrong) > MOST_TOLD else "")
        sentence = _("Corrigez la liste, nom; e-mail; langue (fr, nl, de ou en) sur chaque ligne. %(told)s")
        raise _refused(sentence % {"told": told})
    return once(found)


def once(people: Iterable[Asked]) -> list[Asked]:
    """Return people with each address once, the first one kept."""
    kept: dict[str, Asked] = {}
    for one in people:
        kept.setdefault(one.email, one)
    return list(kept.values())


def checked_person(name: str, email: str, language: str, device_id: UUID | None = None) -> Asked:
    """Return somebody who may be asked. Raises ValueError with a sentence that says what is wrong."""
    name, email = " ".join(name.split()), email.strip().lower()
    if not name:
        raise ValueError(_("le nom manque"))
    if len(name) > LONGEST_NAME or any(unicodedata.category(one)[0] == "C" for one in name):
        raise ValueError(_("ce nom est trop long ou illisible"))
    if len(email) > LONGEST_EMAIL or not _is_email(email):
        raise ValueError(_("cette adresse e-mail n’en est pas une"))
    if language not in CODES:
        raise ValueError(_("cette langue n’existe pas ici, choisissez fr, nl, de ou en"))
    return Asked(name, email, language, device_id)


def _read(cells: list[str], language: str) -> Asked:
    if len(cells) not in (2, 3):
        raise ValueError(_("il y faut un nom et une adresse e-mail"))
    name, email = (cells[1], cells[0]) if "@" in cells[0] and "@" not in cells[1] else (cells[0], cells[1])
    said = cells[2].lower() if len(cells) == 3 and cells[2] else language
    return checked_person(name, email, said)


def _cells(line: str) -> list[str]:
    separator = next((one for one in (";", "\t") if one in line), ",")
    return [
        re.sub(r'^"(.*)"$', r"\1", cell.strip()).strip() for cell in line.strip().rstrip(separator).split(separator)
    ]


def _is_email(text: str) -> bool:
    try:
        _valid(text)
    except ValidationError:
        return False
    return True


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(_("Personne n’est encore prévenu."), code="people_refused", fields={"pasted": sentence})

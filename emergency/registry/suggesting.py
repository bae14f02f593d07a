"""What a form suggests while one types an address: names that exist, in every language; never a correction.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import dataclass
from typing import Final, TypeVar

from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.fields import TextField
from django.db.models.functions import Concat

from emergency.registry.geography import key_of
from emergency.registry.models import PostalPlace, Street

MOST: Final = 12
WHOLE_CODE: Final = 4
SHORTEST: Final = 2
Row = TypeVar("Row", PostalPlace, Street)


@dataclass(frozen=True)
class Suggested:
    """Names that fit what was typed; each list may be empty."""

    postal_codes: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()


def suggest(*, postal_code: str, municipality: str, street: str) -> Suggested:
    """Return the places and streets that fit what stands in the fields so far, in whatever language it is typed.

    Terms: telavox.7, bt.14, sip.4
    """
    code = postal_code.strip()
    return Suggested(_codes(code, municipality), _municipalities(code, municipality), _streets(code, street))


def places_called(words: str, *, postal_code: str = "") -> QuerySet[PostalPlace]:
    """Return the places with a name that begins as `words`, in whatever language; under a code where one is given.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = PostalPlace.objects.filter(postal_code=postal_code) if postal_code else PostalPlace.objects.all()
    return _beginning(rows, key_of(words)).order_by("postal_code", "is_locality", "name_fr")


def streets_called(words: str, *, postal_code: str) -> QuerySet[Street]:
    """Return the streets under a postal code with a name that begins as `words`, in whatever language.

    Terms: telavox.7, bt.14, sip.4
    """
    return _beginning(Street.objects.filter(postal_code=postal_code), key_of(words)).order_by("name_fr", "name_nl")


def _codes(code: str, municipality: str) -> tuple[str, ...]:
    """Return postal codes with their place: those of the name, else those that begin as typed."""
    name = key_of(municipality)
    if len(name) >= SHORTEST:
        rows = _beginning(PostalPlace.objects.all(), name)
    elif len(code) >= SHORTEST and code.isascii() and code.isdigit():
        rows = PostalPlace.objects.filter(postal_code__startswith=code, is_locality=False)
    else:
        return ()
    return tuple(dict.fromkeys(row.postal_code for row in rows.order_by("postal_code")))[:MOST]


def _municipalities(code: str, municipality: str) -> tuple[str, ...]:
    """Return names under a whole postal code, its municipality first; else names that begin as typed."""
    name = key_of(municipality)
    here = PostalPlace.objects.filter(postal_code=code) if len(code) == WHOLE_CODE else PostalPlace.objects.none()
    rows = list(here.order_by("is_locality", "name_fr"))
    if not rows and len(name) >= SHORTEST:
        rows = list(_beginning(PostalPlace.objects.all(), name).order_by("is_locality", "postal_code")[: MOST * 2])
    return tuple(dict.fromkeys(one for row in rows for one in row.names))[:MOST]


def _streets(code: str, street: str) -> tuple[str, ...]:
    """Return streets under a postal code that begin as typed, in every language they have."""
    name = key_of(street)
    if len(code) != WHOLE_CODE or len(name) < SHORTEST:
        return ()
    rows = _beginning(Street.objects.filter(postal_code=code), name).order_by("name_fr", "name_nl")[:MOST]
    return tuple(dict.fromkeys(one for row in rows for one in row.names))[:MOST]


def _beginning(rows: QuerySet[Row], key: str) -> QuerySet[Row]:
    """Return the rows of which a name begins with `key`, which has no sign but letters, digits and spaces."""
    joined = Func(F("keys"), Value("|"), function="array_to_string", output_field=TextField())
    return rows.alias(all_keys=Concat(Value("|"), joined, output_field=TextField())).filter(
        Q(all_keys__contains=f"|{key}")
    )

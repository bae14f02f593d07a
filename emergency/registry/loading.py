"""Writes of the list of places: loaded from the package, streets from the files of the regions, corrected by staff."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.gazetteer import OWN_SOURCE, SOURCE, places
from emergency.registry.models import PostalPlace, Street
from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import InvalidInput

BATCH: Final = 2_000
# Columns of the BeSt files, openaddress-be*.csv.
COLUMNS: Final = ("postcode", "street_id", "streetname_fr", "streetname_nl", "streetname_de")
BEST: Final = "BeSt"
Row = TypeVar("Row")


@transaction.atomic
def load_places(*, at: datetime) -> int:
    """Load municipalities and localities; return how many are new. What is there, edited or not, is left alone.

    Loading twice is harmless. A name that staff corrected stays: its row is found by code, NIS code and kind.
    """
    edited = set(
        PostalPlace.objects.filter(edited_at__isnull=False).values_list("postal_code", "nis_code", "is_locality")
    )
    before = PostalPlace.objects.count()
    rows = []
    for place in places():
        if (place.postal_code, place.nis_code, place.is_locality) in edited:
            continue
        row = PostalPlace(
            postal_code=place.postal_code,
            nis_code=place.nis_code,
            name_fr=place.name_fr,
            name_nl=place.name_nl,
            name_de=place.name_de,
            is_locality=place.is_locality,
            regime=place.regime,
            source=OWN_SOURCE if place.is_locality else SOURCE,
        )
        row.spell()
        rows.append(row)
    PostalPlace.objects.bulk_create(rows, ignore_conflicts=True)
    added = PostalPlace.objects.count() - before
    if added:
        first = PostalPlace.objects.order_by("pk")[0]
        audit.record(actor=None, act="places.loaded", target=first, at=at, changes={"added": added, "source": SOURCE})
    return added


@dataclass(frozen=True)
class Imported:
    """What a file of streets held: its lines, its different streets, and how many of them are new."""

    lines: int
    streets: int
    added: int


@transaction.atomic
def import_streets(*, name: str, lines: Iterable[str], at: datetime) -> Imported:
    """Import the streets of a BeSt address file, one line an address; the same file twice is harmless.

    Names in the file replace those of an earlier one, never those that staff edited. Raises InvalidInput when it
    is no such file.
    """
    reader = csv.DictReader(lines)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        sentence = _("Ce n’est pas un fichier d’adresses BeSt : il manque %(columns)s. Prenez openaddress-be….csv.")
        raise InvalidInput(sentence % {"columns": ", ".join(missing)}, code="best_columns_missing")
    before = Street.objects.count()
    found: dict[tuple[str, str], Street] = {}
    count = 0
    for row in reader:
        count += 1
        street = _street(row, name)
        if street is not None:
            found.setdefault((street.best_id, street.postal_code), street)
    kept = set(Street.objects.filter(edited_at__isnull=False).values_list("best_id", "postal_code"))
    for batch in _batches(street for key, street in found.items() if key not in kept):
        _upsert(batch)
    imported = Imported(count, len(found), Street.objects.count() - before)
    if found:
        target = Street.objects.exclude(best_id="").order_by("pk")[0]
        changes = {"file": name, "lines": count, "streets": len(found), "added": imported.added}
        audit.record(actor=None, act="streets.imported", target=target, at=at, changes=changes)
    return imported


def _street(row: Mapping[str, str | None], name: str) -> Street | None:
    """Return the street of a line; None for one without a code, an identifier or a name."""
    names = {f"name_{language}": (row[f"streetname_{language}"] or "").strip() for language in ("fr", "nl", "de")}
    code, best_id = (row["postcode"] or "").strip(), (row["street_id"] or "").strip()
    if not (code and best_id and any(names.values())):
        return None
    street = Street(best_id=best_id, postal_code=code, source=f"{BEST} {name}"[:120], **names)
    street.spell()
    return street


def _upsert(streets: list[Street]) -> None:
    """Write new streets and the newer names of known ones."""
    codes = {street.postal_code for street in streets}
    known = {
        (street.best_id, street.postal_code): street
        for street in Street.objects.filter(postal_code__in=codes).exclude(best_id="")
    }
    changed = []
    for street in streets:
        there = known.get((street.best_id, street.postal_code))
        if there is not None and there.names != street.names:
            street.pk = there.pk
            changed.append(street)
    Street.objects.bulk_update(changed, ["name_fr", "name_nl", "name_de", "keys", "source"])
    Street.objects.bulk_create(
        [street for street in streets if (street.best_id, street.postal_code) not in known], batch_size=BATCH
    )


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


# ---------- Corrected by staff ----------
@transaction.atomic
def save_place(*, place: PostalPlace | Street, actor: User, at: datetime) -> None:
    """Keep a municipality, locality or street as staff wrote it; loading again leaves it alone."""
    known = type(place)._default_manager.select_for_update().filter(pk=place.pk).first()
    place.spell()
    place.edited_at = at
    if not place.source:
        place.source = OWN_SOURCE
    place.save()
    changes: dict[str, Any] = {"name": [str(known) if known else None, str(place)]}
    if known:
        audit.record(actor=actor, act="place.changed", target=place, at=at, changes=changes)
    else:
        audit.record(actor=actor, act="place.added", target=place, at=at, changes=changes)

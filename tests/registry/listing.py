"""The list of places in the database of a test, and a pair of streets."""

from typing import Final

from django.utils import timezone

from emergency.registry.loading import import_streets, load_places
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

HEAD: Final = "postcode,street_id,streetname_fr,streetname_nl,streetname_de,house_number"
HAUTE: Final = "1000,4521,Rue Haute,Hoogstraat,,10"


def load() -> int:
    """Load municipalities and localities."""
    with acting(PUBLIC, OPERATOR):
        return load_places(at=timezone.now())


def streets(*lines: str, name: str = "openaddress-bebru.csv") -> tuple[int, int, int]:
    """Import a BeSt file of these lines; return its lines, streets and new streets."""
    with acting(PUBLIC, OPERATOR):
        imported = import_streets(name=name, lines=[HEAD, *(lines or (HAUTE,))], at=timezone.now())
    return imported.lines, imported.streets, imported.added

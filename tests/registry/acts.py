"""Addresses declared as a page would declare them, and blocks to declare them for."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from emergency.registry.facts import AddressFacts
from emergency.registry.models import Registration, Review
from emergency.registry.services import declare_address
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.services import release_block
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ERIK, STAFF, Member, person_of, user_of

BRUSSELS: Final = AddressFacts("Rue Haute", "10", "1000", "Bruxelles", floor="2", access_note="Sonner à l’accueil")
SAINTES: Final = AddressFacts("Avenue Léon Champagne", "3", "1480", "Saintes")

ABROAD: Final = AddressFacts("Rue Nationale", "1", "59000", "Lille", country="FR")


def numbered(number: int) -> AddressFacts:
    """Return one of many addresses."""
    return replace(SAINTES, house_number=str(number))


def revision_of(holding: Holding) -> int:
    """Return the revision that a page of the block would post."""
    with acting(PUBLIC, OPERATOR):
        return int(Sheet.objects.get(pk=holding.pk).revision)


def declare(holding: Holding, facts: AddressFacts = BRUSSELS, **how: Any) -> Registration:
    """Declare an address that nobody need look at, as `say` does."""
    said = say(holding, facts, **how)
    assert isinstance(said, Registration)
    return said


def say(
    holding: Holding,
    facts: AddressFacts = BRUSSELS,
    *,
    by: Member = ALICE,
    effective: datetime | None = None,
    revision: int | None = None,
) -> Registration | Review:
    """Declare as `by`, from the page as it is now or as it was at `revision`; staff under the partner's mount."""
    schema = holding.partner if by in STAFF else by.schema
    person = person_of(by, schema=schema)
    with acting(schema, OPERATOR if by in STAFF else PARTNER):
        return declare_address(
            holding_id=holding.pk,
            revision=revision_of(holding) if revision is None else revision,
            facts=facts,
            effective=effective,
            person=person,
            at=timezone.now(),
        )


def release(holding: Holding) -> Holding:
    """Take the block back, as staff do."""
    with acting(holding.partner, OPERATOR):
        return release_block(holding_id=holding.pk, actor=user_of(ERIK), at=timezone.now())


def clock() -> datetime:
    """Return the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant

"""A question about the block of each owner, for the routes of re-confirmation."""

from typing import Final
from uuid import UUID, uuid5

from django.utils import timezone

from emergency.models import Reconfirmation
from emergency.reconfirming.declared import declared_of
from emergency.registry.models import OverdueAddress, ReconfirmationPace
from emergency.registry.pace import Pace
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

NAMES: Final = UUID("a5ced000-0000-4000-8000-000000000000")
NEW_PACE: Final = {**vars(Pace()), "age_months": 6, "note": "essai", "shown": "1"}


def question_of(client_id: UUID) -> UUID:
    """Return the id of the question about the client's block."""
    return uuid5(NAMES, str(client_id))


def write(schema: str, client_id: UUID, holding_id: UUID) -> None:
    """Ask about a block of the schema we stand in; it stands at the operator already."""
    at = timezone.now()
    Reconfirmation.objects.create(
        id=question_of(client_id),
        client_id=client_id,
        holding_id=holding_id,
        numbers="+32",
        reason="age",
        opened_at=at,
        level="operator",
        level_since=at,
        due_at=at,
    )
    OverdueAddress.objects.create(
        id=question_of(client_id),
        partner=schema,
        client_id=client_id,
        client_name="Client",
        about="+32",
        reason="age",
        opened_at=at,
        reached_at=at,
        due_at=at,
    )


def write_pace() -> None:
    """Publish the times as they are by default."""
    with acting(PUBLIC, OPERATOR):
        ReconfirmationPace.objects.create(
            number=1, note="Premiers", published_at=timezone.now(), published_by_name="Anna Adam", **vars(Pace())
        )


def stamp_of(client_id: UUID) -> str:
    """Return what the page of the question posts, in the schema we stand in."""
    question = Reconfirmation.objects.get(pk=question_of(client_id))
    return declared_of([question])[question.pk].stamp

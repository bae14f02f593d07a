"""Things of the night for the routes: a page that waits, its step, a way of Erik's, an override, under fixed ids."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import (
    ContactWay,
    Drill,
    OutsideContact,
    Page,
    PageStep,
    PagingAlarm,
    RotaOverride,
    Swap,
    WayKind,
)
from tests.cast import ALPHA, ANNA, ERIK

PAGE: Final = UUID("0a9e0000-0000-4000-8000-000000000001")
STEP: Final = UUID("0a9e0000-0000-4000-8000-000000000002")
WAY: Final = UUID("0a9e0000-0000-4000-8000-000000000003")
OVERRIDE: Final = UUID("0a9e0000-0000-4000-8000-000000000004")
SWAP: Final = UUID("0a9e0000-0000-4000-8000-000000000005")
DRILL: Final = UUID("0a9e0000-0000-4000-8000-000000000006")
OUTSIDE: Final = UUID("0a9e0000-0000-4000-8000-000000000007")
NEW_OUTSIDE: Final = {"name": "Veille", "kind": "email", "address": "guard@outside.example", "language": "fr"}
NEW_NOTE: Final = {"note_id": "0a9e0000-0000-4000-8000-000000000008", "text": "Rien à signaler."}
NEW_CHAIN: Final = {
    "shown": "1",
    "note": "Plus court",
    "steps-TOTAL_FORMS": "2",
    "steps-INITIAL_FORMS": "0",
    "steps-0-who": "layer1",
    "steps-0-ways": "all",
    "steps-0-wait_minutes": "3",
    "steps-1-who": "administrators",
    "steps-1-ways": "all",
    "steps-1-wait_minutes": "5",
}
NEW_ROTA: Final = {
    "shown": "0",
    "handover_weekday": "0",
    "handover_time": "09:00",
    "starts": "",
    f"place-{ANNA.id}": "1",
    "publish": "1",
}
NEW_OVERRIDE: Final = {"user_id": str(ANNA.id), "starts": "", "ends": "2099-01-01T09:00", "reason": "Congé"}
NEW_WAY: Final = {"kind": "email", "address": "new@night.example"}


def write(at: datetime) -> None:
    """Write them, at this moment."""
    with acting(PUBLIC, OPERATOR):
        for kind, address in ((WayKind.EMAIL, "anna@night.example"), (WayKind.HTTP, "+32470123451")):
            ContactWay.objects.create(user_id=ANNA.id, user_name=ANNA.name, kind=kind, address=address, tested_at=at)
        ContactWay.objects.create(
            id=WAY, user_id=ERIK.id, user_name=ERIK.name, kind=WayKind.EMAIL, address="erik@night.example"
        )
        page = Page.objects.create(
            id=PAGE,
            partner=ALPHA,
            ticket_id=UUID(int=1),
            ticket_number="T-0001",
            event="opened",
            opened_at=at,
            next_round_at=at,
            rounds=1,
        )
        PageStep.objects.create(
            id=STEP,
            page=page,
            round=1,
            user_id=ERIK.id,
            user_name=ERIK.name,
            kind=WayKind.EMAIL,
            address="erik@night.example",
            due_at=at,
            sent_at=at,
        )
        Swap.objects.create(
            id=SWAP,
            asker_id=ERIK.id,
            asker_name=ERIK.name,
            other_id=ANNA.id,
            other_name=ANNA.name,
            given_starts_at=at + timedelta(days=1),
            given_ends_at=at + timedelta(days=2),
            taken_starts_at=at + timedelta(days=3),
            taken_ends_at=at + timedelta(days=4),
            asked_at=at,
        )
        Drill.objects.create(
            id=DRILL,
            month=at.date().replace(day=1),
            user_id=ERIK.id,
            user_name=ERIK.name,
            kind=WayKind.EMAIL,
            address="erik@night.example",
            due_at=at,
        )
        OutsideContact.objects.create(id=OUTSIDE, name="Garde", kind=WayKind.HTTP, address="+32470999999")
        PagingAlarm.objects.create(started_at=at, faults=["no heartbeat"], told_at=at, ended_at=at)
        RotaOverride.objects.create(
            id=OVERRIDE,
            user_id=ANNA.id,
            user_name=ANNA.name,
            starts_at=at,
            ends_at=at + timedelta(days=1),
            reason="Congé",
            created_at=at,
            created_by_name=ANNA.name,
        )

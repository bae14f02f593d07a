"""A night of the operator: hours, people with ways, a rota, and a page that waits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Final
from uuid import UUID

from extranet.outbox.services import JSON
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.desk.models import ContactWay, Page, PagingChain, Rota, RotaOverride, WayKind
from support.desk.paging.chain import read_chain
from support.desk.paging.chains import publish_chain
from support.desk.paging.services import open_page
from support.desk.rota.services import publish_rota, take_watch
from tests.cast import ALPHA, ANNA, Member, user_of

# A Tuesday, 21:00 in Brussels.
NIGHT: Final = datetime(2026, 11, 24, 20, tzinfo=UTC)
LONG_BEFORE: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)
TICKET: Final = UUID("71c4e700-0000-4000-8000-000000000001")
FACTS: Final[dict[str, JSON]] = {
    "call_back_number": "+32 2 199 44 10",
    "client": "Delta Conseil",
    "partner": "Alpha",
    "ground": "no_outgoing",
    "subject": "Plus rien ne sort",
    "numbers": [{"label": "+32 2 226 88 00 à 99", "address": "Quai de l’Essai 2, 1070 Anderlecht"}],
}


@contextmanager
def at_the_desk() -> Iterator[None]:
    """Stand where staff and the worker stand."""
    with acting(PUBLIC, OPERATOR):
        yield


def address_of(member: Member, kind: WayKind) -> str:
    """Return where a member of the cast is reached at night."""
    first = member.name.split()[0].lower()
    return f"{first}@night.example" if kind is WayKind.EMAIL else f"+3247012345{member.number % 10}"


def give_ways(
    member: Member, *, kinds: Sequence[WayKind] = tuple(WayKind), tested_at: datetime | None = LONG_BEFORE
) -> list[ContactWay]:
    """Give a member of staff ways to be reached, tried unless told otherwise."""
    with at_the_desk():
        return [
            ContactWay.objects.create(
                user_id=member.id,
                user_name=member.name,
                kind=kind,
                address=address_of(member, kind),
                tested_at=tested_at,
            )
            for kind in kinds
        ]


def publish(
    *members: Member,
    at: datetime = NIGHT,
    starts_at: datetime | None = None,
    weekday: int = 0,
    handover: time = time(9),
    actor: Member = ANNA,
    layer: int = 1,
) -> Rota:
    """Publish a rota of these members, handed over on Mondays at nine."""
    with at_the_desk():
        return publish_rota(
            member_ids=[member.id for member in members],
            handover_weekday=weekday,
            handover_time=handover,
            starts_at=starts_at,
            actor=user_of(actor),
            at=at,
            layer=layer,
        )


def take(
    member: Member,
    ends_at: datetime,
    *,
    starts_at: datetime | None = None,
    at: datetime = NIGHT,
    actor: Member | None = None,
    layer: int = 1,
) -> RotaOverride:
    """Put a member on call for a period."""
    with at_the_desk():
        return take_watch(
            user_id=member.id,
            starts_at=starts_at,
            ends_at=ends_at,
            reason="Congé",
            actor=user_of(actor or member),
            at=at,
            layer=layer,
        )


def watch_with(*members: Member, at: datetime = NIGHT) -> Rota:
    """Publish a rota of members who can all be reached, and whom a page calls in both ways at once."""
    for member in members:
        give_ways(member)
    chain(("layer1", "all", 5), ("layer1", "all", 5), ("administrators", "all", 5), at=at)
    return publish(*members, at=at)


def chain(*steps: tuple[str, str, int], at: datetime = NIGHT) -> PagingChain:
    """Publish a chain of (who, ways, minutes), unless it is in force already."""
    asked = read_chain([{"who": who, "ways": ways, "wait_minutes": wait} for who, ways, wait in steps])
    with at_the_desk():
        newest = PagingChain.objects.order_by("-number").first()
        if newest is not None and read_chain(newest.steps) == asked:
            return newest
        return publish_chain(steps=asked, note="Essai", actor=user_of(ANNA), at=at)


def page(
    *, at: datetime = NIGHT, schema: str = ALPHA, ticket_id: UUID = TICKET, facts: dict[str, JSON] | None = None
) -> Page:
    """Call the person on call for a ticket, as a partner's request does."""
    with acting(schema, PARTNER):
        return open_page(
            partner=schema,
            ticket_id=ticket_id,
            ticket_number="T-2026-00042",
            event="opened",
            facts=FACTS if facts is None else facts,
            at=at,
        )

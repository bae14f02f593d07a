"""Tickets brought to a point, by the services as a page would call them. Stand in a partner's schema first."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings

from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from extranet.times import BRUSSELS
from support.desk.models import Page
from support.desk.paging.services import acknowledge_page
from support.models import Audience, Entry, RoutingDecision, SupportProfile, Ticket
from support.rules import FirstLine, Ground, Result
from support.services import Asked, add_message, escalate_ticket, open_ticket, raise_ground
from tests.cast import ALPHA, CLIENT, DIRECT, DIRECT_CLIENT, DORA, ERIK, Member, person_of
from tests.contracts import subscribe

# Tuesday morning, Sunday afternoon, and both sides of Friday's closing.
OPEN: Final = datetime(2026, 6, 2, 10, tzinfo=BRUSSELS).astimezone(UTC)
NIGHT: Final = datetime(2026, 6, 7, 14, tzinfo=BRUSSELS).astimezone(UTC)
CLOSING: Final = datetime(2026, 6, 2, 18, tzinfo=BRUSSELS).astimezone(UTC)
MONDAY: Final = datetime(2026, 6, 8, 8, 30, tzinfo=BRUSSELS).astimezone(UTC)
CALL_BACK: Final = "0470 00 00 01"
OPERATOR_NAME: Final = settings.OPERATOR_NAME
HOMES: Final = {ALPHA: CLIENT, DIRECT: DIRECT_CLIENT}
QUESTION: Final = Asked(client_id=CLIENT, subject="Une question", text="Comment renvoyer un numéro ?")
CRITICAL: Final = Asked(
    client_id=CLIENT,
    ground=Ground.NO_INCOMING,
    place="Accueil",
    call_back_number=CALL_BACK,
    subject="Plus d’appels",
    text="Plus rien ne sonne.",
)
FAILING_112: Final = replace(CRITICAL, ground=Ground.EMERGENCY_CALLS_FAIL, subject="Le 112 ne passe pas")


def under_contract(schema: str = ALPHA) -> None:
    """Put the first client of a house under contract."""
    subscribe(schema, HOMES[schema])


def helping(first_line: FirstLine = FirstLine.OPERATOR, *, is_tested: bool = True) -> None:
    """Set how Alpha helps its clients."""
    SupportProfile.objects.update_or_create(
        pk=1,
        defaults={
            "first_line": first_line,
            "contact_name": "Garde Alpha",
            "contact_email": "garde@alpha.example",
            "contact_phone": "02 199 09 00",
            "contact_language": "nl",
            "contact_tested_at": OPEN if is_tested else None,
        },
    )


def opened(
    asked: Asked = QUESTION, *, by: Member = DORA, at: datetime = OPEN, ticket_id: UUID | None = None, **changes: Any
) -> Ticket:
    """Open a ticket as a member of the cast."""
    return open_ticket(ticket_id=ticket_id or uuid4(), asked=replace(asked, **changes), person=person_of(by), at=at)


def wrote(ticket: Ticket, *, by: Member, at: datetime = OPEN, text: str = "Bonjour.", **more: Any) -> Entry:
    """Write a message, to everybody unless said otherwise; staff as on the desk."""
    person = person_of(by, schema=ALPHA if by is ERIK else None)
    facts: dict[str, Any] = {"audience": Audience.EVERYBODY, **more}
    return add_message(ticket_id=ticket.pk, text=text, person=person, at=at, **facts)


def raised(ticket: Ticket, ground: Ground = Ground.NO_INCOMING, *, by: Member = DORA, at: datetime = NIGHT) -> Ticket:
    """Make a ticket critical."""
    return raise_ground(
        ticket_id=ticket.pk,
        ground=ground,
        call_back_number=CALL_BACK,
        place="Accueil",
        person=person_of(by),
        at=at,
    )


def escalated(ticket: Ticket, *, by: Member, at: datetime = NIGHT) -> Ticket:
    """Turn a client's ticket into its partner's own."""
    return escalate_ticket(ticket_id=ticket.pk, call_back_number=CALL_BACK, person=person_of(by), at=at)


def answered(page: Page, *, by: Member = ERIK, at: datetime = NIGHT) -> None:
    """Answer a page as the person on call, from the operator's own pages."""
    with acting(PUBLIC, OPERATOR):
        acknowledge_page(page_id=page.pk, user_id=by.id, user_name=by.name, at=at)


def latest(ticket: Ticket) -> RoutingDecision:
    """Return the newest decision about a ticket."""
    decision = ticket.decisions.order_by("-at").first()
    assert decision is not None
    return decision


def went(ticket: Ticket) -> Result:
    """Return where a ticket stands, as the database says."""
    ticket.refresh_from_db()
    return Result(ticket.route)


def pages() -> list[Page]:
    """Return the calls of the night, all of them."""
    with acting(PUBLIC, OPERATOR):
        return list(Page.objects.order_by("opened_at"))


def asked_for(name: str, *, schema: str = ALPHA) -> list[list[Any]]:
    """Return the arguments of every delivery of a name that waits in a schema."""
    with acting(schema, PARTNER):
        return list(Message.objects.filter(name=name).order_by("pk").values_list("args", flat=True))

"""Plays the demo's tickets through the services, and what each partner said of its support."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from extranet.accounts.models import User
from extranet.catalogue.families import Family
from extranet.demo import days
from extranet.demo.scenes import Request
from extranet.demo.steps import Play, play_step, ticket_id_of
from extranet.numbering.models import Holding
from extranet.numbering.reading import read_number
from extranet.partners.models import Partner
from extranet.times import BRUSSELS
from support import services
from support.models import SupportProfile, Ticket
from support.rules import FirstLine, Ground

# Who tells each partner's night: Weser has told nobody yet.
PROFILES: Final = {
    "senne": (FirstLine.OPERATOR, "Amélie Servais", "amelie.servais@senne-telecom.example", "0470 89 90 01", "fr"),
    "dijle": (FirstLine.PARTNER, "Joris Peeters", "joris.peeters@dijle-telecom.example", "0470 89 90 02", "nl"),
}


def play_profile(schema: str, at: datetime) -> None:
    """Say who helps a partner's clients first and who is told at night. Stand in its schema."""
    first_line, name, email, phone, language = PROFILES[schema]
    SupportProfile.objects.create(
        pk=1,
        first_line=first_line,
        contact_name=name,
        contact_email=email,
        contact_phone=phone,
        contact_language=language,
        contact_test_sent_at=at,
        contact_tested_at=at,
    )


# ---------- Tickets ----------
def play_request(
    request: Request, *, client_id: UUID | None, people: dict[str, User], staff: dict[str, User], today: date
) -> None:
    """Open a ticket and play what followed. Stand in the partner's schema."""
    at = moment(today, request.days, request.time)
    play = Play(request.schema, Partner.objects.get(schema_name=request.schema), people, staff)
    ticket = _opened(request, play, client_id=client_id, at=at)
    for step in request.then:
        play_step(play, ticket, step, at=at + timedelta(minutes=step.minutes))


def moment(today: date, days_before: int, wall_time: str) -> datetime:
    """Return the instant at which the wall clock of the working day `days_before` today shows a time."""
    day = days.working_day(today, days_before)
    return datetime.combine(day, time.fromisoformat(wall_time), tzinfo=BRUSSELS).astimezone(UTC)


def _opened(request: Request, play: Play, *, client_id: UUID | None, at: datetime) -> Ticket:
    ticket_id, person = ticket_id_of(request.at, request.subject), play.person(request.by)
    asked = _asked(request, client_id=client_id, at=at)
    if not request.noted_by:
        return services.open_ticket(ticket_id=ticket_id, asked=asked, person=person, at=at)
    noted_by = play.person(request.noted_by)
    return services.open_ticket_for(ticket_id=ticket_id, asked=asked, caller=person, noted_by=noted_by, at=at)


def _asked(request: Request, *, client_id: UUID | None, at: datetime) -> services.Asked:
    return services.Asked(
        client_id=client_id,
        family=Family(request.family) if request.family else "",
        ground=Ground(request.ground),
        holding_ids=tuple(_block(first, at) for first in request.blocks),
        place=request.place,
        call_back_number=request.call_back,
        failed_calls=request.failed_calls,
        category=Ticket.Category(request.category),
        devices=request.devices,
        subject=request.subject,
        text=request.text,
        language=request.language,
    )


def _block(first: str, at: datetime) -> UUID:
    number = read_number(first).number
    return Holding.objects.get(numbers__contains=number, held__contains=at).pk

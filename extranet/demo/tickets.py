"""Plays the demo's tickets through the services, and the rota with the ways to reach its people."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from extranet.accounts.models import User
from extranet.accounts.people import Person, person_in
from extranet.catalogue.families import Family
from extranet.demo import days
from extranet.demo.scenes import Request, Step
from extranet.numbering.models import Holding
from extranet.numbering.reading import read_number
from extranet.partners.models import Partner
from extranet.tenancy.context import OWNER, PUBLIC, acting
from extranet.times import BRUSSELS
from support import services
from support.desk.models import ContactWay, Page, PageStep, WayKind
from support.desk.paging.services import acknowledge_page
from support.desk.rota.services import publish_rota
from support.models import Audience, SupportProfile, Ticket
from support.rules import FirstLine, Ground

HANDOVER: Final = time(16)
FRIDAY: Final = 4
# Who tells each partner's night: Weser has told nobody yet.
PROFILES: Final = {
    "senne": (FirstLine.OPERATOR, "Amélie Servais", "amelie.servais@senne-telecom.example", "0470 89 90 01", "fr"),
    "dijle": (FirstLine.PARTNER, "Joris Peeters", "joris.peeters@dijle-telecom.example", "0470 89 90 02", "nl"),
}


# ---------- The night ----------
def play_rota(members: list[User], *, actor: User, at: datetime) -> None:
    """Give each member two tested ways and publish the rota. Stand in `public`."""
    for number, member in enumerate(members):
        for kind, address in ((WayKind.EMAIL, f"garde+{member.email}"), (WayKind.HTTP, f"+3247089910{number}")):
            ContactWay.objects.create(
                id=uuid5(member.pk, kind),
                user_id=member.pk,
                user_name=member.name,
                kind=kind,
                address=address,
                tested_at=at,
            )
    publish_rota(
        member_ids=[member.pk for member in members],
        handover_weekday=FRIDAY,
        handover_time=HANDOVER,
        starts_at=None,
        actor=actor,
        at=at,
    )


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
    at = days.instant(days.working_day(today, request.days), 0) + _of_day(request, today)
    play = _Play(request, Partner.objects.get(schema_name=request.schema), people, staff)
    ticket = services.open_ticket(
        ticket_id=uuid5(NAMESPACE_URL, f"extranet-demo:{request.at}:{request.subject}"),
        asked=services.Asked(
            client_id=client_id,
            family=Family(request.family) if request.family else "",
            ground=Ground(request.ground),
            holding_ids=tuple(_block(first, at) for first in request.blocks),
            call_back_number=request.call_back,
            failed_calls=request.failed_calls,
            subject=request.subject,
            text=request.text,
            language=request.language,
        ),
        person=play.person(request.by),
        at=at,
    )
    for step in request.then:
        play.step(ticket, step, at=at + timedelta(minutes=step.minutes))


def _of_day(request: Request, today: date) -> timedelta:
    """Return how long after midnight, in real time, the wall clock of that day shows the request's time."""
    day = days.working_day(today, request.days)
    wall = datetime.combine(day, time.fromisoformat(request.time), tzinfo=BRUSSELS)
    return wall.astimezone(UTC) - days.instant(day, 0)


def _block(first: str, at: datetime) -> UUID:
    number = read_number(first).number
    return Holding.objects.get(numbers__contains=number, held__contains=at).pk


@dataclass(frozen=True)
class _Play:
    """One ticket on its way."""

    request: Request
    partner: Partner
    people: dict[str, User]
    staff: dict[str, User]

    def person(self, name: str) -> Person:
        """Return the person behind an act, with their rights here."""
        home = PUBLIC if name in self.staff else self.request.schema
        person = person_in((self.staff | self.people)[name], home=home, partner=self.partner)
        if person is None:
            raise LookupError(f"{name} does not belong to {self.request.schema}")
        return person

    def step(self, ticket: Ticket, step: Step, *, at: datetime) -> None:
        """Play one act."""
        person = self.person(step.by)
        if step.act in ("answer", "question", "ask"):
            services.add_message(
                ticket_id=ticket.pk,
                text=step.text,
                audience=Audience(step.audience),
                person=person,
                at=at,
                is_question=step.act == "question",
            )
        elif step.act == "acknowledge":
            services.acknowledge_ticket(ticket_id=ticket.pk, person=person, at=at)
        elif step.act == "escalate":
            services.escalate_ticket(ticket_id=ticket.pk, call_back_number=step.call_back, person=person, at=at)
        elif step.act == "page_acknowledged":
            self._answer_page(ticket, person.user, at=at)
        else:
            status = {"resolve": Ticket.Status.RESOLVED, "close": Ticket.Status.CLOSED}[step.act]
            services.move_ticket(ticket_id=ticket.pk, status=status, person=person, at=at)

    def _answer_page(self, ticket: Ticket, user: User, *, at: datetime) -> None:
        """Write what the worker would have sent, and the answer of the person called."""
        page = Page.objects.get(partner=self.partner.schema_name, ticket_id=ticket.pk, status=Page.Status.OPEN)
        with acting(PUBLIC, OWNER):
            for way in ContactWay.objects.filter(user_id=user.pk):
                PageStep.objects.create(
                    id=uuid5(page.pk, way.kind),
                    page=page,
                    round=1,
                    user_id=user.pk,
                    user_name=user.name,
                    kind=way.kind,
                    address=way.address,
                    due_at=page.opened_at,
                    sent_at=page.opened_at + timedelta(seconds=4),
                    attempts=1,
                    acknowledged_at=at if way.kind == WayKind.HTTP else None,
                )
            Page.objects.filter(pk=page.pk).update(rounds=1)
            acknowledge_page(page_id=page.pk, user_id=user.pk, user_name=user.name, at=at)
        services.note_page_acknowledged(page.pk)

"""Plays what happened on a ticket of the demo, act by act, through the services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from extranet.accounts.models import User
from extranet.accounts.people import Person, person_in
from extranet.demo.photos import photo_of_a_telephone
from extranet.demo.scenes import Step
from extranet.partners.models import Partner
from extranet.tenancy.context import OWNER, PUBLIC, acting
from support import incidents, organising, services
from support.desk.models import ContactWay, Incident, Page, PageStep, WayKind
from support.desk.paging.services import acknowledge_page
from support.files import check_contents, keep
from support.models import Audience, Ticket

PHOTO: Final = "ecran-du-telephone.png"


def ticket_id_of(place: str, subject: str) -> UUID:
    """Return the id of a ticket of the demo, the same on every machine."""
    return uuid5(NAMESPACE_URL, f"extranet-demo:{place}:{subject}")


@dataclass(frozen=True)
class Play:
    """A partner's house with everybody who may act there, by the part of their address before the @."""

    schema: str
    partner: Partner
    people: Mapping[str, User]
    staff: Mapping[str, User]

    def person(self, name: str) -> Person:
        """Return the person behind an act, with their rights here. Raises LookupError for a stranger."""
        home = PUBLIC if name in self.staff else self.schema
        user = self.staff.get(name) or self.people[name]
        person = person_in(user, home=home, partner=self.partner)
        if person is None:
            raise LookupError(f"{name} does not belong to {self.schema}")
        return person


def play_step(play: Play, ticket: Ticket, step: Step, *, at: datetime) -> None:
    """Play one act. Stand in the partner's schema. Raises KeyError for an act that is none."""
    ACTS[step.act](play, ticket, step, at)


# ---------- Messages ----------
def _say(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    _add(play, ticket, step, at)


def _question(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    _add(play, ticket, step, at, is_question=True)


def _file(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    """Send a message with a photo."""
    checked = check_contents([(PHOTO, photo_of_a_telephone())])
    kept = keep(checked, page_id=ticket.pk, person=play.person(step.by), at=at)
    _add(play, ticket, step, at, attachment_ids=tuple(one.pk for one in kept))


def _add(
    play: Play,
    ticket: Ticket,
    step: Step,
    at: datetime,
    *,
    is_question: bool = False,
    attachment_ids: tuple[UUID, ...] = (),
) -> None:
    services.add_message(
        ticket_id=ticket.pk,
        text=step.text,
        audience=Audience(step.audience),
        person=play.person(step.by),
        at=at,
        is_question=is_question,
        attachment_ids=attachment_ids,
    )


# ---------- Moves ----------
def _acknowledge(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    services.acknowledge_ticket(ticket_id=ticket.pk, person=play.person(step.by), at=at)


def _escalate(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    person = play.person(step.by)
    services.escalate_ticket(ticket_id=ticket.pk, call_back_number=step.call_back, person=person, at=at)


def _resolve(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    _move(play, ticket, step, at, Ticket.Status.RESOLVED)


def _close(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    _move(play, ticket, step, at, Ticket.Status.CLOSED)


def _third_party(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    _move(play, ticket, step, at, Ticket.Status.WAITING_THIRD_PARTY)


def _move(play: Play, ticket: Ticket, step: Step, at: datetime, status: Ticket.Status) -> None:
    person = play.person(step.by)
    services.move_ticket(ticket_id=ticket.pk, status=status, person=person, at=at, third_party=step.third_party)


def _hand_back(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    services.hand_back(ticket_id=ticket.pk, reason=step.text, person=play.person(step.by), at=at)


def _downgrade(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    services.downgrade_ticket(ticket_id=ticket.pk, reason=step.text, person=play.person(step.by), at=at)


def _answer_page(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    """Write what the worker would have sent, and the answer of the person called."""
    user = play.staff[step.by]
    page = Page.objects.get(partner=play.schema, ticket_id=ticket.pk, status=Page.Status.OPEN)
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


# ---------- Order ----------
def _assign(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    """Take the ticket oneself."""
    person = play.person(step.by)
    organising.assign_ticket(ticket_id=ticket.pk, agent_id=person.user.pk, person=person, at=at)


def _tag(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    organising.add_tags(ticket_id=ticket.pk, tags=step.tags, person=play.person(step.by), at=at)


def _watch(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    """Follow the ticket oneself."""
    person = play.person(step.by)
    organising.watch(ticket_id=ticket.pk, user_id=person.user.pk, person=person, at=at)


def _link(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    """Say that the ticket belongs together with the one whose place and subject `other` names."""
    place, _colon, subject = step.other.partition(":")
    other_id = ticket_id_of(place, subject)
    organising.link_tickets(ticket_id=ticket.pk, other_id=other_id, person=play.person(step.by), at=at)


def _join(play: Play, ticket: Ticket, step: Step, at: datetime) -> None:
    """Join the ticket to the incident that runs."""
    running = Incident.objects.get(ended_at__isnull=True)
    incidents.join(ticket_id=ticket.pk, incident_id=running.pk, person=play.person(step.by), at=at)


ACTS: Final[Mapping[str, Callable[[Play, Ticket, Step, datetime], None]]] = {
    "answer": _say,
    "ask": _say,
    "question": _question,
    "file": _file,
    "acknowledge": _acknowledge,
    "escalate": _escalate,
    "resolve": _resolve,
    "close": _close,
    "third_party": _third_party,
    "hand_back": _hand_back,
    "downgrade": _downgrade,
    "page_acknowledged": _answer_page,
    "assign": _assign,
    "tag": _tag,
    "watch": _watch,
    "link": _link,
    "join": _join,
}

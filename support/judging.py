"""Judging a ticket: the rule of routing over the facts of an instant, the same for the preview and for the act.

Terms: general.7
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from extranet.accounts.people import Person
from extranet.clients.models import Client
from extranet.clients.selectors import own_client_id, visible_clients
from extranet.partners.models import Partner
from extranet.times import brussels_day
from support.contracts import Standing, partner_here, party_of, party_of_ticket, running_on, standing_of
from support.desk.calendars import calendar_in_force
from support.desk.rules.hours import Calendar
from support.models import Ticket
from support.rules import Decision, Event, Facts, Ground, Party, Result, route


@dataclass(frozen=True)
class Asked:
    """What a form asks of support. `client_id` None: a partner asks for itself; `told`: what the writer read before.

    Terms: general.7
    """

    client_id: UUID | None
    family: str = ""
    ground: Ground = Ground.NONE
    holding_ids: tuple[UUID, ...] = ()
    site_ids: tuple[UUID, ...] = ()
    device_ids: tuple[UUID, ...] = ()
    place: str = ""
    call_back_number: str = ""
    failed_calls: str = ""
    subject: str = ""
    text: str = ""
    language: str = "fr"
    told: Result | None = None
    category: str = Ticket.Category.OTHER
    devices: str = ""
    attachment_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """A decision with every fact that made it."""

    event: Event
    at: datetime
    standing: Standing
    facts: Facts
    decision: Decision
    calendar: Calendar

    @property
    def result(self) -> Result:
        """Where it goes."""
        return Result(self.decision.result)

    @property
    def is_critical(self) -> bool:
        """Whether the ground is of the closed list."""
        return self.facts.is_critical


def weigh(*, asked: Asked, person: Person, at: datetime, partner: Partner | None = None) -> Judgement:
    """Return what would happen to a request sent at `at`. Reads only.

    `partner`: the one here, where the caller has read it already. Raises Client.DoesNotExist for a client the person
    does not see.

    Terms: general.7
    """
    partner = partner or partner_here()
    client, is_running = _client_asked(asked.client_id, person, at)
    party = party_of(person, partner)
    standing = standing_of(party=party, client=client, partner=partner, at=at, is_running=is_running)
    return judgement_of(standing, Ground(asked.ground), Event.OPENED, at)


def weigh_again(ticket: Ticket, *, event: Event, ground: Ground, at: datetime) -> Judgement:
    """Return what a later event makes of a ticket, judged at its own instant. Reads only.

    Terms: general.7
    """
    partner = partner_here()
    standing = standing_of(party=_party_at(event, ticket, partner), client=ticket.client, partner=partner, at=at)
    return judgement_of(standing, ground, event, at)


def _client_asked(client_id: UUID | None, person: Person, at: datetime) -> tuple[Client | None, bool | None]:
    """Return the client a request is about, and whether it is under contract that day, with one statement.

    A client's person asks about its own. Nothing when a partner asks for itself. Raises Client.DoesNotExist.
    """
    if client_id is None and not person.is_client:
        return None, None
    running = running_on(brussels_day(at)).filter(client=OuterRef("pk"))
    clients = visible_clients(person).annotate(is_running=Exists(running))
    client = clients.get(pk=client_id or own_client_id(person))
    return client, client.is_running


def judgement_of(standing: Standing, ground: Ground, event: Event, at: datetime) -> Judgement:
    """Judge facts at an instant, by the calendar in force at that instant."""
    calendar = calendar_in_force(at)
    facts = standing.facts(ground)
    return Judgement(event, at, standing, facts, route(facts, event, at, calendar), calendar)


def _party_at(event: Event, ticket: Ticket, partner: Partner) -> Party:
    # An escalation is judged as what it was until then: its client's ticket, which the partner takes over.
    return Party.PARTNER_CLIENT if event is Event.ESCALATED_BY_PARTNER else party_of_ticket(ticket, partner)

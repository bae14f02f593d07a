"""A ticket and the known incident it is about: joined, told what is new, taken out again. Stand in its schema.

A ticket holds the neutral text and nothing of any other ticket: no number, no name, no count.

Terms: general.7, general.8
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, NotAllowed
from extranet.outbox.services import JSON, enqueue
from support.desk.incidents import text_in
from support.desk.models import Incident, IncidentUpdate
from support.entries import Author, Line, append, author_of, last_entry
from support.models import Audience, Entry, Side, Ticket
from support.permissions import may_work, side_of
from support.services.locking import locked_ticket, require_open, require_writer
from support.services.writing import save_changed

JOINED: Final = "incident_joined"
LEFT: Final = "incident_left"
UPDATED: Final = "incident_update"
# Events that carry a text of the operator's, which is no call and no e-mail.
SPEAKING: Final = frozenset({JOINED, UPDATED})
TELL_PARTNER: Final = "support.tell_incident"
TELL_TICKET: Final = "support.tell_incident_ticket"
CATCH_UP: Final = "support.catch_up_incident"


@dataclass(frozen=True)
class Banner:
    """A published incident as anybody reads it. `latest`: what was said last; `ended_at` None while it runs."""

    id: UUID
    text: str
    since: datetime
    latest: str = ""
    latest_at: datetime | None = None
    ended_at: datetime | None = None


# ---------- Reading ----------
def banner_for(families: Collection[str], language: str | None = None) -> tuple[Banner, ...]:
    """Return the incidents that somebody reads before writing: published, not over, about a service or about all.

    `families`: the service chosen, or those that run for whom it is asked; none of them: all are returned. Two
    queries at most.

    Terms: general.7
    """
    running = Incident.objects.filter(published_at__isnull=False, ended_at__isnull=True)
    if families:
        running = running.filter(Q(families__overlap=list(families)) | Q(families=[]))
    return _banners(list(running.order_by("started_at")), language or get_language() or "fr")


def banner_of(ticket: Ticket, language: str | None = None) -> Banner | None:
    """Return the incident a ticket is joined to, in the reader's language; None when it is to none.

    Terms: general.7
    """
    if ticket.incident_id is None:
        return None
    found = Incident.objects.filter(pk=ticket.incident_id, published_at__isnull=False)
    return next(iter(_banners(list(found), language or get_language() or "fr")), None)


def _banners(incidents: list[Incident], language: str) -> tuple[Banner, ...]:
    if not incidents:
        return ()
    said = IncidentUpdate.objects.filter(incident__in=incidents).order_by("incident_id", "-at").distinct("incident_id")
    latest = {one.incident_id: one for one in said}
    return tuple(_banner(one, latest.get(one.pk), language) for one in incidents)


def _banner(incident: Incident, latest: IncidentUpdate | None, language: str) -> Banner:
    return Banner(
        id=incident.pk,
        text=text_in(incident, language),
        since=incident.started_at,
        latest=text_in(latest, language) if latest else "",
        latest_at=latest.at if latest else None,
        ended_at=incident.ended_at,
    )


# ---------- Joining ----------
@transaction.atomic
def join_incident(*, ticket_id: UUID, incident_id: UUID, person: Person, at: datetime) -> Ticket:
    """Join a ticket to a published incident; everybody on it reads the neutral text. Twice is once.

    Whoever asks may join their own ticket, staff any. Raises Ticket.DoesNotExist, Incident.DoesNotExist, NotAllowed,
    IllegalMove.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    require_writer(person, ticket)
    if ticket.incident_id == incident_id:
        return ticket
    require_open(ticket)
    incident = Incident.objects.get(pk=incident_id)
    if incident.published_at is None:
        raise IllegalMove(_("Publiez d’abord l’incident : ses tickets lisent son texte."), code="incident_unpublished")
    if incident.ended_at is not None:
        raise IllegalMove(_("Cet incident est terminé : répondez dans le ticket."), code="incident_ended")
    known = list(incident.updates.order_by("at"))
    facts: dict[str, JSON] = {"incident": str(incident.pk), "updates": [str(one.pk) for one in known]}
    said = [text_in(incident, ticket.language), *(text_in(one, ticket.language) for one in known[-1:])]
    line = Line(Audience.EVERYBODY, text="\n\n".join(said), event=JOINED, facts=facts)
    (entry,) = append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    ticket.incident_id = incident.pk
    audit.record(
        actor=person.user, act="ticket.incident_joined", target=ticket, at=at, changes={"incident": incident.pk}
    )
    save_changed(ticket, at, "incident_id")
    # What was said between our reading and our commit: nobody else would tell it here.
    enqueue(CATCH_UP, str(ticket.pk))
    if side_of(person) is Side.OPERATOR:
        enqueue("support.tell_message", str(entry.pk))
    return ticket


@transaction.atomic
def leave_incident(*, ticket_id: UUID, person: Person, at: datetime) -> Ticket:
    """Take a ticket out of its incident: it is about something else. Twice is once; what was said stays.

    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    if not may_work(person):
        raise NotAllowed(_("Qui répond aux tickets les sépare d’un incident."), code="may_not_write")
    if ticket.incident_id is None:
        return ticket
    require_open(ticket)
    left, ticket.incident_id = ticket.incident_id, None
    line = Line(Audience.EVERYBODY, event=LEFT, facts={"incident": str(left)})
    append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))
    audit.record(actor=person.user, act="ticket.incident_left", target=ticket, at=at, changes={"incident": left})
    save_changed(ticket, at, "incident_id")
    return ticket


join, leave = join_incident, leave_incident


# ---------- Telling ----------
def joined_tickets(incident_id: UUID) -> list[UUID]:
    """Return the open tickets of this schema that an incident has joined."""
    open_ones = Ticket.objects.filter(incident_id=incident_id).exclude(status=Ticket.Status.CLOSED)
    return list(open_ones.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def tell_update(*, ticket_id: UUID, update_id: UUID, at: datetime) -> Entry | None:
    """Add what is new of its incident to a ticket, in the ticket's language; None when that is done, or moot.

    Moot: closed, or taken out of the incident meanwhile. Under the ticket's lock, so that it is told exactly once.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id)
    update = IncidentUpdate.objects.get(pk=update_id)
    if not ticket.is_open or ticket.incident_id != update.incident_id or str(update_id) in _told(ticket):
        return None
    facts: dict[str, JSON] = {
        "incident": str(update.incident_id),
        "update": str(update.pk),
        "is_last": update.is_last,
    }
    line = Line(Audience.EVERYBODY, text=text_in(update, ticket.language), event=UPDATED, facts=facts)
    author = Author(None, update.author_name, Side.OPERATOR)
    (entry,) = append(ticket, [line], author=author, at=at, after=last_entry(ticket))
    ticket.last_entry_at, ticket.last_entry_side = at, Side.OPERATOR
    audit.record(actor=None, act="ticket.incident_told", target=ticket, at=at, changes=facts)
    save_changed(ticket, at, "last_entry_at", "last_entry_side")
    enqueue("support.tell_message", str(entry.pk))
    return entry


def untold_updates(ticket_id: UUID) -> list[UUID]:
    """Return what was said of a ticket's incident since it joined and is not in its record yet, oldest first."""
    ticket = Ticket.objects.get(pk=ticket_id)
    if ticket.incident_id is None:
        return []
    told = _told(ticket)
    said = IncidentUpdate.objects.filter(incident_id=ticket.incident_id).order_by("at").values_list("pk", flat=True)
    return [one for one in said if str(one) not in told]


def _told(ticket: Ticket) -> set[str]:
    """Return the updates that a ticket's record holds, and those its joining already gave."""
    entries = ticket.entries.filter(event__in=SPEAKING).values_list("facts", flat=True)
    return {one for facts in entries for one in _updates_in(facts)}


def _updates_in(facts: dict[str, JSON]) -> Iterable[str]:
    listed = facts.get("updates")
    yield from (str(one) for one in listed) if isinstance(listed, list) else ()
    if facts.get("update"):
        yield str(facts["update"])

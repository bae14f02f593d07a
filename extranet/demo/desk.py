"""Plays what the desks keep beside their tickets: aims, a known incident, texts used again, views, a draft, doubts."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import translation

from extranet.accounts.models import User
from extranet.accounts.people import Person, person_in
from extranet.clients.models import Client
from extranet.demo.scenes import Doubt, Known, Reply
from extranet.demo.steps import Play, ticket_id_of
from extranet.demo.tickets import moment
from extranet.ordering.models import Subscription
from extranet.tenancy.context import PUBLIC
from extranet.times import brussels_day
from support import services
from support.clarifications import ask_clarification, note_answer
from support.desk import incidents, queue_saved
from support.desk.aims import Aims, publish_aims
from support.desk.models import Incident, IncidentUpdate
from support.desk.replies import save_reply as save_desk_reply
from support.drafts import save_draft
from support.incidents import joined_tickets, tell_update
from support.list_views import KEPT
from support.models import Audience
from support.organising.replies import save_reply
from support.organising.saved_views import save_view

AIMS: Final = Aims(critical_answer_minutes=15, critical_solution_minutes=240, answer_minutes=120, solution_minutes=1440)
AIMS_NOTE: Final = "Premiers objectifs internes du support."
ANSWER_AFTER: Final = timedelta(minutes=95)
# What a client began and did not send yet.
DRAFT: Final = {
    "ground": "none",
    "family": "bt",
    "category": "change",
    "language": "fr",
    "subject": "Deux postes de plus à l’accueil",
    "text": "Nous engageons deux personnes au 1er janvier. Il leur faut un poste chacune, dans le groupe de",
}


# ---------- At the operator ----------
def play_aims(director: User, *, at: datetime) -> None:
    """Publish what the desk aims at. Stand in `public`."""
    publish_aims(aims=AIMS, note=AIMS_NOTE, actor=director, at=at, shown=0)


def play_incident(known: Known, *, staff: Mapping[str, User], today: date) -> None:
    """Note the incident and publish it. Stand in `public`."""
    person, published_at = staff_of(staff[known.by]), moment(today, known.days, known.published)
    incident = incidents.open_incident(
        title=known.title,
        families=known.families,
        texts=known.texts,
        started_at=moment(today, known.days, known.started),
        person=person,
        at=published_at - timedelta(minutes=6),
        incident_id=_id("incident", known.title),
    )
    incidents.publish_incident(incident_id=incident.pk, person=person, at=published_at)


def play_news(known: Known, *, staff: Mapping[str, User], today: date) -> IncidentUpdate:
    """Say what is new of the incident. Stand in `public`."""
    incident = Incident.objects.get(title=known.title)
    return incidents.update_incident(
        incident_id=incident.pk,
        update_id=_id("incident update", known.title),
        texts=known.news,
        person=staff_of(staff[known.by]),
        at=moment(today, known.days, known.told),
    )


def tell_news(update: IncidentUpdate) -> None:
    """Have each joined ticket of a house told, as the worker does. Stand in the partner's schema."""
    for ticket_id in joined_tickets(update.incident_id):
        tell_update(ticket_id=ticket_id, update_id=update.pk, at=update.at)


def play_desk_reply(reply: Reply, *, staff: Mapping[str, User], at: datetime) -> None:
    """Keep a text of the desk. Stand in `public`."""
    save_desk_reply(title=reply.title, texts=reply.texts, person=staff_of(staff[reply.by]), at=at)


def play_desk_view(user: User, *, at: datetime) -> None:
    """Keep a filter of the queue for the whole desk. Stand in `public`."""
    query = queue_saved.cleaned_query("waiting=third_party")
    queue_saved.save_view(name="Chez un tiers", query=query, is_shared=True, person=staff_of(user), at=at)


def staff_of(user: User) -> Person:
    """Return a member of staff on the operator's own pages. Raises LookupError for anybody else."""
    person = person_in(user, home=PUBLIC, partner=None)
    if person is None:
        raise LookupError(f"{user.email} is not staff")
    return person


# ---------- At a partner ----------
def play_reply(reply: Reply, play: Play, *, at: datetime) -> None:
    """Keep a text of a partner. Stand in its schema."""
    reply_id = _id(f"reply of {reply.at}", reply.title)
    save_reply(reply_id=reply_id, title=reply.title, texts=reply.texts, person=play.person(reply.by), at=at)


def play_view(play: Play, *, at: datetime) -> None:
    """Keep a filter of the list for a partner's team. Stand in its schema."""
    save_view(
        name="Qualité de la voix",
        query="show=open&tag=qualité",
        names=KEPT,
        is_shared=True,
        is_default=False,
        person=play.person("bram.claes"),
        at=at,
    )


def play_draft(play: Play, client_id: UUID, *, at: datetime) -> None:
    """Keep what a client began to ask. Stand in its partner's schema."""
    client = Client.objects.get(pk=client_id)
    draft_id = ticket_id_of(play.schema, DRAFT["subject"])
    content = {**DRAFT, "for": str(client_id)}
    save_draft(
        draft_id=draft_id, client=client, content=content, person=play.person("helene.delcourt"), at=at, version=""
    )


def play_doubt(doubt: Doubt, play: Play, *, client_id: UUID, today: date) -> None:
    """Ask what is doubtful about a count, and answer it where that was done. Stand in the partner's schema."""
    at, person = moment(today, doubt.days, doubt.time), play.person(doubt.by)
    subscription = Subscription.objects.filter(client_id=client_id, family=doubt.family).earliest("starts_on")
    with translation.override(person.user.language):
        clarification = ask_clarification(
            ticket_id=ticket_id_of(doubt.at, doubt.question),
            element=doubt.element,
            day=brussels_day(at) - timedelta(days=1),
            question=doubt.question,
            person=person,
            at=at,
            subscription_id=subscription.pk,
        )
    if not doubt.answer:
        return
    answerer, answered_at = play.person(doubt.answered_by), at + ANSWER_AFTER
    entry = services.add_message(
        ticket_id=clarification.pk,
        text=doubt.answer,
        audience=Audience.PARTNER,
        person=answerer,
        at=answered_at,
    )
    note_answer(ticket_id=clarification.pk, entry_id=entry.pk, person=answerer, at=answered_at + timedelta(minutes=1))


def _id(kind: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"extranet-demo:{kind}:{name}")

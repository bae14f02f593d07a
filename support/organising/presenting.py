"""What the page of a ticket shows of its order: who works on it, who follows it, what belongs to it.

Terms: general.7
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.partners.models import Partner
from support.models import Audience, Entry, Ticket
from support.organising.events import named_in
from support.organising.linking import links_of
from support.organising.people import possible_watchers
from support.organising.replies import filled, replies_of
from support.organising.tagging import tags_used
from support.organising.watching import watchers_of
from support.presenting import Typed
from support.selectors import visible_tickets


def organised(ticket: Ticket, person: Person, *, partner: Partner) -> Mapping[str, Any]:
    """Return what the page says of a ticket's order, as the person may know it.

    A client reads who of its partner helps and who follows, and links to tickets it sees; tags and the operator's
    agent are not its to read.

    Terms: general.7
    """
    may_organise = person.may(Right.WORK_TICKETS)
    watchers = list(watchers_of(ticket))
    follows = {one.user_id for one in watchers}
    people = possible_watchers(ticket, partner=partner) if may_organise else []
    into = _into(ticket, person)
    return {
        "may_organise": may_organise,
        "may_follow": not person.is_staff and ticket.opened_by_id != person.user.pk,
        "is_following": person.user.pk in follows,
        "is_mine": ticket.partner_agent_id == person.user.pk,
        "may_read_tags": not person.is_client,
        "watchers": watchers,
        "links": links_of(ticket, person),
        "merged_into": into,
        "is_merged": ticket.merged_into_id is not None,
        "agents": [one for one in people if one.is_worker] if ticket.is_open else [],
        "tags": tags_used(person) if may_organise else [],
        "tags_written": ", ".join(ticket.partner_tags),
        "may_watch": [one for one in people if one.id not in follows],
        "replies": list(replies_of(person)) if may_organise and ticket.is_open else [],
    }


def seen_tickets(entries: Collection[Entry], person: Person) -> frozenset[str]:
    """Return the ids of the tickets named in a record that the person sees too.

    Terms: general.7
    """
    wanted = named_in(entries)
    if not wanted:
        return frozenset()
    return frozenset(str(one) for one in visible_tickets(person).filter(pk__in=wanted).values_list("pk", flat=True))


def typed_reply(ticket: Ticket, person: Person, reply_id: str, audience: str) -> tuple[Typed | None, str]:
    """Return a saved reply as if it were typed, and the language it is in where the ticket's own is missing.

    Nothing for a reply that is not there.
    """
    chosen: Sequence[Any] = [one for one in replies_of(person) if str(one.pk) == reply_id]
    if not chosen:
        return None, ""
    reply = filled(chosen[0], ticket)
    where = audience if audience in Audience else Audience.EVERYBODY
    return Typed(where, reply.text, None, ""), reply.language if reply.is_other_language else ""


def _into(ticket: Ticket, person: Person) -> Ticket | None:
    if ticket.merged_into_id is None:
        return None
    return visible_tickets(person).filter(pk=ticket.merged_into_id).first()

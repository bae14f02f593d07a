"""Tickets that belong together: both sides of a link are seen by whoever makes it, and each reader sees their own.

Terms: general.7
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput
from support.entries import Line, append, author_of, last_entry
from support.models import Audience, Ticket, TicketLink
from support.organising.events import LINKED, UNLINKED, naming
from support.organising.locking import locked_pair, require_worker
from support.selectors import visible_tickets
from support.services.writing import save_changed


@dataclass(frozen=True)
class ShownLink:
    """A link as it stands on the page of one of its tickets. `word`: what the other one is to it."""

    other: Ticket
    word: str
    is_removable: bool


@transaction.atomic
def link_tickets(*, ticket_id: UUID, other_id: UUID, person: Person, at: datetime) -> TicketLink:
    """Say that two tickets belong together, whatever their clients. Twice is once, from either side.

    Read by partner and operator only, in both records. Raises Ticket.DoesNotExist for one the person does not see,
    NotAllowed, InvalidInput for a ticket and itself.

    Terms: general.7
    """
    require_worker(person)
    require_two(ticket_id, other_id)
    ticket, other = locked_pair(ticket_id, other_id, person)
    known = _between(ticket, other).filter(kind=TicketLink.Kind.RELATED).first()
    if known is not None:
        return known
    link = TicketLink.objects.create(
        ticket=ticket, other=other, kind=TicketLink.Kind.RELATED, created_at=at, created_by_name=person.user.name
    )
    _note(ticket, other, LINKED, person=person, at=at)
    audit.record(
        actor=person.user, act="ticket.linked", target=ticket, at=at, changes={"ticket": [ticket.number, other.number]}
    )
    return link


@transaction.atomic
def unlink_tickets(*, ticket_id: UUID, other_id: UUID, person: Person, at: datetime) -> None:
    """Take back that two tickets belong together; what was merged or split stays so. Twice is once.

    Raises Ticket.DoesNotExist, NotAllowed.
    """
    require_worker(person)
    require_two(ticket_id, other_id)
    ticket, other = locked_pair(ticket_id, other_id, person)
    link = _between(ticket, other).filter(kind=TicketLink.Kind.RELATED).first()
    if link is None:
        return
    link.removed_at = at
    link.save(update_fields=["removed_at"])
    _note(ticket, other, UNLINKED, person=person, at=at)
    audit.record(
        actor=person.user,
        act="ticket.unlinked",
        target=ticket,
        at=at,
        changes={"ticket": [ticket.number, other.number]},
    )


def links_of(ticket: Ticket, person: Person) -> list[ShownLink]:
    """Return the links of a ticket to tickets that the person sees too.

    Terms: general.7
    """
    links = list(_links(Q(ticket=ticket) | Q(other=ticket)).order_by("created_at", "pk"))
    if not links:
        return []
    wanted = {one.other_id if one.ticket_id == ticket.pk else one.ticket_id for one in links}
    seen = visible_tickets(person).in_bulk(wanted)
    shown = []
    for link in links:
        is_from = link.ticket_id == ticket.pk
        other = seen.get(link.other_id if is_from else link.ticket_id)
        if other is not None:
            is_removable = link.kind == TicketLink.Kind.RELATED
            shown.append(ShownLink(other, _word(link.kind, is_from=is_from), is_removable))
    return shown


def require_two(ticket_id: UUID, other_id: UUID) -> None:
    """Refuse one ticket named twice. Raises InvalidInput."""
    if ticket_id == other_id:
        sentence = _("C’est ce ticket même : donnez le numéro d’un autre.")
        raise InvalidInput(sentence, code="same_ticket", fields={"other": sentence})


def _links(which: Q) -> QuerySet[TicketLink]:
    return TicketLink.objects.filter(which, removed_at__isnull=True)


def _between(ticket: Ticket, other: Ticket) -> QuerySet[TicketLink]:
    return _links(Q(ticket=ticket, other=other) | Q(ticket=other, other=ticket))


def _note(ticket: Ticket, other: Ticket, event: str, *, person: Person, at: datetime) -> None:
    for one, named in ((ticket, other), (other, ticket)):
        line = Line(Audience.PARTNER, event=event, facts=dict(naming(named)))
        append(one, [line], author=author_of(person), at=at, after=last_entry(one))
        save_changed(one, at)


def _word(kind: str, *, is_from: bool) -> str:
    if kind == TicketLink.Kind.MERGED:
        return _("continue dans") if is_from else _("réuni ici")
    if kind == TicketLink.Kind.SPLIT:
        return _("issu de") if is_from else _("une partie continue dans")
    return _("lié à")

"""Following a ticket that is not one's own: only for who sees it, asked again whenever somebody is told.

Terms: general.7
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from support.contracts import partner_here
from support.models import Side, Ticket, Watcher
from support.organising.locking import require_worker
from support.organising.people import may_see
from support.permissions import side_of
from support.services.locking import locked_ticket


@transaction.atomic
def watch(*, ticket_id: UUID, user_id: UUID, person: Person, at: datetime) -> Watcher:
    """Have somebody told of every message of a ticket that they may read. Twice is once.

    Oneself, or, for who works tickets, anybody who sees the ticket. Raises Ticket.DoesNotExist, NotAllowed,
    InvalidInput for somebody who does not see it.

    Terms: general.7
    """
    ticket = locked_ticket(ticket_id, person)
    _require_may_choose(person, user_id)
    known = watchers_of(ticket).filter(user_id=user_id).first()
    if known is not None:
        return known
    if not may_see(ticket, user_id, partner=partner_here()):
        sentence = _("Cette personne ne voit pas le ticket %(number)s : elle ne peut pas le suivre.")
        sentence = sentence % {"number": ticket.number}
        raise InvalidInput(sentence, code="sees_it_not", fields={"watcher": sentence})
    return add_watcher(ticket, user_id, person=person, at=at)


@transaction.atomic
def unwatch(*, ticket_id: UUID, user_id: UUID, person: Person, at: datetime) -> None:
    """Have somebody told no more: oneself, or anybody for who works tickets. Twice is once.

    Raises Ticket.DoesNotExist, NotAllowed.
    """
    ticket = locked_ticket(ticket_id, person)
    _require_may_choose(person, user_id)
    known = watchers_of(ticket).filter(user_id=user_id).first()
    if known is None:
        return
    known.removed_at = at
    known.save(update_fields=["removed_at"])
    changes = {"watcher": known.user_name}
    audit.record(actor=person.user, act="ticket.unwatched", target=ticket, at=at, changes=changes)


def watchers_of(ticket: Ticket) -> QuerySet[Watcher]:
    """Return who follows a ticket."""
    return ticket.watchers.filter(removed_at__isnull=True).order_by("user_name", "pk")


def add_watcher(ticket: Ticket, user_id: UUID, *, person: Person, at: datetime) -> Watcher:
    """Add somebody who sees the ticket and does not follow it yet. The ticket is locked by whoever calls."""
    name = User.objects.values_list("name", flat=True).get(pk=user_id)
    watcher = Watcher.objects.create(
        ticket=ticket, user_id=user_id, user_name=name, added_at=at, added_by_name=person.user.name
    )
    changes = {"watcher": name}
    audit.record(actor=person.user, act="ticket.watched", target=ticket, at=at, changes=changes)
    return watcher


def _require_may_choose(person: Person, user_id: UUID) -> None:
    """Refuse to choose for others without working tickets, and staff for themselves. Raises NotAllowed."""
    if user_id != person.user.pk:
        require_worker(person)
    elif side_of(person) is Side.OPERATOR:
        raise NotAllowed(_("Le desk suit les tickets dans sa file."), code="desk_has_its_queue")

"""Locking two tickets without ever waiting in a ring, and who may bring order into tickets.

Terms: general.7
"""

from uuid import UUID

from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.errors import NotAllowed
from support.models import Ticket
from support.permissions import may_work
from support.selectors import visible_tickets


def locked_pair(first_id: UUID, second_id: UUID, person: Person) -> tuple[Ticket, Ticket]:
    """Return two tickets, locked in the order of their ids. Raises Ticket.DoesNotExist for one not seen."""
    wanted = visible_tickets(person).filter(pk__in={first_id, second_id})
    found = {one.pk: one for one in wanted.select_for_update(of=("self",)).order_by("pk")}
    try:
        return found[first_id], found[second_id]
    except KeyError as unseen:
        raise Ticket.DoesNotExist(str(unseen)) from unseen


def require_worker(person: Person) -> None:
    """Refuse whoever does not answer tickets. Raises NotAllowed."""
    if not may_work(person):
        sentence = _("Qui répond aux tickets les organise. Demandez-le à un administrateur ou à un technicien.")
        raise NotAllowed(sentence, code="may_not_organise")

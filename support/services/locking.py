"""What every act on a ticket asks first: the ticket locked, whether it is open, and who may."""

from uuid import UUID

from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.errors import IllegalMove, NotAllowed, Stale
from support.models import Ticket
from support.permissions import may_write
from support.selectors import visible_tickets


def locked_ticket(ticket_id: UUID, person: Person | None = None) -> Ticket:
    """Return a ticket, locked until the transaction ends. Raises Ticket.DoesNotExist for one the person does not see.

    `person` None: the system itself.
    """
    tickets = Ticket.objects.all() if person is None else visible_tickets(person)
    return tickets.select_for_update(of=("self",)).get(pk=ticket_id)


def require_open(ticket: Ticket) -> None:
    """Refuse what is closed: nothing is asked or answered there any more. Raises IllegalMove."""
    if not ticket.is_open:
        sentence = _("Le ticket %(number)s est clos. Ouvrez-en un autre, et citez son numéro.")
        raise IllegalMove(sentence % {"number": ticket.number}, code="ticket_closed")


def require_writer(person: Person, ticket: Ticket) -> None:
    """Refuse a person who may read a ticket and no more. Raises NotAllowed."""
    if not may_write(person, ticket):
        raise NotAllowed(
            _("Vous pouvez lire ce ticket, pas y répondre. Demandez-le à un administrateur ou à un technicien."),
            code="may_not_write",
        )


def require_fresh(ticket: Ticket, revision: int | None) -> None:
    """Refuse an act decided on another reading. `revision` None: the caller showed no page. Raises Stale."""
    if revision is not None and revision != ticket.revision:
        sentence = _("Le ticket %(number)s a changé depuis que vous avez ouvert la page : relisez-le.")
        raise Stale(sentence % {"number": ticket.number}, code="ticket_changed")

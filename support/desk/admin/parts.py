"""What several pages of the desk need: who asks, a badge in a cell, the way to a ticket."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from extranet.accounts.people import Person
from extranet.backoffice.faces import staff_of
from extranet.backoffice.links import address_at
from extranet.look.parts import Badge
from support.desk.admin.queue_rows import DeskRow
from support.desk.models import QueueEntry


def person_of(request: HttpRequest) -> Person:
    """Return the member of staff who asks. Raises PermissionDenied for anybody else."""
    person = staff_of(request)
    if person is None:
        raise PermissionDenied
    return person


def drawn(badge: Badge) -> SafeString:
    """Return a badge as a cell holds it."""
    return render_to_string("look/_badge.html", {"state": badge})


def ticket_address(entry: QueueEntry | DeskRow) -> str:
    """Return the address of the ticket's page for staff, under its partner's mount."""
    return address_at(entry.partner, "admin:work-ticket", ticket_id=entry.ticket_id)

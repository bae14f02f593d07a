"""Who of staff asks about which ticket, and what their page posted.

Terms: general.7
"""

from typing import cast
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from extranet.accounts.people import Person
from extranet.backoffice.faces import staff_of
from support.desk.posted import whole_number
from support.models import Ticket
from support.permissions import may_work


def reader_of(request: HttpRequest) -> Person:
    """Return the member of staff who asks. Raises PermissionDenied for anybody else."""
    person = staff_of(request)
    if person is None:
        raise PermissionDenied
    return person


def to_work_on(request: HttpRequest, ticket_id: UUID) -> tuple[Ticket, Person]:
    """Return the ticket and who works on it. Raises PermissionDenied for staff who read only, Http404."""
    person = reader_of(request)
    if not may_work(person):
        raise PermissionDenied
    return get_object_or_404(Ticket, pk=ticket_id), person


def posted_id(request: HttpRequest, name: str) -> UUID | None:
    """Return an id of the page; None when it says none that is one."""
    try:
        return cast("UUID | None", forms.UUIDField(required=False).clean(request.POST.get(name, "")))
    except ValidationError:
        return None


def posted_number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of the page; None when it says none."""
    return whole_number(request.POST.get(name, ""))

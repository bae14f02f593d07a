"""The act of the desk on a doubt: which message is its answer.

Terms: telavox.4b, bt.11d
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extranet.accounts.people import Person
from extranet.errors import Refusal
from support import clarifications
from support.models import Ticket
from support.permissions import may_work


class AnswerForm(forms.Form):
    """Which message is the answer."""

    entry = forms.UUIDField()


@require_POST
def note_answer(request: HttpRequest, ticket_id: UUID, *, person: Person | None) -> HttpResponse:
    """Note the message chosen as the answer, unless one is noted already; `person`: who of staff asks.

    Raises PermissionDenied for whoever does not work on the desk, Http404.

    Terms: telavox.4b, bt.11d
    """
    if person is None or not may_work(person):
        raise PermissionDenied
    ticket, chosen = get_object_or_404(Ticket, pk=ticket_id), AnswerForm(request.POST)
    if not chosen.is_valid():
        messages.error(request, _("Choisissez le message qui est la réponse."))
        return redirect("admin:work-ticket", ticket_id=ticket.pk)
    entry_id = chosen.cleaned_data["entry"]
    try:
        clarifications.note_answer(ticket_id=ticket.pk, entry_id=entry_id, person=person, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("La réponse est notée : elle se lit à côté du comptage."))
    return redirect("admin:work-ticket", ticket_id=ticket.pk)

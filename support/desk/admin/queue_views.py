"""Filters of the queue under a name: kept and removed by buttons beside the list."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from extranet.accounts.people import Person
from extranet.backoffice.faces import staff_of
from extranet.errors import Refusal
from support.desk.models import DeskView
from support.desk.queue_saved import cleaned_query, remove_view, save_view


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the present filter under a name."""
    query = request.POST.get("query", "")
    try:
        view = save_view(
            name=request.POST.get("name", ""),
            query=query,
            is_shared="is_shared" in request.POST,
            person=_person(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _list(cleaned_query(query))
    messages.success(request, _("La vue « %(name)s » est gardée.") % {"name": view.name})
    return _list(view.query)


@require_POST
def remove(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Remove one's own filter."""
    try:
        remove_view(view_id=view_id, person=_person(request), at=timezone.now())
    except DeskView.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("La vue est retirée."))
    return _list("")


def _person(request: HttpRequest) -> Person:
    person = staff_of(request)
    if person is None:
        raise PermissionDenied
    return person


def _list(query: str) -> HttpResponse:
    address = reverse("admin:desk_queueentry_changelist")
    return redirect(f"{address}?{query}" if query else address)

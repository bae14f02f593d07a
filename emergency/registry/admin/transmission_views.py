"""What staff do about messages that did not arrive, and the list they print for the day the database is down."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from emergency.registry.models import Transmission
from emergency.registry.printing.services import nightly_lists, note_download, write_list
from emergency.registry.transmitting.services import LONGEST_REASON, QUEUED_AGAIN, cancel_transmission, queue_again
from extranet.accounts.models import Role
from extranet.backoffice.staff import actor_of
from extranet.errors import Refusal

DECIDERS: Final = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})


class DecisionForm(forms.Form):
    """Why staff decide; the button says what."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "POST"])
def decide_transmission(request: HttpRequest, transmission_id: UUID) -> HttpResponse:
    """Ask why, and queue a message that failed or was not answered again, or cancel one.

    Terms: telavox.7, bt.14, sip.4
    """
    row = get_object_or_404(Transmission.objects.select_related("holding"), pk=transmission_id)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, row, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Décider du message sur %(numbers)s") % {"numbers": row},
        "form": form,
        "row": row,
        "state": row.badge,
        "may_queue": row.state in QUEUED_AGAIN,
        "may_cancel": row.state in (Transmission.State.FAILED, Transmission.State.QUEUED),
        "opts": Transmission._meta,
    }
    return TemplateResponse(request, "registry/decide_transmission.html", context)


def _decided(request: HttpRequest, row: Transmission, reason: str) -> HttpResponse:
    act = cancel_transmission if "cancel" in request.POST else queue_again
    act(transmission_id=row.pk, reason=reason, actor=actor_of(request), at=timezone.now())
    told = _("Message annulé : il ne partira pas.") if "cancel" in request.POST else _("Message remis en file.")
    messages.success(request, told)
    return redirect("admin:registry_transmission_change", row.pk)


@require_safe
def print_registry(request: HttpRequest) -> HttpResponse:
    """Show the lists of the last nights, and the way to one of this moment.

    Terms: telavox.7, bt.14, sip.4
    """
    context = {
        **admin.site.each_context(request),
        "title": _("Tous les numéros et leurs adresses, à imprimer"),
        "folder": settings.REGISTRY_PRINT_FOLDER,
        "nights": nightly_lists(),
    }
    return TemplateResponse(request, "registry/print.html", context)


@require_POST
def download_registry(request: HttpRequest) -> FileResponse:
    """Send the list of this moment as a file: for paper, or as CSV. Who took it is kept in the trail.

    Terms: telavox.7, bt.14, sip.4
    """
    at = timezone.now()
    with TemporaryDirectory() as folder:
        printed = write_list(out=Path(folder) / f"numeros-{at:%Y-%m-%d-%H%M}.html", at=at)
        note_download(printed=printed, actor=actor_of(request), at=at)
        path = printed.csv if "csv" in request.POST else printed.html
        # Opened before its folder goes: the file lives until it is sent.
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)

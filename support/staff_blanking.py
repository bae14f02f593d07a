"""The step before a text goes by law: what goes, what stays, why; then it goes. For administrators of the operator.

Terms: general.7
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extranet.accounts.models import Role
from extranet.errors import Refusal
from support.blanking import BlankReason, blank_entry
from support.models import Entry
from support.staff_people import reader_of


class BlankForm(forms.Form):
    """Why a text goes: of a closed list, because the reason stays in the record."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Pourquoi"),
        choices=BlankReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez pourquoi la loi le demande.")},
    )


@require_http_methods(["GET", "POST"])
def blank(request: HttpRequest, ticket_id: UUID, entry_id: UUID) -> HttpResponse:
    """Ask why a text goes, then take it out.

    Terms: general.7
    """
    person = reader_of(request)
    if person.role != Role.STAFF_ADMIN:
        raise PermissionDenied
    entry = get_object_or_404(Entry.objects.select_related("ticket"), pk=entry_id, ticket_id=ticket_id)
    form = BlankForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            blank_entry(entry_id=entry.pk, reason=form.cleaned_data["reason"], actor=person.user, at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Le texte est effacé ; son empreinte reste."))
        return redirect("admin:support_ticket_change", object_id=ticket_id)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Effacer un texte"),
        "entry": entry,
        "ticket": entry.ticket,
        "files": list(entry.attachments.filter(blanked_at__isnull=True)),
        "form": form,
    }
    return TemplateResponse(request, "support/blank_entry.html", context)

"""Buttons of an incident: publish it, say what is new, say that it is over.

Terms: general.7
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from extranet.errors import InvalidInput, Refusal
from extranet.partners.models import LANGUAGES
from support.desk import incidents
from support.desk.admin.parts import person_of
from support.desk.models import Incident, QueueEntry
from support.desk.posted import whole_number


class UpdateForm(forms.Form):
    """What is new, in four languages, and whether it is over. `update`: a double click tells once."""

    update = forms.UUIDField(widget=forms.HiddenInput)
    is_last = forms.BooleanField(
        label=gettext_lazy("L’incident est terminé"),
        required=False,
        help_text=gettext_lazy("Chaque ticket joint le lit et reste ouvert : qui l’a demandé dit si tout fonctionne."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, language in LANGUAGES:
            label = _("Texte en %(language)s") % {"language": language}
            self.fields[f"text_{code}"] = forms.CharField(
                label=label, max_length=incidents.LONGEST_UPDATE, widget=forms.Textarea(attrs={"rows": 3})
            )
        self.order_fields([*(f"text_{code}" for code, _language in LANGUAGES), "is_last", "update"])

    def texts(self) -> dict[str, str]:
        """Return the texts by language."""
        return {code: self.cleaned_data[f"text_{code}"] for code, _language in LANGUAGES}


def with_counts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return incidents with `joined_count`, the number of open tickets each has joined."""
    joined = QueueEntry.objects.filter(incident_id=OuterRef("pk"), closed_at__isnull=True).order_by()
    counted = joined.values("incident_id").annotate(total=Count("pk")).values("total")
    with_count: QuerySet[Any] = rows.annotate(joined_count=Coalesce(Subquery(counted), 0, output_field=IntegerField()))
    return with_count


@require_POST
def publish(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Let partners and clients read the neutral text.

    Terms: general.7
    """
    incident = get_object_or_404(Incident, pk=incident_id)
    try:
        incidents.publish_incident(
            incident_id=incident.pk,
            person=person_of(request),
            at=timezone.now(),
            revision=whole_number(request.POST.get("revision", "")) or 0,
        )
    except InvalidInput as refusal:
        for sentence in refusal.fields.values():
            messages.error(request, sentence)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("L’incident est publié : on le lit avant d’écrire un ticket."))
    return redirect("admin:desk_incident_change", incident.pk)


@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Say what is new, or that it is over; every joined ticket is told once.

    Terms: general.7
    """
    incident = get_object_or_404(Incident, pk=incident_id)
    form = UpdateForm(request.POST if request.method == "POST" else None, initial={"update": uuid4()})
    if form.is_bound and form.is_valid():
        answer = _told(request, incident, form)
        if answer is not None:
            return answer
    context = {
        **admin.site.each_context(request),
        "title": _("Dire ce qui est nouveau"),
        "form": form,
        "incident": incident,
        "joined": QueueEntry.objects.filter(incident_id=incident.pk, closed_at__isnull=True).count(),
    }
    return TemplateResponse(request, "desk/tell_incident.html", context)


def _told(request: HttpRequest, incident: Incident, form: UpdateForm) -> HttpResponse | None:
    tell_of = incidents.end_incident if form.cleaned_data["is_last"] else incidents.update_incident
    try:
        tell_of(
            incident_id=incident.pk,
            update_id=form.cleaned_data["update"],
            texts=form.texts(),
            person=person_of(request),
            at=timezone.now(),
        )
    except InvalidInput as refusal:
        for field, sentence in refusal.fields.items():
            form.add_error(field, sentence)
        return None
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("C’est dit : chaque ticket joint le reçoit."))
    return redirect("admin:desk_incident_change", incident.pk)

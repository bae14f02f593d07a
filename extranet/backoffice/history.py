"""The history of one thing in the admin: what the journal holds about it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from extranet.audit.models import AuditEvent
from extranet.backoffice.acts import words_for
from extranet.backoffice.changes import lines_of
from extranet.backoffice.staff import is_mounted
from extranet.tenancy.context import current_schema

EVENTS_A_PAGE = 100


def history_page(
    face: "admin.ModelAdmin[Any]", request: HttpRequest, thing: Any, *, list_name: str
) -> TemplateResponse:
    """Return the page of the acts on `thing`, newest first; under a mount those of that partner."""
    # The journal names the table; a proxy is another face of the same one.
    table = (face.opts.concrete_model or face.model)._meta.label_lower
    events = AuditEvent.objects.filter(target_type=table, target_id=str(thing.pk))
    if is_mounted(request):
        events = events.filter(partner=current_schema())
    page = face.get_paginator(request, events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **face.admin_site.each_context(request),
        "title": gettext("Historique de %(thing)s") % {"thing": thing},
        "page": page,
        "events": [(event, words_for(event.act), lines_of(event)) for event in page],
        "module_name": list_name,
        "object": thing,
        "opts": face.opts,
    }
    return TemplateResponse(request, "admin/object_history.html", context)

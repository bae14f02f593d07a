"""The page of the calls: what the OpenAPI document says, for people."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from extranet.accounts.permissions import Right, needs
from extranet.api.reading import groups_of
from extranet.api.schema import document
from extranet.partners.request import HouseRequest

DEPARTMENTS = {"support": _("Tickets"), "emergency": _("Numéros et adresses d’urgence")}


@needs(Right.EDIT_KEYS)
@require_safe
def list_calls(request: HouseRequest) -> HttpResponse:
    """Show every call of the API with what it takes, what it answers, its codes and an example."""
    groups = groups_of(document(), host=f"{request.scheme}://{request.get_host()}")
    context = {"groups": [(DEPARTMENTS.get(group.name, group.name), group) for group in groups]}
    return render(request, "api/list_calls.html", context)

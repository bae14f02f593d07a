"""Pages of clients: list, export, new, edit."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.clients.export import csv_response
from extranet.clients.forms import ClientFilter, ClientForm
from extranet.clients.listing import Sorts, in_asked_order, page_of
from extranet.clients.models import Client
from extranet.clients.selectors import named, visible_clients
from extranet.clients.services import ClientFacts, change_client, create_client
from extranet.errors import InvalidInput
from extranet.partners.request import HouseRequest

SORTS: Sorts = {
    "name": ("sort_key", "id"),
    "municipality": ("municipality", "sort_key"),
    "created": ("created_at", "id"),
}
DEFAULT_SORT = "name"


def _asked_for(request: HouseRequest) -> tuple[ClientFilter, QuerySet[Client]]:
    """Return the filter and the clients it leaves, in the order asked for."""
    clients = visible_clients(request.person)
    sought = ClientFilter(request.GET)
    asked = sought.cleaned_data if sought.is_valid() else {}
    if asked.get("words"):
        clients = named(clients, asked["words"])
    if asked.get("show") != "all":
        clients = clients.filter(is_active=True)
    if asked.get("show") == "contact":
        clients = clients.filter(contact_email="")
    return sought, in_asked_order(clients, request, SORTS, default=DEFAULT_SORT)


@needs(Right.READ_CLIENTS)
@require_safe
def list_clients(request: HouseRequest) -> HttpResponse:
    """Show the clients, a page at a time."""
    sought, clients = _asked_for(request)
    context = {
        "page_obj": page_of(clients, request),
        "sought": sought,
        "is_filtered": any(request.GET.get(name) for name in sought.fields),
        "default_sort": DEFAULT_SORT,
        "may_edit": request.person.may(Right.EDIT_CLIENTS),
    }
    return render(request, "clients/list_clients.html", context)


@needs(Right.READ_CLIENTS)
@require_safe
def export_clients(request: HouseRequest) -> HttpResponse:
    """Send the clients the list shows, all pages, as CSV."""
    _sought, clients = _asked_for(request)
    head = [
        _("Nom"),
        _("Dénomination légale"),
        _("Numéro d’entreprise"),
        _("Rue et numéro"),
        _("Code postal"),
        _("Commune"),
        _("Langue"),
        _("Personne de contact"),
        _("E-mail"),
        _("Téléphone"),
    ]
    columns = ClientForm.Meta.fields[:-1]
    return csv_response("clients", head, clients.values_list(*columns))


@needs(Right.EDIT_CLIENTS)
@require_http_methods(["GET", "POST"])
def new_client(request: HouseRequest) -> HttpResponse:
    """Add a client."""
    form = ClientForm(request.POST or None)
    form.fields.pop("is_active")
    if request.method == "POST" and form.is_valid():
        try:
            facts = ClientFacts(**form.cleaned_data)
            client = create_client(facts=facts, actor=request.person.user, at=timezone.now())
        except InvalidInput as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("%(client)s est ajouté.") % {"client": client.name})
            return redirect("show-client", client_id=client.pk)
    return render(request, "clients/new_client.html", {"form": form})


@needs(Right.EDIT_CLIENTS)
@require_http_methods(["GET", "POST"])
def edit_client(request: HouseRequest, client_id: UUID) -> HttpResponse:
    """Change what is known of a client."""
    client = get_object_or_404(visible_clients(request.person), pk=client_id)
    name = client.name
    form = ClientForm(request.POST or None, instance=client)
    if request.method == "POST" and form.is_valid():
        try:
            facts = ClientFacts(**form.cleaned_data)
            change_client(client_id=client_id, facts=facts, actor=request.person.user, at=timezone.now())
        except InvalidInput as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("Les changements sont enregistrés."))
            return redirect("show-client", client_id=client_id)
    return render(request, "clients/edit_client.html", {"form": form, "client_id": client_id, "name": name})


def _tell(form: ClientForm, refusal: InvalidInput) -> None:
    """Put what a service refused beside the fields it refused."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)

"""Pages of sites that are read: the list, the file, one site.

Terms: telavox.7, bt.14, sip.4, general.4
"""

from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from emergency.caller_ids.checking import check
from emergency.installations.presenting import installations_of
from emergency.models import CallerId
from emergency.sites.forms import SitesFilter
from emergency.sites.listing import head_of_rows, rows_of, site_lines, sites_asked
from emergency.sites.selectors import all_sites, history_of
from emergency.sites.touching import zone_against
from extranet.accounts.permissions import Right, needs
from extranet.clients.export import csv_response
from extranet.clients.listing import Sorts, in_asked_order, page_of
from extranet.clients.models import Site
from extranet.clients.selectors import visible_clients
from extranet.partners.request import HouseRequest

SORTS: Sorts = {
    "client": ("client__sort_key", "name", "id"),
    "site": ("name", "client__sort_key", "id"),
}
DEFAULT_SORT = "client"


def _asked_for(request: HouseRequest) -> tuple[SitesFilter, QuerySet[Site]]:
    """Return the filter and the sites it leaves, in the order asked for."""
    sought = SitesFilter(request.GET)
    asked = sought.cleaned_data if sought.is_valid() else {}
    found = sites_asked(
        request.person, words=asked.get("words", ""), show=asked.get("show", ""), client_id=asked.get("client")
    )
    return sought, in_asked_order(found, request, SORTS, default=DEFAULT_SORT)


@needs(Right.READ_NUMBERS)
@require_safe
def list_sites(request: HouseRequest) -> HttpResponse:
    """Show the sites with what is said of their devices, a page at a time.

    Terms: telavox.7, bt.14, sip.4
    """
    sought, found = _asked_for(request)
    page = page_of(found, request)
    client_id = sought.cleaned_data.get("client") if sought.is_valid() else None
    context = {
        "page_obj": page,
        "lines": site_lines(list(page)),
        "sought": sought,
        "client": visible_clients(request.person).filter(pk=client_id).first() if client_id else None,
        "is_filtered": any(request.GET.get(name) for name in sought.fields),
        "default_sort": DEFAULT_SORT,
        "may_declare": request.person.may(Right.DECLARE_ADDRESSES),
        "is_client": request.person.is_client,
    }
    return render(request, "emergency/list_sites.html", context)


@needs(Right.READ_NUMBERS)
@require_safe
def export_sites(request: HouseRequest) -> HttpResponse:
    """Send the sites the list shows and their devices, all pages, as CSV."""
    _sought, found = _asked_for(request)
    return csv_response("sites", head_of_rows(), rows_of(site_lines(list(found))))


@needs(Right.READ_NUMBERS)
@require_safe
def show_site(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Show a site: where it is, was and is to be, what it presents, and each device with what is said of it.

    Terms: telavox.7, bt.14, sip.4, general.4
    """
    site = get_object_or_404(all_sites(request.person), pk=site_id)
    own, *devices = check([site])
    at = timezone.now()
    places = [(place, _tense(place.valid, at)) for place in history_of(site)]
    context = {
        "site": site,
        "own": own,
        "devices": devices,
        "to_correct": sum(one.finding.is_to_correct for one in devices),
        "place": next((place for place, tense in places if tense == "now"), None),
        "coming": next((place for place, tense in places if tense == "coming"), None),
        "places": places,
        "numbers": CallerId.objects.filter(site=site, valid__isempty=False).order_by("-valid"),
        "zone": zone_against(own.number, own.place),
        "may_declare": request.person.may(Right.DECLARE_ADDRESSES) and site.closed_at is None,
        "may_read_clients": request.person.may(Right.READ_CLIENTS),
        "is_nomadic": any(one.device and (one.device.is_nomadic or one.device.is_shared_desk) for one in devices),
    }
    context |= installations_of(site, request.person)
    return render(request, "emergency/show_site.html", context)


def _tense(valid: DateTimeTZRange, at: datetime) -> str:
    """Return whether a period is now, to come, past, or was called off."""
    if valid.isempty:
        return "off"
    if valid.lower > at:
        return "coming"
    return "now" if valid.upper is None or valid.upper > at else "past"

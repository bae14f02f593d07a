"""Pages about caller IDs: choose one, take the one proposed, ask whether a number is one's own.

Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emergency.caller_ids.checking import Checked, check
from emergency.caller_ids.forms import CallerIdForm, OwnershipForm
from emergency.caller_ids.ownership import may_present as answer_of
from emergency.caller_ids.services import choose_caller_id
from emergency.revisions import read_revision
from emergency.sites.gone import gone_is_404
from emergency.sites.selectors import visible_devices, visible_sites
from emergency.sites.touching import zone_against
from extranet.accounts.permissions import Right, needs
from extranet.clients.models import Device, Site
from extranet.clients.selectors import visible_clients
from extranet.errors import InvalidInput, Stale
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.numbering.formats import written
from extranet.partners.request import HouseRequest


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def choose_site_caller_id(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Choose the number that emergency calls from a site present.

    Terms: telavox.7, bt.14, sip.4, general.4
    """
    site = get_object_or_404(visible_sites(request.person), pk=site_id)
    return _choose(request, site, None)


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def choose_device_caller_id(request: HouseRequest, device_id: UUID) -> HttpResponse:
    """Choose the number that emergency calls from a device present; none: that of its site.

    Terms: telavox.7, bt.14, sip.4, general.4
    """
    device = get_object_or_404(visible_devices(request.person), pk=device_id)
    return _choose(request, device.site, device)


def _choose(request: HouseRequest, site: Site, device: Device | None) -> HttpResponse:
    thing = device or site
    said = next(one for one in check([site]) if one.device == device)
    own = said.number if device is None or said.is_own else None
    form = CallerIdForm(request.POST or None, initial={"number": "" if own is None else written(own)})
    revision = read_revision(request.POST.get("revision", "")) if request.method == "POST" else thing.revision
    if request.method == "POST" and form.is_valid():
        try:
            return _chosen(request, site, device, form.cleaned_data["number"], revision)
        except InvalidInput as refusal:
            form.tell(refusal)
        except Stale as refusal:
            return stale_page(request, refusal, differences=_differences(form.cleaned_data["number"], own))
    context = {"form": form, "site": site, "device": device, "said": said, "revision": revision}
    context["zone"] = zone_against(said.number, said.place)
    return render(request, "emergency/choose_caller_id.html", context)


def _chosen(
    request: HouseRequest, site: Site, device: Device | None, number: int | None, revision: int
) -> HttpResponse:
    """Choose the number, and say what is now said of it."""
    which = {"device_id": device.pk} if device else {"site_id": site.pk}
    choose_caller_id(
        site_id=which.get("site_id"),
        device_id=which.get("device_id"),
        number=number,
        person=request.person,
        at=timezone.now(),
        revision=revision,
    )
    said: Checked = next(one for one in check([site]) if one.device == device)
    facts = {"thing": (device or site).name, "number": _("aucun") if said.number is None else written(said.number)}
    messages.success(request, _("%(thing)s présente maintenant : %(number)s.") % facts)
    if said.finding.is_to_correct:
        messages.warning(request, str(said.finding.reason.label))
    return redirect("emergency:show-site", site_id=site.pk)


def _differences(wanted: int | None, now: int | None) -> list[Difference]:
    nothing = _("aucun")
    numbers = [nothing if number is None else written(number) for number in (wanted, now)]
    return [Difference(_("Numéro présenté"), *numbers)]


@needs(Right.READ_NUMBERS)
@require_safe
def may_present(request: HouseRequest) -> HttpResponse:
    """Answer whether a client may present a number: yes or no and since when; never who else holds it.

    Terms: general.4, sip.5
    """
    clients = visible_clients(request.person)
    asked = request.GET.copy()
    own = clients.first() if request.person.is_client else None
    if own is not None:
        asked["client"] = str(own.pk)
    form = OwnershipForm(asked if "number" in asked else None, clients=clients, initial=asked.dict())
    answer = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        answer = answer_of(typed["client"].pk, typed["number"], typed["at"])
    context = {"form": form, "answer": answer, "own": own, "client": form.cleaned_data["client"] if answer else None}
    return render(request, "emergency/may_present.html", context)

"""Pages of devices: add one, change it, move it, take it out of use.

Terms: telavox.7, bt.14, sip.4, telavox.2, bt.9, sip.2
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emergency.caller_ids.checking import Checked, check
from emergency.revisions import read_revision
from emergency.sites import devices as services
from emergency.sites.forms import DeviceForm, MoveDeviceForm, initial_of_device
from emergency.sites.gone import gone_is_404
from emergency.sites.selectors import places_of, visible_devices, visible_sites
from extranet.accounts.permissions import Right, needs
from extranet.clients.models import Device
from extranet.errors import InvalidInput, Stale
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.partners.request import HouseRequest


def _device(request: HouseRequest, device_id: UUID) -> Device:
    return get_object_or_404(visible_devices(request.person), pk=device_id)


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def new_device(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Add a device to a site."""
    site = get_object_or_404(visible_sites(request.person), pk=site_id)
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = services.add_device(
                site_id=site.pk,
                facts=form.facts(),
                person=request.person,
                at=timezone.now(),
                device_id=form.cleaned_data["device"],
            )
        except InvalidInput as refusal:
            form.tell(refusal)
        else:
            messages.success(request, _("%(device)s est ajouté.") % {"device": device.name})
            return redirect("emergency:show-site", site_id=site.pk)
    return render(request, "emergency/new_device.html", {"form": form, "site": site})


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def edit_device(request: HouseRequest, device_id: UUID) -> HttpResponse:
    """Change what is known of a device."""
    device = _device(request, device_id)
    form = DeviceForm(request.POST or None, initial=initial_of_device(device))
    revision = read_revision(request.POST.get("revision", "")) if request.method == "POST" else device.revision
    if request.method == "POST" and form.is_valid():
        try:
            services.change_device(
                device_id=device.pk, revision=revision, facts=form.facts(), person=request.person, at=timezone.now()
            )
        except InvalidInput as refusal:
            form.tell(refusal)
        except Stale as refusal:
            return stale_page(request, refusal, differences=_differences(form, device))
        else:
            messages.success(request, _("Les changements sont enregistrés."))
            return redirect("emergency:show-site", site_id=device.site_id)
    context = {"form": form, "device": device, "site": device.site, "revision": revision}
    return render(request, "emergency/edit_device.html", context)


def _differences(form: DeviceForm, device: Device) -> list[Difference]:
    """Return what somebody wrote beside what is known now, where they differ."""
    now, nothing = initial_of_device(device), _("rien")
    return [
        Difference(form.fields[name].label or name, str(form[name].value() or nothing), str(now[name] or nothing))
        for name in now
        if name != "device" and form.cleaned_data[name] != getattr(device, name)
    ]


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def move_device(request: HouseRequest, device_id: UUID) -> HttpResponse:
    """Say what moving a device touches, and move it to another site of its client.

    Terms: telavox.7, bt.14, sip.4
    """
    device = _device(request, device_id)
    sites = visible_sites(request.person).filter(client_id=device.client_id).exclude(pk=device.site_id).order_by("name")
    addresses = {pk: str(place) for pk, place in places_of(list(sites)).items()}
    form = MoveDeviceForm(request.POST or None, sites=sites, addresses=addresses)
    revision = read_revision(request.POST.get("revision", "")) if request.method == "POST" else device.revision
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.move_device(
                device_id=device.pk,
                site_id=form.cleaned_data["site"].pk,
                revision=revision,
                person=request.person,
                at=timezone.now(),
                spot=form.cleaned_data["spot"],
            )
        except Stale as refusal:
            wanted = Difference(_("Site"), form.cleaned_data["site"].name, device.site.name)
            return stale_page(request, refusal, differences=[wanted])
        return _told(request, moved)
    context = {"form": form, "device": device, "said": _said_of(device), "revision": revision}
    context["has_sites"] = sites.exists()
    return render(request, "emergency/move_device.html", context)


def _said_of(device: Device) -> Checked | None:
    return next((one for one in check([device.site]) if one.device == device), None)


def _told(request: HouseRequest, moved: Device) -> HttpResponse:
    """Say where the device is, and whether what it presents there leads help to it."""
    facts = {"device": moved.name, "site": moved.site.name}
    messages.success(request, _("%(device)s est maintenant sur le site %(site)s.") % facts)
    said = _said_of(moved)
    if said is not None and said.finding.is_to_correct:
        messages.warning(request, str(said.finding.reason.label))
    return redirect("emergency:show-site", site_id=moved.site_id)


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def retire_device(request: HouseRequest, device_id: UUID) -> HttpResponse:
    """Say what taking a device out of use means, and do it once confirmed."""
    device = _device(request, device_id)
    if request.method == "POST":
        revision = read_revision(request.POST.get("revision", ""))
        try:
            services.retire_device(device_id=device.pk, revision=revision, person=request.person, at=timezone.now())
        except Stale as refusal:
            still = Difference(device.name, _("retiré"), f"{device.get_kind_display()}, {device.site.name}")
            return stale_page(request, refusal, differences=[still])
        messages.success(request, _("%(device)s est retiré.") % {"device": device.name})
        return redirect("emergency:show-site", site_id=device.site_id)
    return render(request, "emergency/retire_device.html", {"device": device})

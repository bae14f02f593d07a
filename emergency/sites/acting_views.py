"""Pages that act on sites: open one, rename it, move it, close it.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emergency.forms import initial_of
from emergency.models import SitePlace
from emergency.registry.facts import AddressFacts
from emergency.registry.models import Review
from emergency.revisions import read_revision
from emergency.sites import services
from emergency.sites.forms import MoveSiteForm, NamedForm, SiteForm
from emergency.sites.gone import gone_is_404
from emergency.sites.selectors import place_of, visible_sites
from emergency.sites.touching import SiteTouches, touched_by_move, zones_against
from extranet.accounts.permissions import Right, needs
from extranet.clients.models import Site
from extranet.clients.selectors import visible_clients
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.look import formats
from extranet.look.parts import Difference
from extranet.look.views import stale_page
from extranet.partners.request import HouseRequest


def _site(request: HouseRequest, site_id: UUID) -> Site:
    return get_object_or_404(visible_sites(request.person), pk=site_id)


# ---------- Opening ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def new_site(request: HouseRequest) -> HttpResponse:
    """Take a name and an address, show what was read, and open the site once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    person = request.person
    clients = visible_clients(person).filter(is_active=True)
    begun = clients.first() if person.is_client else None
    initial = {**initial_of(None, person.user.language), "client": begun.pk if begun else request.GET.get("client")}
    form = SiteForm(request.POST or None, clients=clients, initial=initial)
    if request.method == "POST" and form.is_valid() and "edit" not in request.POST:
        if "confirmed" not in request.POST:
            context = {"form": form, "facts": form.address(), "judgement": form.judgement}
            return render(request, "emergency/check_site.html", context)
        try:
            return _opened(request, form)
        except InvalidInput as refusal:
            form.tell(refusal)
    return render(request, "emergency/new_site.html", {"form": form, "is_client": person.is_client})


def _opened(request: HouseRequest, form: SiteForm) -> HttpResponse:
    typed = form.cleaned_data
    site = services.create_site(
        client_id=typed["client"].pk,
        name=typed["name"],
        note=typed["note"],
        facts=form.address(),
        person=request.person,
        at=timezone.now(),
        site_id=typed["site"],
    )
    messages.success(request, _("Le site %(site)s est ouvert.") % {"site": site.name})
    return redirect("emergency:show-site", site_id=site.pk)


# ---------- Renaming and closing ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def rename_site(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Change the name and the note of a site."""
    site = _site(request, site_id)
    form = NamedForm(request.POST or None, initial={"name": site.name, "note": site.note})
    revision = read_revision(request.POST.get("revision", "")) if request.method == "POST" else site.revision
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_site(
                site_id=site.pk, revision=revision, person=request.person, at=timezone.now(), **form.cleaned_data
            )
        except InvalidInput as refusal:
            form.tell(refusal)
        except Stale as refusal:
            return stale_page(request, refusal, differences=_named_differences(form, site))
        else:
            messages.success(request, _("Les changements sont enregistrés."))
            return redirect("emergency:show-site", site_id=site.pk)
    return render(request, "emergency/rename_site.html", {"form": form, "site": site, "revision": revision})


def _named_differences(form: NamedForm, site: Site) -> list[Difference]:
    typed = form.cleaned_data
    return [
        Difference(_("Nom du site"), typed["name"], site.name),
        Difference(_("Remarque"), typed["note"] or _("rien"), site.note or _("rien")),
    ]


@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def close_site(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Say what closing a site means, and close it once confirmed."""
    site = _site(request, site_id)
    if request.method == "POST":
        revision = read_revision(request.POST.get("revision", ""))
        try:
            services.close_site(site_id=site.pk, revision=revision, person=request.person, at=timezone.now())
        except IllegalMove as refusal:
            messages.error(request, str(refusal))
            return redirect("emergency:show-site", site_id=site.pk)
        except Stale as refusal:
            return stale_page(request, refusal, differences=_place_differences(None, place_of(site)))
        messages.success(request, _("Le site %(site)s est fermé ; son histoire reste lisible.") % {"site": site.name})
        return redirect("emergency:list-sites")
    context = {"site": site, "touched": touched_by_move(site, request.person, timezone.now())}
    return render(request, "emergency/close_site.html", context)


# ---------- Moving ----------
@needs(Right.DECLARE_ADDRESSES)
@require_http_methods(["GET", "POST"])
@gone_is_404
def move_site(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Take the new address of a site, show what the move touches, and move it once confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    site = _site(request, site_id)
    touched = touched_by_move(site, request.person, timezone.now())
    present = touched.present.facts if touched.present else None
    initial = initial_of(present, request.person.user.language)
    form = MoveSiteForm(request.POST or None, site=site, blocks=_offered(request, touched), initial=initial)
    revision = site.revision
    if request.method == "POST":
        revision = read_revision(request.POST.get("revision", ""))
        if form.is_valid() and "edit" not in request.POST:
            answer = _answer(request, site, form, touched, revision)
            if answer is not None:
                return answer
    context = {"form": form, "site": site, "touched": touched, "revision": revision}
    return render(request, "emergency/move_site.html", context)


def _offered(request: HouseRequest, touched: SiteTouches) -> list[tuple[str, str]]:
    """Return the blocks to choose from, with the revision that the page showed where it comes back."""
    posted = {value.partition(":")[0]: value for value in request.POST.getlist("blocks")}
    return [(posted.get(value.partition(":")[0], value), label) for value, label in touched.choices]


def _answer(
    request: HouseRequest, site: Site, form: MoveSiteForm, touched: SiteTouches, revision: int
) -> HttpResponse | None:
    """Move what was confirmed, or show what was read; None when the form must be corrected."""
    try:
        if "confirmed" in request.POST:
            return _moved(request, site, form, revision)
        if revision != site.revision:
            sentence = _("Ce site a changé depuis que vous avez ouvert la page. Relisez-le, puis recommencez.")
            raise Stale(sentence, code="site_changed")
    except Stale as refusal:
        return stale_page(request, refusal, differences=_place_differences(form.facts(), place_of(site)))
    except InvalidInput as refusal:
        form.tell(refusal)
        return None
    moving = [block for block in touched.blocks.blocks if block.pk in form.moving()]
    context = {
        "form": form,
        "facts": form.facts(),
        "judgement": form.judgement,
        "site": site,
        "touched": touched,
        "moving": moving,
        "staying": [block for block in touched.blocks.blocks if block not in moving],
        "against": zones_against(moving, form.facts()),
        "follows": [(number, _is_in(number, moving)) for number in touched.numbers],
        "revision": revision,
    }
    return render(request, "emergency/check_move.html", context)


def _is_in(number: int, blocks: Any) -> bool:
    return any(block.first <= number <= block.last for block in blocks)


def _moved(request: HouseRequest, site: Site, form: MoveSiteForm, revision: int) -> HttpResponse:
    """Move the site, and say what happened: nothing, when it was there already."""
    known = set(SitePlace.objects.filter(site=site).values_list("pk", flat=True))
    moving = form.moving()
    place = services.move_site(
        site_id=site.pk,
        revision=revision,
        facts=form.facts(),
        effective=form.effective,
        person=request.person,
        at=timezone.now(),
        blocks=moving,
    )
    facts = {"site": site.name, "address": str(place)}
    if place.pk in known:
        messages.info(request, _("%(site)s est déjà là : %(address)s. Rien n’a changé.") % facts)
    elif form.effective is None:
        messages.success(request, _("%(site)s est maintenant là : %(address)s. Confirmez ses appareils.") % facts)
    else:
        facts["at"] = formats.instant(place.valid.lower)
        messages.success(request, _("%(site)s sera là à partir du %(at)s : %(address)s.") % facts)
    rows = Review.objects.filter(holding__in=list(moving), state=Review.State.WAITING)
    waiting = 0 if place.pk in known else rows.count()
    if waiting:
        sentence = _("À relire par l’opérateur : %(count)s des blocs du site. Leur adresse reste en vigueur d’ici là.")
        messages.info(request, sentence % {"count": waiting})
    return redirect("emergency:show-site", site_id=site.pk)


def _place_differences(facts: AddressFacts | None, place: SitePlace | None) -> list[Difference]:
    """Return what somebody wanted beside what is known now."""
    nothing = _("aucune")
    now = place.facts if place else None
    return [
        Difference(_("Adresse du site"), facts.line if facts else nothing, now.line if now else nothing),
        Difference(
            _("Sur place"), (facts.details if facts else "") or nothing, (now.details if now else "") or nothing
        ),
    ]

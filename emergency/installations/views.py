"""Pages of installations: which sites lack a record, writing one down, and its plans, which are only downloaded.

Terms: telavox.5, bt.12
"""

from hashlib import sha256
from uuid import UUID, uuid4

import structlog
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from emergency.installations.files import read_plans
from emergency.installations.forms import InstallationForm, InstallationsFilter, InstallerForm, initial_of
from emergency.installations.presenting import differences_of, installations_of, site_lines
from emergency.installations.selectors import (
    sites_by_untrained,
    sites_with,
    sites_without,
    standing_records,
    visible_plans,
)
from emergency.installations.services import may_record
from emergency.installations.services import record_installation as record
from emergency.sites.selectors import all_sites, visible_sites
from extranet.accounts.permissions import Right, needs
from extranet.clients.listing import page_of
from extranet.clients.models import InstallationFile, InstallationRecord, Site
from extranet.errors import InvalidInput, Refusal, Stale
from extranet.look.views import stale_page
from extranet.partners.request import HouseRequest
from extranet.partners.training import people_of

# Should a browser open it in spite of all: without scripts, forms, or an origin of ours.
SANDBOX = "default-src 'none'; sandbox"
log = structlog.get_logger("emergency.installations")


@needs(Right.READ_NUMBERS)
@require_safe
def list_installations(request: HouseRequest) -> HttpResponse:
    """Show the sites with the record of their installation, or only those that lack one.

    Terms: telavox.5, bt.12
    """
    sought = InstallationsFilter(request.GET)
    show = sought.cleaned_data["show"] if sought.is_valid() else ""
    narrowed = {
        InstallationsFilter.MISSING: sites_without,
        InstallationsFilter.UNTRAINED: sites_by_untrained,
        "recorded": sites_with,
    }.get(show, visible_sites)
    found = narrowed(request.person).order_by("client__sort_key", "name", "pk")
    page = page_of(found, request)
    sites = list(page)
    context = {
        "page_obj": page,
        "lines": site_lines(sites, standing_records(sites)),
        "sought": sought,
        "is_filtered": bool(show),
        "missing": sites_without(request.person).count(),
        "may_record": may_record(request.person),
        "is_client": request.person.is_client,
        "may_read_training": request.person.may(Right.READ_SETTINGS),
    }
    return render(request, "emergency/list_installations.html", context)


@needs(Right.READ_NUMBERS)
@require_safe
def show_installation(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Show what was written down about a site, the corrections and what they replaced.

    Terms: telavox.5, bt.12
    """
    site: Site = get_object_or_404(all_sites(request.person), pk=site_id)
    context = {"site": site, **installations_of(site, request.person)}
    return render(request, "emergency/show_installation.html", context)


@needs(Right.EDIT_CLIENTS)
@require_http_methods(["GET", "POST"])
def record_installation(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Take what an installer wrote about a site; a correction begins with the record it replaces.

    Whoever was not trained that day is saved only once the page has said what that means.

    Terms: telavox.5, bt.12, general.3
    """
    site: Site = get_object_or_404(visible_sites(request.person), pk=site_id)
    newest = standing_records([site]).get(site.pk)
    form = InstallationForm(
        request.POST or None,
        request.FILES or None,
        known=people_of(request.person.schema),
        initial={"record": uuid4(), **initial_of(newest)},
    )
    judged = form.judged(request.person.schema) if form.is_valid() else None
    is_told = judged is not None and judged.was_told(form.cleaned_data["untrained_shown"])
    if is_told:
        try:
            return _recorded(request, site, form)
        except InvalidInput as refusal:
            form.tell(refusal)
        except Stale as refusal:
            now = standing_records([site]).get(site.pk)
            return stale_page(request, refusal, differences=differences_of(form.facts(), now))
    context = {
        "site": site,
        "form": form,
        "newest": newest,
        "judged": judged,
        "is_to_read": judged is not None and not is_told,
        "had_files": bool(request.FILES),
    }
    return render(request, "emergency/record_installation.html", context)


@needs(Right.EDIT_CLIENTS)
@require_safe
def judge_installer(request: HouseRequest, site_id: UUID) -> HttpResponse:
    """Say, while one fills in the form, whether the person was trained on the day of the installation.

    Terms: general.3
    """
    site: Site = get_object_or_404(visible_sites(request.person), pk=site_id)
    form = InstallerForm(request.GET, known=people_of(request.person.schema))
    judged = form.judged(request.person.schema) if form.is_valid() else None
    return render(request, "emergency/_installer_judged.html", {"site": site, "judged": judged})


def _recorded(request: HouseRequest, site: Site, form: InstallationForm) -> HttpResponse:
    written: InstallationRecord = record(
        record_id=form.cleaned_data["record"],
        site_id=site.pk,
        replaces_id=form.cleaned_data["replaces"],
        facts=form.facts(),
        plans=read_plans(form.cleaned_data["uploads"]),
        person=request.person,
        at=timezone.now(),
    )
    sentence = _("Fiche corrigée pour %(site)s.") if written.replaces_id else _("Fiche écrite pour %(site)s.")
    messages.success(request, sentence % {"site": site.name})
    return redirect("emergency:show-installation", site_id=site.pk)


@needs(Right.READ_NUMBERS)
@require_safe
def download_plan(request: HouseRequest, plan_id: UUID) -> HttpResponse:
    """Send a plan or a photo as a download; it is never shown in place.

    Terms: telavox.5, bt.12
    """
    plan: InstallationFile = get_object_or_404(visible_plans(request.person), pk=plan_id)
    content = bytes(plan.content)
    if sha256(content).hexdigest() != plan.sha256:
        log.error("file damaged", file=str(plan.pk))
        raise Refusal(_("Ce fichier n’est plus celui qui a été gardé. Prévenez votre support."), code="file_damaged")
    response = HttpResponse(content, content_type=plan.media_type)
    response["Content-Disposition"] = content_disposition_header(True, plan.name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response

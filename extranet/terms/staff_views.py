"""What staff do with the terms on the operator's host: publish them, and see who is behind."""

from datetime import date

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from extranet.backoffice.faces import actor_of
from extranet.errors import Refusal
from extranet.terms.forms import ConfirmationForm, UploadForm
from extranet.terms.presenting import PlannedShown, planned_shown
from extranet.terms.publishing import Outcome, plan_publication
from extranet.terms.selectors import organisations_behind
from extranet.terms.services import publish_terms as publish
from extranet.times import brussels_day


@require_http_methods(["GET", "POST"])
def publish_terms(request: HttpRequest) -> HttpResponse:
    """Take a document, show what it would publish, and publish it once confirmed.

    Terms: general.1
    """
    if "document" in request.POST:
        return _confirmed(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _page(request, form)
    language, valid_from = form.cleaned_data["language"], form.cleaned_data["valid_from"]
    try:
        source_name, document = form.document()
        shown = _planned(document, language, valid_from)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    carried = {
        "source_name": source_name,
        "document": document,
        "language": language,
        "valid_from": valid_from,
    }
    return _page(request, form, planned=shown, confirmation=ConfirmationForm(initial=carried, auto_id=False))


def _planned(document: str, language: str, valid_from: date) -> list[PlannedShown]:
    day = brussels_day(timezone.now())
    plan = plan_publication(document=document, language=language, valid_from=valid_from, day=day)
    return [planned_shown(planned) for planned in plan]


def _confirmed(request: HttpRequest) -> HttpResponse:
    form = ConfirmationForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("La confirmation est incomplète : choisissez le document une nouvelle fois."))
        return redirect("admin:publish-terms")
    try:
        texts = publish(actor=actor_of(request), at=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:publish-terms")
    count = len(texts)
    messages.success(
        request, ngettext("%(count)s texte publié.", "%(count)s textes publiés.", count) % {"count": count}
    )
    return redirect("admin:terms_termsversion_changelist")


def _page(
    request: HttpRequest,
    form: UploadForm,
    *,
    planned: list[PlannedShown] | None = None,
    confirmation: ConfirmationForm | None = None,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("Publier des conditions"),
        "form": form,
        "planned": planned,
        "confirmation": confirmation,
        "changes_something": any(one.planned.outcome is not Outcome.UNCHANGED for one in planned or []),
        "valid_from": form.cleaned_data.get("valid_from") if planned else None,
    }
    return TemplateResponse(request, "terms/publish_terms.html", context)


@require_safe
def list_behind(request: HttpRequest) -> HttpResponse:
    """List the organisations that accepted an older version than the one in force.

    Terms: general.1
    """
    context = {
        **admin.site.each_context(request),
        "title": _("Organisations en retard d’une version"),
        "behind": organisations_behind(brussels_day(timezone.now())),
    }
    return TemplateResponse(request, "terms/list_behind.html", context)

"""What staff do with a run on the operator's host: start it, follow it, read it, approve it, or give it up.

Terms: telavox.4, bt.11
"""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.ledger.admin.run_forms import CancelForm, SeenForm, StartForm
from billing.ledger.admin.run_presenting import BuyerRow, ItemRow, ParkedRow, meter_of, state_of
from billing.ledger.models import BillingRun, RunItem
from billing.ledger.runs import (
    BILLERS,
    OPEN,
    AlreadyRun,
    approve_run,
    cancel_run,
    month_in_words,
    recollect_partner,
    review_run,
    start_run,
)
from billing.ledger.standing import buyers_of, gone_of, items_of, parked_of, progress_of, totals_of
from billing.ledger.working import FOLLOWING
from billing.rules.days import ONE_DAY, month_of
from extranet.backoffice.faces import actor_of, role_is_among
from extranet.errors import InvalidInput, Refusal
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from extranet.times import brussels_day

RUN = "admin:ledger_billingrun_change"
LIST = "admin:ledger_billingrun_changelist"
BUYERS_A_PAGE = 50
SHOWN = 50


# ---------- Starting ----------
@require_http_methods(["GET", "POST"])
def bill_month(request: HttpRequest) -> HttpResponse:
    """Take a month and start its run; the run of a month that has one is shown instead.

    Terms: telavox.4, bt.11
    """
    last = month_of(brussels_day(timezone.now())).start - ONE_DAY
    form = StartForm(request.POST or None, initial={"month": f"{last:%Y-%m}"})
    if form.is_valid():
        try:
            run = start_run(period=form.cleaned_data["month"], actor=actor_of(request), at=timezone.now())
        except InvalidInput as refusal:
            form.add_error("month", refusal.fields.get("month", str(refusal)))
        except AlreadyRun as refusal:
            messages.warning(request, str(refusal))
            return redirect(RUN, refusal.run.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            told = _("%(month)s : la facturation est lancée. Vous pouvez quitter cette page.")
            messages.success(request, told % {"month": month_in_words(run.period)})
            return redirect(RUN, run.pk)
    return _page(request, "ledger/bill_month.html", {"title": _("Facturer un mois"), "form": form})


# ---------- Following ----------
@require_safe
def show_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show where a run stands; while it works the page asks again by itself.

    Terms: telavox.4, bt.11
    """
    try:
        run = get_object_or_404(BillingRun, pk=UUID(run_id))
    except ValueError as error:
        raise Http404 from error
    template = "ledger/_run.html" if cast("HouseRequest", request).htmx else "ledger/show_run.html"
    return _page(request, template, _standing(request, run))


def _standing(request: HttpRequest, run: BillingRun) -> dict[str, Any]:
    progress = progress_of(run)
    parked = parked_of(run)
    gone = gone_of(run) if run.status not in (*FOLLOWING, BillingRun.Status.CANCELLED) else parked.none()
    page = Paginator(buyers_of(run), BUYERS_A_PAGE).get_page(request.GET.get("page"))
    parked_count, gone_count = parked.count(), gone.count()
    is_biller = role_is_among(request, BILLERS)
    return {
        "title": month_in_words(run.period),
        "run": run,
        "state": state_of(run),
        "is_working": run.status in FOLLOWING,
        "meter": meter_of(run, progress),
        "progress": progress,
        "items": [ItemRow(item) for item in items_of(run)[:SHOWN]],
        "more_items": max(sum(progress.by_status.values()) - SHOWN, 0),
        "parked": [ParkedRow(one) for one in parked[:SHOWN]],
        "parked_count": parked_count,
        "more_parked": max(parked_count - SHOWN, 0),
        "gone": list(gone[:SHOWN]),
        "more_gone": max(gone_count - SHOWN, 0),
        "totals": totals_of(run),
        "page_obj": page,
        "buyers": [BuyerRow(one) for one in page],
        "month_before": month_of(run.period - ONE_DAY).start,
        "is_biller": is_biller,
        "may_recollect": is_biller and run.status in OPEN,
        "may_cancel": is_biller and run.status in OPEN,
        "is_reviewer": run.reviewed_by_id == actor_of(request).pk,
    }


# ---------- Deciding ----------
@require_POST
def review(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Note that the drafts were read.

    Terms: telavox.4, bt.11
    """
    return _decided(request, run_id, review_run, _("Vous avez relu : une autre personne approuve maintenant."))


@require_POST
def approve(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Approve what another person read: the invoices are then issued.

    Terms: telavox.4, bt.11
    """
    return _decided(request, run_id, approve_run, _("Approuvée : les factures sont émises l’une après l’autre."))


def _decided(request: HttpRequest, run_id: UUID, decide: Any, told: str) -> HttpResponse:
    get_object_or_404(BillingRun, pk=run_id)
    try:
        decide(run_id=run_id, revision=SeenForm(request.POST).seen, actor=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(RUN, run_id)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Ask why, then give a run up that is not approved.

    Terms: telavox.4, bt.11
    """
    run = get_object_or_404(BillingRun, pk=run_id)
    form = CancelForm(request.POST or None, initial={"revision": run.revision})
    if form.is_valid():
        asked = {"run_id": run_id, "revision": form.seen, "reason": form.cleaned_data["reason"]}
        try:
            cancel_run(**asked, actor=actor_of(request), at=timezone.now())
        except InvalidInput as refusal:
            form.add_error("reason", str(refusal))
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(RUN, run_id)
        else:
            messages.success(request, _("La facturation est annulée : ce mois peut être lancé à nouveau."))
            return redirect(LIST)
    title = _("Annuler la facturation")
    return _page(request, "ledger/cancel_run.html", {"title": title, "form": form, "run": run})


@require_http_methods(["GET", "POST"])
def recollect(request: HttpRequest, run_id: UUID, partner: str) -> HttpResponse:
    """Say what will happen, then take one partner's facts again.

    Terms: telavox.4, bt.11
    """
    item = get_object_or_404(RunItem.objects.select_related("run"), run_id=run_id, partner=partner)
    if request.method == "POST":
        seen = SeenForm(request.POST).seen
        try:
            recollect_partner(run_id=run_id, partner=partner, revision=seen, actor=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Les faits de ce partenaire sont rassemblés à nouveau."))
        return redirect(RUN, run_id)
    name = Partner.objects.filter(schema_name=partner).values_list("display_name", flat=True).first()
    context = {"title": _("Reprendre les faits"), "run": item.run, "item": item, "name": name or partner}
    return _page(request, "ledger/recollect_partner.html", context)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})

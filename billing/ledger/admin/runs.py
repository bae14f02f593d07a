"""Runs on the operator's host: the list, the pages of one run, and the box of the cockpit.

Support reads; finance and administrators bill. Terms: telavox.4, bt.11
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, DecimalField, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from billing.ledger.admin import run_views
from billing.ledger.admin.run_presenting import ParkedRow, meter_of, state_of
from billing.ledger.models import BillingRun, Invoice, Snapshot
from billing.ledger.runs import BILLERS, first_month, month_in_words
from billing.ledger.standing import parked_of, progress_of
from billing.ledger.working import FOLLOWING
from billing.rules.days import ONE_DAY, month_of
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import BackOfficeAdmin, ReadOnlyAdmin, role_is_among
from extranet.backoffice.links import nowrap
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.look import formats
from extranet.times import brussels_day

PARKED_ROWS = 5


@admin.register(BillingRun)
class BillingRunAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Runs, the newest month first. Adding is starting one; the page of a run is its own."""

    adders = BILLERS
    adding_title = _("Facturer un mois")
    change_list_template = "ledger/list_rows.html"
    list_display = ("month", "state", "invoice_count", "net_total", "parked_count", "started_at", "started_by_name")
    list_filter = ("status",)
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[BillingRun]:
        """Return the runs with what they come to, and how many accounts wait for a person."""
        invoices = Invoice.objects.filter(run=OuterRef("pk")).order_by().values("run")
        parked = Snapshot.objects.filter(run=OuterRef("pk")).exclude(parked_reason="").order_by().values("run")
        net = invoices.annotate(net_sum=Sum("net")).values("net_sum")
        runs: QuerySet[BillingRun] = super().get_queryset(request)
        return runs.annotate(
            invoice_total=_count(invoices),
            net_sum=Coalesce(Subquery(net), Decimal(0), output_field=DecimalField()),
            parked_total=_count(parked),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.is_open(request) and role_is_among(request, self.adders)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the page that starts a run. Raises PermissionDenied."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return run_views.bill_month(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the page of a run; nothing is changed on it but by its buttons. Raises PermissionDenied."""
        if not self.has_view_permission(request) or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return run_views.show_run(request, object_id)

    @admin.display(description=_("mois"), ordering="period")
    def month(self, run: BillingRun) -> SafeString:
        """The month in words."""
        return nowrap(month_in_words(run.period))

    @admin.display(description=_("état"), ordering="status")
    def state(self, run: BillingRun) -> SafeString:
        """The word of the state."""
        return render_to_string("look/_badge.html", {"state": state_of(run)})

    @admin.display(description=_("factures"))
    def invoice_count(self, run: Any) -> str:
        """How many invoices, drafts or issued."""
        return formats.quantity(run.invoice_total)

    @admin.display(description=_("total HTVA"))
    def net_total(self, run: Any) -> SafeString:
        """What they come to."""
        return nowrap(formats.money(run.net_sum))

    @admin.display(description=_("comptes mis de côté"))
    def parked_count(self, run: Any) -> str:
        """How many accounts are not billed."""
        return formats.quantity(run.parked_total)


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = Subquery(rows.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return Coalesce(counted, 0)


@shows("billing", place=20)
def billing(_person: Person, at: datetime) -> Module:
    """Show where the newest run stands, which accounts it leaves out, and a month that nobody has billed.

    Terms: telavox.4, bt.11
    """
    run = BillingRun.objects.exclude(status=BillingRun.Status.CANCELLED).first()
    last = month_of(month_of(brussels_day(at)).start - ONE_DAY).start
    first = first_month()
    is_missing = first is not None and first <= last and (run is None or run.period < last)
    facts: dict[str, Any] = {"run": run, "unbilled": last if is_missing else None}
    if run is not None:
        parked = parked_of(run)
        facts |= {
            "month": month_in_words(run.period),
            "state": state_of(run),
            "meter": meter_of(run, progress_of(run)) if run.status in FOLLOWING else None,
            "parked": [ParkedRow(one) for one in parked[:PARKED_ROWS]],
            "count": parked.count(),
            "address": reverse("admin:ledger_billingrun_change", args=[run.pk]),
        }
    return Module(
        title=_("Facturation"),
        template="ledger/_cockpit.html",
        link=reverse("admin:ledger_billingrun_changelist"),
        facts=facts,
    )


site = cast("HouseAdminSite", admin.site)
for route, name, title, view in (
    ("review/", "review-run", _("Noter comme relue"), run_views.review),
    ("approve/", "approve-run", _("Approuver"), run_views.approve),
    ("cancel/", "cancel-run", _("Annuler la facturation"), run_views.cancel),
    ("partners/<slug:partner>/", "recollect-partner", _("Reprendre les faits"), run_views.recollect),
):
    site.add_page(
        Page(
            section="ledger",
            route=f"ledger/runs/<uuid:run_id>/{route}",
            name=name,
            title=title,
            view=view,
            viewers=BILLERS,
            is_listed=False,
        )
    )

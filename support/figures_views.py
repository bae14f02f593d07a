"""Pages of figures at a partner: tables with their charts, and each table as a file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from extranet.accounts.permissions import Right, needs
from extranet.clients.export import csv_response
from extranet.partners.request import HouseRequest
from extranet.times import brussels_day
from support.figures import figures_of, may_read_figures
from support.figures_forms import PeriodForm
from support.figures_tables import Table, cells_for_file, period_words

REFUSED = 400


@needs(Right.READ_TICKETS)
@require_safe
def figures(request: HouseRequest) -> HttpResponse:
    """Show the figures of a period, beside the period before; a period that makes no sense is shown to be corrected.

    Terms: general.8
    """
    return _shown(request, _form(request))


def _shown(request: HouseRequest, form: PeriodForm) -> HttpResponse:
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "support/figures.html", context, status=REFUSED)
    period = form.asked()
    tables = _tables(request, form)
    context |= {
        "tables": tables,
        "days": period_words(period),
        "days_before": period_words(period.before),
        "is_empty": all(table.is_empty for table in tables),
    }
    return render(request, "support/figures.html", context)


@needs(Right.READ_TICKETS)
@require_safe
def export_figures(request: HouseRequest, table: str) -> HttpResponse:
    """Send one table of the figures as CSV, times in minutes."""
    form = _form(request)
    if not form.is_valid():
        return _shown(request, form)
    wanted = next((one for one in _tables(request, form) if one.key == table), None)
    if wanted is None:
        raise Http404
    return csv_response(f"tickets-{wanted.key}", wanted.head, cells_for_file(wanted))


def _form(request: HouseRequest) -> PeriodForm:
    if not may_read_figures(request.person):
        raise PermissionDenied
    return PeriodForm(request.GET, today=brussels_day(timezone.now()))


def _tables(request: HouseRequest, form: PeriodForm) -> list[Table]:
    return figures_of(request.person, form.asked(), now=timezone.now())

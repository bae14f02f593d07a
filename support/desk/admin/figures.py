"""The figures of the desk on the operator's host: over all partners or one, each table as a page and as a file.

Terms: general.8
"""

from typing import Final, cast

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from extranet.backoffice.site import HouseAdminSite, Page
from extranet.clients.export import csv_response
from extranet.partners.models import Partner
from extranet.times import brussels_day
from support.desk.figures.desk import DeskFigures, desk_figures
from support.desk.figures.partners import OfPartner
from support.figures_forms import PeriodForm
from support.figures_tables import (
    PARTNERS,
    Row,
    Table,
    age_table,
    cells_for_file,
    event_table,
    minutes,
    night_table,
    number,
    period_words,
    time_table,
    volume_tables,
)

REFUSED: Final = 400
NO_PARTNER: Final = gettext_lazy("Choisissez un partenaire de la liste.")


class DeskPeriodForm(PeriodForm):
    """A period, of all partners or of one."""

    partner = forms.ChoiceField(
        label=gettext_lazy("Partenaire"), required=False, error_messages={"invalid_choice": NO_PARTNER}
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        known = Partner.objects.order_by("display_name").values_list("schema_name", "display_name")
        cast("forms.ChoiceField", self.fields["partner"]).choices = [("", _("Tous")), *known]


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period over all partners or one; a period that makes no sense is to be corrected."""
    form = _form(request)
    context = {**admin.site.each_context(request), "title": _("Chiffres du desk"), "form": form}
    if not form.is_valid():
        return TemplateResponse(request, "desk/figures.html", context, status=REFUSED)
    tables = tables_of(form)
    context |= {
        "tables": tables,
        "days": period_words(form.asked()),
        "days_before": period_words(form.asked().before),
        "is_empty": all(table.is_empty for table in tables),
    }
    return TemplateResponse(request, "desk/figures.html", context)


@require_safe
def export_figures(request: HttpRequest, table: str) -> HttpResponse:
    """Send one table as CSV, times in minutes."""
    form = _form(request)
    if not form.is_valid():
        return show_figures(request)
    wanted = next((one for one in tables_of(form) if one.key == table), None)
    if wanted is None:
        raise Http404
    return csv_response(f"desk-{wanted.key}", wanted.head, cells_for_file(wanted))


def tables_of(form: DeskPeriodForm) -> list[Table]:
    """Return the tables of the period and partner asked for.

    Terms: general.8
    """
    period = form.asked()
    found = desk_figures(period, now=timezone.now(), partner=form.cleaned_data["partner"])
    tables = [
        *volume_tables(found.volumes, period),
        age_table(found.ages),
        time_table(found.times, with_aims=True),
        event_table(found.events),
        night_table(*found.nights),
    ]
    return [*tables, _partners(found)] if found.partners else tables


def _partners(found: DeskFigures) -> Table:
    head = [_("Partenaire"), _("Ouverts"), _("dont critiques"), _("Résolus"), _("Pas résolus maintenant")]
    head += [_("Médiane de réponse"), _("Médiane de résolution"), _("Appels de garde")]
    return Table(
        key=PARTNERS,
        title=_("Par partenaire"),
        how=_(
            "Tickets du partenaire et de ses clients ; les médianes, de ce qui n’est pas critique, en heures ouvertes."
        ),
        head=tuple(head),
        rows=tuple(_partner(one) for one in found.partners),
    )


def _partner(one: OfPartner) -> Row:
    counts = tuple(number(value) for value in (one.opened, one.critical, one.solved, one.open))
    return Row(one.name, (*counts, minutes(one.answer), minutes(one.solution), number(one.calls)))


def _form(request: HttpRequest) -> DeskPeriodForm:
    return DeskPeriodForm(request.GET, today=brussels_day(timezone.now()))


site = cast("HouseAdminSite", admin.site)
site.add_page(
    Page(
        section="desk",
        route="desk/figures/",
        name="desk-figures",
        title=gettext_lazy("Chiffres du desk"),
        view=show_figures,
    )
)
site.add_page(
    Page(
        section="desk",
        route="desk/figures/<slug:table>/export/",
        name="export-desk-figures",
        title=gettext_lazy("Chiffres du desk, un tableau"),
        view=export_figures,
        is_listed=False,
    )
)

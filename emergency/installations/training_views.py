"""A partner's own register of training: who may install, until when. Staff write it on the operator's pages.

Terms: general.3
"""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from emergency.installations.forms import TrainingsFilter
from extranet.accounts.permissions import Right, needs
from extranet.clients.export import Cell, csv_response
from extranet.clients.listing import page_of
from extranet.partners.models import Training
from extranet.partners.request import HouseRequest
from extranet.partners.training import narrowed, soon_untrained, training_state, trainings_of
from extranet.partners.training_words import BADGES
from extranet.times import brussels_day


def _asked_for(request: HouseRequest) -> tuple[TrainingsFilter, QuerySet[Training]]:
    """Return the filter and what it leaves of the house's own register."""
    sought = TrainingsFilter(request.GET)
    show = sought.cleaned_data["show"] if sought.is_valid() else ""
    rows = narrowed(trainings_of(request.person.schema), show, brussels_day(timezone.now()))
    return sought, rows.order_by("person_name", "person_email", "-given_on", "pk")


@needs(Right.READ_SETTINGS)
@require_safe
def list_trainings(request: HouseRequest) -> HttpResponse:
    """Show the people of the house whom the operator trained, and who will not be trained in sixty days.

    Terms: general.3
    """
    sought, found = _asked_for(request)
    page, day = page_of(found, request), brussels_day(timezone.now())
    context = {
        "page_obj": page,
        "lines": [(row, BADGES[training_state(row, day)]) for row in page],
        "sought": sought,
        "is_filtered": bool(request.GET.get("show")),
        "soon": soon_untrained(request.person.schema, day),
    }
    return render(request, "emergency/list_trainings.html", context)


@needs(Right.READ_SETTINGS)
@require_safe
def export_trainings(request: HouseRequest) -> HttpResponse:
    """Send what the list shows, all pages, as a file.

    Terms: general.3
    """
    _sought, found = _asked_for(request)
    head = [
        _("Personne"),
        _("E-mail"),
        _("Formation"),
        _("Suivie le"),
        _("Valable jusqu’au"),
        _("État"),
        _("Retirée le"),
        _("Motif du retrait"),
    ]
    return csv_response("training", head, _rows(found))


def _rows(found: Iterable[Training]) -> Iterator[list[Cell]]:
    day = brussels_day(timezone.now())
    for row in found:
        state = str(BADGES[training_state(row, day)].label)
        withdrawn = brussels_day(row.withdrawn_at) if row.withdrawn_at else None
        period: list[Cell] = [row.given_on, row.expires_on, state, withdrawn, row.withdrawn_reason]
        yield [row.person_name, row.person_email, row.course, *period]

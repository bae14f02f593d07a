"""Publishing the hours of support: change, see what changes, confirm."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from extranet.backoffice.faces import actor_of
from extranet.errors import InvalidInput, Refusal
from extranet.times import brussels_day
from support.desk.admin.calendar_forms import CalendarForm, DayRows
from support.desk.calendars import calendar_of, newest_version
from support.desk.publishing import changed_days, next_calendar
from support.desk.rules.hours import Calendar
from support.desk.rules.windows import written_windows
from support.desk.services import check_publication, publish_calendar

# The buttons: what is pressed is posted under its name.
PUBLISH, EDIT = "publish", "edit"


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Take the changes, show the days they change, and publish the next version once confirmed.

    Terms: general.7
    """
    newest = newest_version()
    if newest is None:
        messages.error(request, _("Aucun calendrier n’existe encore : exécutez les migrations."))
        return redirect("admin:desk_calendarversion_changelist")
    current = calendar_of(newest)
    form = CalendarForm(current, request.POST or None)
    rows = DayRows(request.POST or None, prefix="days")
    # A change that breaks the form is shown where it can be corrected, whatever button was pressed.
    if request.method == "POST" and EDIT not in request.POST and form.is_valid() and rows.is_valid():
        return (_published if PUBLISH in request.POST else _previewed)(request, current, form, rows)
    return _page(request, current, form, rows)


def _previewed(request: HttpRequest, current: Calendar, form: CalendarForm, rows: Any) -> HttpResponse:
    days = rows.days()
    following = next_calendar(current, weekly=form.weekly(), days=days)
    today = brussels_day(timezone.now())
    try:
        check_publication(current, following, note=form.cleaned_data["note"], changed=days, today=today)
    except InvalidInput as refusal:
        form.add_error(None, list(refusal.fields.values()))
        return _page(request, current, form, rows)
    return _page(request, current, form, rows, following=following)


def _published(request: HttpRequest, current: Calendar, form: CalendarForm, rows: Any) -> HttpResponse:
    weekly = form.weekly()
    try:
        version = publish_calendar(
            note=form.cleaned_data["note"],
            weekly=None if weekly == current.weekly else weekly,
            days=rows.days(),
            shown=form.cleaned_data["shown"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    except InvalidInput as refusal:
        form.add_error(None, list(refusal.fields.values()) or str(refusal))
        return _page(request, current, form, rows)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:publish-calendar")
    messages.success(request, _("Le calendrier %(version)s est en vigueur.") % {"version": version})
    return redirect("admin:desk_calendarversion_changelist")


def _page(
    request: HttpRequest, current: Calendar, form: CalendarForm, rows: Any, *, following: Calendar | None = None
) -> HttpResponse:
    """Show the form; with the version that would follow, what it changes and the button that publishes it."""
    today = brussels_day(timezone.now())
    context = {
        **admin.site.each_context(request),
        "title": _("Publier un calendrier"),
        "form": form,
        "rows": rows,
        "is_bad": form.is_bound and bool(form.errors or rows.total_error_count()),
        "following": following,
        "changed": changed_days(current, following, since=today) if following else (),
        "changes_week": following is not None and following.weekly != current.weekly,
        "number": current.number,
        "days_ahead": [
            (day, entry.name, written_windows(entry.windows))
            for day, entry in sorted(current.days.items())
            if day >= today
        ],
    }
    return TemplateResponse(request, "desk/publish_calendar.html", context)

"""The hours of support as staff see them: every version with its days; administrators publish the next one."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.backoffice.faces import BackOfficeAdmin, ReadOnlyAdmin, ReadOnlyInline
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.look import formats
from support.desk.admin import calendar_views
from support.desk.calendars import version_in_force
from support.desk.models import CalendarDay, CalendarVersion
from support.desk.rules.windows import windows_from_json, written_windows
from support.desk.services import PUBLISHERS


class DayInline(ReadOnlyInline):
    """The days of a version that have hours of their own."""

    model = CalendarDay
    fields = ("on", "kind", "name", "hours")
    readonly_fields = ("on", "hours")

    @admin.display(description=gettext_lazy("jour"))
    def on(self, day: CalendarDay) -> str:
        """The day with its weekday."""
        return formats.day(day.day, "weekday")

    @admin.display(description=gettext_lazy("heures"))
    def hours(self, day: CalendarDay) -> str:
        """The windows, or that it is closed."""
        return _written(day.windows)


@admin.register(CalendarVersion)
class CalendarVersionAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Versions of the calendar, newest first."""

    list_title = gettext_lazy("Calendriers")
    list_display = ("__str__", "is_in_force", "note", "day_count", "published_at", "published_by_name")
    fields = ("number", "note", "published_at", "published_by_name", "week")
    readonly_fields = ("week",)
    inlines = (DayInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarVersion]:
        """Return the versions with the number of their days, and which one is in force now."""
        in_force = version_in_force(timezone.now())
        is_current = ExpressionWrapper(Q(pk=in_force.pk if in_force else None), BooleanField())
        versions: QuerySet[CalendarVersion] = super().get_queryset(request)
        return versions.annotate(day_total=Count("days"), is_current=is_current)

    @admin.display(description=gettext_lazy("en vigueur"), boolean=True)
    def is_in_force(self, version: Any) -> bool:
        """Whether requests are judged by it now."""
        return bool(version.is_current)

    @admin.display(description=gettext_lazy("jours particuliers"))
    def day_count(self, version: Any) -> int:
        """How many days have hours of their own."""
        return int(version.day_total)

    @admin.display(description=gettext_lazy("semaine"))
    def week(self, version: CalendarVersion) -> SafeString:
        """The windows of each weekday."""
        rows = ((capfirst(str(WEEKDAYS[day])), _written(pairs)) for day, pairs in enumerate(version.weekly))
        return format_html_join("", "<p>{} : {}</p>", rows)


def _written(pairs: Any) -> str:
    return written_windows(windows_from_json(pairs)) or _("fermé")


site = cast("HouseAdminSite", admin.site)
site.add_page(
    Page(
        section="desk",
        route="desk/calendar/publish/",
        name="publish-calendar",
        title=gettext_lazy("Publier un calendrier"),
        view=calendar_views.publish,
        viewers=PUBLISHERS,
    )
)

"""The chain of a page, the monthly tests, the report of pages, and who is warned outside."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from extranet.backoffice.faces import ADMINISTRATORS, BackOfficeAdmin, ReadOnlyAdmin, actor_of, role_is_among
from extranet.backoffice.site import HouseAdminSite
from extranet.backoffice.site import Page as SitePage
from extranet.clients.export import csv_response
from extranet.errors import Refusal
from extranet.look.parts import Badge, Tone
from extranet.times import brussels_day
from support.desk.admin.night_asking import (
    PERIOD,
    WAYS,
    WHO,
    ChainForm,
    OutsideForm,
    PeriodForm,
    chain_of,
    step_rows,
)
from support.desk.admin.night_views import add_refusal, draw
from support.desk.admin.parts import drawn
from support.desk.models import Drill, OutsideContact, PagingAlarm, PagingChain
from support.desk.paging.chain import DEFAULT, Chain, read_chain
from support.desk.paging.chains import chain_numbered, newest_chain, publish_chain
from support.desk.paging.drills import silent_now
from support.desk.paging.outside import ENOUGH, add_outside_contact, remove_outside_contact
from support.desk.paging.report import Line, figures_of, lines_between


@admin.register(PagingChain)
class PagingChainAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Versions of the chain, newest first."""

    list_title = gettext_lazy("Chaînes d’appel")
    list_display = ("__str__", "told", "note", "published_at", "published_by_name")
    fields = ("number", "told", "note", "published_at", "published_by_name")
    readonly_fields = ("told",)

    @admin.display(description=gettext_lazy("étapes"))
    def told(self, chain: PagingChain) -> str:
        """The steps in words."""
        try:
            return _in_words(read_chain(chain.steps))
        except (KeyError, TypeError, ValueError):
            return _in_words(DEFAULT)


@admin.register(Drill)
class DrillAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """The monthly tests: who answered, and who did not within three working days."""

    list_title = gettext_lazy("Essais mensuels de la garde")
    list_display = ("user_name", "kind", "of_month", "sent_at", "answered_at", "word")
    list_filter = ("kind", "month")
    search_fields = ("user_name",)
    search_help_text = gettext_lazy("Personne")
    list_per_page = 50
    fields = ("user_name", "kind", "address", "of_month", "due_at", "sent_at", "answered_at")
    readonly_fields = ("of_month",)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list; which tests are overdue is asked once for all rows."""
        now = timezone.now()
        cast("Any", request).silent_drills = frozenset(one.pk for one in silent_now(now))
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the tests, each with whether it is overdue."""
        silent: frozenset[UUID] = getattr(request, "silent_drills", frozenset())
        return super().get_queryset(request).annotate(silent=ExpressionWrapper(Q(pk__in=silent), BooleanField()))

    @admin.display(description=gettext_lazy("mois"), ordering="month")
    def of_month(self, drill: Drill) -> str:
        """The month."""
        return date_format(drill.month, "F Y")

    @admin.display(description=gettext_lazy("état"))
    def word(self, drill: Any) -> SafeString:
        """Whether somebody answered, may still answer, or did not in time."""
        if drill.answered_at is not None:
            return drawn(Badge(_("répondu"), Tone.OK))
        return drawn(
            Badge(_("sans réponse"), Tone.DANGER) if drill.silent else Badge(_("attend la réponse"), Tone.INFO)
        )


@admin.register(OutsideContact)
class OutsideContactAdmin(BackOfficeAdmin):
    """People who are warned when paging itself is ill."""

    adders = ADMINISTRATORS
    form = OutsideForm
    adding_title = gettext_lazy("Ajouter une personne de l’extérieur")
    list_title = gettext_lazy("Prévenus quand la garde est malade")
    list_display = ("name", "kind", "address", "language")
    fields = ("name", "kind", "address", "language")
    change_form_template = "desk/outside_change_form.html"

    def save_model(self, request: HttpRequest, obj: OutsideContact, form: Any, change: bool) -> None:
        """Add the person."""
        given = {name: form.cleaned_data[name] for name in ("name", "kind", "address", "language")}
        add_outside_contact(**given, actor=actor_of(request), at=timezone.now())

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Offer to take the person off the list to whoever may."""
        ours = {"may_remove": role_is_among(request, ADMINISTRATORS)}
        return super().render_change_form(request, {**context, **ours}, *args, **kwargs)

    def sentence_after_adding(self, obj: OutsideContact) -> str:
        """Say whether there are enough."""
        if OutsideContact.objects.count() < ENOUGH:
            return _("%(name)s est prévenu. Ajoutez une seconde personne, par un autre moyen.") % {"name": obj.name}
        return _("%(name)s est prévenu quand la garde est malade.") % {"name": obj.name}


@admin.register(PagingAlarm)
class PagingAlarmAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """The times in which paging was ill."""

    list_title = gettext_lazy("Alertes des appels de garde")
    list_display = ("started_at", "ended_at", "told_at", "troubles")
    fields = ("started_at", "ended_at", "told_at", "troubles")
    readonly_fields = ("troubles",)

    @admin.display(description=gettext_lazy("troubles"))
    def troubles(self, alarm: PagingAlarm) -> str:
        """What was wrong, as the monitor reads it."""
        return " ; ".join(str(one) for one in alarm.faults)


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Change the chain and publish it as the next version.

    Terms: general.7
    """
    newest = newest_chain()
    form = ChainForm(request.POST or None, initial={"shown": newest.number if newest else 0})
    rows = step_rows(request.POST or None, chain_numbered(None)[1])
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            publish_chain(steps=chain_of(rows), **form.cleaned_data, actor=actor_of(request), at=timezone.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("La chaîne d’appel est publiée : les appels suivants la suivent."))
            return redirect("admin:desk_pagingchain_changelist")
    context = {"title": _("Publier la chaîne d’appel"), "form": form, "rows": rows}
    return draw(request, "desk/publish_chain.html", context)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show what became of the pages of a period, or give it as a file with `?format=csv`.

    Terms: general.7
    """
    today = brussels_day(timezone.now())
    given = {"first": (today - PERIOD).isoformat(), "last": today.isoformat()} | request.GET.dict()
    form = PeriodForm(given)
    lines = lines_between(form.cleaned_data["first"], form.cleaned_data["last"]) if form.is_valid() else []
    if form.is_valid() and request.GET.get("format") == "csv":
        return _as_csv(lines, form.cleaned_data["first"], form.cleaned_data["last"])
    context = {
        "title": _("Rapport des appels de garde"),
        "form": form,
        "lines": lines,
        "figures": figures_of(lines),
        "period": form.cleaned_data if form.is_valid() else None,
    }
    return draw(request, "desk/page_report.html", context)


@require_POST
def remove_outside(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Take somebody off the list of those warned outside."""
    remove_outside_contact(contact_id=contact_id, actor=actor_of(request), at=timezone.now())
    messages.success(request, _("Cette personne n’est plus prévenue."))
    return redirect("admin:desk_outsidecontact_changelist")


def _as_csv(lines: list[Line], first: date, last: date) -> HttpResponse:
    head = (
        _("Ticket"), _("Partenaire"), _("Motif"), _("Événement"), _("Ouvert le"), _("Tours"), _("Messages"),
        _("Appelés"), _("État"), _("Pris en charge par"), _("Répondu par"), _("Pris en charge le"), _("Minutes"),
    )  # fmt: skip
    rows = [
        (
            line.page.ticket_number,
            line.page.partner,
            line.ground,
            line.event,
            line.page.opened_at,
            line.page.rounds,
            line.messages,
            ", ".join(line.called),
            line.page.get_status_display(),
            line.page.acknowledged_by_name,
            line.answered_by_way,
            line.page.acknowledged_at,
            line.minutes,
        )
        for line in lines
    ]
    return csv_response(f"pages-{first}-{last}", head, rows)


def _in_words(chain: Chain) -> str:
    told = _("%(who)s, %(ways)s, %(minutes)s min")
    return " → ".join(
        told % {"who": WHO[step.who], "ways": WAYS[step.ways], "minutes": step.wait_minutes} for step in chain
    )


site = cast("HouseAdminSite", admin.site)
site.add_page(
    SitePage(
        section="desk",
        route="desk/chain/publish/",
        name="publish-chain",
        title=gettext_lazy("Publier la chaîne d’appel"),
        view=publish,
        viewers=ADMINISTRATORS,
        is_listed=False,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/pages/report/",
        name="page-report",
        title=gettext_lazy("Rapport des appels de garde"),
        view=report,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/outside/<uuid:contact_id>/remove/",
        name="remove-outside",
        title=gettext_lazy("Ne plus prévenir"),
        view=remove_outside,
        viewers=ADMINISTRATORS,
        is_listed=False,
    )
)

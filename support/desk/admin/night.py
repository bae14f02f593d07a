"""The night on the operator's host: pages and who was called, the watch, and the box of the cockpit."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import Role
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import ADMINISTRATORS, ReadOnlyAdmin, ReadOnlyInline, role_is_among
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.backoffice.site import HouseAdminSite
from extranet.backoffice.site import Page as SitePage
from extranet.look.parts import Badge, Tone
from support.desk.admin import night_views
from support.desk.models import Page, PageStep
from support.desk.paging.facts import facts_of
from support.desk.paging.health import paging_faults
from support.desk.paging.links import ticket_path
from support.desk.paging.wording import event_words, fault_words, ground_words
from support.desk.rota.handover import notes_at
from support.desk.rota.presenting import plan_from
from support.desk.rota.selectors import SECOND_LAYER, on_call_at

if TYPE_CHECKING:
    from django.template.response import TemplateResponse

ANSWERERS = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
STATES = {
    Page.Status.OPEN: Tone.DANGER,
    Page.Status.ACKNOWLEDGED: Tone.OK,
    Page.Status.CLOSED: Tone.NEUTRAL,
}


class StepInline(ReadOnlyInline):
    """Who was called, how, when, and whether it went out."""

    model = PageStep
    fields = (
        "round",
        "user_name",
        "kind",
        "address",
        "due_at",
        "sent_at",
        "attempts",
        "last_error",
        "dropped_at",
        "acknowledged_at",
    )
    verbose_name_plural = _("qui a été appelé")


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """Calls for the person on call, newest first."""

    list_title = _("Appels de garde")
    list_display = ("ticket_number", "whose", "ground", "status", "opened_at", "rounds", "acknowledged_by_name")
    list_filter = ("status", PartnerFilter, "opened_at")
    search_fields = ("ticket_number", "acknowledged_by_name")
    search_help_text = _("Ticket ou personne")
    show_full_result_count = False
    list_per_page = 50
    inlines = (StepInline,)
    change_form_template = "desk/page_change_form.html"
    fields = (
        "ticket_number",
        "whose",
        "ground",
        "what_happened",
        "status",
        "opened_at",
        "rounds",
        "next_round_at",
        "acknowledged_at",
        "acknowledged_by_name",
        "closed_at",
    )
    readonly_fields = ("whose", "ground", "what_happened")

    @admin.display(description=_("motif"))
    def ground(self, page: Page) -> str:
        """What is wrong, in words."""
        return ground_words(facts_of(page.facts).ground)

    @admin.display(description=_("événement"))
    def what_happened(self, page: Page) -> str:
        """What made the desk call, in words."""
        return event_words(page.event)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show the facts of the page, and the button that takes it while it waits."""
        page = cast("Page", context["original"])
        ours = {
            "facts": facts_of(page.facts),
            "ticket": ticket_path(page),
            "state": Badge(page.get_status_display(), STATES[Page.Status(page.status)]),
            "may_answer": page.status == Page.Status.OPEN and role_is_among(request, ANSWERERS),
        }
        answer: TemplateResponse = super().render_change_form(request, {**context, **ours}, *args, **kwargs)
        return answer


@shows("night", place=5)
def night(_person: Person, at: datetime) -> Module:
    """Show who is on call, which pages wait, whether the night is watched, and what nobody covers.

    Terms: general.7
    """
    plan = plan_from(at)
    return Module(
        title=_("Garde"),
        template="desk/_night.html",
        width=4,
        link=reverse("admin:rota"),
        facts={
            "plan": plan,
            "backup": on_call_at(at, SECOND_LAYER),
            "notes": notes_at(at),
            "pages": list(Page.objects.filter(status=Page.Status.OPEN).order_by("opened_at")),
            "faults": [fault_words(fault) for fault in paging_faults(at=at)],
        },
    )


site = cast("HouseAdminSite", admin.site)
site.add_page(SitePage(section="desk", route="desk/rota/", name="rota", title=_("Garde"), view=night_views.show_rota))
site.add_page(
    SitePage(
        section="desk",
        route="desk/rota/publish/",
        name="publish-rota",
        title=_("Publier la garde"),
        view=night_views.publish,
        viewers=ADMINISTRATORS,
        is_listed=False,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/rota/take/",
        name="take-watch",
        title=_("Prendre la garde"),
        view=night_views.take_watch,
        is_listed=False,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/rota/overrides/<uuid:override_id>/cancel/",
        name="cancel-override",
        title=_("Annuler le remplacement"),
        view=night_views.cancel_override,
        is_listed=False,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/ways/",
        name="contact-ways",
        title=_("Mes moyens de joindre"),
        view=night_views.contact_ways,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/ways/<uuid:way_id>/try/",
        name="try-way",
        title=_("Essayer un moyen"),
        view=night_views.try_way,
        is_listed=False,
    )
)
site.add_page(
    SitePage(
        section="desk",
        route="desk/pages/<uuid:page_id>/acknowledge/",
        name="acknowledge-page",
        title=_("Prendre l’appel en charge"),
        view=night_views.acknowledge_page,
        viewers=ANSWERERS,
        is_listed=False,
    )
)

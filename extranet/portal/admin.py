"""What the operator's pages say across departments: who is behind on the terms, how partners are doing."""

from datetime import datetime
from typing import cast

from django.contrib import admin
from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from extranet.accounts.models import Membership
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.links import address_at
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.clients.export import csv_response
from extranet.orderbook.models import Entry
from extranet.partners.models import Partner
from extranet.terms.selectors import newest_versions, organisations_behind
from extranet.times import brussels_day

ROWS = 8


@shows("terms", place=20)
def terms_behind(_person: Person, at: datetime) -> Module:
    """Show, part by part, how many organisations have not accepted the version in force.

    Terms: general.1
    """
    day = brussels_day(at)
    behind = [one.part for one in organisations_behind(day)]
    versions = newest_versions(day)
    return Module(
        title=gettext_lazy("Conditions non acceptées"),
        template="backoffice/_terms_behind.html",
        link=reverse("admin:list-behind"),
        facts={"parts": [(part.label, version, behind.count(part)) for part, version in versions.items()]},
    )


@shows("partners", place=30)
def partners_at_work(_person: Person, _at: datetime) -> Module:
    """Show partners, those who ordered last first. Nothing is read in their schemas."""
    partners = with_activity(Partner.objects.defer("logo"))[:ROWS]
    return Module(
        title=gettext_lazy("Partenaires"),
        template="backoffice/_partners_at_work.html",
        link=reverse("admin:partners_partner_changelist"),
        facts={"partners": [(partner, address_at(partner.schema_name, "home")) for partner in partners]},
    )


def with_activity(partners: QuerySet[Partner]) -> QuerySet[Partner]:
    """Return the partners with `people`, `orders` placed and `last_ordered_at`, from back-office tables alone."""
    people = Membership.objects.filter(partner=OuterRef("schema_name")).values("partner").annotate(n=Count("pk"))
    placed = Entry.objects.filter(partner=OuterRef("schema_name"), status=Entry.Status.PLACED).order_by()
    orders = placed.values("partner").annotate(n=Count("pk"), last=Max("placed_at"))
    counted: QuerySet[Partner] = partners.annotate(
        people=Subquery(people.values("n")),
        orders=Subquery(orders.values("n")),
        last_ordered_at=Subquery(orders.values("last")),
    )
    return counted.order_by(F("last_ordered_at").desc(nulls_last=True), "display_name")


@require_safe
def export_behind(_request: HttpRequest) -> HttpResponse:
    """Send as CSV who accepted an older version than the one in force, and since when that is so.

    Terms: general.1
    """
    day = brussels_day(timezone.now())
    since = {part: version.valid_from for part, version in newest_versions(day).items()}
    names = dict(Partner.objects.values_list("schema_name", "display_name"))
    head = [
        _("Organisation"),
        _("Partenaire"),
        _("Partie"),
        _("Version acceptée"),
        _("Acceptée le"),
        _("Version en vigueur"),
        _("En vigueur depuis"),
    ]
    rows = (
        (
            one.name,
            names.get(one.partner, one.partner),
            str(one.part.label),
            one.accepted,
            one.accepted_at,
            one.in_force,
            since[one.part],
        )
        for one in organisations_behind(day)
    )
    return csv_response("terms-behind", head, rows)


cast("HouseAdminSite", admin.site).add_page(
    Page(
        section="terms",
        route="terms/behind/export/",
        name="export-behind",
        title=gettext_lazy("Exporter en CSV"),
        view=export_behind,
        is_listed=False,
    )
)

"""Lists of rows that belong to partners: each names its partner, in a fixed number of queries."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import BackOfficeAdmin
from extranet.look.parts import Text
from extranet.partners.models import Partner


def with_partner_name(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the rows with `partner_name`, read through their column `partner`; None for the operator's own."""
    named = Partner.objects.filter(schema_name=OuterRef("partner")).values("display_name")[:1]
    annotated: QuerySet[Any] = rows.annotate(partner_name=Subquery(named))
    return annotated


class PartnerRowsAdmin(BackOfficeAdmin):
    """Pages of rows whose column `partner` holds a schema; show the name with `whose`."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows with the name of their partner."""
        return with_partner_name(super().get_queryset(request))

    @admin.display(description=_("partenaire"), ordering="partner")
    def whose(self, row: Any) -> Text:
        """The partner's name, the operator for its own rows."""
        return row.partner_name or _("Opérateur")

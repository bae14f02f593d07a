"""The terms and the register of acceptances as staff see them: everything read, nothing changed."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import ADMINISTRATORS, BackOfficeAdmin, ReadOnlyAdmin, ReadOnlyInline
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.terms import staff_views
from extranet.terms.models import Acceptance, AcceptedDocument, TermsText, TermsVersion


class TextInline(ReadOnlyInline):
    """The languages of a version."""

    model = TermsText
    fields = ("language", "title", "sha256", "source_name", "imported_at")
    show_change_link = True


@admin.register(TermsVersion)
class TermsVersionAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Versions of each part."""

    list_display = ("part", "number", "valid_from", "languages", "published_at", "published_by_name")
    list_filter = ("part",)
    inlines = (TextInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the languages of all rows at once."""
        return super().get_queryset(request).prefetch_related("texts")

    @admin.display(description=_("langues"))
    def languages(self, version: TermsVersion) -> str:
        """The languages the version exists in."""
        return ", ".join(sorted(text.language for text in version.texts.all()))


@admin.register(TermsText)
class TermsTextAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Exact texts, as they are hashed."""

    list_display = ("version", "language", "title", "sha256")
    list_filter = ("language", "version__part")
    list_select_related = ("version",)
    fields = ("version", "language", "title", "sha256", "source_name", "imported_at", "text")


class DocumentInline(ReadOnlyInline):
    """The texts of an act."""

    model = AcceptedDocument
    fields = ("part", "number", "language", "title", "sha256")


@admin.register(Acceptance)
class AcceptanceAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """Who accepted what, over all partners."""

    list_display = (
        "number",
        "accepted_at",
        "whose",
        "organisation_name",
        "user_name",
        "order_number",
    )
    list_filter = (PartnerFilter, "kind", "language", "documents__part")
    search_fields = ("number", "organisation_name", "user_name", "user_email", "order_number", "digest")
    search_help_text = _("Certificat, organisation, personne, commande ou empreinte")
    inlines = (DocumentInline,)
    readonly_fields = ("certificate",)

    @admin.display(description=_("certificat"))
    def certificate(self, acceptance: Acceptance) -> SafeString:
        """The certificate, under the partner's mount."""
        url = reverse("terms:certificate", urlconf=settings.MOUNTED_URLCONF, args=[acceptance.pk])
        return format_html('<a href="/at/{}{}">{}</a>', acceptance.partner, url, acceptance.number)


site = cast("HouseAdminSite", admin.site)
site.add_page(
    Page(
        section="terms",
        route="terms/publish/",
        name="publish-terms",
        title=_("Publier des conditions"),
        view=staff_views.publish_terms,
        viewers=ADMINISTRATORS,
    )
)
site.add_page(
    Page(
        section="terms",
        route="terms/behind/",
        name="list-behind",
        title=_("Organisations en retard d’une version"),
        view=staff_views.list_behind,
    )
)

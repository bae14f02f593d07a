"""Partners: who they are, their host names, and the way into their house."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.backoffice.faces import ADMINISTRATORS, BackOfficeAdmin, ModelForm, ReadOnlyInline, actor_of
from extranet.backoffice.links import address_at, link
from extranet.look import formats
from extranet.partners.models import Host, Partner
from extranet.partners.services import change_branding
from extranet.tenancy.context import OPERATOR, acting

TEXTS = ("display_name", "brand_colour", "support_email", "support_phone", "language")


class BrandingForm(ModelForm):
    """The look and the support contact; the picture is decoded and written anew by the service."""

    new_logo = forms.FileField(
        label=_("Nouveau logo"), required=False, help_text=_("PNG, JPEG ou WebP, 200 ko au plus.")
    )
    is_logo_removed = forms.BooleanField(label=_("Retirer le logo"), required=False)

    class Meta:
        model = Partner
        fields = TEXTS
        widgets = {"brand_colour": forms.ColorInput()}

    def logo(self) -> bytes | None:
        """Return the new picture, nothing to remove it, None to leave it as it is."""
        if self.cleaned_data["is_logo_removed"]:
            return b""
        upload = self.cleaned_data["new_logo"]
        if upload is None:
            return None
        upload.seek(0)
        return bytes(upload.read())


class HostInline(ReadOnlyInline):
    """The host names of a partner."""

    model = Host
    fields = ("domain", "is_first")
    readonly_fields = ("is_first",)

    @admin.display(description=_("principal"), boolean=True)
    def is_first(self, host: Host) -> bool:
        """Whether links in mails use this name."""
        return bool(host.is_primary)


@admin.register(Partner)
class PartnerAdmin(BackOfficeAdmin):
    """Partners. One is added by the command `provision`, which may create a schema; a page may not."""

    editors = ADMINISTRATORS
    form = BrandingForm
    list_display = ("display_name", "number", "municipality", "language", "people", "house", "tables")
    list_filter = ("language", "is_house")
    search_fields = ("display_name", "legal_name", "enterprise_number", "schema_name", "domains__domain")
    search_help_text = _("Nom, numéro d’entreprise, schéma ou hôte")
    inlines = (HostInline,)
    fieldsets = (
        (
            _("Organisation"),
            {"fields": ("legal_name", "number", "address", "is_house", "schema_name", "created_at")},
        ),
        (_("Entrer"), {"fields": ("house", "tables")}),
        (
            _("Apparence"),
            {
                "fields": (
                    "display_name",
                    "brand_colour",
                    "language",
                    "logo_shown",
                    "new_logo",
                    "is_logo_removed",
                )
            },
        ),
        (_("Support"), {"fields": ("support_email", "support_phone")}),
    )
    readonly_fields = (
        "legal_name",
        "number",
        "address",
        "is_house",
        "schema_name",
        "created_at",
        "house",
        "tables",
        "logo_shown",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        """Return the partners with the number of their people."""
        partners: QuerySet[Partner] = super().get_queryset(request)
        counted: QuerySet[Partner] = partners.annotate(people_count=Count("membership", distinct=True))
        return counted.defer("logo")

    @admin.display(description=_("numéro d’entreprise"), ordering="enterprise_number")
    def number(self, partner: Partner) -> str:
        """The enterprise number as it is written."""
        return formats.enterprise_number(partner.enterprise_number)

    @admin.display(description=_("adresse"))
    def address(self, partner: Partner) -> str:
        """The address on one line."""
        return f"{partner.street}, {partner.postal_code} {partner.municipality}"

    @admin.display(description=_("personnes"), ordering="people_count")
    def people(self, partner: Any) -> int:
        """How many people may sign in."""
        return int(partner.people_count)

    @admin.display(description=_("pages"))
    def house(self, partner: Partner) -> SafeString:
        """The way into the partner's pages."""
        return link(address_at(partner.schema_name, "home"), _("Entrer"))

    @admin.display(description=_("tables"))
    def tables(self, partner: Partner) -> SafeString:
        """The way to the admin of the partner's own tables."""
        return link(address_at(partner.schema_name, "admin:index"), _("Voir les tables"))

    @admin.display(description=_("logo"))
    def logo_shown(self, partner: Partner) -> SafeString | str:
        """The logo as the partner's pages show it."""
        if not partner.logo_type:
            return self.get_empty_value_display()
        return format_html('<img src="{}" alt="" height="26">', address_at(partner.schema_name, "brand-logo"))

    def save_model(self, request: HttpRequest, obj: Partner, form: BrandingForm, change: bool) -> None:
        """Change the look, in the partner's own schema: there stands the journal its people may read."""
        with acting(obj.schema_name, OPERATOR):
            change_branding(
                partner=Partner.objects.get(pk=obj.pk),
                changes={name: form.cleaned_data[name] for name in TEXTS},
                logo=form.logo(),
                actor=actor_of(request),
                at=timezone.now(),
            )

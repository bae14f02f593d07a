"""People of all houses, what they belong to, and invitations."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import Invitation, Membership, User
from extranet.backoffice.faces import BackOfficeAdmin, ReadOnlyAdmin, ReadOnlyInline
from extranet.backoffice.filters import PartnerFilter
from extranet.look.parts import Text


class MembershipInline(ReadOnlyInline):
    """Where a person belongs."""

    model = Membership
    fields = ("partner", "role", "client_id", "since")


@admin.register(User)
class UserAdmin(BackOfficeAdmin):
    """People. They are never deleted; their names stay on what they did."""

    list_display = ("name", "email", "staff_role", "houses", "has_second_factor", "is_active")
    list_filter = ("is_active", "staff_role")
    search_fields = ("name", "email")
    search_help_text = _("Nom ou adresse e-mail")
    list_per_page = 50
    inlines = (MembershipInline,)
    fields = (
        "name",
        "email",
        "language",
        "staff_role",
        "is_active",
        "has_second_factor",
        "created_at",
        "last_login",
    )
    readonly_fields = (
        "name",
        "language",
        "staff_role",
        "is_active",
        "has_second_factor",
        "created_at",
        "last_login",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return people with their houses and their second factor, in a fixed number of queries."""
        people: QuerySet[User] = super().get_queryset(request)
        totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return people.annotate(has_totp=Exists(totp)).prefetch_related("memberships__partner")

    @admin.display(description=_("fait partie de"))
    def houses(self, user: User) -> str:
        """The partners the person belongs to, with the role."""
        return ", ".join(f"{one.partner} ({one.get_role_display()})" for one in user.memberships.all())

    @admin.display(description=_("second facteur"), boolean=True, ordering="has_totp")
    def has_second_factor(self, user: Any) -> bool:
        """Whether the person signs in with a second factor."""
        return bool(user.has_totp)


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Who belongs where. The partner's own administrator changes it, on the partner's pages."""

    list_display = ("user", "partner", "role", "client_id", "since")
    list_filter = (PartnerFilter, "role")
    list_select_related = ("user", "partner")
    search_fields = ("user__name", "user__email")
    search_help_text = _("Nom ou adresse e-mail")
    fields = ("user", "partner", "role", "client_id", "since")


@admin.register(Invitation)
class InvitationAdmin(BackOfficeAdmin):
    """Invitations of all houses."""

    list_display = ("email", "name", "partner", "role", "invited_by_name", "created_at", "state")
    list_filter = (PartnerFilter, "role")
    list_select_related = ("partner",)
    search_fields = ("email", "name", "invited_by_name")
    search_help_text = _("Nom ou adresse e-mail")
    fields = (
        "email",
        "name",
        "partner",
        "role",
        "client_id",
        "language",
        "invited_by_name",
        "created_at",
        "expires_at",
        "accepted_at",
        "revoked_at",
    )

    @admin.display(description=_("état"))
    def state(self, invitation: Invitation) -> Text:
        """Accepted, withdrawn, expired or still open."""
        if invitation.accepted_at:
            return _("acceptée")
        if invitation.revoked_at:
            return _("retirée")
        return _("échue") if invitation.expires_at <= timezone.now() else _("en route")

"""Invitations of all houses; administrators invite the operator's own people."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from extranet.accounts.invitations import Invited, invite_person, resend_invitation, revoke_invitation
from extranet.accounts.models import STAFF_ROLES, Invitation, InvitationState
from extranet.backoffice.faces import ADMINISTRATORS, BackOfficeAdmin, ModelForm, actor_of, role_is_among
from extranet.backoffice.filters import PartnerFilter
from extranet.look import formats
from extranet.look.parts import Badge, Tone
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

STATES = {
    InvitationState.OPEN: Badge(_("En route"), Tone.INFO),
    InvitationState.EXPIRED: Badge(_("Échue"), Tone.WARN),
    InvitationState.ACCEPTED: Badge(_("Acceptée"), Tone.OK),
    InvitationState.REVOKED: Badge(_("Retirée")),
}
TYPED = ("email", "name", "role", "language")


class StaffInvitationForm(ModelForm):
    """Whom one invites to the operator's side, and as what."""

    role = forms.ChoiceField(label=_("Rôle"), choices=[(role.value, role.label) for role in STAFF_ROLES])

    class Meta:
        model = Invitation
        fields = TYPED


@admin.register(Invitation)
class InvitationAdmin(BackOfficeAdmin):
    """Invitations. A partner's are made on the partner's own pages; all are sent again or withdrawn here."""

    adders = ADMINISTRATORS
    form = StaffInvitationForm
    adding_title = _("Inviter une personne du personnel")
    save_label = _("Envoyer l’invitation")
    list_display = ("email", "name", "partner", "role", "invited_by_name", "sent_on", "state")
    list_filter = (PartnerFilter, "role")
    list_select_related = ("partner",)
    search_fields = ("email", "name", "invited_by_name")
    search_help_text = _("Nom ou adresse e-mail")
    list_per_page = 50
    actions = ("resend", "revoke")

    def get_fieldsets(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        """Return what is asked of a new one, or what is known of one that was sent."""
        if obj is None:
            outcome = gettext(
                "Un e-mail part tout de suite. Son lien vaut sept jours et sert une fois ; un second facteur est "
                "demandé à la première connexion."
            )
            return [(None, {"fields": TYPED, "description": outcome})]
        dates = ("created_at", "expires_at", "accepted_at", "revoked_at")
        return [(None, {"fields": (*TYPED, "partner", "client_id", "invited_by_name", *dates, "state")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        """Return everything of an invitation that was sent."""
        return self.get_fieldsets(request, obj)[0][1]["fields"] if obj else ()

    @admin.display(description=_("envoyée le"), ordering="created_at")
    def sent_on(self, invitation: Invitation) -> str:
        """The day it was sent first."""
        return formats.day(invitation.created_at, "short")

    @admin.display(description=_("état"))
    def state(self, invitation: Invitation) -> SafeString:
        """Accepted, withdrawn, expired or on its way."""
        return render_to_string("look/_badge.html", {"state": STATES[invitation.state_at(timezone.now())]})

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        """Invite."""
        invited = Invited(**{name: form.cleaned_data[name] for name in TYPED})
        invite_person(invited=invited, actor=actor_of(request), at=timezone.now())

    def sentence_after_adding(self, obj: Invitation) -> str:
        """Say where the mail goes."""
        return gettext("L’invitation part à %(email)s.") % {"email": obj.email}

    def has_invite_permission(self, request: HttpRequest) -> bool:
        """Whether the reader may send invitations again and withdraw them."""
        return self.is_open(request) and role_is_among(request, ADMINISTRATORS)

    @admin.action(description=_("Renvoyer"), permissions=["invite"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Send the invitations chosen anew; the links sent before stop working."""
        for invitation in queryset:
            with acting(invitation.partner_id or PUBLIC, OPERATOR):
                resend_invitation(invitation_id=invitation.pk, actor=actor_of(request), at=timezone.now())
        told = ngettext("%(count)s invitation repart.", "%(count)s invitations repartent.", len(queryset))
        messages.success(request, told % {"count": len(queryset)})

    @admin.action(description=_("Retirer"), permissions=["invite"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        """Withdraw the invitations chosen; their links stop working."""
        for invitation in queryset:
            with acting(invitation.partner_id or PUBLIC, OPERATOR):
                revoke_invitation(invitation_id=invitation.pk, actor=actor_of(request), at=timezone.now())
        told = ngettext("%(count)s invitation est retirée.", "%(count)s invitations sont retirées.", len(queryset))
        messages.success(request, told % {"count": len(queryset)})

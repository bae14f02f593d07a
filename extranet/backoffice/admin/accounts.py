"""People of all houses, and what they belong to."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from extranet.accounts.models import Membership, User
from extranet.accounts.services import change_email, reset_second_factor
from extranet.backoffice.confirming import Question, ask, is_confirmed
from extranet.backoffice.faces import (
    ADMINISTRATORS,
    BackOfficeAdmin,
    ModelForm,
    ReadOnlyAdmin,
    ReadOnlyInline,
    actor_of,
)
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.services import close_account, reopen_account

RESET = Question(
    action="reset_factor",
    title=_("Réinitialiser le second facteur"),
    outcome=_(
        "Leur second facteur et leurs codes de secours ne valent plus rien, leurs sessions se terminent, et un "
        "e-mail le leur dit. À la prochaine connexion, leur rôle en redemande un. Vérifiez d’abord par téléphone "
        "que la demande vient bien de ces personnes."
    ),
    button=_("Réinitialiser le second facteur"),
    is_dangerous=True,
)
CLOSE = Question(
    action="close",
    title=_("Fermer des comptes"),
    outcome=_(
        "Ces personnes ne peuvent plus se connecter, chez aucun partenaire, et leurs sessions se terminent. "
        "Ce qu’elles ont fait garde leur nom."
    ),
    button=_("Fermer ces comptes"),
    is_dangerous=True,
)


class MembershipInline(ReadOnlyInline):
    """Where a person belongs."""

    model = Membership
    fields = ("partner", "role", "client_id", "since", "last_sign_in_at")


class AddressForm(ModelForm):
    """The address a person signs in with; `shown` is the one the page showed, so that nobody overwrites a newer."""

    shown = forms.EmailField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ("email",)
        help_texts = {
            "email": _("Sert à la prochaine connexion. L’ancienne adresse en est prévenue, les sessions se terminent.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = self.instance.email


@admin.register(User)
class UserAdmin(BackOfficeAdmin):
    """People. They are never deleted; their names stay on what they did."""

    editors = ADMINISTRATORS
    form = AddressForm
    save_label = _("Changer l’adresse")
    list_display = ("name", "email", "houses", "has_second_factor", "is_active")
    list_filter = ("is_active", "staff_role")
    search_fields = ("name", "email")
    search_help_text = _("Nom ou adresse e-mail")
    list_per_page = 50
    actions = ("reset_factor", "close", "reopen")
    inlines = (MembershipInline,)
    readonly_fields = ("name", "language", "staff_role", "is_active", "has_second_factor", "created_at", "last_login")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Return the facts; to administrators with the address they may change."""
        address = ("email", "shown") if self.has_change_permission(request, obj) else ("email",)
        return ("name", *address, *self.readonly_fields[1:])

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return people with their houses and their second factor, in a fixed number of queries."""
        people: QuerySet[User] = super().get_queryset(request)
        totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return people.annotate(has_totp=Exists(totp)).prefetch_related("memberships__partner")

    @admin.display(description=_("fait partie de"))
    def houses(self, user: User) -> str:
        """The operator or the partners the person belongs to, with the role."""
        staff = [user.get_staff_role_display()] if user.staff_role else []
        return ", ".join([*staff, *(f"{one.partner} ({one.get_role_display()})" for one in user.memberships.all())])

    @admin.display(description=_("second facteur"), boolean=True, ordering="has_totp")
    def has_second_factor(self, user: Any) -> bool:
        """Whether the person signs in with a second factor."""
        return bool(user.has_totp)

    def save_model(self, request: HttpRequest, obj: User, form: AddressForm, change: bool) -> None:
        """Change the address."""
        shown, email = form.cleaned_data["shown"], form.cleaned_data["email"]
        if email.lower() != shown.lower():
            change_email(user_id=obj.pk, old_email=shown, email=email, actor=actor_of(request), at=timezone.now())

    @admin.action(description=RESET.title, permissions=["change"])
    def reset_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Ask, then take the second factor of the people chosen away."""
        if not is_confirmed(request):
            return ask(self, request, queryset, RESET)
        for user in queryset:
            reset_second_factor(user_id=user.pk, actor=actor_of(request), at=timezone.now())
        told = ngettext(
            "Le second facteur de %(count)s personne est réinitialisé.",
            "Le second facteur de %(count)s personnes est réinitialisé.",
            len(queryset),
        )
        messages.success(request, told % {"count": len(queryset)})
        return None

    @admin.action(description=_("Fermer le compte"), permissions=["change"])
    def close(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Ask, then close the accounts chosen."""
        if not is_confirmed(request):
            return ask(self, request, queryset, CLOSE)
        for user in queryset:
            close_account(user_id=user.pk, actor=actor_of(request), at=timezone.now())
        told = ngettext("%(count)s compte est fermé.", "%(count)s comptes sont fermés.", len(queryset))
        messages.success(request, told % {"count": len(queryset)})
        return None

    @admin.action(description=_("Rouvrir le compte"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Let the people chosen sign in again."""
        for user in queryset:
            reopen_account(user_id=user.pk, actor=actor_of(request), at=timezone.now())
        told = ngettext("%(count)s compte est rouvert.", "%(count)s comptes sont rouverts.", len(queryset))
        messages.success(request, told % {"count": len(queryset)})


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Who belongs where. The partner's own administrator changes it, on the partner's pages."""

    list_display = ("user", "partner", "role", "since", "last_sign_in_at")
    list_filter = (PartnerFilter, "role")
    list_select_related = ("user", "partner")
    search_fields = ("user__name", "user__email")
    search_help_text = _("Nom ou adresse e-mail")
    list_per_page = 50
    fields = ("user", "partner", "role", "client_id", "since", "last_sign_in_at")

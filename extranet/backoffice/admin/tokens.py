"""Keys of machines: administrators make and withdraw them. A secret is shown once, in the answer that made it."""

from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import ApiToken
from extranet.accounts.tokens import create_token, revoke_token
from extranet.backoffice.confirming import Question, ask, is_confirmed
from extranet.backoffice.faces import ADMINISTRATORS, ModelForm, actor_of, role_is_among
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats
from extranet.look.forms import DayInput
from extranet.look.parts import Badge, Tone
from extranet.times import brussels_day, day_start

YEAR = timedelta(days=365)
REVOKE = Question(
    action="revoke",
    title=_("Retirer des clés d’API"),
    outcome=_(
        "Dès maintenant ces clés n’ouvrent plus rien : les machines qui s’en servent reçoivent un refus jusqu’à ce "
        "qu’elles en aient une autre. Un retrait ne s’annule pas."
    ),
    button=_("Retirer ces clés"),
    is_dangerous=True,
)


class TokenForm(ModelForm):
    """What a key is for, what it may do, and until when. `token_id`: so that a page makes one key only."""

    token_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("La machine qui s’en servira, par exemple « Plateforme BT ».")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce que la clé permet"), choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(
        label=_("Dernier jour"),
        required=False,
        widget=DayInput,
        input_formats=["%Y-%m-%d"],
        help_text=_("Compris. Vide : la clé vaut jusqu’à ce qu’elle soit retirée."),
    )

    class Meta:
        model = ApiToken
        fields = ("name", "scopes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = brussels_day(timezone.now()) + YEAR


@admin.register(ApiToken)
class ApiTokenAdmin(PartnerRowsAdmin):
    """Keys, recognised by their first characters."""

    viewers = ADMINISTRATORS
    adders = ADMINISTRATORS
    form = TokenForm
    adding_title = _("Créer une clé d’API")
    save_label = _("Créer la clé")
    list_display = ("name", "beginning", "whose", "created_on", "last_used_on", "state")
    search_fields = ("name", "prefix", "created_by_name")
    search_help_text = _("Nom, début de la clé ou personne")
    list_per_page = 50
    actions = ("revoke",)

    def get_fieldsets(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """Return what is asked of a new one, or what is known of one that was made."""
        if obj is None:
            outcome = gettext(
                "La clé vaut tout de suite. Elle est montrée une seule fois, à la page suivante : préparez l’endroit "
                "où vous la garderez."
            )
            asked = ("token_id", "name", "scopes", "expires_on")
            return [(None, {"fields": asked, "description": outcome})]
        dates = ("created_at", "created_by_name", "expires_at", "last_used_at", "revoked_at")
        return [(None, {"fields": ("name", "beginning", "whose", "permits", *dates, "state")})]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        """Return everything of a key that was made."""
        return self.get_fieldsets(request, obj)[0][1]["fields"] if obj else ()

    @admin.display(description=_("début"), ordering="prefix")
    def beginning(self, token: ApiToken) -> str:
        """The first characters: what one recognises it by."""
        return f"{token.prefix}…"

    @admin.display(description=_("permet"))
    def permits(self, token: ApiToken) -> str:
        """What the key may do, in words."""
        return ", ".join(str(ApiToken.Scope(scope).label) for scope in token.scopes)

    @admin.display(description=_("créée le"), ordering="created_at")
    def created_on(self, token: ApiToken) -> str:
        """The day it was made."""
        return formats.day(token.created_at, "short")

    @admin.display(description=_("dernier usage"), ordering="last_used_at")
    def last_used_on(self, token: ApiToken) -> str:
        """When it was used last, to the minute."""
        return formats.instant(token.last_used_at) if token.last_used_at else self.get_empty_value_display()

    @admin.display(description=_("état"))
    def state(self, token: ApiToken) -> SafeString:
        """In force, expired or withdrawn."""
        return render_to_string("look/_badge.html", {"state": _state_of(token)})

    def save_model(self, request: HttpRequest, obj: ApiToken, form: Any, change: bool) -> None:
        """Make the key, and keep its secret for the answer to this very request."""
        typed = form.cleaned_data
        last = typed["expires_on"]
        cast("Any", request).issued = create_token(
            name=typed["name"],
            scopes=typed["scopes"],
            expires_at=day_start(last + timedelta(days=1)) if last else None,
            actor=actor_of(request),
            at=timezone.now(),
            token_id=typed["token_id"],
        )

    def response_add(self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None) -> HttpResponse:
        """Show the secret. Not after a redirect: it would have to be kept somewhere in between."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Clé d’API créée"),
            "issued": cast("Any", request).issued,
            "opts": self.opts,
            "list_name": self.name_of_list(),
        }
        return TemplateResponse(request, "backoffice/token_created.html", context)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whether the reader may withdraw keys."""
        return self.is_open(request) and role_is_among(request, ADMINISTRATORS)

    @admin.action(description=_("Retirer"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> HttpResponse | None:
        """Ask, then withdraw the keys chosen."""
        if not is_confirmed(request):
            return ask(self, request, queryset, REVOKE)
        chosen = list(queryset)
        for token in chosen:
            revoke_token(token_id=token.pk, actor=actor_of(request), at=timezone.now())
        told = ngettext("%(count)s clé est retirée.", "%(count)s clés sont retirées.", len(chosen))
        messages.success(request, told % {"count": len(chosen)})
        return None


def _state_of(token: ApiToken) -> Badge:
    if token.revoked_at is not None:
        return Badge(_("Retirée"))
    if token.expires_at is not None and token.expires_at <= timezone.now():
        return Badge(_("Échue"), Tone.WARN)
    return Badge(_("Valable"), Tone.OK)

"""The register of training: staff write down who followed a course, and withdraw it with a reason.

Terms: general.3
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import Role
from extranet.backoffice.faces import ModelForm, actor_of
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats
from extranet.partners.models import Partner, Training
from extranet.partners.training import TrainingFacts, narrowed, record_training, training_state, withdraw_training
from extranet.partners.training_words import BADGES, CHOICES
from extranet.times import brussels_day

KEEPERS = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
ASKED = ("partner", "person_name", "person_email", "course", "given_on", "expires_on")


def partner_choices() -> list[tuple[str, str]]:
    """Return every partner, the house too: the operator's own installers are in the register as well."""
    return list(Partner.objects.order_by("display_name").values_list("schema_name", "display_name"))


class TrainingForm(ModelForm):
    """Who followed what, and until when it counts."""

    partner = forms.ChoiceField(label=_("Partenaire"), choices=partner_choices)

    class Meta:
        model = Training
        fields = ASKED


class WithdrawalForm(ModelForm):
    """Why a training no longer counts. The row itself is never rewritten."""

    reason = forms.CharField(
        label=_("Motif du retrait"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Le partenaire le lit."),
    )

    class Meta:
        model = Training
        fields = ()


class StateFilter(admin.SimpleListFilter):
    """Narrows the register to what counts today, will not within sixty days, or no longer does."""

    title = _("état")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the states one looks for."""
        return CHOICES

    def queryset(self, request: HttpRequest, queryset: QuerySet[Training]) -> QuerySet[Training]:
        """Keep the rows in the state chosen."""
        return narrowed(queryset, self.value() or "", brussels_day(timezone.now()))


@admin.register(Training)
class TrainingAdmin(PartnerRowsAdmin):
    """The register. A row is added, then only withdrawn: a wrong one is withdrawn and written down again.

    Terms: general.3
    """

    editors = adders = KEEPERS
    adding_title = _("Inscrire une formation suivie")
    list_display = ("person_name", "person_email", "whose", "course", "given", "expires", "state")
    list_filter = (StateFilter, PartnerFilter)
    search_fields = ("person_name", "person_email", "course")
    search_help_text = _("Personne, adresse e-mail ou formation")
    list_per_page = 50

    def get_form(self, request: HttpRequest, obj: Training | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form of a new row, or of the end of one."""
        asked = WithdrawalForm if obj else TrainingForm
        return super().get_form(request, obj, change=change, form=asked, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Training | None = None) -> Any:
        """Return what is asked of a new one; of one that is there, what is known, and why it would end."""
        if obj is None:
            outcome = gettext(
                "La personne est reconnue par son adresse e-mail. Sans formation valable le jour de l’installation, "
                "les interventions qui en découlent sont facturées au temps passé (general.3)."
            )
            return [(None, {"fields": ASKED, "description": outcome})]
        known = ("whose", *ASKED[1:], "state", "recorded_at", "recorded_by_name")
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": (*known, "withdrawn_at", "withdrawn_by_name", "withdrawn_reason")})]
        outcome = gettext(
            "Dès aujourd’hui elle ne compte plus. Les installations déjà écrites gardent ce qui a été jugé ; un "
            "retrait ne s’annule pas, mais la formation peut être inscrite à nouveau."
        )
        return [(None, {"fields": known}), (_("Retirer"), {"fields": ("reason",), "description": outcome})]

    def get_readonly_fields(self, request: HttpRequest, obj: Training | None = None) -> Any:
        """Return everything of one that is there but the reason to withdraw it."""
        if obj is None:
            return ()
        parts = self.get_fieldsets(request, obj)
        return tuple(name for _title, part in parts for name in part["fields"] if name != "reason")

    def has_change_permission(self, request: HttpRequest, obj: Training | None = None) -> bool:
        """Whether the reader may withdraw it: what is withdrawn is only read."""
        return super().has_change_permission(request, obj) and (obj is None or obj.withdrawn_at is None)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Name the button after what it does."""
        response = super().render_change_form(request, context, *args, **kwargs)
        is_there = context["original"] is not None
        response.context_data["save_label"] = _("Retirer cette formation") if is_there else _("Inscrire la formation")
        return response

    @admin.display(description=_("suivie le"), ordering="given_on")
    def given(self, training: Training) -> str:
        """The day of the course."""
        return formats.day(training.given_on, "short")

    @admin.display(description=_("valable jusqu’au"), ordering="expires_on")
    def expires(self, training: Training) -> str:
        """The last day it counts."""
        return formats.day(training.expires_on, "short")

    @admin.display(description=_("état"))
    def state(self, training: Training) -> SafeString:
        """What it is today."""
        badge = BADGES[training_state(training, brussels_day(timezone.now()))]
        return render_to_string("look/_badge.html", {"state": badge})

    def save_model(self, request: HttpRequest, obj: Training, form: Any, change: bool) -> None:
        """Write it down, or withdraw it."""
        typed, actor, at = form.cleaned_data, actor_of(request), timezone.now()
        if change:
            withdraw_training(training_id=obj.pk, reason=typed["reason"], actor=actor, at=at)
        else:
            record_training(facts=TrainingFacts(**{name: typed[name] for name in ASKED}), actor=actor, at=at)

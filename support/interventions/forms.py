"""Forms of work billed by time."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from support.interventions.proposing import LONGEST_REASON, LONGEST_SUBJECT
from support.interventions.rules import LONGEST_WORK
from support.interventions.selectors import subscriptions_of, untrained_installations
from support.interventions.working import LONGEST_CONTEST, LONGEST_NOTE
from support.models import Intervention, Ticket

_AREA: dict[str, object] = {"rows": 3, "class": "vLargeTextField"}


class ProposeForm(forms.Form):
    """What staff propose to bill by time, and on the invoice of which subscription."""

    work = forms.UUIDField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=gettext_lazy("Pourquoi facturer au temps ?"),
        choices=Intervention.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez pourquoi ce travail serait facturé au temps.")},
    )
    installation = forms.TypedChoiceField(
        label=gettext_lazy("Installation"),
        required=False,
        empty_value=None,
        help_text=gettext_lazy(
            "Seulement pour une installation par une personne non formée. Ce motif-là se passe de décision."
        ),
    )
    subscription = forms.ChoiceField(
        label=gettext_lazy("Sur la facture de"),
        error_messages={"required": gettext_lazy("Choisissez un abonnement en cours du client.")},
    )
    subject = forms.CharField(
        label=gettext_lazy("Quel travail ?"),
        max_length=LONGEST_SUBJECT,
        widget=forms.Textarea(attrs=_AREA),
        help_text=gettext_lazy("Qui paie le lit dans l’annonce."),
        error_messages={"required": gettext_lazy("Dites quel travail : qui paie le lit dans l’annonce.")},
    )

    def __init__(self, *args: Any, ticket: Ticket, today: date, **kwargs: Any) -> None:
        """Offer the running subscriptions and the untrained installations of the ticket's client."""
        super().__init__(*args, **kwargs)
        subscriptions = subscriptions_of(ticket, today)
        self.fields["subscription"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{one.get_family_display()} {one.account}".strip()) for one in subscriptions
        ]
        installations = [(str(one.pk), f"{one} ({one.installer_name})") for one in untrained_installations(ticket)]
        self.fields["installation"].choices = [("", "–"), *installations]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why; whoever pays reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs=_AREA),
        error_messages={"required": gettext_lazy("Dites pourquoi : cela se lit avec la décision.")},
    )


class DecideForm(ReasonForm):
    """Whether it is billed, and why."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Décision"),
        choices=Intervention.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez : facturer ou ne pas facturer.")},
    )
    field_order = ("decision", "reason")


class NoteForm(forms.Form):
    """When the work was done, how long it took, and what was done."""

    worked_on = forms.DateField(
        label=gettext_lazy("Fait le"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Dites quel jour le travail fut fait.")},
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes passées"),
        min_value=1,
        max_value=LONGEST_WORK,
        error_messages={"required": gettext_lazy("Notez les minutes passées : les tranches se comptent seules.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Ce qui fut fait"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs=_AREA),
        error_messages={"required": gettext_lazy("Dites ce qui fut fait : qui paie le lit.")},
    )


class ContestForm(forms.Form):
    """Why whoever pays contests."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi contestez-vous ?"),
        max_length=LONGEST_CONTEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Dites pourquoi : l’opérateur y répond.")},
    )


class AnnounceForm(forms.Form):
    """Nothing is asked: the page shows what will be told."""

"""Forms about clients."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from extranet.clients.models import Client
from extranet.partners.validators import compact_enterprise_number


class ClientForm(forms.ModelForm):  # type: ignore[type-arg] # not generic when it runs
    """What a person writes about a client; the enterprise number as they know it."""

    enterprise_number = forms.CharField(
        label=_("Numéro d’entreprise"),
        max_length=20,
        help_text=_("Dix chiffres, avec ou sans BE et points."),
        error_messages={"required": _("Indiquez le numéro d’entreprise.")},
    )

    class Meta:
        model = Client
        fields: ClassVar = [
            "name",
            "legal_name",
            "enterprise_number",
            "street",
            "postal_code",
            "municipality",
            "language",
            "contact_name",
            "contact_email",
            "contact_phone",
            "is_active",
        ]
        labels: ClassVar = {
            "name": _("Nom"),
            "legal_name": _("Dénomination légale"),
            "street": _("Rue et numéro"),
            "postal_code": _("Code postal"),
            "municipality": _("Commune"),
            "language": _("Langue"),
            "contact_name": _("Personne de contact"),
            "contact_email": _("E-mail"),
            "contact_phone": _("Téléphone"),
            "is_active": _("Client actif"),
        }
        error_messages: ClassVar = {
            "name": {"required": _("Indiquez le nom.")},
            "legal_name": {"required": _("Indiquez la dénomination légale.")},
            "street": {"required": _("Indiquez une rue et un numéro.")},
            "postal_code": {"required": _("Indiquez le code postal.")},
            "municipality": {"required": _("Indiquez la commune.")},
        }
        help_texts: ClassVar = {
            "name": _("Le nom sous lequel vous le cherchez."),
            "legal_name": _("Tel qu’inscrit à la Banque-Carrefour, par exemple Delcourt & Fils SRL."),
            "language": _("Celle des e-mails qu’il reçoit."),
            "contact_email": _("Reçoit la confirmation de chaque commande passée pour ce client."),
            "is_active": _("Décochez quand vous ne commandez plus pour lui."),
        }

    def clean_enterprise_number(self) -> str:
        """Return ten digits that pass the check."""
        return compact_enterprise_number(self.cleaned_data["enterprise_number"])


class ClientFilter(forms.Form):
    """What narrows the list of clients."""

    words = forms.CharField(required=False, max_length=80, label=_("Nom ou numéro d’entreprise"))
    show = forms.ChoiceField(
        required=False,
        label=_("Montrer"),
        choices=[
            ("", _("Clients actifs")),
            ("contact", _("Sans e-mail de contact")),
            ("all", _("Tous")),
        ],
    )

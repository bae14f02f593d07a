"""Forms about a partner's look."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from extranet.partners.models import Partner

TEXTS = ("display_name", "brand_colour", "support_email", "support_phone", "language")


class BrandingForm(forms.ModelForm):  # type: ignore[type-arg] # not generic when it runs
    """What people see of the partner, and whom they reach. The service writes; the form only asks."""

    logo = forms.FileField(
        label=_("Nouveau logo"),
        required=False,
        help_text=_("Image PNG, JPEG ou WebP de 200 ko au plus, montrée sur 26 pixels de haut."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    is_logo_removed = forms.BooleanField(label=_("Retirer le logo"), required=False)

    class Meta:
        model = Partner
        fields = TEXTS
        widgets: ClassVar = {
            "brand_colour": forms.ColorInput(),
            "support_phone": forms.TextInput(attrs={"type": "tel"}),
        }
        labels: ClassVar = {
            "display_name": _("Nom affiché"),
            "brand_colour": _("Couleur"),
            "support_email": _("E-mail du support"),
            "support_phone": _("Téléphone du support"),
            "language": _("Langue"),
        }
        help_texts: ClassVar = {
            "display_name": _("En haut de chaque page, et comme expéditeur des e-mails."),
            "brand_colour": _("Trop claire ou trop foncée, elle est adaptée pour rester lisible."),
            "support_email": _("Reçoit les réponses aux e-mails de l’extranet."),
            "support_phone": _("Montré à vos clients sur chaque page."),
            "language": _("Celle des pages avant la connexion."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo_type:
            del self.fields["is_logo_removed"]

    def texts(self) -> dict[str, str]:
        """Return the answers but the logo."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    def logo_content(self) -> bytes | None:
        """Return the new picture, nothing to remove it, None to leave it as it is."""
        upload = self.cleaned_data["logo"]
        if upload is not None:
            return bytes(upload.read())
        return b"" if self.cleaned_data.get("is_logo_removed") else None

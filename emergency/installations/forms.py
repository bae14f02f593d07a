"""The form of an installation, and the filter of the list."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from emergency.installations.files import ACCEPTED
from emergency.installations.services import InstallationFacts
from extranet.errors import InvalidInput
from extranet.look.forms import DayInput, FilesField

YES_NO: Final = (("yes", _("oui")), ("no", _("non")))


class InstallationForm(forms.Form):
    """What an installer says about a site. `record`: the id of what the page writes; `replaces`: what it showed."""

    record = forms.UUIDField(widget=forms.HiddenInput)
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)
    installed_on = forms.DateField(label=_("Installé le"), widget=DayInput())
    installer_name = forms.CharField(label=_("Installé par"), max_length=150)
    installer_organisation = forms.CharField(label=_("Organisation de l’installateur"), max_length=150, required=False)
    is_cabling_clean = forms.ChoiceField(label=_("Câblage soigné"), choices=YES_NO, widget=forms.RadioSelect)
    is_cabling_documented = forms.ChoiceField(label=_("Câblage documenté"), choices=YES_NO, widget=forms.RadioSelect)
    remark = forms.CharField(
        label=_("Remarque"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Où sont les plans, ce qui reste à faire. Due si le câblage n’est pas soigné."),
    )
    uploads = FilesField(
        accept=ACCEPTED,
        label=_("Plans et photos"),
        help_text=_("PDF ou photo : dix fichiers de 10 Mo au plus. Le lieu et l’appareil sont ôtés des photos."),
    )

    def facts(self) -> InstallationFacts:
        """Return what was answered; the form is valid."""
        asked = self.cleaned_data
        return InstallationFacts(
            installed_on=asked["installed_on"],
            installer_name=asked["installer_name"],
            installer_organisation=asked["installer_organisation"],
            is_cabling_clean=asked["is_cabling_clean"] == "yes",
            is_cabling_documented=asked["is_cabling_documented"] == "yes",
            remark=asked["remark"],
        )

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused."""
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentence)


class InstallationsFilter(forms.Form):
    """What the list shows."""

    MISSING: Final = "missing"
    show = forms.ChoiceField(
        label=_("Montrer"),
        required=False,
        choices=[("", _("Tous les sites")), (MISSING, _("Fiche manquante")), ("recorded", _("Avec une fiche"))],
    )


def initial_of(facts: Any) -> dict[str, Any]:
    """Return what the form of a correction begins with: the record that holds."""
    if facts is None:
        return {}
    names = ("installed_on", "installer_name", "installer_organisation", "remark")
    answers = {name: getattr(facts, name) for name in names}
    answers |= {name: "yes" if getattr(facts, name) else "no" for name in ("is_cabling_clean", "is_cabling_documented")}
    return answers | {"replaces": facts.pk}

"""The form of an installation, and the filter of the list."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from emergency.installations.files import ACCEPTED
from emergency.installations.judging import Judged, judge, training_of
from emergency.installations.services import InstallationFacts
from extranet.errors import InvalidInput
from extranet.look.forms import DayInput, FilesField
from extranet.partners.models import Training
from extranet.partners.training_words import CHOICES

YES_NO: Final = (("yes", _("oui")), ("no", _("non")))


class InstallerForm(forms.Form):
    """Who installed, and when: somebody of the register of training, or another person.

    `untrained_shown`: what the page said about a person who was not trained, so that it is said before it is saved.

    Terms: general.3
    """

    installed_on = forms.DateField(label=_("Installé le"), widget=DayInput())
    installer = forms.ChoiceField(
        label=_("Personne formée"), required=False, help_text=_("Celle du registre des formations qui a installé.")
    )
    installer_name = forms.CharField(
        label=_("Nom de l’installateur"),
        max_length=150,
        required=False,
        help_text=_("Pour une autre personne que celles du registre."),
    )
    installer_email = forms.EmailField(
        label=_("E-mail de l’installateur"),
        required=False,
        help_text=_("Le registre des formations reconnaît une personne par son adresse."),
    )
    untrained_shown = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: Sequence[Training], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {row.person_email: row for row in known}
        people = [(email, f"{row.person_name} ({email})") for email, row in self.known.items()]
        installer: Any = self.fields["installer"]
        installer.choices = [("", _("Une autre personne")), *people]

    def clean(self) -> dict[str, Any]:
        """Ask for a name where nobody of the register is chosen."""
        asked = super().clean() or self.cleaned_data
        if not asked.get("installer") and not asked.get("installer_name") and "installer" in asked:
            self.add_error("installer_name", _("Dites qui a installé."))
        return asked

    def judged(self, partner: str) -> Judged:
        """Return whether the person was trained that day, by the register of the partner; the form is valid."""
        email = self.cleaned_data["installer"] or self.cleaned_data["installer_email"]
        return judge(partner, email, self.cleaned_data["installed_on"])


class InstallationForm(InstallerForm):
    """What an installer says about a site. `record`: the id of what the page writes; `replaces`: what it showed."""

    record = forms.UUIDField(widget=forms.HiddenInput)
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)
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
        chosen = self.known.get(asked["installer"])
        return InstallationFacts(
            installed_on=asked["installed_on"],
            installer_name=chosen.person_name if chosen else asked["installer_name"],
            installer_email=chosen.person_email if chosen else asked["installer_email"],
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
    UNTRAINED: Final = "untrained"
    show = forms.ChoiceField(
        label=_("Montrer"),
        required=False,
        choices=[
            ("", _("Tous les sites")),
            (MISSING, _("Fiche manquante")),
            ("recorded", _("Avec une fiche")),
            (UNTRAINED, _("Installateur non formé")),
        ],
    )


class TrainingsFilter(forms.Form):
    """What the register of training shows."""

    show = forms.ChoiceField(label=_("Montrer"), required=False, choices=[("", _("Toutes les formations")), *CHOICES])


def initial_of(facts: Any) -> dict[str, Any]:
    """Return what the form of a correction begins with: the record that holds."""
    if facts is None:
        return {}
    names = ("installed_on", "installer_name", "installer_organisation", "remark")
    answers = {name: getattr(facts, name) for name in names}
    answers |= {name: "yes" if getattr(facts, name) else "no" for name in ("is_cabling_clean", "is_cabling_documented")}
    training = training_of(facts)
    if training is not None:
        answers |= {"installer": training.person_email, "installer_name": ""}
    return answers | {"replaces": facts.pk}

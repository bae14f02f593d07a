"""Forms about sites and the devices on them."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from emergency.forms import AddressForm
from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.places import judged_place
from emergency.sites.devices import DeviceFacts
from extranet.clients.models import Client, Device, DeviceKind, Site
from extranet.errors import InvalidInput
from extranet.numbering.errors import NumberRefused
from extranet.numbering.formats import written
from extranet.numbering.reading import read_number
from extranet.tenancy.context import current_schema

NUMBER_LENGTH: Final = 40
# What makes an address: without any of them none was typed.
_TYPED: Final = ("street", "house_number", "box", "postal_code", "municipality", "no_house_number_reason")


class SitesFilter(forms.Form):
    """What narrows the list of sites."""

    FAILING: Final = "failing"
    WITHOUT: Final = "without"
    COMING: Final = "coming"
    CLOSED: Final = "closed"

    words = forms.CharField(required=False, max_length=80, label=_("Site, adresse, appareil ou client"))
    client = forms.UUIDField(required=False, widget=forms.HiddenInput)
    show = forms.ChoiceField(
        required=False,
        label=_("Montrer"),
        choices=[
            ("", _("Tous les sites")),
            (FAILING, _("À corriger")),
            (WITHOUT, _("Sans adresse")),
            (COMING, _("Avec un déménagement à venir")),
            (CLOSED, _("Fermés")),
        ],
    )


class NamedForm(forms.Form):
    """A site's name and note."""

    name = forms.CharField(
        max_length=80,
        label=_("Nom du site"),
        help_text=_("Comme on l’appelle chez le client : Siège, Dépôt, Atelier."),
        error_messages={"required": _("Donnez un nom au site.")},
    )
    note = forms.CharField(required=False, max_length=300, label=_("Remarque"))

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused; the rest on top."""
        tell(self, refusal)


class SiteForm(NamedForm, AddressForm):
    """A new site: whose it is, its name, and its address, which may wait."""

    site = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    client = forms.ModelChoiceField(
        queryset=Client.objects.none(),
        label=_("Client"),
        empty_label=_("Choisissez le client"),
        error_messages={"required": _("Choisissez le client."), "invalid_choice": _("Choisissez un de vos clients.")},
    )

    def __init__(self, data: Any = None, *args: Any, clients: QuerySet[Client], **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        for name in ("effective_day", "effective_time", "effective_turn"):
            del self.fields[name]
        field = self.fields["client"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = clients

    def judge(self, typed: AddressFacts) -> Judgement:
        """Return what is said of the address; nothing at all when none was typed."""
        client = self.cleaned_data.get("client")
        if client is None or not self.has_address:
            return Judgement(typed)
        return judged_place(typed, partner=current_schema(), client_id=client.pk)

    @property
    def has_address(self) -> bool:
        """Whether an address was typed."""
        return any(self.cleaned_data.get(name) for name in _TYPED)

    def address(self) -> AddressFacts | None:
        """Return the address as it was read; None when it waits."""
        return self.facts() if self.has_address else None

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused; the rest on top."""
        tell(self, refusal)


class BlocksField(forms.MultipleChoiceField):
    """Blocks with the revision that the page showed; whether they are there is asked by the service."""

    def valid_value(self, value: str) -> bool:
        """Whether it has the form `id:revision`."""
        holding_id, _colon, revision = str(value).partition(":")
        try:
            UUID(holding_id)
        except ValueError:
            return False
        return revision.isascii() and revision.isdecimal() and len(revision) < len("1000000000")


class MoveSiteForm(AddressForm):
    """Where a site is to be, from when, and which blocks move along."""

    blocks = BlocksField(
        required=False,
        label=_("Ces numéros déménagent avec le site"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Décochez ceux qui restent : leur adresse ne change pas."),
    )

    def __init__(self, data: Any = None, *args: Any, site: Site, blocks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.site = site
        field = self.fields["blocks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = blocks
        field.initial = [value for value, _label in blocks]

    def judge(self, typed: AddressFacts) -> Judgement:
        """Return what is said of the address, whatever the numbers."""
        return judged_place(typed, partner=current_schema(), client_id=self.site.client_id)

    def moving(self) -> dict[UUID, int]:
        """Return the blocks that move along, with the revision that the page showed of each."""
        chosen = [value.partition(":") for value in self.cleaned_data.get("blocks", ())]
        return {UUID(holding_id): int(revision) for holding_id, _colon, revision in chosen}


class NumberField(forms.CharField):
    """A number as people write it, read as it is kept; None when empty."""

    def clean(self, value: Any) -> Any:
        """Return the number; what cannot be read is told with what to correct."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return read_number(typed).number
        except NumberRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class DeviceForm(forms.Form):
    """What a person writes about a device."""

    device = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    name = forms.CharField(
        max_length=80,
        label=_("Nom de l’appareil"),
        help_text=_("Comme on le reconnaît : Accueil, Poste 12, PC de Nora."),
        error_messages={"required": _("Donnez un nom à l’appareil.")},
    )
    kind = forms.ChoiceField(
        label=_("Sorte"),
        choices=[("", _("Choisissez la sorte")), *DeviceKind.choices],
        help_text=_(
            "Les lignes d’alarme et d’ascenseur restent hors de tous les services et n’ont pas de sorte ici "
            "(telavox.2, bt.9, sip.2). Un téléphone d’appel d’urgence dans un couloir est admis."
        ),
        error_messages={"required": _("Choisissez la sorte.")},
    )
    is_shared_desk = forms.BooleanField(
        required=False,
        label=_("Poste partagé (hot-desking)"),
        help_text=_("Chacun s’y connecte à son tour. Un appel d’urgence y présente le numéro du site de l’appareil."),
    )
    spot = forms.CharField(
        required=False, max_length=120, label=_("Emplacement sur le site"), help_text=_("Étage, local, couloir.")
    )
    person_name = forms.CharField(required=False, max_length=120, label=_("Utilisé par"))
    person_email = forms.EmailField(
        required=False,
        label=_("E-mail de la personne"),
        help_text=_("Elle y reçoit l’avis sur les appareils nomades et les postes partagés."),
    )
    number = NumberField(
        required=False,
        max_length=NUMBER_LENGTH,
        label=_("Numéro de la personne"),
        help_text=_("Comme on l’écrit : 02 226 88 42. Un numéro que ce client détient."),
    )

    def facts(self) -> DeviceFacts:
        """Return what was written."""
        typed = self.cleaned_data
        return DeviceFacts(**{name: typed[name] for name in DeviceFacts.__dataclass_fields__})

    def tell(self, refusal: InvalidInput) -> None:
        """Put what the service refused beside the fields it refused; the rest on top."""
        tell(self, refusal)


def initial_of_device(device: Device) -> dict[str, Any]:
    """Return what the form begins with: the device as it is."""
    facts = {name: getattr(device, name) for name in DeviceFacts.__dataclass_fields__}
    return {**facts, "number": "" if device.number is None else written(device.number)}


class SiteField(forms.ModelChoiceField):  # type: ignore[type-arg] # not generic when it runs
    """A site, with its address where it has one."""

    addresses: dict[UUID, str]

    def label_from_instance(self, obj: Any) -> str:
        """Return the name of the site and where it is."""
        address = self.addresses.get(obj.pk)
        return f"{obj.name}, {address}" if address else str(_("%(site)s, sans adresse")) % {"site": obj.name}


class MoveDeviceForm(forms.Form):
    """To which site of its client a device goes, and where it stands there."""

    site = SiteField(
        queryset=Site.objects.none(),
        label=_("Nouveau site"),
        empty_label=_("Choisissez le site"),
        error_messages={
            "required": _("Choisissez le site."),
            "invalid_choice": _("Choisissez un site ouvert de ce client."),
        },
    )
    spot = forms.CharField(
        required=False, max_length=120, label=_("Emplacement sur le site"), help_text=_("Étage, local, couloir.")
    )

    def __init__(self, *args: Any, sites: QuerySet[Site], addresses: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        assert isinstance(field, SiteField)
        field.queryset, field.addresses = sites, addresses


def tell(form: forms.Form, refusal: InvalidInput) -> None:
    """Put what a service refused beside the fields it refused; the rest on top."""
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, refusal.message)

"""End clients: the organisations that use the services.

Terms: general.1
"""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from extranet.clients.names import sort_key
from extranet.partners.models import LANGUAGES
from extranet.partners.validators import enterprise_number

POSTAL_CODE = RegexValidator(r"^[1-9][0-9]{3}$", _("Quatre chiffres, par exemple 1030."))


class Client(models.Model):
    """An organisation that uses the services for itself. Lives in its partner's schema."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=120)
    legal_name = models.CharField(_("dénomination légale"), max_length=160)
    enterprise_number = models.CharField(_("numéro d’entreprise"), max_length=10, validators=[enterprise_number])
    street = models.CharField(_("rue et numéro"), max_length=160)
    postal_code = models.CharField(_("code postal"), max_length=4, validators=[POSTAL_CODE])
    municipality = models.CharField(_("commune"), max_length=80)
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES, default="fr")
    contact_name = models.CharField(_("personne de contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail de contact"), blank=True)
    contact_phone = models.CharField(_("téléphone de contact"), max_length=30, blank=True)
    sort_key = models.CharField(max_length=200, editable=False)
    created_at = models.DateTimeField(_("créé le"))
    is_active = models.BooleanField(_("actif"), default=True)

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering: ClassVar = ["sort_key", "id"]
        indexes: ClassVar = [models.Index(fields=["sort_key"], name="client_sort_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise_number"],
                name="client_once",
                violation_error_message=_("Un client a déjà ce numéro d’entreprise."),
            ),
            models.CheckConstraint(
                condition=models.Q(enterprise_number__regex=r"^[0-9]{10}$"),
                name="client_enterprise_number_digits",
                violation_error_message=_("Un numéro d’entreprise a dix chiffres."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save with the key by which the name is sorted and found."""
        self.sort_key = sort_key(self.name)
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "sort_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def has_contact(self) -> bool:
        """Whether a mail about an order has somewhere to go."""
        return bool(self.contact_email)

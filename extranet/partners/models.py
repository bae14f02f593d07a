"""Partners are tenants: one schema, one or more host names, one look.

Terms: general.1
"""

from typing import ClassVar

from django.core.validators import MaxLengthValidator, MinLengthValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from extranet.partners.validators import enterprise_number, schema_name

LANGUAGES = [("fr", _("français")), ("nl", _("néerlandais")), ("de", _("allemand")), ("en", _("anglais"))]


class Partner(TenantMixin):  # type: ignore[misc]
    """An organisation that sells, installs and supports the services; the house partner holds direct clients.

    It sells under the operator's name or its own: display name, logo, colour, sender, support contact.
    """

    auto_create_schema = False  # provisioning is an act of its own, under the owner role

    schema_name = models.CharField(
        _("schéma"),
        max_length=40,
        unique=True,
        validators=[schema_name],
    )
    legal_name = models.CharField(_("dénomination"), max_length=120)
    enterprise_number = models.CharField(_("numéro d’entreprise"), max_length=10, validators=[enterprise_number])
    street = models.CharField(_("rue et numéro"), max_length=160)
    postal_code = models.CharField(_("code postal"), max_length=10)
    municipality = models.CharField(_("commune"), max_length=80)
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES, default="fr")
    is_house = models.BooleanField(_("maison (clients directs)"), default=False)
    display_name = models.CharField(_("nom affiché"), max_length=60)
    brand_colour = models.CharField(
        _("couleur"),
        max_length=7,
        default="#0b5cad",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Six chiffres hexadécimaux après #, par exemple #0b5cad."))],
    )
    logo = models.BinaryField(_("logo"), null=True, editable=False)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    support_email = models.EmailField(_("e-mail du support"), blank=True)
    support_phone = models.CharField(_("téléphone du support"), max_length=30, blank=True)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering: ClassVar = ["schema_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_house"],
                condition=models.Q(is_house=True),
                name="one_house_partner",
                violation_error_message=_("Il n’y a qu’une maison pour les clients directs."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.display_name)

    @property
    def primary_host(self) -> str:
        """The host name that absolute links in mail use, whatever host a request came by."""
        return str(self.domains.get(is_primary=True).domain)


class Host(DomainMixin):  # type: ignore[misc]
    """A host name on which a partner's people work."""

    domain = models.CharField(
        _("nom d’hôte"),
        max_length=253,
        unique=True,
        validators=[
            MinLengthValidator(3),
            MaxLengthValidator(253),
            RegexValidator(
                r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$",
                _("Un nom d’hôte en minuscules, sans http:// ni port."),
            ),
        ],
    )

    class Meta:
        verbose_name = _("hôte")
        verbose_name_plural = _("hôtes")


class PlatformAccount(models.Model):
    """Which partner a platform account belongs to: the way of its counts. An account belongs to one subscription.

    `subscription_id` is the id of a subscription in the partner's schema (no foreign key crosses the floors).
    """

    account = models.CharField(_("compte de plateforme"), max_length=40, primary_key=True)
    partner = models.ForeignKey(
        Partner, models.PROTECT, to_field="schema_name", db_column="partner", verbose_name=_("partenaire")
    )
    subscription_id = models.UUIDField(_("identifiant de l’abonnement"), unique=True)
    family = models.CharField(_("service"), max_length=10)
    opened_at = models.DateTimeField(_("ouvert le"))
    opened_by_name = models.CharField(_("ouvert par"), max_length=150)

    class Meta:
        verbose_name = _("compte de plateforme")
        verbose_name_plural = _("comptes de plateforme")
        ordering: ClassVar = ["account"]

    def __str__(self) -> str:
        return self.account


class Training(models.Model):
    """That a person of a partner followed a course of the operator, and until when it is valid.

    A person is known by their e-mail address within the partner. Never changed but for its end: `withdrawn_at`.

    Terms: general.3
    """

    partner = models.CharField(_("partenaire"), max_length=40)
    person_name = models.CharField(_("personne"), max_length=150)
    person_email = models.EmailField(_("e-mail"))
    course = models.CharField(_("formation"), max_length=150)
    given_on = models.DateField(_("suivie le"))
    expires_on = models.DateField(_("valable jusqu’au"))
    recorded_at = models.DateTimeField(_("inscrite le"))
    recorded_by_name = models.CharField(_("inscrite par"), max_length=150)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, editable=False)
    withdrawn_by_name = models.CharField(_("retirée par"), max_length=150, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("motif du retrait"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("formation suivie")
        verbose_name_plural = _("formations suivies")
        ordering: ClassVar = ["partner", "person_name", "-given_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "person_email", "course", "given_on"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="training_once",
                violation_error_message=_("Cette formation est déjà inscrite pour cette personne."),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("given_on")),
                name="training_expires_after_it_was_given",
                violation_error_message=_("Une formation expire après le jour où elle a été suivie."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}, {self.course}"

"""Versions of the terms, their texts, and the register of who accepted which."""

from uuid import uuid4

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from extranet.terms.evidence import Fact, digest_of, instant
from extranet.terms.parts import Language, Part
from extranet.terms.reading import Paragraph

__all__ = [
    "Acceptance",
    "AcceptanceCounter",
    "AcceptedDocument",
    "Language",
    "Part",
    "TermsText",
    "TermsVersion",
]

SHA256 = RegexValidator(r"^[0-9a-f]{64}$", _("Une empreinte SHA-256 a 64 chiffres hexadécimaux."))


class TermsVersion(models.Model):
    """One version of one part, in force from a Brussels day until the next version's."""

    part = models.CharField(_("partie"), max_length=10, choices=Part)
    number = models.PositiveIntegerField(_("version"))
    valid_from = models.DateField(_("en vigueur dès le"))
    published_at = models.DateTimeField(_("publiée le"))
    published_by_name = models.CharField(_("publiée par"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("version des conditions")
        verbose_name_plural = _("versions des conditions")
        ordering = ("part", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("part", "number"),
                name="terms_version_number",
                violation_error_message=_("Ce numéro de version existe déjà pour cette partie."),
            ),
            models.UniqueConstraint(
                fields=("part", "valid_from"),
                name="terms_version_day",
                violation_error_message=_("Une version de cette partie commence déjà ce jour-là."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_part_display()} v{self.number}"


class TermsText(models.Model):
    """The exact text of a version in one language. The database checks that the hash is the text's."""

    version = models.ForeignKey(TermsVersion, models.PROTECT, related_name="texts", verbose_name=_("version"))
    language = models.CharField(_("langue"), max_length=2, choices=Language)
    title = models.CharField(_("titre"), max_length=300)
    text = models.TextField(_("texte"))
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, validators=(SHA256,))
    paragraphs = models.JSONField(_("paragraphes"))
    source_name = models.CharField(_("fichier"), max_length=200)
    imported_at = models.DateTimeField(_("lu le"))

    class Meta:
        verbose_name = _("texte des conditions")
        verbose_name_plural = _("textes des conditions")
        ordering = ("version", "language")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "language"),
                name="terms_text_language",
                violation_error_message=_("Cette version a déjà un texte dans cette langue."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"

    def readable(self) -> tuple[Paragraph, ...]:
        """Return the paragraphs and items, as they were read."""
        return tuple(Paragraph(**stored) for stored in self.paragraphs)


class AcceptanceCounter(models.Model):
    """The last certificate number given in a year. Its row is the lock of the register."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Acceptance(models.Model):
    """One act: a person accepted exactly these texts, for an organisation, at an instant.

    Everything is copied: the evidence reads the same after a person, a client or an order has changed.

    Terms: general.1
    """

    class Kind(models.TextChoices):
        """What the person did: accept with an order, or take note of what their partner accepted."""

        ORDER = "order", _("commande")
        ACKNOWLEDGEMENT = "acknowledgement", _("prise de connaissance")

    class OrganisationKind(models.TextChoices):
        """For whom: the partner, or a client."""

        PARTNER = "partner", _("partenaire")
        CLIENT = "client", _("client")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("certificat"), max_length=20, unique=True)
    partner = models.CharField(_("partenaire"), max_length=63)
    kind = models.CharField(_("acte"), max_length=20, choices=Kind)
    user_id = models.UUIDField(_("utilisateur"))
    user_name = models.CharField(_("nom"), max_length=200)
    user_email = models.EmailField(_("e-mail"))
    user_role = models.CharField(_("rôle"), max_length=30)
    organisation_kind = models.CharField(_("sorte d’organisation"), max_length=10, choices=OrganisationKind)
    organisation_id = models.CharField(_("organisation"), max_length=63)
    organisation_name = models.CharField(_("nom de l’organisation"), max_length=200)
    organisation_enterprise_number = models.CharField(_("numéro d’entreprise"), max_length=20, blank=True)
    accepted_at = models.DateTimeField(_("accepté le"))
    recorded_at = models.DateTimeField(_("enregistré le"), db_default=Now())
    # Text, not inet: PostgreSQL may write an address in another way than given, and the digest would differ.
    ip = models.CharField(_("adresse IP"), max_length=45)
    user_agent = models.CharField(_("navigateur"), max_length=400)
    language = models.CharField(_("langue"), max_length=2, choices=Language)
    statement = models.TextField(_("phrase acceptée"))
    order_id = models.UUIDField(_("commande"), null=True, blank=True)
    order_number = models.CharField(_("numéro de commande"), max_length=30, blank=True)
    client_name = models.CharField(_("client"), max_length=200, blank=True)
    services = models.JSONField(_("services"))
    documents_digest = models.CharField(_("empreinte des documents"), max_length=64, validators=(SHA256,))
    digest = models.CharField(_("empreinte du certificat"), max_length=64, validators=(SHA256,))

    class Meta:
        verbose_name = _("acceptation")
        verbose_name_plural = _("acceptations")
        ordering = ("-accepted_at", "-number")
        indexes = (
            models.Index(fields=("partner", "organisation_id", "-accepted_at"), name="terms_acceptance_organisation"),
            models.Index(fields=("digest",), name="terms_acceptance_digest"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("partner", "order_id", "user_id", "organisation_id", "client_name", "documents_digest"),
                nulls_distinct=False,
                name="terms_acceptance_once",
                violation_error_message=_("Cette personne a déjà accepté ces textes ici."),
            ),
        )

    def __str__(self) -> str:
        return self.number

    def facts(self) -> dict[str, Fact]:
        """Return everything the digest covers: all that is known of the act but the register's own clock."""
        plain = (
            "number", "partner", "kind", "user_name", "user_email", "user_role", "organisation_kind",
            "organisation_id", "organisation_name", "organisation_enterprise_number", "ip", "user_agent",
            "language", "statement", "order_number", "client_name", "services",
        )  # fmt: skip
        facts: dict[str, Fact] = {name: getattr(self, name) for name in plain}
        facts["id"] = str(self.pk)
        facts["user_id"] = str(self.user_id)
        facts["order_id"] = str(self.order_id) if self.order_id else None
        facts["accepted_at"] = instant(self.accepted_at)
        return facts

    def digest_with(self, documents: "list[AcceptedDocument]") -> str:
        """Return the digest of this act over these documents."""
        return digest_of({**self.facts(), "documents": [document.facts() for document in documents]})


class AcceptedDocument(models.Model):
    """One text in an act, with what identifies it copied."""

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="documents")
    text = models.ForeignKey(TermsText, models.PROTECT, related_name="+")
    partner = models.CharField(_("partenaire"), max_length=63)
    part = models.CharField(_("partie"), max_length=10, choices=Part)
    number = models.PositiveIntegerField(_("version"))
    language = models.CharField(_("langue"), max_length=2, choices=Language)
    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, validators=(SHA256,))
    title = models.CharField(_("titre"), max_length=300)

    class Meta:
        verbose_name = _("document accepté")
        verbose_name_plural = _("documents acceptés")
        ordering = ("acceptance", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("acceptance", "part"),
                name="terms_accepted_part_once",
                violation_error_message=_("Cette partie est déjà dans l’acte."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_part_display()} v{self.number} ({self.language})"

    def facts(self) -> dict[str, Fact]:
        """Return what identifies the text in the digest."""
        return {
            "part": self.part,
            "number": self.number,
            "language": self.language,
            "sha256": self.sha256,
            "title": self.title,
        }

"""Who installed what on a site, and how the cabling was left.

Terms: telavox.5, bt.12
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from extranet.clients.models.sites import Site


class InstallationRecord(models.Model):
    """What an installer wrote down about a site. Never changed: a correction is a newer record that replaces it.

    Terms: telavox.5, bt.12
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, models.PROTECT, related_name="installations", verbose_name=_("site"))
    installed_on = models.DateField(_("installé le"))
    installer_name = models.CharField(_("installé par"), max_length=150)
    installer_organisation = models.CharField(_("organisation de l’installateur"), max_length=150, blank=True)
    # Whether somebody trained by the operator installed, on that day; None for records from before the register.
    is_installer_trained = models.BooleanField(_("installateur formé ce jour-là"), null=True)
    training_id = models.BigIntegerField(null=True)
    is_cabling_clean = models.BooleanField(_("câblage soigné"))
    is_cabling_documented = models.BooleanField(_("câblage documenté"))
    remark = models.TextField(_("remarque"), max_length=1000, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    recorded_at = models.DateTimeField(_("écrit le"))
    recorded_by_id = models.UUIDField()
    recorded_by_name = models.CharField(_("écrit par"), max_length=150)
    recorded_by_side = models.CharField(_("au nom de"), max_length=10)

    class Meta:
        verbose_name = _("fiche d’installation")
        verbose_name_plural = _("fiches d’installation")
        ordering: ClassVar = ["-recorded_at"]
        constraints: ClassVar = [
            # With the one-to-one `replaces` this makes one chain a site, whose end is what holds.
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(replaces__isnull=True),
                name="first_installation_once",
                violation_error_message=_("Ce site a déjà une fiche d’installation : corrigez-la."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}, {self.installed_on}"


class InstallationFile(models.Model):
    """A plan or a photo of an installation, in the database: written with its record, gone with none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(InstallationRecord, models.PROTECT, related_name="files", verbose_name=_("fiche"))
    name = models.CharField(_("nom"), max_length=150)
    media_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveIntegerField(_("taille"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("pièce d’une installation")
        verbose_name_plural = _("pièces d’une installation")
        ordering: ClassVar = ["record", "name"]

    def __str__(self) -> str:
        return self.name

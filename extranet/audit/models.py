"""The audit trail: append-only, never edited, never deleted."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One business act. Names are copied, so that the row stays readable when a person is anonymised."""

    at = models.DateTimeField(_("quand"), db_index=True)
    recorded_at = models.DateTimeField(_("enregistré le"), db_default=Now(), editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    actor_id = models.UUIDField(_("identifiant"), null=True)
    actor_name = models.CharField(_("qui"), max_length=150)
    actor_email = models.CharField(_("e-mail"), max_length=254, blank=True)
    act = models.CharField(_("acte"), max_length=60, db_index=True)
    target_type = models.CharField(_("objet"), max_length=60)
    target_id = models.CharField(_("identifiant de l’objet"), max_length=40)
    target_label = models.CharField(_("nom de l’objet"), max_length=200)
    changes = models.JSONField(_("changements"), default=dict)
    mount = models.CharField(_("par"), max_length=50, blank=True)
    ip = models.GenericIPAddressField(_("adresse IP"), null=True)
    user_agent = models.CharField(_("navigateur"), max_length=400, blank=True)
    request_id = models.CharField(_("requête"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("acte")
        verbose_name_plural = _("actes")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["partner", "-id"], name="audit_partner"),
            models.Index(fields=["target_type", "target_id"], name="audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.target_label}"

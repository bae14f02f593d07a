"""Files of addresses: read, shown, then written whole or not at all.

Terms: telavox.7, bt.14, sip.4
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AddressImport(models.Model):
    """A file of addresses that somebody sent, what was guessed of it, and what became of it.

    `revisions`: of each block it changes, as the preview showed it. `content` is emptied once it is old.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SHOWN = "shown", _("à confirmer")
        WRITTEN = "written", _("écrit")
        REFUSED = "refused", _("refusé")
        DROPPED = "dropped", _("abandonné")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {("shown", "written"), ("shown", "refused"), ("shown", "dropped"), ("refused", "shown"), ("refused", "dropped")}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(_("fichier"), max_length=150)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    size = models.PositiveIntegerField(_("taille"))
    content = models.BinaryField(null=True)
    encoding = models.CharField(_("codage"), max_length=20)
    separator = models.CharField(_("séparateur"), max_length=1)
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.SHOWN)
    rows = models.PositiveIntegerField(_("lignes"), default=0)
    faults = models.JSONField(_("erreurs"), default=list)
    revisions = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("envoyé le"))
    created_by_id = models.UUIDField()
    created_by_name = models.CharField(_("envoyé par"), max_length=150)
    client_id = models.UUIDField(_("client"), null=True)
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    changed = models.PositiveIntegerField(_("blocs changés"), default=0)

    class Meta:
        verbose_name = _("import d’adresses")
        verbose_name_plural = _("imports d’adresses")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="shown", decided_at__isnull=True) | (~Q(state="shown") & Q(decided_at__isnull=False)),
                name="address_import_decided_with_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

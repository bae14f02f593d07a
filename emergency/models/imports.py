"""Files of addresses: read, shown, then written whole or not at all.

Terms: telavox.7, bt.14, sip.4
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from extranet.errors import IllegalMove
from extranet.look.parts import Badge, Tone
from extranet.partners.models import LANGUAGES


class AddressImport(models.Model):
    """A file of addresses that somebody sent, what was guessed of it, and what became of it.

    `revisions`: of each block it names, as the preview showed it. `verdicts`: one letter a row, what it does; `counts`:
    how many rows have each, and how many faults; `faults`: the first of them. `language`: of addresses that name none.
    `refusal`: why the whole file was refused. `content` is emptied once it is old.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SHOWN = "shown", _("à confirmer")
        QUEUED = "queued", _("en cours d’écriture")
        WRITTEN = "written", _("écrit")
        REFUSED = "refused", _("refusé")
        DROPPED = "dropped", _("abandonné")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {
            ("shown", "queued"),
            ("shown", "written"),
            ("shown", "refused"),
            ("shown", "dropped"),
            ("queued", "written"),
            ("queued", "refused"),
            ("refused", "shown"),
            ("refused", "dropped"),
        }
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
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES[:3], default="fr")
    faults = models.JSONField(_("erreurs"), default=list)
    counts = models.JSONField(default=dict)
    verdicts = models.TextField(default="")
    refusal = models.CharField(_("motif du refus"), max_length=300, blank=True)
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

    @property
    def badge(self) -> Badge:
        """The word of the state, for pages."""
        tones = {
            self.State.SHOWN: Tone.WARN,
            self.State.QUEUED: Tone.INFO,
            self.State.WRITTEN: Tone.OK,
            self.State.REFUSED: Tone.DANGER,
        }
        tone = tones.get(self.State(self.state))
        return Badge(self.get_state_display(), tone) if tone else Badge(self.get_state_display())

    def move_to(self, state: str, *, at: datetime | None) -> None:
        """Go on; `at` None only when it is shown again. Raises IllegalMove from any other state."""
        if (self.state, state) not in self.MOVES:
            sentence = _("Ce fichier est %(state)s : cet acte n’est plus possible. Envoyez-le de nouveau s’il le faut.")
            raise IllegalMove(str(sentence) % {"state": self.get_state_display()}, code="import_moved_on")
        self.state, self.decided_at = state, at

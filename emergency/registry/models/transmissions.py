"""What was told to the emergency side, and what it said about it: declared is not sent, sent is not acknowledged.

Terms: telavox.7, bt.14, sip.4
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import BigIntegerRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emergency.registry.models.registrations import Registration
from extranet.errors import IllegalMove
from extranet.look.parts import Badge, Tone
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding


class Transmission(models.Model):
    """One message for the emergency side about numbers of a block: their address from an instant on, or none any more.

    `sequence` orders messages: about one number, a later one leaves only after the earlier ones were acknowledged.
    `content`: the message as it is sent, frozen when it is queued. `holds_from`: from when what it says holds.
    """

    class Kind(models.TextChoices):
        """What it says."""

        SET = "set", _("adresse")
        WITHDRAW = "withdraw", _("retrait")

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("à envoyer")
        SENT = "sent", _("envoyée")
        ACKNOWLEDGED = "acknowledged", _("confirmée")
        FAILED = "failed", _("échouée")
        CANCELLED = "cancelled", _("annulée")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {
            ("queued", "sent"),
            ("queued", "failed"),
            ("queued", "cancelled"),
            ("sent", "acknowledged"),
            ("sent", "failed"),
            ("sent", "queued"),
            ("failed", "queued"),
            ("failed", "cancelled"),
        }
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sequence = models.BigIntegerField(
        _("ordre"),
        unique=True,
        editable=False,
        db_default=models.Func(
            models.Value("public.registry_transmission_order"),
            function="nextval",
            output_field=models.BigIntegerField(),
        ),
    )
    holding = models.ForeignKey(Holding, models.PROTECT, related_name="transmissions", verbose_name=_("bloc"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, null=True, related_name="transmissions", verbose_name=_("adresse déclarée")
    )
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField(_("identifiant du client"))
    numbers = BigIntegerRangeField(_("numéros"))
    kind = models.CharField(_("message"), max_length=10, choices=Kind)
    holds_from = models.DateTimeField(_("valable dès"))
    content = models.JSONField(_("contenu"))
    state = models.CharField(_("état"), max_length=12, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField(_("mise en file le"))
    sent_at = models.DateTimeField(_("envoyée le"), null=True)
    acknowledged_at = models.DateTimeField(_("confirmée le"), null=True)
    failed_at = models.DateTimeField(_("échouée le"), null=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    next_try_at = models.DateTimeField(_("prochain essai"), null=True)
    way = models.CharField(_("par"), max_length=10, blank=True)
    reference = models.CharField(_("référence reçue"), max_length=120, blank=True)
    error = models.CharField(_("erreur"), max_length=300, blank=True)
    alarmed_at = models.DateTimeField(_("alarme donnée le"), null=True)

    class Meta:
        verbose_name = _("transmission")
        verbose_name_plural = _("transmissions")
        ordering: ClassVar = ["-sequence"]
        indexes: ClassVar = [
            # What is on its way: the only rows a sender reads.
            models.Index(
                fields=["sequence"], condition=Q(state__in=("queued", "sent", "failed")), name="transmission_on_its_way"
            ),
            GistIndex(fields=["numbers"], name="transmission_numbers"),
            models.Index(fields=["holding"], name="transmission_holding"),
            # The policy of its rows is asked before any range: a client's messages are read through it.
            models.Index(fields=["partner", "client_id"], name="transmission_client"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="set", registration__isnull=False) | Q(kind="withdraw"),
                name="transmission_of_an_address",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("sent", "acknowledged")) | Q(sent_at__isnull=False),
                name="transmission_sent_with_an_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="acknowledged", acknowledged_at__isnull=False)
                | (~Q(state="acknowledged") & Q(acknowledged_at__isnull=True)),
                name="transmission_acknowledged_with_an_instant",
            ),
        ]

    def __str__(self) -> str:
        return written_block(int(self.numbers.lower), int(self.numbers.upper) - 1)

    @property
    def first(self) -> int:
        """The first number it is about."""
        return int(self.numbers.lower)

    @property
    def last(self) -> int:
        """The last number it is about."""
        return int(self.numbers.upper) - 1

    @property
    def badge(self) -> Badge:
        """The word of the state, for pages."""
        tones = {
            self.State.QUEUED: Tone.WARN,
            self.State.SENT: Tone.INFO,
            self.State.ACKNOWLEDGED: Tone.OK,
            self.State.FAILED: Tone.DANGER,
        }
        tone = tones.get(self.State(self.state))
        return Badge(self.get_state_display(), tone) if tone else Badge(self.get_state_display())

    def move_to(self, state: str) -> None:
        """Go on. Raises IllegalMove from any other state."""
        if (self.state, state) not in self.MOVES:
            sentence = _("Ce message est dans l’état « %(state)s » : cet acte n’est plus possible. Relisez sa page.")
            raise IllegalMove(str(sentence) % {"state": self.get_state_display()}, code="transmission_moved_on")
        self.state = state

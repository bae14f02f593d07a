"""Declarations that people must look at before they hold: the previous address stays in force meanwhile."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from emergency.registry.judging import Doubt
from emergency.registry.models.registrations import Declaration, Registration
from extranet.errors import IllegalMove
from extranet.look.parts import Badge, Tone


class Review(Declaration):
    """A declaration that waits for staff: kept as it was declared, decided once.

    `effective`: from when its author wanted it to hold, None for at once. `doubts`: why it waits.

    Terms: telavox.7, bt.14, sip.4
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("à relire")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        REPLACED = "replaced", _("remplacée")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {("waiting", "accepted"), ("waiting", "refused"), ("waiting", "replaced")}
    )

    effective = models.DateTimeField(_("à partir de"), null=True)
    doubts = ArrayField(models.CharField(max_length=40, choices=Doubt), verbose_name=_("à relire parce que"))
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(_("décidée le"), null=True)
    reviewer_id = models.UUIDField(null=True)
    reviewer_name = models.CharField(_("relue par"), max_length=150, blank=True)
    decision_reason = models.CharField(_("motif de la décision"), max_length=300, blank=True)
    registration = models.OneToOneField(
        Registration, models.PROTECT, null=True, related_name="review", verbose_name=_("adresse déclarée")
    )

    class Meta:
        verbose_name = _("adresse à relire")
        verbose_name_plural = _("adresses à relire")
        ordering: ClassVar = ["declared_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holding"],
                condition=models.Q(state="waiting"),
                name="one_review_waits_for_a_block",
                violation_error_message=_("Une adresse de ce bloc attend déjà une relecture."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="review_decided_with_an_instant",
            ),
            models.CheckConstraint(
                condition=models.Q(state="accepted", registration__isnull=False)
                | (~models.Q(state="accepted") & models.Q(registration__isnull=True)),
                name="review_accepted_with_a_registration",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(decision_reason=""),
                name="review_refused_with_a_reason",
                violation_error_message=_("Dites pourquoi l’adresse est refusée."),
            ),
        ]

    @property
    def doubt_labels(self) -> list[str]:
        """Why it waits, in words."""
        return [str(Doubt(doubt).label) for doubt in self.doubts]

    @property
    def badge(self) -> Badge:
        """The word of the state, for pages."""
        tones = {self.State.WAITING: Tone.WARN, self.State.REFUSED: Tone.DANGER, self.State.ACCEPTED: Tone.OK}
        tone = tones.get(self.State(self.state))
        return Badge(self.get_state_display(), tone) if tone else Badge(self.get_state_display())

    def move_to(self, state: str, *, at: datetime) -> None:
        """Decide it. Raises IllegalMove when it is decided already."""
        if (self.state, state) not in self.MOVES:
            sentence = _("Cette relecture est déjà terminée. Relisez la page du bloc.")
            raise IllegalMove(str(sentence), code="review_decided")
        self.state, self.decided_at = state, at

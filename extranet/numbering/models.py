"""Blocks of numbers: who held which number at which instant.

Terms: telavox.7, bt.14, sip.4
Source: E.164; a number is kept as an integer, `+32 2 226 88 00` as 3222268800. No number is held twice at any
instant, over all partners, by an exclusion constraint.
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from extranet.catalogue.families import Family
from extranet.errors import IllegalMove
from extranet.look.parts import Badge, Tone
from extranet.numbering.formats import written_block
from extranet.numbering.kinds import NumberKind


class Holding(models.Model):
    """A block of one or more numbers that a subscription holds during a period.

    `numbers` and `held` are half-open: [first, last + 1), [since, until). Names are copied at allocation.
    `held` is empty for a block that was withdrawn before it began.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField(_("identifiant du client"))
    client_name = models.CharField(_("client"), max_length=120)
    subscription_id = models.UUIDField(_("identifiant de l’abonnement"))
    family = models.CharField(_("service"), max_length=10, choices=Family)
    kind = models.CharField(_("nature"), max_length=15, choices=NumberKind)
    numbers = BigIntegerRangeField(_("numéros"))
    held = DateTimeRangeField(_("détenus"))
    allocated_at = models.DateTimeField(_("attribués le"))
    allocated_by_id = models.UUIDField(null=True)
    allocated_by_name = models.CharField(_("attribués par"), max_length=150)
    released_at = models.DateTimeField(_("repris le"), null=True)
    released_by_name = models.CharField(_("repris par"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("bloc de numéros")
        verbose_name_plural = _("blocs de numéros")
        ordering: ClassVar = ["numbers"]
        indexes: ClassVar = [
            models.Index(fields=["partner", "client_id"], name="holding_client"),
        ]
        constraints: ClassVar = [
            ExclusionConstraint(
                name="number_held_once",
                expressions=[("numbers", RangeOperators.OVERLAPS), ("held", RangeOperators.OVERLAPS)],
                # Never whose: the other holder may be another partner.
                violation_error_message=_("Un de ces numéros est déjà attribué pour cette période."),
            ),
            models.CheckConstraint(
                # Held at no instant: a block that was withdrawn before it began.
                condition=models.Q(
                    models.Q(held__isempty=False) | models.Q(released_at__isnull=False),
                    numbers__isempty=False,
                    numbers__lower_inf=False,
                    numbers__upper_inf=False,
                    held__lower_inf=False,
                ),
                name="holding_is_bounded",
                violation_error_message=_("Un bloc a un premier et un dernier numéro, et un premier jour."),
            ),
            models.CheckConstraint(
                condition=models.Q(held__upper_inf=True, released_at__isnull=True)
                | models.Q(held__upper_inf=False, released_at__isnull=False),
                name="holding_released_with_an_end",
                violation_error_message=_("Un bloc repris a une fin, un bloc détenu n’en a pas."),
            ),
        ]

    def __str__(self) -> str:
        return written_block(self.first, self.last)

    @property
    def first(self) -> int:
        """The first number of the block, as an integer."""
        return int(self.numbers.lower)

    @property
    def last(self) -> int:
        """The last number of the block, as an integer."""
        return int(self.numbers.upper) - 1

    @property
    def count(self) -> int:
        """How many numbers the block has."""
        return self.last - self.first + 1

    @property
    def since(self) -> datetime | None:
        """The instant from which the block is held; None when it was withdrawn before it began."""
        since: datetime | None = self.held.lower
        return since

    @property
    def state(self) -> Badge:
        """The word of the state, for pages."""
        if self.released_at is None:
            return Badge(_("détenu"), Tone.OK)
        return Badge(_("repris") if self.since else _("retiré avant son début"))


class Block(Holding):
    """The same rows, as the tables of one partner show them under its mount: each with its client."""

    class Meta:
        proxy = True
        verbose_name = _("bloc de numéros")
        verbose_name_plural = _("blocs de numéros")

    def __str__(self) -> str:
        return f"{super().__str__()} ({self.client_name})"


class Sheet(models.Model):
    """The lock and revision of a block: whoever changes what is known of its numbers locks this row first.

    `revision` grows with every change of the block's addresses; a page posts the one it showed.
    """

    holding = models.OneToOneField(Holding, models.PROTECT, primary_key=True, related_name="sheet")
    partner = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=1)


class PortIn(models.Model):
    """A request to bring numbers from another operator: with the holder's letter of authority, decided by staff.

    `numbers` become a block on the day they arrive, never before.

    Terms: telavox.7, bt.14, sip.4
    """

    class State(models.TextChoices):
        """Where it stands."""

        REQUESTED = "requested", _("demandé")
        CONFIRMED = "confirmed", _("confirmé")
        REFUSED = "refused", _("refusé")
        DONE = "done", _("arrivé")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {("requested", "confirmed"), ("requested", "refused"), ("confirmed", "refused"), ("confirmed", "done")}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    client_id = models.UUIDField(_("identifiant du client"))
    client_name = models.CharField(_("client"), max_length=120)
    subscription_id = models.UUIDField(_("identifiant de l’abonnement"))
    numbers = BigIntegerRangeField(_("numéros"))
    donor = models.CharField(_("opérateur cédant"), max_length=80)
    letter_name = models.CharField(_("lettre d’autorisation"), max_length=150)
    letter_sha256 = models.CharField(_("empreinte de la lettre"), max_length=64)
    wanted_on = models.DateField(_("souhaité le"))
    state = models.CharField(_("état"), max_length=10, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField(_("demandé le"))
    requested_by_id = models.UUIDField()
    requested_by_name = models.CharField(_("demandé par"), max_length=150)
    planned_on = models.DateField(_("prévu le"), null=True)
    decided_at = models.DateTimeField(_("décidé le"), null=True)
    decided_by_name = models.CharField(_("décidé par"), max_length=150, blank=True)
    refusal_reason = models.CharField(_("motif du refus"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("arrivé le"), null=True)
    holding = models.OneToOneField(Holding, models.PROTECT, null=True, related_name="port_in", verbose_name=_("bloc"))

    class Meta:
        verbose_name = _("portage entrant")
        verbose_name_plural = _("portages entrants")
        ordering: ClassVar = ["-requested_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="requested", decided_at__isnull=True)
                | (~models.Q(state="requested") & models.Q(decided_at__isnull=False)),
                name="port_in_decided_with_an_instant",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="done") & models.Q(holding__isnull=False, done_at__isnull=False))
                | (~models.Q(state="done") & models.Q(holding__isnull=True, done_at__isnull=True)),
                name="port_in_done_with_a_block",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal_reason=""),
                name="port_in_refused_with_a_reason",
                violation_error_message=_("Dites pourquoi le portage est refusé."),
            ),
        ]

    def __str__(self) -> str:
        return written_block(self.first, self.last)

    @property
    def first(self) -> int:
        """The first number that is to come."""
        return int(self.numbers.lower)

    @property
    def last(self) -> int:
        """The last number that is to come."""
        return int(self.numbers.upper) - 1

    def move_to(self, state: str) -> None:
        """Go on. Raises IllegalMove from any other state."""
        if (self.state, state) not in self.MOVES:
            sentence = _("Ce portage est %(state)s : cet acte n’est plus possible. Relisez sa page.")
            raise IllegalMove(str(sentence) % {"state": self.get_state_display()}, code="port_in_moved_on")
        self.state = state

    @property
    def count(self) -> int:
        """How many numbers are to come."""
        return self.last - self.first + 1

    @property
    def badge(self) -> Badge:
        """The word of the state, for pages."""
        tones = {"requested": Tone.WARN, "confirmed": Tone.INFO, "refused": Tone.DANGER, "done": Tone.OK}
        return Badge(self.get_state_display(), tones[self.state])


class PortInLetter(models.Model):
    """The holder's letter of authority itself, beside its request: a list of requests reads none. Never changed."""

    port_in = models.OneToOneField(PortIn, models.PROTECT, primary_key=True, related_name="letter")
    partner = models.CharField(max_length=40)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()

"""Around the rota and its pages: the chain, swaps, hand-over notes, drills, and who is warned outside the app.

Terms: general.7
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from support.desk.models.core import WayKind


class PagingChain(models.Model):
    """Whom a page calls, one step after another, as published at an instant; repeated from its last step on.

    `steps`: a list of {"who": "layer1" | "layer2" | "administrators", "ways": "first" | "second" | "all",
    "wait_minutes": int}.

    Terms: general.7
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    steps = models.JSONField(_("étapes"))
    note = models.CharField(_("motif"), max_length=200)
    published_at = models.DateTimeField(_("publiée le"))
    published_by_name = models.CharField(_("publiée par"), max_length=150)

    class Meta:
        verbose_name = _("chaîne d’appel")
        verbose_name_plural = _("chaînes d’appel")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class Swap(models.Model):
    """Two people exchange a stretch of their watch; in force once the other one accepts.

    Terms: general.7
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("demandé")
        ACCEPTED = "accepted", _("accepté")
        REFUSED = "refused", _("refusé")
        WITHDRAWN = "withdrawn", _("retiré")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {(Status.ASKED, Status.ACCEPTED), (Status.ASKED, Status.REFUSED), (Status.ASKED, Status.WITHDRAWN)}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    layer = models.PositiveSmallIntegerField(_("niveau"), default=1)
    asker_id = models.UUIDField(_("demandé par"))
    asker_name = models.CharField(_("demandé par"), max_length=150)
    other_id = models.UUIDField(_("avec"))
    other_name = models.CharField(_("avec"), max_length=150)
    # What the asker gives away, and what they take in return.
    given_starts_at = models.DateTimeField(_("donne dès le"))
    given_ends_at = models.DateTimeField(_("donne jusqu’au"))
    taken_starts_at = models.DateTimeField(_("prend dès le"))
    taken_ends_at = models.DateTimeField(_("prend jusqu’au"))
    note = models.CharField(_("motif"), max_length=200, blank=True)
    status = models.CharField(_("état"), max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(_("demandé le"))
    answered_at = models.DateTimeField(_("répondu le"), null=True)

    class Meta:
        verbose_name = _("échange de garde")
        verbose_name_plural = _("échanges de garde")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(given_ends_at__gt=F("given_starts_at"), taken_ends_at__gt=F("taken_starts_at")),
                name="swap_ends_after_start",
                violation_error_message=_("Un échange finit après son début."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker_name} · {self.other_name}"


class HandoverNote(models.Model):
    """What whoever had the watch tells the next one. Never changed; a new one is added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author_id = models.UUIDField()
    author_name = models.CharField(_("de"), max_length=150)
    written_at = models.DateTimeField(_("écrite le"))
    text = models.TextField(_("note"))

    class Meta:
        verbose_name = _("note de relève")
        verbose_name_plural = _("notes de relève")
        ordering: ClassVar = ["-written_at"]

    def __str__(self) -> str:
        return self.author_name


class RotaFeed(models.Model):
    """The secret of a person's calendar addresses: a new generation makes the addresses before it useless.

    Terms: general.7
    """

    user_id = models.UUIDField(_("personne"), primary_key=True)
    generation = models.PositiveIntegerField(_("génération"), default=1)
    renewed_at = models.DateTimeField(_("renouvelé le"))

    class Meta:
        verbose_name = _("adresse d’agenda")
        verbose_name_plural = _("adresses d’agenda")

    def __str__(self) -> str:
        return str(self.user_id)


class Drill(models.Model):
    """The test page of a month to one way of one person: it proves that the way still works.

    Terms: general.7
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField(_("mois"))
    user_id = models.UUIDField(_("personne"))
    user_name = models.CharField(_("nom"), max_length=150)
    kind = models.CharField(_("moyen"), max_length=10, choices=WayKind)
    address = models.CharField(_("adresse"), max_length=254)
    due_at = models.DateTimeField(_("à envoyer le"))
    sent_at = models.DateTimeField(_("envoyé le"), null=True)
    answered_at = models.DateTimeField(_("répondu le"), null=True)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("essai mensuel")
        verbose_name_plural = _("essais mensuels")
        ordering: ClassVar = ["-month", "user_name", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "user_id", "kind"], name="drill_once_a_month_and_way"),
        ]

    def __str__(self) -> str:
        return f"{self.user_name} · {self.month:%Y-%m}"


class OutsideContact(models.Model):
    """Somebody who is warned when paging itself is ill: reached without the app's own pages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("nom"), max_length=150)
    kind = models.CharField(_("moyen"), max_length=10, choices=WayKind)
    address = models.CharField(_("adresse"), max_length=254)
    language = models.CharField(_("langue"), max_length=2, default="fr")

    class Meta:
        verbose_name = _("personne prévenue de l’extérieur")
        verbose_name_plural = _("personnes prévenues de l’extérieur")
        ordering: ClassVar = ["name", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "address"],
                name="outside_contact_once",
                violation_error_message=_("Cette adresse est déjà dans la liste."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PagingAlarm(models.Model):
    """A time in which paging was ill, and when the people outside were told."""

    started_at = models.DateTimeField(_("depuis"))
    faults = models.JSONField(_("troubles"), default=list)
    told_at = models.DateTimeField(_("dernière alerte le"), null=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True)

    class Meta:
        verbose_name = _("alerte des appels de garde")
        verbose_name_plural = _("alertes des appels de garde")
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            # One row that is open, whatever its id: the index is on a constant.
            models.UniqueConstraint(models.Value(1), condition=Q(ended_at__isnull=True), name="one_open_paging_alarm"),
        ]

    def __str__(self) -> str:
        return str(self.started_at)

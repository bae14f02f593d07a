"""The operator's desk: hours, rota, pages and the queue over all partners.

Terms: general.7, general.8
"""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from extranet.errors import IllegalMove
from extranet.look import formats


class CalendarVersion(models.Model):
    """The hours of support as published at an instant; a decision keeps the version that made it.

    `weekly`: seven lists, Monday first, of half-open windows ["08:30", "18:00"] in Brussels wall time.

    Terms: general.7
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    weekly = models.JSONField(_("semaine"))
    note = models.CharField(_("motif"), max_length=200)
    published_at = models.DateTimeField(_("publiée le"))
    published_by_id = models.UUIDField(null=True)
    published_by_name = models.CharField(_("publiée par"), max_length=150)

    class Meta:
        verbose_name = _("calendrier")
        verbose_name_plural = _("calendriers")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class CalendarDay(models.Model):
    """A dated entry of a calendar version: its windows replace those of the week; none means closed."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("jour férié légal")
        EXCEPTION = "exception", _("exception")

    version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="days", verbose_name=_("calendrier"))
    day = models.DateField(_("jour"))
    kind = models.CharField(_("nature"), max_length=10, choices=Kind)
    name = models.CharField(_("nom"), max_length=80)
    windows = models.JSONField(_("heures"), default=list, blank=True)

    class Meta:
        verbose_name = _("jour particulier")
        verbose_name_plural = _("jours particuliers")
        ordering: ClassVar = ["version", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "day"],
                name="calendar_day_once",
                violation_error_message=_("Ce jour est déjà dans le calendrier."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class WayKind(models.TextChoices):
    """How a person is reached; two ways are independent when their kinds differ."""

    EMAIL = "email", _("e-mail")
    HTTP = "http", _("SMS")


class ContactWay(models.Model):
    """One way to reach a member of staff at night. `address`: an e-mail address or an E.164 number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.UUIDField(_("personne"))
    user_name = models.CharField(_("nom"), max_length=150)
    kind = models.CharField(_("moyen"), max_length=10, choices=WayKind)
    address = models.CharField(_("adresse"), max_length=254)
    tested_at = models.DateTimeField(_("essayé le"), null=True)

    class Meta:
        verbose_name = _("moyen de joindre")
        verbose_name_plural = _("moyens de joindre")
        ordering: ClassVar = ["user_name", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user_id", "kind"],
                name="one_way_a_kind",
                violation_error_message=_("Cette personne a déjà ce moyen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_name} · {self.get_kind_display()}"


class Rota(models.Model):
    """Who is on call, week after week, as published: members hand over at the same wall time each week.

    A version replaces the one before from `starts_at` on.

    Terms: general.7
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    # 1: called first; 2 and more: called when the layers before stay silent.
    layer = models.PositiveSmallIntegerField(_("niveau"), default=1)
    starts_at = models.DateTimeField(_("dès le"))
    handover_weekday = models.PositiveSmallIntegerField(_("jour de relève"))
    handover_time = models.TimeField(_("heure de relève"))
    published_at = models.DateTimeField(_("publiée le"))
    published_by_id = models.UUIDField(null=True)
    published_by_name = models.CharField(_("publiée par"), max_length=150)

    class Meta:
        verbose_name = _("rôle de garde")
        verbose_name_plural = _("rôles de garde")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class RotaMember(models.Model):
    """A person's place in a rota: position 0 has the first week."""

    rota = models.ForeignKey(Rota, models.PROTECT, related_name="members", verbose_name=_("rôle de garde"))
    position = models.PositiveSmallIntegerField(_("ordre"))
    user_id = models.UUIDField(_("personne"))
    user_name = models.CharField(_("nom"), max_length=150)

    class Meta:
        verbose_name = _("membre du rôle de garde")
        verbose_name_plural = _("membres du rôle de garde")
        ordering: ClassVar = ["rota", "position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["rota", "position"], name="rota_position_once")]

    def __str__(self) -> str:
        return self.user_name


class RotaOverride(models.Model):
    """A person takes the watch for a period instead of whoever the rota names; the newest wins."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.UUIDField(_("personne"))
    user_name = models.CharField(_("nom"), max_length=150)
    layer = models.PositiveSmallIntegerField(_("niveau"), default=1)
    swap_id = models.UUIDField(_("échange"), null=True)
    starts_at = models.DateTimeField(_("dès le"))
    ends_at = models.DateTimeField(_("jusqu’au (non compris)"))
    reason = models.CharField(_("motif"), max_length=200)
    created_at = models.DateTimeField(_("noté le"))
    created_by_name = models.CharField(_("noté par"), max_length=150)
    cancelled_at = models.DateTimeField(_("annulé le"), null=True)

    class Meta:
        verbose_name = _("remplacement")
        verbose_name_plural = _("remplacements")
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="override_ends_after_start",
                violation_error_message=_("Un remplacement finit après son début."),
            ),
        ]

    def __str__(self) -> str:
        return self.user_name


class Page(models.Model):
    """A call for the person on call: repeated, to whoever is on call then, until somebody acknowledges.

    `next_round_at`: when the next round of steps is due; None once nothing more is to be sent.

    Terms: general.7
    """

    class Status(models.TextChoices):
        OPEN = "open", _("attend une réponse")
        ACKNOWLEDGED = "acknowledged", _("pris en charge")
        CLOSED = "closed", _("clos")

    MOVES: ClassVar[frozenset[tuple[str, str]]] = frozenset(
        {(Status.OPEN, Status.ACKNOWLEDGED), (Status.OPEN, Status.CLOSED)}
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    ticket_id = models.UUIDField(_("identifiant du ticket"))
    ticket_number = models.CharField(_("ticket"), max_length=20)
    event = models.CharField(_("événement"), max_length=30)
    facts = models.JSONField(_("faits"), default=dict)
    status = models.CharField(_("état"), max_length=15, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField(_("ouvert le"))
    next_round_at = models.DateTimeField(_("prochain tour"), null=True)
    chain = models.PositiveIntegerField(_("chaîne"), null=True)
    rounds = models.PositiveIntegerField(_("tours"), default=0)
    acknowledged_at = models.DateTimeField(_("pris en charge le"), null=True)
    acknowledged_by_id = models.UUIDField(null=True)
    acknowledged_by_name = models.CharField(_("pris en charge par"), max_length=150, blank=True)
    closed_at = models.DateTimeField(_("clos le"), null=True)

    class Meta:
        verbose_name = _("appel de garde")
        verbose_name_plural = _("appels de garde")
        ordering: ClassVar = ["-opened_at"]
        indexes: ClassVar = [
            models.Index(fields=["next_round_at"], name="page_due", condition=models.Q(next_round_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partner", "ticket_id"],
                condition=models.Q(status="open"),
                name="one_open_page_a_ticket",
                violation_error_message=_("La garde est déjà appelée pour ce ticket."),
            ),
            models.CheckConstraint(
                condition=models.Q(status="open", acknowledged_at__isnull=True, closed_at__isnull=True)
                | models.Q(status="acknowledged", acknowledged_at__isnull=False, next_round_at__isnull=True)
                | models.Q(status="closed", closed_at__isnull=False, next_round_at__isnull=True),
                name="page_status_agrees_with_dates",
                violation_error_message=_("L’état de l’appel et ses dates se contredisent."),
            ),
        ]

    def __str__(self) -> str:
        return self.ticket_number

    def move_to(self, status: str, *, at: datetime) -> None:
        """Take the one step `status` and note when; nothing more is sent. Raises IllegalMove for any other move."""
        if (self.status, status) not in self.MOVES:
            raise IllegalMove(self._sentence_of_state(), code=f"page_{self.status}")
        self.status = status
        self.next_round_at = None
        if status == self.Status.ACKNOWLEDGED:
            self.acknowledged_at = at
        else:
            self.closed_at = at

    def _sentence_of_state(self) -> str:
        """Return what became of the page, with the way out."""
        if self.acknowledged_at is not None and self.status == self.Status.ACKNOWLEDGED:
            told = _("%(name)s a pris cet appel en charge le %(at)s : voyez ensemble qui rappelle.")
            return str(told) % {"name": self.acknowledged_by_name, "at": formats.instant(self.acknowledged_at)}
        if self.closed_at is not None:
            told = _("Cet appel est clos depuis le %(at)s : continuez dans le ticket.")
            return str(told) % {"at": formats.instant(self.closed_at)}
        return str(_("Cet appel attend une réponse : prenez-le en charge."))


class PageStep(models.Model):
    """One attempt to reach one person in one way. `sent_at` None: still to be sent, found again after a crash."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, models.PROTECT, related_name="steps", verbose_name=_("appel"))
    round = models.PositiveIntegerField(_("tour"))
    user_id = models.UUIDField(_("personne"))
    user_name = models.CharField(_("nom"), max_length=150)
    kind = models.CharField(_("moyen"), max_length=10, choices=WayKind)
    address = models.CharField(_("adresse"), max_length=254)
    due_at = models.DateTimeField(_("à envoyer le"))
    claimed_until = models.DateTimeField(_("en cours jusqu’à"), null=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True)
    dropped_at = models.DateTimeField(_("sans objet le"), null=True)
    attempts = models.PositiveIntegerField(_("essais"), default=0)
    last_error = models.CharField(_("dernière erreur"), max_length=500, blank=True)
    acknowledged_at = models.DateTimeField(_("répondu le"), null=True)

    class Meta:
        verbose_name = _("envoi")
        verbose_name_plural = _("envois")
        ordering: ClassVar = ["page", "round", "kind"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="page_step_due",
                condition=models.Q(sent_at__isnull=True, dropped_at__isnull=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "round", "user_id", "kind"], name="page_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_name} · {self.get_kind_display()}"


class Heartbeat(models.Model):
    """When a periodic task last ran: a monitor outside sees that the night is watched."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField()

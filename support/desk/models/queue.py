"""The operator's queue over all partners, and what its people keep beside it: incidents, aims, replies, views.

Terms: general.7, general.8
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

# Words of `support`, which stands above the desk; a test sees that they are the same.
UNSOLVED = ("new", "acknowledged", "waiting_client", "waiting_partner", "waiting_third_party", "reopened")


class QueueEntry(models.Model):
    """What the operator sees of one ticket; the ticket itself stays in its partner's schema. Written by triggers."""

    partner = models.CharField(_("partenaire"), max_length=40)
    ticket_id = models.UUIDField(_("identifiant du ticket"))
    number = models.CharField(_("ticket"), max_length=20)
    kind = models.CharField(_("nature"), max_length=15, default="request")
    category = models.CharField(_("catégorie"), max_length=10, default="other")
    subject = models.CharField(_("sujet"), max_length=160)
    client_id = models.UUIDField(null=True)
    client_name = models.CharField(_("client"), max_length=120, blank=True)
    family = models.CharField(_("service"), max_length=10, blank=True)
    ground = models.CharField(_("motif"), max_length=25)
    status = models.CharField(_("état"), max_length=20)
    route = models.CharField(_("chemin"), max_length=20)
    opened_by_name = models.CharField(_("ouvert par"), max_length=150)
    opened_by_side = models.CharField(_("côté"), max_length=10)
    opened_at = models.DateTimeField(_("ouvert le"))
    clock_starts_at = models.DateTimeField(_("suivi dès le"), null=True)
    acknowledged_at = models.DateTimeField(_("pris en charge le"), null=True)
    acknowledged_by_name = models.CharField(_("pris en charge par"), max_length=150, blank=True)
    last_entry_at = models.DateTimeField(_("dernier message"))
    last_entry_side = models.CharField(_("de"), max_length=10)
    desk_agent_id = models.UUIDField(null=True)
    desk_agent_name = models.CharField(_("agent"), max_length=150, blank=True, default="")
    desk_tags = ArrayField(models.CharField(max_length=30), verbose_name=_("étiquettes"), default=list)
    incident_id = models.UUIDField(_("incident"), null=True)
    answered_at = models.DateTimeField(_("première réponse le"), null=True)
    answer_minutes = models.PositiveIntegerField(_("minutes jusqu’à la réponse"), null=True)
    solution_minutes = models.PositiveIntegerField(_("minutes jusqu’à la résolution"), null=True)
    resolved_at = models.DateTimeField(_("résolu le"), null=True)
    reopenings = models.PositiveSmallIntegerField(_("réouvertures"), default=0)
    downgraded_at = models.DateTimeField(_("déclassé le"), null=True)
    is_on_desk = models.BooleanField(_("chez l’opérateur"), default=True)
    # Noted by staff for somebody who called and has not confirmed it.
    is_unconfirmed = models.BooleanField(_("à confirmer par la personne"), default=False)
    closed_at = models.DateTimeField(_("clos le"), null=True)
    changed_at = models.DateTimeField(_("modifié le"))
    # The order in which the desk works, kept by the database so that an index serves it: what is critical and
    # nobody has in hand, also opened again or handed over, what is critical, the rest.
    urgency = models.GeneratedField(
        expression=Case(
            When(Q(status__in=UNSOLVED, acknowledged_at__isnull=True) & ~Q(ground="none"), then=Value(0)),
            When(Q(status__in=UNSOLVED) & ~Q(ground="none"), then=Value(1)),
            default=Value(2),
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        verbose_name=_("urgence"),
    )

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering: ClassVar = ["clock_starts_at", "opened_at"]
        indexes: ClassVar = [
            models.Index(
                F("urgency"),
                F("clock_starts_at").asc(nulls_last=True),
                F("opened_at"),
                F("id"),
                name="desk_queue",
                condition=models.Q(status__in=UNSOLVED, is_on_desk=True),
            ),
            GinIndex(fields=["desk_tags"], name="desk_queue_tags"),
            models.Index(fields=["incident_id"], name="desk_queue_incident", condition=Q(incident_id__isnull=False)),
            models.Index(fields=["opened_at"], name="desk_queue_opened"),
            # When it was solved, as figures count it.
            models.Index(Coalesce("resolved_at", "closed_at"), name="desk_queue_solved"),
            models.Index(fields=["partner", "-changed_at"], name="desk_queue_partner"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "ticket_id"], name="one_queue_entry_a_ticket"),
        ]

    def __str__(self) -> str:
        return self.number


class Aim(models.Model):
    """What the desk aims at, in minutes, as published at an instant: internal, never a promise.

    Terms: general.8
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    critical_answer_minutes = models.PositiveIntegerField(_("réponse, critique"))
    critical_solution_minutes = models.PositiveIntegerField(_("résolution, critique"))
    answer_minutes = models.PositiveIntegerField(_("réponse"))
    solution_minutes = models.PositiveIntegerField(_("résolution"))
    note = models.CharField(_("motif"), max_length=200)
    published_at = models.DateTimeField(_("publiés le"))
    published_by_name = models.CharField(_("publiés par"), max_length=150)

    class Meta:
        verbose_name = _("objectifs internes")
        verbose_name_plural = _("objectifs internes")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"v{self.number}"


class Incident(models.Model):
    """A known trouble that several tickets are about. Partners read its neutral text once it is published.

    Terms: general.7
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("titre interne"), max_length=120)
    families = ArrayField(models.CharField(max_length=10), verbose_name=_("services touchés"), default=list)
    text_fr = models.CharField(_("texte français"), max_length=500)
    text_nl = models.CharField(_("texte néerlandais"), max_length=500)
    text_de = models.CharField(_("texte allemand"), max_length=500)
    text_en = models.CharField(_("texte anglais"), max_length=500)
    started_at = models.DateTimeField(_("depuis"))
    published_at = models.DateTimeField(_("publié le"), null=True)
    ended_at = models.DateTimeField(_("terminé le"), null=True)
    created_by_name = models.CharField(_("noté par"), max_length=150)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("incident connu")
        verbose_name_plural = _("incidents connus")
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="incident_ends_after_start",
                violation_error_message=_("Un incident finit après son début."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IncidentUpdate(models.Model):
    """What was said of an incident at an instant, in four languages: told on every ticket it has joined."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="updates", verbose_name=_("incident"))
    at = models.DateTimeField(_("le"))
    author_name = models.CharField(_("par"), max_length=150)
    text_fr = models.TextField(_("texte français"))
    text_nl = models.TextField(_("texte néerlandais"))
    text_de = models.TextField(_("texte allemand"))
    text_en = models.TextField(_("texte anglais"))
    is_last = models.BooleanField(_("fin de l’incident"), default=False)

    class Meta:
        verbose_name = _("nouvelle d’un incident")
        verbose_name_plural = _("nouvelles d’incidents")
        ordering: ClassVar = ["incident", "at"]

    def __str__(self) -> str:
        return f"{self.incident_id} · {self.at}"


class DeskReply(models.Model):
    """A text that the operator's people use again, in the language of whoever asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("titre"), max_length=80, unique=True)
    # No longer offered; what was written with it stays as it is.
    is_retired = models.BooleanField(_("retirée"), default=False)
    text_fr = models.TextField(_("texte français"))
    text_nl = models.TextField(_("texte néerlandais"))
    text_de = models.TextField(_("texte allemand"))
    text_en = models.TextField(_("texte anglais"))
    changed_at = models.DateTimeField(_("modifiée le"))
    changed_by_name = models.CharField(_("modifiée par"), max_length=150)

    class Meta:
        verbose_name = _("réponse type du desk")
        verbose_name_plural = _("réponses types du desk")
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class DeskView(models.Model):
    """A filter of the queue that somebody gave a name. `query`: as in the address of the list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.UUIDField(_("personne"))
    user_name = models.CharField(_("de"), max_length=150)
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(_("filtre"), max_length=500)
    is_shared = models.BooleanField(_("pour tout le desk"), default=False)
    created_at = models.DateTimeField(_("créée le"))

    class Meta:
        verbose_name = _("vue du desk")
        verbose_name_plural = _("vues du desk")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user_id", "name"], name="desk_view_name_once")]

    def __str__(self) -> str:
        return self.name

"""What people who work on tickets keep beside them: clocks, pauses, watchers, links, files, replies, views, drafts.

Terms: general.7
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from extranet.clients.models import Client
from extranet.ordering.models import Order, Subscription
from support.models.tickets import Entry, Ticket


class Level(models.TextChoices):
    """Who owes an answer: the partner to its client, or the operator to whoever asked it."""

    PARTNER = "partner", _("partenaire")
    OPERATOR = "operator", _("opérateur")


class TicketClock(models.Model):
    """A clock of one level on a ticket, from the instant its time counts. The newest open one runs.

    `is_real_time`: every minute counts, as for what is critical outside hours; else the minutes of support.

    Terms: general.7, general.8
    """

    class Ending(models.TextChoices):
        RESOLVED = "resolved", _("résolu")
        CLOSED = "closed", _("clos")
        HANDED_OVER = "handed_over", _("passé à l’autre desk")
        RESTARTED = "restarted", _("recommencé")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="clocks", verbose_name=_("ticket"))
    level = models.CharField(_("niveau"), max_length=10, choices=Level)
    round = models.PositiveSmallIntegerField(_("tour"))
    starts_at = models.DateTimeField(_("compte dès le"))
    is_real_time = models.BooleanField(_("temps réel"))
    calendar_version = models.PositiveIntegerField(_("calendrier"))
    answer_aim_minutes = models.PositiveIntegerField(_("objectif de première réponse"), null=True)
    solution_aim_minutes = models.PositiveIntegerField(_("objectif de résolution"), null=True)
    answered_at = models.DateTimeField(_("première réponse le"), null=True)
    answer_minutes = models.PositiveIntegerField(_("minutes jusqu’à la réponse"), null=True)
    solution_minutes = models.PositiveIntegerField(_("minutes jusqu’à la résolution"), null=True)
    ended_at = models.DateTimeField(_("arrêtée le"), null=True)
    ending = models.CharField(_("pourquoi"), max_length=15, choices=Ending, blank=True)

    class Meta:
        verbose_name = _("suivi")
        verbose_name_plural = _("suivis")
        ordering: ClassVar = ["ticket", "level", "round"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "level", "round"], name="ticket_clock_round_once"),
            models.UniqueConstraint(
                fields=["ticket", "level"], condition=Q(ended_at__isnull=True), name="one_open_clock_a_level"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="ticket_clock_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} · {self.level} · {self.round}"


class TicketPause(models.Model):
    """A stretch in which a ticket waits for somebody else: clocks stand still as the rules say.

    Terms: general.8
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="pauses", verbose_name=_("ticket"))
    waits_for = models.CharField(_("attend"), max_length=20, choices=Ticket.Status)
    starts_at = models.DateTimeField(_("dès le"))
    ends_at = models.DateTimeField(_("jusqu’au (non compris)"), null=True)

    class Meta:
        verbose_name = _("attente")
        verbose_name_plural = _("attentes")
        ordering: ClassVar = ["ticket", "starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ends_at__isnull=True), name="one_open_pause_a_ticket"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="ticket_pause_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} · {self.waits_for}"


class Watcher(models.Model):
    """Somebody told of every message they may read, though it is not their ticket."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="watchers", verbose_name=_("ticket"))
    user_id = models.UUIDField(_("personne"))
    user_name = models.CharField(_("nom"), max_length=150)
    added_at = models.DateTimeField(_("depuis"))
    added_by_name = models.CharField(_("ajouté par"), max_length=150)
    removed_at = models.DateTimeField(_("jusqu’au"), null=True)

    class Meta:
        verbose_name = _("personne qui suit")
        verbose_name_plural = _("personnes qui suivent")
        ordering: ClassVar = ["ticket", "user_name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "user_id"], condition=Q(removed_at__isnull=True), name="watches_a_ticket_once"
            ),
        ]

    def __str__(self) -> str:
        return self.user_name


class TicketLink(models.Model):
    """Two tickets that belong together. `merged`: the first was closed for the other; `split`: it came from it."""

    class Kind(models.TextChoices):
        RELATED = "related", _("lié à")
        MERGED = "merged", _("réuni avec")
        SPLIT = "split", _("issu de")

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="links", verbose_name=_("ticket"))
    other = models.ForeignKey(Ticket, models.PROTECT, related_name="linked_from", verbose_name=_("autre ticket"))
    kind = models.CharField(_("nature"), max_length=10, choices=Kind)
    # Partner and operator only: the two tickets may be of two clients of a partner.
    created_at = models.DateTimeField(_("le"))
    created_by_name = models.CharField(_("par"), max_length=150)
    removed_at = models.DateTimeField(_("retiré le"), null=True)

    class Meta:
        verbose_name = _("lien entre tickets")
        verbose_name_plural = _("liens entre tickets")
        ordering: ClassVar = ["ticket", "created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "other", "kind"], condition=Q(removed_at__isnull=True), name="ticket_link_once"
            ),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="ticket_links_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} · {self.kind} · {self.other_id}"


class TicketDraft(models.Model):
    """A request not sent yet: typed on the extranet, or written in an e-mail that its author is to confirm.

    `content`: the fields of the form. A draft starts no clock and calls nobody.

    Terms: general.7
    """

    class Source(models.TextChoices):
        FORM = "form", _("formulaire")
        EMAIL = "email", _("e-mail")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner_id = models.UUIDField(_("personne"))
    owner_name = models.CharField(_("nom"), max_length=150)
    source = models.CharField(_("origine"), max_length=10, choices=Source)
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+", verbose_name=_("client"))
    content = models.JSONField(_("contenu"), default=dict)
    message_id = models.CharField(_("identifiant du message"), max_length=255, blank=True)
    created_at = models.DateTimeField(_("commencé le"))
    changed_at = models.DateTimeField(_("modifié le"))
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="drafts", verbose_name=_("ticket"))
    discarded_at = models.DateTimeField(_("abandonné le"), null=True)

    class Meta:
        verbose_name = _("brouillon de ticket")
        verbose_name_plural = _("brouillons de tickets")
        ordering: ClassVar = ["-changed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message_id"], condition=~Q(message_id=""), name="email_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_name} · {self.source}"


class Attachment(models.Model):
    """A file: first of a person's own until its message is sent, then part of that entry, read by its audience.

    `digest`: SHA-256 of what is stored; the entry's facts name it, so that the chain covers files too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="attachments", verbose_name=_("ticket"))
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="attachments", verbose_name=_("message"))
    draft = models.ForeignKey(
        TicketDraft, models.PROTECT, null=True, related_name="attachments", verbose_name=_("brouillon")
    )
    name = models.CharField(_("nom"), max_length=150)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("octets"))
    digest = models.CharField(_("empreinte"), max_length=64)
    uploaded_at = models.DateTimeField(_("envoyé le"))
    uploaded_by_id = models.UUIDField()
    uploaded_by_name = models.CharField(_("envoyé par"), max_length=150)
    blanked_at = models.DateTimeField(_("effacé le"), null=True)

    class Meta:
        verbose_name = _("pièce jointe")
        verbose_name_plural = _("pièces jointes")
        ordering: ClassVar = ["uploaded_at", "name"]

    def __str__(self) -> str:
        return self.name


class AttachmentContent(models.Model):
    """The bytes of a file, apart: a list of files reads none."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="stored")
    content = models.BinaryField()


class SavedReply(models.Model):
    """A text that a partner's people use again, in the language of whoever asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("titre"), max_length=80, unique=True)
    text_fr = models.TextField(_("texte français"), blank=True)
    text_nl = models.TextField(_("texte néerlandais"), blank=True)
    text_de = models.TextField(_("texte allemand"), blank=True)
    text_en = models.TextField(_("texte anglais"), blank=True)
    changed_at = models.DateTimeField(_("modifiée le"))
    changed_by_name = models.CharField(_("modifiée par"), max_length=150)
    removed_at = models.DateTimeField(_("retirée le"), null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("réponse type")
        verbose_name_plural = _("réponses types")
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A filter of the ticket list that somebody gave a name. `query`: as in the address of the list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.UUIDField(_("personne"))
    name = models.CharField(_("nom"), max_length=60)
    query = models.CharField(_("filtre"), max_length=500)
    is_shared = models.BooleanField(_("pour toute l’équipe"), default=False)
    # What the list shows its owner first, before anything is asked for.
    is_default = models.BooleanField(_("au départ"), default=False)
    created_at = models.DateTimeField(_("créée le"))

    class Meta:
        verbose_name = _("vue")
        verbose_name_plural = _("vues")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user_id", "name"], name="saved_view_name_once"),
            models.UniqueConstraint(fields=["user_id"], condition=Q(is_default=True), name="one_default_view"),
        ]

    def __str__(self) -> str:
        return self.name


class Clarification(models.Model):
    """A doubt put to the operator, with the facts as they were: its answer stands beside the count and in any claim.

    Terms: telavox.4b, bt.11d
    """

    ticket = models.OneToOneField(Ticket, models.PROTECT, primary_key=True, related_name="clarification")
    clause = models.CharField(_("clause"), max_length=20)
    # What it is about: what is configured under a subscription, or what an order declares.
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="clarifications", null=True, verbose_name=_("abonnement")
    )
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="clarifications", null=True, verbose_name=_("commande")
    )
    element = models.CharField(_("élément"), max_length=40)
    day = models.DateField(_("jour"))
    facts = models.JSONField(_("faits"))
    facts_digest = models.CharField(_("empreinte des faits"), max_length=64)
    asked_at = models.DateTimeField(_("demandé le"))
    answer = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="answers", verbose_name=_("réponse"))
    answered_at = models.DateTimeField(_("répondu le"), null=True)

    class Meta:
        verbose_name = _("demande de précision")
        verbose_name_plural = _("demandes de précision")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at__isnull=True)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="clarification_answer_with_its_instant",
            ),
            models.CheckConstraint(
                condition=Q(subscription__isnull=False) ^ Q(order__isnull=False),
                name="clarification_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} · {self.element}"

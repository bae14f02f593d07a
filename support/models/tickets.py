"""Tickets: what was asked, every word exchanged, and every routing decision with its facts.

Terms: general.7, general.8
"""

import uuid
from datetime import datetime
from itertools import product
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from extranet.catalogue.families import Family
from extranet.clients.models import Client
from extranet.errors import IllegalMove
from extranet.partners.models import LANGUAGES
from support.rules import Event, FirstLine, Ground, Party, Result


class Side(models.TextChoices):
    """On whose behalf somebody writes."""

    CLIENT = "client", _("client")
    PARTNER = "partner", _("partenaire")
    OPERATOR = "operator", _("opérateur")
    SYSTEM = "system", _("système")


class SupportProfile(models.Model):
    """How a partner helps its own clients: who is first line, and who is told at night. One row a partner.

    Terms: general.7
    """

    first_line = models.CharField(
        _("premier contact des clients"), max_length=10, choices=FirstLine, default=FirstLine.OPERATOR
    )
    contact_name = models.CharField(_("contact d’urgence"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail du contact d’urgence"), blank=True)
    contact_phone = models.CharField(_("téléphone du contact d’urgence"), max_length=30, blank=True)
    contact_language = models.CharField(_("langue du contact"), max_length=2, choices=LANGUAGES, default="fr")
    # The partner's own aims towards its clients, in minutes of open time; None: it set none.
    answer_aim_minutes = models.PositiveIntegerField(_("objectif de première réponse (minutes)"), null=True)
    solution_aim_minutes = models.PositiveIntegerField(_("objectif de résolution (minutes)"), null=True)
    contact_test_sent_at = models.DateTimeField(_("essai envoyé le"), null=True)
    contact_tested_at = models.DateTimeField(_("essai confirmé le"), null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("support du partenaire")
        verbose_name_plural = _("support du partenaire")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_support_profile"),
            models.CheckConstraint(
                condition=models.Q(first_line="operator") | models.Q(contact_tested_at__isnull=False),
                name="first_line_has_a_tested_contact",
                violation_error_message=_("Le premier contact des clients a un contact d’urgence essayé."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_first_line_display())

    @property
    def is_contact_tested(self) -> bool:
        """Whether the emergency contact confirmed a test message."""
        return self.contact_tested_at is not None


class TicketCounter(models.Model):
    """The last ticket number given in a year. Its row is the lock of the numbers."""

    year = models.PositiveIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Ticket(models.Model):
    """A request opened on the extranet by whoever needs help.

    `revision` grows with every act: a page posts the one it showed. `route` and `clock_starts_at` are those of
    the newest routing decision.

    Terms: general.7
    """

    class Kind(models.TextChoices):
        REQUEST = "request", _("demande")
        CLARIFICATION = "clarification", _("demande de précision")

    class Category(models.TextChoices):
        CALLS = "calls", _("appels")
        DEVICES = "devices", _("appareils")
        NUMBERS = "numbers", _("numéros")
        ACCESS = "access", _("accès et mots de passe")
        CHANGE = "change", _("changement de configuration")
        BILLING = "billing", _("facturation")
        OTHER = "other", _("autre")

    class Status(models.TextChoices):
        NEW = "new", _("nouveau")
        ACKNOWLEDGED = "acknowledged", _("pris en charge")
        WAITING_CLIENT = "waiting_client", _("attend le client")
        WAITING_PARTNER = "waiting_partner", _("attend le partenaire")
        WAITING_THIRD_PARTY = "waiting_third_party", _("attend un tiers")
        RESOLVED = "resolved", _("résolu")
        REOPENED = "reopened", _("rouvert")
        CLOSED = "closed", _("clos")

    WAITING: ClassVar[frozenset[str]] = frozenset(
        {Status.WAITING_CLIENT, Status.WAITING_PARTNER, Status.WAITING_THIRD_PARTY}
    )
    # What nobody has resolved: somebody is still to act.
    UNSOLVED: ClassVar[frozenset[str]] = frozenset({Status.NEW, Status.ACKNOWLEDGED, Status.REOPENED}) | WAITING
    MOVES: ClassVar[frozenset[tuple[str, str]]] = (
        frozenset(product(UNSOLVED, {Status.ACKNOWLEDGED, *WAITING, Status.RESOLVED, Status.CLOSED}))
        # What became critical, or goes to another desk, waits again for somebody to take it.
        | frozenset(product(UNSOLVED | {Status.RESOLVED}, {Status.NEW}))
        | frozenset({(Status.RESOLVED, Status.REOPENED), (Status.RESOLVED, Status.CLOSED)})
    ) - frozenset((status, status) for status in (*UNSOLVED, Status.RESOLVED))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("ticket"), max_length=20, unique=True)
    client = models.ForeignKey(
        Client, models.PROTECT, related_name="tickets", null=True, blank=True, verbose_name=_("client")
    )
    client_name = models.CharField(_("nom du client"), max_length=120, blank=True)
    family = models.CharField(_("service"), max_length=10, choices=Family, blank=True)
    kind = models.CharField(_("nature"), max_length=15, choices=Kind, default=Kind.REQUEST)
    category = models.CharField(_("catégorie"), max_length=10, choices=Category, default=Category.OTHER)
    subject = models.CharField(_("sujet"), max_length=160)
    ground = models.CharField(_("motif"), max_length=25, choices=Ground)
    place = models.CharField(_("lieu touché"), max_length=200, blank=True)
    devices = models.CharField(_("appareils touchés"), max_length=300, blank=True)
    call_back_number = models.CharField(_("numéro de rappel"), max_length=30, blank=True)
    failed_calls = models.TextField(_("exemples d’appels manqués"), blank=True)
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES, default="fr")
    status = models.CharField(_("état"), max_length=20, choices=Status, default=Status.NEW)
    route = models.CharField(_("chemin"), max_length=20, choices=Result)
    clock_starts_at = models.DateTimeField(_("suivi dès le"), null=True)
    opened_at = models.DateTimeField(_("ouvert le"))
    opened_by_id = models.UUIDField()
    opened_by_name = models.CharField(_("ouvert par"), max_length=150)
    opened_by_email = models.CharField(_("e-mail"), max_length=254)
    opened_by_side = models.CharField(_("côté"), max_length=10, choices=Side)
    escalated_at = models.DateTimeField(_("repris par le partenaire le"), null=True)
    acknowledged_at = models.DateTimeField(_("pris en charge le"), null=True)
    acknowledged_by_name = models.CharField(_("pris en charge par"), max_length=150, blank=True)
    # The operator's agent and the partner's: each desk says who works on it.
    desk_agent_id = models.UUIDField(null=True)
    desk_agent_name = models.CharField(_("agent de l’opérateur"), max_length=150, blank=True)
    partner_agent_id = models.UUIDField(null=True)
    partner_agent_name = models.CharField(_("agent du partenaire"), max_length=150, blank=True)
    desk_tags = ArrayField(models.CharField(max_length=30), verbose_name=_("étiquettes du desk"), default=list)
    partner_tags = ArrayField(models.CharField(max_length=30), verbose_name=_("étiquettes"), default=list)
    third_party = models.CharField(_("tiers attendu"), max_length=100, blank=True)
    incident_id = models.UUIDField(_("incident connu"), null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged", null=True, verbose_name=_("réuni avec")
    )
    # Staff may open a ticket for a caller, who is asked to confirm it.
    entered_by_id = models.UUIDField(null=True)
    entered_by_name = models.CharField(_("noté par"), max_length=150, blank=True)
    confirmed_at = models.DateTimeField(_("confirmé le"), null=True)
    downgraded_at = models.DateTimeField(_("déclassé le"), null=True)
    # Somebody wrote of a move: the registry is not changed by a ticket, whoever writes is shown the way to it.
    move_said_at = models.DateTimeField(_("déménagement mentionné le"), null=True)
    # First answer and resolution of whoever helps now, in minutes of open time (real time for a critical one).
    answered_at = models.DateTimeField(_("première réponse le"), null=True)
    answer_minutes = models.PositiveIntegerField(_("minutes jusqu’à la réponse"), null=True)
    solution_minutes = models.PositiveIntegerField(_("minutes jusqu’à la résolution"), null=True)
    reopenings = models.PositiveSmallIntegerField(_("réouvertures"), default=0)
    resolved_at = models.DateTimeField(_("résolu le"), null=True)
    closed_at = models.DateTimeField(_("clos le"), null=True)
    last_entry_at = models.DateTimeField(_("dernier message"))
    last_entry_side = models.CharField(_("de"), max_length=10, choices=Side)
    changed_at = models.DateTimeField(_("modifié le"))
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering: ClassVar = ["-opened_at"]
        indexes: ClassVar = [
            models.Index(fields=["client", "-opened_at"], name="ticket_client_opened"),
            models.Index(fields=["status", "-changed_at"], name="ticket_status_changed"),
            # How machines follow tickets: from the change they saw last.
            models.Index(fields=["changed_at", "id"], name="ticket_changed"),
            # When it was solved, as figures count it.
            models.Index(Coalesce("resolved_at", "closed_at"), name="ticket_solved"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="closed", closed_at__isnull=False)
                | models.Q(~models.Q(status="closed"), closed_at__isnull=True),
                name="ticket_closed_with_its_instant",
                violation_error_message=_("L’état du ticket et ses dates se contredisent."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=("resolved", "closed")) | models.Q(resolved_at__isnull=True),
                name="ticket_resolved_with_its_instant",
                violation_error_message=_("L’état du ticket et ses dates se contredisent."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_critical(self) -> bool:
        """Whether the requester gave a ground of the closed list."""
        return self.ground != Ground.NONE

    @property
    def is_open(self) -> bool:
        """Whether something may still be asked or answered."""
        return self.status != self.Status.CLOSED

    @property
    def is_waiting(self) -> bool:
        """Whether somebody other than whoever helps is to act."""
        return self.status in self.WAITING

    def move_to(self, status: str, *, at: datetime) -> None:
        """Take the one step `status` and note when. Raises IllegalMove for a move the ticket does not know."""
        if (self.status, status) not in self.MOVES:
            sentence = _("Le ticket %(number)s est %(state)s : rechargez la page et reprenez de là.")
            facts = {"number": self.number, "state": self.get_status_display()}
            raise IllegalMove(str(sentence) % facts, code=f"ticket_{self.status}")
        if self.status == self.Status.RESOLVED and status in (self.Status.REOPENED, self.Status.NEW):
            self.reopenings += 1
        self.status = status
        self.changed_at = at
        if status not in self.WAITING:
            self.third_party = ""
        if status == self.Status.RESOLVED:
            self.resolved_at = at
        elif status == self.Status.CLOSED:
            self.closed_at = at
        else:
            self.resolved_at = None


class TicketNumbers(models.Model):
    """A block of numbers that a ticket says is hit, with the address registered for it at that instant."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="numbers", verbose_name=_("ticket"))
    holding_id = models.UUIDField()
    label = models.CharField(_("numéros"), max_length=80)
    address = models.TextField(_("adresse déclarée"), blank=True)

    class Meta:
        verbose_name = _("numéros touchés")
        verbose_name_plural = _("numéros touchés")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "holding_id"], name="block_once_a_ticket"),
        ]

    def __str__(self) -> str:
        return self.label


class Audience(models.TextChoices):
    """Who reads an entry."""

    EVERYBODY = "everybody", _("client, partenaire et opérateur")
    PARTNER = "partner", _("partenaire et opérateur")
    OPERATOR = "operator", _("opérateur")


class Entry(models.Model):
    """One line of a ticket's record: a message or an event. Never changed; corrections are added.

    `digest` chains the entries of a ticket: SHA-256 over the previous digest and this entry's facts, with the text
    through `text_digest` = SHA-256 of salt and text, so that a text can be blanked by law and the chain verifies.

    Terms: general.7
    """

    class Kind(models.TextChoices):
        MESSAGE = "message", _("message")
        EVENT = "event", _("événement")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="entries", verbose_name=_("ticket"))
    position = models.PositiveIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=10, choices=Kind)
    audience = models.CharField(_("lu par"), max_length=10, choices=Audience)
    at = models.DateTimeField(_("le"))
    author_id = models.UUIDField(null=True)
    author_name = models.CharField(_("auteur"), max_length=150)
    author_side = models.CharField(_("côté"), max_length=10, choices=Side)
    event = models.CharField(_("événement"), max_length=30, blank=True)
    facts = models.JSONField(_("faits"), default=dict, blank=True)
    text = models.TextField(_("texte"), blank=True)
    salt = models.CharField(max_length=32)
    text_digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("entrée du ticket")
        verbose_name_plural = _("entrées du ticket")
        ordering: ClassVar = ["ticket", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "position"], name="entry_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} · {self.position}"


class RoutingDecision(models.Model):
    """Where a ticket went at an instant, and every fact that decided it. Never changed.

    Terms: general.7
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="decisions", verbose_name=_("ticket"))
    at = models.DateTimeField(_("jugé le"))
    event = models.CharField(_("événement"), max_length=30, choices=Event)
    party = models.CharField(_("demandeur"), max_length=20, choices=Party)
    is_under_contract = models.BooleanField(_("sous contrat"))
    ground = models.CharField(_("motif"), max_length=25, choices=Ground)
    first_line = models.CharField(_("premier contact"), max_length=10, choices=FirstLine)
    is_partner_contact_tested = models.BooleanField(_("contact du partenaire essayé"))
    calendar_version = models.PositiveIntegerField(_("calendrier"))
    is_in_hours = models.BooleanField(_("heures ouvrées"))
    result = models.CharField(_("chemin"), max_length=20, choices=Result)
    clock_starts_at = models.DateTimeField(_("suivi dès le"), null=True)
    reason = models.CharField(_("raison"), max_length=40)
    clauses = ArrayField(models.CharField(max_length=20), verbose_name=_("clauses"))
    page_id = models.UUIDField(_("appel de garde"), null=True)

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering: ClassVar = ["ticket", "at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "at"],
                condition=models.Q(event=Event.UNACKNOWLEDGED_AT_CLOSING.value),
                name="judged_once_at_a_closing",
                violation_error_message=_("Le ticket est déjà jugé pour cette fermeture."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} · {self.result}"

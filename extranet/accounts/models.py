"""People, the memberships that give them rights, and invitations."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from extranet.partners.models import LANGUAGES, Partner


class Role(models.TextChoices):
    """What a person is: at a partner, at a client, or at the operator."""

    PARTNER_ADMIN = "partner_admin", _("administrateur du partenaire")
    TECHNICIAN = "technician", _("technicien")
    FINANCE = "finance", _("finances")
    CLIENT_ADMIN = "client_admin", _("administrateur du client")
    CLIENT_USER = "client_user", _("utilisateur du client")
    STAFF_SUPPORT = "staff_support", _("support de l’opérateur")
    STAFF_FINANCE = "staff_finance", _("finances de l’opérateur")
    STAFF_ADMIN = "staff_admin", _("administrateur de l’opérateur")


PARTNER_ROLES = (Role.PARTNER_ADMIN, Role.TECHNICIAN, Role.FINANCE)
CLIENT_ROLES = (Role.CLIENT_ADMIN, Role.CLIENT_USER)
STAFF_ROLES = (Role.STAFF_SUPPORT, Role.STAFF_FINANCE, Role.STAFF_ADMIN)
# Source: second factor compulsory for staff, partner administrators and finance.
SECOND_FACTOR_ROLES = frozenset({Role.PARTNER_ADMIN, Role.FINANCE, *STAFF_ROLES})


def _choices(roles: tuple[Role, ...]) -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in roles]


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail. Raises User.DoesNotExist."""
        return self.get(email__iexact=username)

    def create_user(
        self, *, email: str, name: str, password: str | None, language: str = "fr", staff_role: str = ""
    ) -> User:
        """Create a person who signs in with `email`; no password means none works until one is set."""
        user = self.model(
            email=self.normalize_email(email).lower(), name=name, language=language, staff_role=staff_role
        )
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A natural person. Never deleted, only anonymised; may belong to several partners."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("adresse e-mail"))
    name = models.CharField(_("nom"), max_length=150)
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES, default="fr")
    staff_role = models.CharField(
        _("rôle à l’opérateur"), max_length=20, choices=_choices(STAFF_ROLES), blank=True, default=""
    )
    is_active = models.BooleanField(_("actif"), default=True)
    # Part of every session's fingerprint: raising it ends all sessions of the person.
    sessions_epoch = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Une personne a déjà cette adresse e-mail."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password and to the epoch; Django compares it on every request."""
        fingerprint = f"{self.password}:{self.sessions_epoch}"
        return salted_hmac("extranet.accounts.session", fingerprint, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Whether the operator employs this person: they work in the admin."""
        return self.is_active and bool(self.staff_role)

    @property
    def is_superuser(self) -> bool:
        """Whether the person is an administrator of the operator."""
        return self.is_active and self.staff_role == Role.STAFF_ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Answer the admin: what staff may do is declared on each model admin, by role."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Answer the admin: staff see every section that a model admin opens to their role."""
        return self.is_staff


class Membership(models.Model):
    """A person's one role at one partner; for a client's people, of which client.

    `client_id` is the id of a client in the partner's schema (no foreign key crosses the floors).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("personne"))
    partner = models.ForeignKey(
        Partner, models.CASCADE, to_field="schema_name", db_column="partner", verbose_name=_("partenaire")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=_choices(PARTNER_ROLES + CLIENT_ROLES))
    client_id = models.UUIDField(_("client"), null=True, blank=True)
    since = models.DateTimeField(_("depuis"), auto_now_add=True)
    last_sign_in_at = models.DateTimeField(_("dernière connexion"), null=True, editable=False)

    class Meta:
        verbose_name = _("appartenance")
        verbose_name_plural = _("appartenances")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "partner"],
                name="one_role_a_partner",
                violation_error_message=_("Cette personne fait déjà partie de l’équipe : changez son rôle."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=CLIENT_ROLES, client_id__isnull=False)
                | models.Q(role__in=PARTNER_ROLES, client_id__isnull=True),
                name="client_roles_name_a_client",
                violation_error_message=_("Un rôle de client demande un client, un rôle de partenaire n’en a pas."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class InvitationState(StrEnum):
    """Where an invitation stands at an instant."""

    OPEN = "open"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ACCEPTED = "accepted"


class Invitation(models.Model):
    """An invitation by e-mail to take a role. Only a digest of its token is kept.

    `invited_by_id` is None when the invitation was made on the command line.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("adresse e-mail"))
    name = models.CharField(_("nom"), max_length=150)
    partner = models.ForeignKey(
        Partner, models.CASCADE, to_field="schema_name", db_column="partner", null=True, verbose_name=_("partenaire")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role.choices)
    client_id = models.UUIDField(_("client"), null=True, blank=True)
    language = models.CharField(_("langue"), max_length=2, choices=LANGUAGES, default="fr")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by_id = models.UUIDField(null=True)
    invited_by_name = models.CharField(_("invité par"), max_length=150)
    created_at = models.DateTimeField(_("envoyée le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    accepted_at = models.DateTimeField(_("acceptée le"), null=True)
    revoked_at = models.DateTimeField(_("retirée le"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
                name="invitation_ends_once",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=STAFF_ROLES, partner__isnull=True)
                | models.Q(role__in=PARTNER_ROLES + CLIENT_ROLES, partner__isnull=False),
                name="invitation_into_one_house",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "partner",
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                name="one_open_invitation",
                violation_error_message=_("Une invitation est déjà en route pour cette adresse."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.email)

    def state_at(self, at: datetime) -> InvitationState:
        """Return where the invitation stands at `at`; the last day ends at its very instant."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= at else InvitationState.OPEN


class ApiToken(models.Model):
    """A key of a machine: it may do what its scopes name and nothing else. Only a digest is kept.

    `partner`: the schema it belongs to, "public" for the operator's own. `role`: as whom it reads and acts in a
    partner's house, a client's role for one client; empty for the operator's own keys, which act as nobody.
    """

    class Scope(models.TextChoices):
        PLATFORM_SNAPSHOTS = "platforms.snapshots", _("rapporter ce qui est configuré sur les plateformes")
        TICKETS_READ = "tickets.read", _("lire les tickets")
        TICKETS_WRITE = "tickets.write", _("ouvrir des tickets et y agir")
        EMERGENCY_READ = "emergency.read", _("lire les numéros, les adresses et les contrôles")
        EMERGENCY_WRITE = "emergency.write", _("déclarer et changer des adresses")
        EMERGENCY_LOOKUP = "emergency.lookup", _("demander l’adresse d’un numéro")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    name = models.CharField(_("nom"), max_length=80)
    prefix = models.CharField(_("début"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope), verbose_name=_("droits"))
    role = models.CharField(
        _("rôle"), max_length=20, choices=_choices(PARTNER_ROLES + CLIENT_ROLES), blank=True, default=""
    )
    client_id = models.UUIDField(_("client"), null=True, blank=True)
    created_at = models.DateTimeField(_("créée le"))
    created_by_id = models.UUIDField(null=True)
    created_by_name = models.CharField(_("créée par"), max_length=150)
    expires_at = models.DateTimeField(_("valable jusqu’au"), null=True)
    last_used_at = models.DateTimeField(_("dernier usage"), null=True)
    revoked_at = models.DateTimeField(_("retirée le"), null=True)

    class Meta:
        verbose_name = _("clé d’API")
        verbose_name_plural = _("clés d’API")
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=CLIENT_ROLES, client_id__isnull=False)
                | models.Q(~models.Q(role__in=CLIENT_ROLES), client_id__isnull=True),
                name="key_of_a_client_names_it",
                violation_error_message=_("Un rôle de client demande un client, un rôle de partenaire n’en a pas."),
            ),
            # A key with a role lives as long as whoever made it may give that role.
            models.CheckConstraint(
                condition=models.Q(role="") | models.Q(created_by_id__isnull=False), name="key_with_a_role_has_a_maker"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeyedCall(models.Model):
    """A call of a key that was done, and its answer, under its key of idempotency: the same again answers the same.

    `act`: the address that was called. `digest`: of what was sent. Forgotten after some time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField(_("partenaire"), max_length=40)
    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="calls", verbose_name=_("clé"))
    act = models.CharField(_("adresse appelée"), max_length=200)
    key = models.CharField(_("clé d’idempotence"), max_length=100)
    digest = models.CharField(_("empreinte"), max_length=64)
    at = models.DateTimeField(_("reçu le"))
    status = models.PositiveSmallIntegerField(_("réponse"), default=0)
    answer = models.JSONField(_("contenu"), default=dict)

    class Meta:
        verbose_name = _("appel d’une clé")
        verbose_name_plural = _("appels des clés")
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "act", "key"], name="call_once_a_key"),
        ]

    def __str__(self) -> str:
        return self.act

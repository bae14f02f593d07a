"""Where a request goes, by the terms: pure, with its reason and clause.

Terms: general.7, general.8
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    """What makes a problem critical: the closed list of the terms, and failing emergency calls as our extension."""

    NONE = "none", _("Autre demande")
    NO_INCOMING = "no_incoming", _("Aucun appel n’entre")
    NO_OUTGOING = "no_outgoing", _("Aucun appel ne sort")
    DEGRADED_QUALITY = "degraded_quality", _("Qualité des appels fortement dégradée")
    EMERGENCY_CALLS_FAIL = "emergency_calls_fail", _("Les appels d’urgence (112) échouent")


class Party(TextChoices):
    """Who asks."""

    PARTNER = "partner", _("partenaire")
    DIRECT_CLIENT = "direct_client", _("client direct")
    PARTNER_CLIENT = "partner_client", _("client d’un partenaire")


class FirstLine(TextChoices):
    """Who answers a partner's clients first."""

    OPERATOR = "operator", _("l’opérateur")
    PARTNER = "partner", _("le partenaire")


class Event(TextChoices):
    """What makes the desk judge a ticket: each is judged at its own instant."""

    OPENED = "opened", _("ouvert")
    BECAME_CRITICAL = "became_critical", _("devenu critique")
    ESCALATED_BY_PARTNER = "escalated_by_partner", _("repris par le partenaire")
    UNACKNOWLEDGED_AT_CLOSING = "unacknowledged_at_closing", _("sans réponse à la fermeture")


class Result(TextChoices):
    """Where a ticket goes."""

    REFUSED = "refused", _("refusé")
    OPERATOR_DESK = "operator_desk", _("desk de l’opérateur")
    PARTNER_DESK = "partner_desk", _("desk du partenaire")
    QUEUE = "queue", _("file d’attente")
    PARTNER_CONTACT = "partner_contact", _("contact d’urgence du partenaire")
    PAGE_ON_CALL = "page_on_call", _("personne de garde")

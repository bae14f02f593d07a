"""The acts of the audit trail in words people read. A test sees that every act recorded has its words."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from extranet.look.parts import Text

ACTS: Final[dict[str, Text]] = {
    "partner.provisioned": _("Partenaire créé"),
    "partner.branding_changed": _("Apparence du partenaire changée"),
    "client.created": _("Client ajouté"),
    "client.changed": _("Client changé"),
    "order.started": _("Commande commencée"),
    "order.lines_chosen": _("Services choisis"),
    "order.declared": _("Usage déclaré"),
    "order.placed": _("Commande passée"),
    "order.discarded": _("Commande abandonnée"),
    "person.invited": _("Personne invitée"),
    "person.invited_again": _("Invitation renvoyée"),
    "person.invitation_revoked": _("Invitation retirée"),
    "person.joined": _("Invitation acceptée"),
    "person.signed_in": _("Connexion"),
    "person.profile_changed": _("Profil changé"),
    "person.email_changed": _("Adresse e-mail changée"),
    "person.role_changed": _("Rôle changé"),
    "person.removed": _("Personne retirée"),
    "person.second_factor_reset": _("Second facteur réinitialisé"),
    "person.second_factor_added": _("Second facteur activé"),
    "person.second_factor_removed": _("Second facteur retiré"),
    "person.recovery_codes_renewed": _("Codes de secours renouvelés"),
    "person.password_changed": _("Mot de passe changé"),
    "person.password_reset": _("Mot de passe réinitialisé"),
    "person.closed": _("Compte fermé"),
    "person.reopened": _("Compte rouvert"),
    "terms.published": _("Conditions publiées"),
    "terms.accepted": _("Conditions acceptées"),
    "product.added": _("Produit ajouté"),
    "product.changed": _("Produit changé"),
    "prices.published": _("Liste de prix publiée"),
    "orderbook.repaired": _("Livre des commandes réparé"),
    "outbox.hastened": _("Livraison demandée tout de suite"),
}


def words_for(act: str) -> Text:
    """Return the words for an act; its code when it has none."""
    return ACTS.get(act, act)

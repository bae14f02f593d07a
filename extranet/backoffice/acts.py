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

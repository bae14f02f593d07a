"""What every write about an order asks first: who, which state, and whether the page was the last one."""

from uuid import UUID

from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.clients.models import Client
from extranet.errors import IllegalMove, NotAllowed, Stale
from extranet.ordering.models import Order
from extranet.ordering.rules import who_may_order
from extranet.ordering.selectors import orderer_of
from extranet.partners.models import Partner


def require_orderer(actor: User, client_id: UUID) -> Partner:
    """Return the partner at which `actor` may order for the client. Raises NotAllowed.

    Terms: general.1
    """
    known = orderer_of(actor)
    if known is None:
        raise NotAllowed(_("Seule une personne de cette organisation y commande."), code="ordering_for_somebody_else")
    orderer, partner = known
    verdict = who_may_order(orderer, client_id=client_id)
    if not verdict.is_allowed:
        raise NotAllowed(str(verdict.reason), code="may_not_order")
    return partner


def require_served(client: Client) -> None:
    """Refuse a client that is no longer served. Raises IllegalMove."""
    if not client.is_active:
        raise IllegalMove(
            _("%(client)s n’est plus actif. Réactivez sa fiche avant de commander.") % {"client": client.name},
            code="client_inactive",
        )


def require_fresh(order: Order, revision: int) -> None:
    """Refuse what is no draft, and a form that showed another revision. Raises IllegalMove, Stale."""
    order.require_draft()
    if order.revision != revision:
        raise Stale(
            _("La commande %(number)s a changé depuis que vous avez ouvert la page : relisez-la.")
            % {"number": order.number},
            code="order_changed",
        )


def locked_draft(order_id: UUID, revision: int, actor: User) -> tuple[Order, Partner]:
    """Return the draft, locked, and the partner. Raises Order.DoesNotExist, NotAllowed, IllegalMove, Stale."""
    order = Order.objects.select_for_update().get(pk=order_id)
    partner = require_orderer(actor, order.client_id)
    require_fresh(order, revision)
    return order, partner

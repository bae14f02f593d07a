"""The parts of placing an order: is it complete, at which prices, and what it opens."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.catalogue.models import Price
from extranet.catalogue.selectors import prices_on
from extranet.clients.models import Client
from extranet.errors import IllegalMove, Stale
from extranet.ordering.drafting import carries_fax
from extranet.ordering.models import Order, Subscription
from extranet.ordering.rules import check_declarations, is_refused, line_amount


def is_same_placing(order: Order, revision: int, actor: User) -> bool:
    """Return whether this is the second click of the act that placed the order."""
    return order.status == Order.Status.PLACED and order.placed_by_id == actor.pk and order.revision == revision + 1


def check_ready(order: Order, day: date) -> date:
    """Return the first day of an order that is complete on the Brussels `day`. Raises IllegalMove with the step to do.

    Terms: telavox.2, bt.9, sip.2, sip.5
    """
    if not order.families:
        raise IllegalMove(_("Choisissez d’abord les services de la commande."), code="order_without_lines")
    objections = check_declarations(order.families, order.answers, carries_fax=carries_fax(order))
    if not order.is_declared or is_refused(objections):
        raise IllegalMove(_("Répondez d’abord aux déclarations de la commande."), code="order_not_declared")
    if order.starts_on is None or order.starts_on < day:
        raise IllegalMove(
            _("Le premier jour souhaité est passé. Revenez aux services et choisissez-en un autre."),
            code="start_in_the_past",
        )
    return order.starts_on


def check_prices(order: Order, price_list: int, day: date) -> Mapping[str, Price]:
    """Return the prices in force by product code. Raises Stale when others were read, or one is gone.

    Terms: telavox.4, bt.11
    """
    prices = {price.product.code: price for price in prices_on(day)}
    if {price.price_list.number for price in prices.values()} != {price_list}:
        raise Stale(_("Les prix ont changé depuis que vous avez ouvert la page : relisez-les."), code="prices_changed")
    gone = [line.name for line in order.lines.all() if line.product_code not in prices]
    if gone:
        raise Stale(
            _("%(product)s n’est plus en vente. Revenez aux services pour choisir autre chose.") % {"product": gone[0]},
            code="not_on_sale",
        )
    return prices


def reprice(order: Order, prices: Mapping[str, Price], *, language: str) -> None:
    """Copy today's names and prices onto the lines, and their total onto the order.

    Terms: telavox.4, bt.11
    """
    lines = list(order.lines.select_related("product"))
    for line in lines:
        line.name, line.unit = line.product.name_in(language), line.product.unit_in(language)
        line.unit_price = prices[line.product_code].unit_price
        line.amount = line_amount(line.quantity, line.unit_price)
        line.save(update_fields=["name", "unit", "unit_price", "amount"])
    order.language = language
    order.price_list = next(iter(prices.values())).price_list.number
    order.monthly_total = sum((line.amount for line in lines), start=Decimal(0))


def open_subscriptions(order: Order, starts_on: date) -> list[Subscription]:
    """Open, from the first day of the order, one subscription for each service that the client does not have already.

    The client's row is locked first, so that two orders at once open one.
    """
    client = Client.objects.select_for_update().get(pk=order.client_id)
    running = set(client.subscriptions.filter(ends_on__isnull=True).values_list("family", flat=True))
    return [
        Subscription.objects.create(client=client, family=family, order=order, starts_on=starts_on)
        for family in order.families
        if family not in running
    ]

"""Publishing a price list: one act, for ever."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.catalogue.models import Price, PriceList, Product
from extranet.errors import InvalidInput, NotAllowed
from extranet.look import formats
from extranet.times import brussels_day

PUBLISHERS = frozenset({Role.STAFF_FINANCE, Role.STAFF_ADMIN})
FOUR_DECIMALS = Decimal("0.0001")


@transaction.atomic
def publish_price_list(
    *, prices: Mapping[str, Decimal], valid_from: date, actor: User | None, at: datetime
) -> PriceList:
    """Publish the next price list, in force from the Brussels day `valid_from`. It is never edited afterwards.

    `prices`: euros by product code, VAT excluded; every product on sale has one. `actor` None is a command
    run by the operator. Raises NotAllowed, InvalidInput.

    Terms: bt.11k
    Reading: prices are not changed for the past: a list begins after the one before it and, but for the
    first, today or later.
    """
    if actor is not None and actor.staff_role not in PUBLISHERS:
        raise NotAllowed(
            _("Seules les finances et les administrateurs de l’opérateur publient des prix."),
            code="publishing_is_for_staff",
        )
    newest = PriceList.objects.order_by("-valid_from").first()
    _check_day(valid_from, newest=newest, today=brussels_day(at))
    products = _checked(prices)
    price_list = PriceList.objects.create(
        number=newest.number + 1 if newest else 1,
        valid_from=valid_from,
        published_at=at,
        published_by_name=actor.name if actor else "",
    )
    Price.objects.bulk_create(
        Price(price_list=price_list, product=products[code], unit_price=price) for code, price in sorted(prices.items())
    )
    changes = {"valid_from": valid_from, "prices": prices}
    audit.record(actor=actor, act="prices.published", target=price_list, at=at, changes=changes)
    return price_list


def _check_day(valid_from: date, *, newest: PriceList | None, today: date) -> None:
    if newest is None:
        return
    if valid_from < today:
        raise _refused("valid_from", _("Choisissez aujourd’hui ou un jour plus tard : le passé garde ses prix."))
    if valid_from <= newest.valid_from:
        raise _refused(
            "valid_from",
            _("La liste %(number)s commence le %(since)s. Choisissez un jour plus tard.")
            % {"number": newest.number, "since": formats.day(newest.valid_from)},
        )


def _checked(prices: Mapping[str, Decimal]) -> dict[str, Product]:
    """Return the products priced, by code. Raises InvalidInput for a price that cannot stand."""
    products = {product.code: product for product in Product.objects.all()}
    unknown = sorted(set(prices) - set(products))
    if unknown:
        raise _refused("prices", _("Aucun produit n’a le code %(code)s.") % {"code": unknown[0]})
    on_sale = {code for code, product in products.items() if not product.is_retired}
    missing = sorted(on_sale - set(prices))
    if missing:
        sentence = _("Donnez un prix à %(codes)s, ou retirez-le de la vente.")
        raise _refused(missing[0], sentence % {"codes": ", ".join(missing)})
    for code, price in prices.items():
        if price < 0 or price != price.quantize(FOUR_DECIMALS):
            raise _refused(code, _("Un prix n’est pas négatif et a quatre décimales au plus."))
    return products


def _refused(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, code="price_list_refused", fields={field: message})

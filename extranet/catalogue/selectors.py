"""What can be ordered on a day, and at what price."""

from datetime import date

from django.db.models import Case, IntegerField, Value, When

from extranet.catalogue.families import Family
from extranet.catalogue.models import Price, PriceList

_FAMILY_PLACE = Case(
    *(When(product__family=family, then=Value(place)) for place, family in enumerate(Family)),
    output_field=IntegerField(),
)


def price_list_in_force(day: date) -> PriceList | None:
    """Return the price list in force on a Brussels day, None before the first one.

    Terms: bt.11k
    """
    return PriceList.objects.filter(valid_from__lte=day).order_by("-valid_from").first()


def prices_on(day: date) -> list[Price]:
    """Return the prices in force on a Brussels day of everything on sale, by family and place in it.

    Each comes with its product and its price list.
    """
    price_list = price_list_in_force(day)
    if price_list is None:
        return []
    on_sale = Price.objects.filter(price_list=price_list, product__is_retired=False)
    return list(
        on_sale.select_related("product", "price_list").order_by(_FAMILY_PLACE, "product__position", "product__code")
    )

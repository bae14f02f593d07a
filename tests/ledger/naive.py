"""The same invoices calculated day by day, in fractions, straight from the tables: nothing of the engine is used."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from billing.ledger.models import Discount
from extranet.catalogue.models import Price, PriceList
from extranet.ordering.models import OrderLine, Subscription
from extranet.partners.models import Partner
from extranet.platforms.models import Count, ReportedDay
from extranet.tenancy.context import OPERATOR, acting

ONE_DAY = timedelta(days=1)
PACK = "bt-calls-500"
USER = "bt-user"


@dataclass(frozen=True)
class NaiveLine:
    """Client, service, product, first day, gross and discount in cents."""

    client: str
    family: str
    product: str
    start: date
    gross: int
    discount: int


def cents(amount: Fraction) -> int:
    """Halves away from zero; amounts are never negative here."""
    return (amount * 200 + 1).__floor__() // 2


def naive_invoices(schema: str, year: int, month: int) -> dict[UUID | None, list[NaiveLine]]:
    """Return the lines of every invoice of a partner, by the client it goes to; None: the partner."""
    first = date(year, month, 1)
    days = [first + number * ONE_DAY for number in range(31) if (first + number * ONE_DAY).month == month]
    found: dict[UUID | None, list[NaiveLine]] = {}
    with acting(schema, OPERATOR):
        partner = Partner.objects.get(schema_name=schema)
        for subscription in Subscription.objects.all():
            buyer = subscription.client_id if partner.is_house else None
            found.setdefault(buyer, []).extend(_lines(partner, subscription, days))
    return {buyer: lines for buyer, lines in found.items() if lines}


def vat_cents(lines: list[NaiveLine]) -> int:
    """21 % once, on the sum."""
    return cents(Fraction(sum(line.gross - line.discount for line in lines) * 21, 10000))


def _lines(partner: Partner, subscription: Subscription, days: list[date]) -> Iterator[NaiveLine]:
    served = [day for day in days if _is_served(subscription, day)]
    if not served:
        return
    pct = _discount(str(partner.schema_name), served[0])
    ordered = list(
        OrderLine.objects.filter(
            order__client_id=subscription.client_id, order__status="placed", family=subscription.family
        ).select_related("order")
    )
    name, family = subscription.client.name, subscription.family
    codes = {line.product_code for line in ordered} | set(
        Count.objects.filter(subscription=subscription).values_list("element", flat=True)
    )
    for code in sorted(codes - {PACK}):
        counts = {day: _billed(subscription, ordered, code, day) for day in served}
        priced = [(day, _price(ordered, code, day)) for day in served]
        for price, alike in groupby(priced, key=lambda pair: pair[1]):
            own = [day for day, _price in alike]
            if any(counts[day] for day in own):
                assert price is not None
                gross = cents(sum((counts[day] * price for day in own), Fraction(0)) / len(days))
                yield NaiveLine(name, family, code, own[0], gross, cents(Fraction(gross, 100) * pct / 100))
    for line in ordered:
        active = [day for day in served if line.order.starts_on and day >= line.order.starts_on]
        if line.product_code == PACK and active:
            price = _price(ordered, PACK, active[0])
            assert price is not None
            gross = cents(line.quantity * price)
            yield NaiveLine(name, family, PACK, active[0], gross, cents(Fraction(gross, 100) * pct / 100))


def _is_served(subscription: Subscription, day: date) -> bool:
    return subscription.starts_on <= day and (subscription.ends_on is None or day < subscription.ends_on)


def _discount(partner: str, day: date) -> Fraction:
    row = Discount.objects.filter(partner=partner, valid_from__lte=day).order_by("valid_from").last()
    return Fraction(row.percentage) if row else Fraction(0)


def _price(ordered: list[OrderLine], code: str, day: date) -> Fraction | None:
    agreed = [(line.order.starts_on, line.unit_price) for line in ordered if line.product_code == code]
    begun = sorted((start, price) for start, price in agreed if start is not None and start <= day)
    if begun:
        return Fraction(begun[-1][1])
    price_list = PriceList.objects.filter(valid_from__lte=day).order_by("valid_from").last()
    row = Price.objects.filter(price_list=price_list, product__code=code).first()
    return Fraction(row.unit_price) if row else None


def _counted(subscription: Subscription, code: str, day: date) -> int:
    """Return the count of a day; one that was not reported takes that of the last day that was."""
    while not ReportedDay.objects.filter(subscription=subscription, day=day).exists():
        day -= ONE_DAY
    row = Count.objects.filter(subscription=subscription, element=code, days__contains=day).first()
    return int(row.quantity if row else Decimal(0))


def _billed(subscription: Subscription, ordered: list[OrderLine], code: str, day: date) -> int:
    count = _counted(subscription, code, day)
    if code != USER:
        return count
    return max(count, _floor(subscription, ordered, day))


def _floor(subscription: Subscription, ordered: list[OrderLine], day: date) -> int:
    """Return what the quarter of a day lets the users fall to: nine tenths of its opening, or one user less."""
    quarter = date(day.year, day.month - (day.month - 1) % 3, 1)
    if subscription.starts_on >= quarter:
        form = [line.quantity for line in ordered if line.order_id == subscription.order_id]
        codes = [line.product_code for line in ordered if line.order_id == subscription.order_id]
        opening = dict(zip(codes, form, strict=True)).get(USER, 0)
    else:
        opening = _billed(subscription, ordered, USER, quarter - ONE_DAY)
    return max(0, opening - max(1, opening // 10))

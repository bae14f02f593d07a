"""The tables that a month is billed from, read for all accounts of a partner at once.

The number of queries never depends on the number of accounts. Stand in the partner's schema.

Terms: telavox.4, bt.11, bt.11d, bt.11k
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from billing.ledger.counted import Told, by_element, last_days
from billing.ledger.elements import PRINCIPAL
from billing.ledger.frozen import Named
from billing.ledger.models import Discount
from billing.ledger.readings import DatedReading, chosen_readings, readings_on
from billing.ledger.works import works_to_bill
from billing.rules.days import ONE_DAY, Days, quarter_of
from billing.rules.interventions import Intervention
from extranet.catalogue.families import Family
from extranet.catalogue.models import Price, PriceList, Product
from extranet.ordering.models import Order, OrderLine, Subscription
from extranet.partners.models import LANGUAGES
from extranet.platforms.models import Count, ReportedDay
from extranet.platforms.selectors import Counted, counts_between, reported_between

USER: Final = PRINCIPAL[Family.BT]


class Ordered(NamedTuple):
    """A line of a placed order: what was agreed, for a service of a client, from which day on."""

    client_id: UUID
    order_id: UUID
    number: str
    family: str
    starts_on: date
    product: str
    quantity: int
    unit_price: Decimal


class Contract(NamedTuple):
    """A subscription among others of its client and service."""

    id: UUID
    client_id: UUID
    family: str
    order_id: UUID
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Listed:
    """The price lists that hold on days of a month: by first day, the price of each product and the list's number."""

    versions: Mapping[date, Mapping[str, Decimal]]
    numbers: Mapping[date, int]


@dataclass(frozen=True)
class Tables:
    """Everything the facts of a month are made of.

    `subscriptions`: those with service in the month, with client. `contracts`: all of those clients.
    `works`: billed by time and not billed yet, by subscription. `listed_then`: from the first of their days on.
    `told`: the month's counts and some days before; `told_at_quarters`: users, around the ends of quarters.
    """

    month: Days
    subscriptions: Sequence[Subscription]
    contracts: Sequence[Contract]
    ordered: Sequence[Ordered]
    told: Mapping[UUID, Told]
    told_at_quarters: Mapping[UUID, Told]
    listed: Listed
    listed_then: Listed
    works: Mapping[UUID, Sequence[Intervention]]
    products: Mapping[str, Named]
    families: Mapping[str, str]
    discounts: Sequence[tuple[date, Decimal]]
    chosen: Sequence[DatedReading]


def read_tables(*, partner: str, month: Days, client_id: UUID | None = None, is_with_late: bool = True) -> Tables:
    """Return the tables of a partner's month, in a dozen queries; `client_id`: of one client only.

    `is_with_late`: with the work of earlier months that no invoice bills yet.

    Terms: telavox.4, bt.11
    Reading: first and last day are half-open: the end of a service is its first day without.
    """
    works = works_to_bill(month, is_with_late=is_with_late)
    served = Q(starts_on__lt=month.end) & (Q(ends_on__isnull=True) | Q(ends_on__gt=month.start))
    # Work is billed also where the service has ended, or has not begun.
    found = Subscription.objects.filter(served | Q(pk__in=works))
    if client_id is not None:
        found = found.filter(client_id=client_id)
    subscriptions = list(found.select_related("client"))
    ids = [subscription.pk for subscription in subscriptions]
    chosen = chosen_readings()
    since = month.start - timedelta(days=readings_on(chosen, month.start).assumed_days)
    days = reported_between(ids, since, month.end)
    counts = counts_between(ids, since, month.end)
    clients = {subscription.client_id for subscription in subscriptions}
    products = list(Product.objects.order_by("pk"))
    days_of_work = [work.on for own in works.values() for work in own]
    return Tables(
        month=month,
        subscriptions=subscriptions,
        contracts=_contracts(clients),
        ordered=_ordered(clients, month.end),
        told={pk: Told(by_element(counts[pk]), frozenset(days[pk])) for pk in ids},
        told_at_quarters=_told_at_quarters(subscriptions, month, chosen),
        listed=_listed(month),
        listed_then=_listed(Days(min([month.start, *days_of_work]), month.end)) if days_of_work else Listed({}, {}),
        works=works,
        products={product.code: _named(product) for product in products},
        families={product.code: product.family for product in products},
        discounts=list(
            Discount.objects.filter(partner=partner).order_by("valid_from").values_list("valid_from", "percentage")
        ),
        chosen=chosen,
    )


def _contracts(clients: Collection[UUID]) -> list[Contract]:
    rows = Subscription.objects.filter(client_id__in=clients).order_by("starts_on", "pk")
    return [Contract(*row) for row in rows.values_list(*Contract._fields)]


def _ordered(clients: Collection[UUID], end: date) -> list[Ordered]:
    """Return what these clients ordered for days before `end`, the oldest first."""
    rows = (
        OrderLine.objects.filter(order__client_id__in=clients, order__status=Order.Status.PLACED)
        .filter(order__starts_on__lt=end)
        .order_by("order__starts_on", "order__placed_at", "order__number", "position")
        .values_list(
            "order__client_id",
            "order_id",
            "order__number",
            "family",
            "order__starts_on",
            "product_code",
            "quantity",
            "unit_price",
        )
    )
    # A placed order has its first day, says the database.
    return [Ordered(*cast("Any", row)) for row in rows]


def _told_at_quarters(
    subscriptions: Iterable[Subscription], month: Days, chosen: Iterable[DatedReading]
) -> dict[UUID, Told]:
    """Return the users of Business Telephony around the last days of the quarters before `month`'s."""
    settings = tuple(chosen)
    begun = {one.pk: one.starts_on for one in subscriptions if one.family == Family.BT}
    begun = {pk: start for pk, start in begun.items() if start < quarter_of(month.start).start}
    if not begun:
        return {}
    first = min(begun.values())
    wanted = {
        last - back * ONE_DAY
        for last in last_days(first, month)
        for back in range(readings_on(settings, last).assumed_days + 1)
    }
    counts: dict[UUID, list[Counted]] = defaultdict(list)
    rows = Count.objects.filter(
        subscription_id__in=begun, element=USER, days__overlap=DateRange(first, quarter_of(month.start).start)
    )
    for pk, days, quantity in rows.order_by("days").values_list("subscription_id", "days", "quantity"):
        counts[pk].append(Counted(USER, days.lower, days.upper, quantity))
    told: dict[UUID, set[date]] = defaultdict(set)
    reports = ReportedDay.objects.filter(subscription_id__in=begun, day__in=wanted)
    for pk, day in reports.values_list("subscription_id", "day"):
        told[pk].add(day)
    return {pk: Told({USER: counts[pk]}, told[pk]) for pk in begun}


def _listed(month: Days) -> Listed:
    """Return the price list in force when the month begins, and those that begin in it."""
    in_force: list[PriceList] = []
    for price_list in PriceList.objects.filter(valid_from__lt=month.end).order_by("-valid_from"):
        in_force.append(price_list)
        if price_list.valid_from <= month.start:
            break
    since = {price_list.pk: price_list.valid_from for price_list in reversed(in_force)}
    versions: dict[date, dict[str, Decimal]] = {valid_from: {} for valid_from in since.values()}
    prices = Price.objects.filter(price_list_id__in=since)
    for pk, code, unit_price in prices.values_list("price_list_id", "product__code", "unit_price"):
        versions[since[pk]][code] = unit_price
    return Listed(versions, {price_list.valid_from: price_list.number for price_list in in_force})


def _named(product: Product) -> Named:
    languages = [code for code, _label in LANGUAGES]
    return Named(
        code=product.code,
        position=product.position,
        is_retired=product.is_retired,
        names={language: product.name_in(language) for language in languages},
        units={language: product.unit_in(language) for language in languages},
    )

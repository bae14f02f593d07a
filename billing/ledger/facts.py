"""From the tables to the facts of the rules: what is known of every account of a partner in one month.

Terms: telavox.4, bt.11, bt.11d, bt.11i, bt.11k
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError

from billing.ledger.counted import NotWhole, Told, quarter_opening, reported
from billing.ledger.elements import PRINCIPAL, Source, element_of
from billing.ledger.frozen import Account, AccountFacts, Agreement, Buyer, LedgerPark, Named, SetAside
from billing.ledger.readings import readings_on
from billing.ledger.tables import USER, Contract, Listed, Ordered, Tables, read_tables
from billing.rules.days import Days
from billing.rules.facts import AccountMonth
from billing.rules.facts import Order as OrderForm
from billing.rules.facts import Source as Counts
from billing.rules.interventions import Intervention
from billing.rules.packs import Pack
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion
from billing.rules.readings import HOURLY_WORK
from billing.rules.vat import HOME, Supply, vat_decision
from extranet.catalogue.families import Family
from extranet.clients.models import Client
from extranet.ordering.models import Subscription
from extranet.partners.models import Partner

log = structlog.get_logger("billing.ledger")
ZERO: Final = Decimal(0)
NO_TOLD: Final = Told({}, frozenset())


def collect_facts(
    *, partner: Partner, month: Days, client_id: UUID | None = None, is_with_late: bool = True
) -> list[AccountFacts | SetAside]:
    """Return the facts of every account with service in `month` or work to bill, or why one cannot be understood.

    `is_with_late`: with the work of earlier months that no invoice bills yet. Stand in the partner's schema.
    One account that cannot be understood never stops the others.

    Terms: telavox.4, bt.11
    """
    tables = read_tables(partner=partner.schema_name, month=month, client_id=client_id, is_with_late=is_with_late)
    books, then = _books(tables, tables.listed), _books(tables, tables.listed_then)
    collecting = _Collecting(partner, tables, _orders_by_contract(tables), books, then)
    return [collecting.of(subscription) for subscription in tables.subscriptions]


@dataclass(frozen=True)
class _Collecting:
    """The tables, and what is shared by the accounts of a partner. `orders`: by subscription, the oldest first.

    `then`: the price lists by service, from the first day on which there is work to bill.
    """

    partner: Partner
    tables: Tables
    orders: Mapping[UUID, list[Ordered]]
    books: Mapping[str, PriceBook]
    then: Mapping[str, PriceBook]

    def of(self, subscription: Subscription) -> AccountFacts | SetAside:
        account = _account(subscription)
        try:
            return self._facts(account, subscription)
        except NotWhole as refusal:
            product = self.tables.products.get(refusal.code)
            element = element_of(refusal.code).name
            return SetAside(account, LedgerPark.NOT_WHOLE, element, refusal.day, product=product)
        except (SoftTimeLimitExceeded, DatabaseError):
            raise  # the worker's time is over, or the database went: no fault of this account
        # Whatever is wrong with one account, the others are billed.
        except Exception as error:
            log.exception("account_not_collected", subscription=str(subscription.pk))
            return SetAside(account, LedgerPark.FAULT, error=type(error).__name__)

    def _facts(self, account: Account, subscription: Subscription) -> AccountFacts:
        tables, orders = self.tables, self.orders.get(subscription.pk, [])
        codes = _codes(subscription.family, tables.told[subscription.pk], orders)
        return AccountFacts(
            buyer=_buyer(self.partner, subscription.client),
            account=account,
            month=self._month(subscription, codes, orders),
            products=self._products([*codes, *_bought(orders)], subscription),
            agreed=_agreed(orders),
            lists={start.isoformat(): number for start, number in self._listed(subscription).numbers.items()},
        )

    def _products(self, codes: list[str], subscription: Subscription) -> dict[str, Named]:
        known = self.tables.products
        named = {element_of(code).name: known[code] for code in codes}
        # Without a product there is no price either: the account waits for one, with that reason.
        if subscription.pk in self.tables.works and HOURLY_WORK in known:
            named[HOURLY_WORK] = known[HOURLY_WORK]
        return named

    def _listed(self, subscription: Subscription) -> Listed:
        return self.tables.listed_then if self._late(subscription) else self.tables.listed

    def _late(self, subscription: Subscription) -> tuple[Intervention, ...]:
        return tuple(work for work in self._works(subscription) if work.on not in self.tables.month)

    def _works(self, subscription: Subscription) -> Sequence[Intervention]:
        return self.tables.works.get(subscription.pk, ())

    def _month(self, subscription: Subscription, codes: list[str], orders: list[Ordered]) -> AccountMonth:
        tables, told = self.tables, self.tables.told[subscription.pk]
        readings = readings_on(tables.chosen, tables.month.start)
        counted: dict[str, Counts] = {
            element_of(code).name: reported(told, code, tables.month, readings.assumed_days) for code in codes
        }
        late = self._late(subscription)
        return AccountMonth(
            service=Family(subscription.family),
            month=tables.month,
            order=_order_form(subscription, orders, tables.month),
            price_book=(self.then if late else self.books)[subscription.family],
            # A partner and a client have a Belgian enterprise number and address.
            vat=vat_decision(HOME, is_vat_number_valid=True, supply=Supply.SERVICE).vat,
            elements=counted,
            partner_discount_pct=self._discount(max(tables.month.start, subscription.starts_on)),
            quarter_opening=self._opening(subscription, orders),
            packs=tuple(_packs(subscription, orders)),
            interventions=tuple(work for work in self._works(subscription) if work.on in tables.month),
            readings=readings,
            late=late,
        )

    def _discount(self, day: date) -> Decimal:
        """Return the partner's discount on a day.

        Terms: bt.11k
        Reading: the one in force on the account's first service day of the month holds for the month.
        """
        return next((pct for start, pct in reversed(self.tables.discounts) if start <= day), ZERO)

    def _opening(self, subscription: Subscription, orders: list[Ordered]) -> int | None:
        if subscription.family != Family.BT:
            return None
        return quarter_opening(
            self.tables.told_at_quarters.get(subscription.pk, NO_TOLD),
            USER,
            start=subscription.starts_on,
            ordered=_users_ordered(subscription, orders),
            month=self.tables.month,
            chosen=self.tables.chosen,
        )


def _account(subscription: Subscription) -> Account:
    return Account(
        subscription_id=subscription.pk,
        client_id=subscription.client_id,
        client_name=subscription.client.name,
        family=Family(subscription.family),
        account=subscription.account,
    )


def _buyer(partner: Partner, client: Client) -> Buyer:
    """Return who is billed for a client's services: its partner, or the client itself when it has none.

    Terms: general.1
    """
    billed = client if partner.is_house else partner
    return Buyer(
        partner=partner.schema_name,
        client_id=client.pk if partner.is_house else None,
        name=billed.legal_name,
        enterprise_number=billed.enterprise_number,
        street=billed.street,
        postal_code=billed.postal_code,
        municipality=billed.municipality,
        language=billed.language,
    )


# ---------- Elements ----------
def _codes(family: str, told: Told, orders: list[Ordered]) -> list[str]:
    """Return the products that are counted on an account: reported in these days, or ordered.

    What was ordered and is not reported is not known, so it must not be missing. What is bought is not counted.

    Terms: telavox.4, bt.11
    """
    codes = {*told.counts, *(line.product for line in orders)}
    codes = {code for code in codes if element_of(code).source is Source.CONFIGURED}
    if family == Family.BT or not codes:
        codes.add(PRINCIPAL[family])
    return sorted(codes)


def _bought(orders: list[Ordered]) -> list[str]:
    return sorted({line.product for line in orders if element_of(line.product).source is Source.BOUGHT})


def _packs(subscription: Subscription, orders: list[Ordered]) -> Iterator[Pack]:
    """Yield the packs bought for an account, each from the first day of its order.

    Terms: bt.11i
    Reading: bought, not consumed: what a platform reports of a pack is not looked at. A pack ends with its service.
    """
    for line in orders:
        element = element_of(line.product)
        if element.source is Source.BOUGHT:
            start = max(line.starts_on, subscription.starts_on)
            yield Pack(element.name, line.quantity, element.channel_limit, start, subscription.ends_on)


# ---------- Orders ----------
def _orders_by_contract(tables: Tables) -> dict[UUID, list[Ordered]]:
    """Return the order lines of each subscription: those that opened it, and those that came on top.

    Reading: an order for a service that the client has already opens no subscription; it belongs to the one that
    runs on its first day, else to the first that begins after.
    """
    opened = {(one.order_id, one.family): one for one in tables.contracts}
    same: dict[tuple[UUID, str], list[Contract]] = {}
    for one in tables.contracts:
        same.setdefault((one.client_id, one.family), []).append(one)
    found: dict[UUID, list[Ordered]] = {}
    for line in tables.ordered:
        contract = opened.get((line.order_id, line.family)) or _running(
            same.get((line.client_id, line.family), []), line
        )
        if contract is not None:
            found.setdefault(contract.id, []).append(line)
    return found


def _running(contracts: list[Contract], line: Ordered) -> Contract | None:
    lasting = [one for one in contracts if one.ends_on is None or one.ends_on > line.starts_on]
    begun = [one for one in lasting if one.starts_on <= line.starts_on]
    return begun[-1] if begun else next(iter(lasting), None)


def _users_ordered(subscription: Subscription, orders: list[Ordered]) -> int:
    """Return the users of the order form.

    Terms: bt.11d
    Reading: of the order that opened the service; later ones are increases, which never raise an opening.
    """
    return sum(line.quantity for line in orders if (line.order_id, line.product) == (subscription.order_id, USER))


def _order_form(subscription: Subscription, orders: list[Ordered], month: Days) -> OrderForm:
    """Return what the orders of a subscription say about a month.

    Terms: telavox.4, bt.11
    Reading: the newest order that names a product, from its first day on, has the price agreed.
    """
    agreed: dict[str, Price] = {}
    later: dict[date, dict[str, Price]] = {}
    for line in orders:
        is_first = line.order_id == subscription.order_id or line.starts_on <= month.start
        prices = agreed if is_first else later.setdefault(line.starts_on, {})
        prices[element_of(line.product).name] = _price(line.unit_price)
    return OrderForm(
        start=subscription.starts_on,
        end=subscription.ends_on,
        users=_users_ordered(subscription, orders),
        prices=agreed,
        later_prices=tuple(PriceVersion(start, prices) for start, prices in sorted(later.items())),
    )


def _agreed(orders: list[Ordered]) -> dict[str, tuple[Agreement, ...]]:
    found: dict[str, tuple[Agreement, ...]] = {}
    for line in orders:
        name = element_of(line.product).name
        found[name] = (*found.get(name, ()), Agreement(line.number, line.starts_on))
    return found


# ---------- Prices ----------
def _books(tables: Tables, listed: Listed) -> dict[str, PriceBook]:
    """Return the price lists by service, as one element of the rules may be several products'.

    Terms: bt.11k, general.3, general.6
    Reading: an hour of work has one price, whatever the service.
    """
    return {
        family: PriceBook(
            tuple(
                PriceVersion(
                    start,
                    {
                        element_of(code).name: _price(amount)
                        for code, amount in sorted(prices.items())
                        if tables.families[code] == family or code == HOURLY_WORK
                    },
                )
                for start, prices in listed.versions.items()
            )
        )
        for family in Family
    }


def _price(unit_price: Decimal) -> Price:
    return Price(PriceModel.PER_UNIT, unit_price=unit_price)

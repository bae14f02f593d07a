"""The facts of a doubt as they stood: what is configured or declared, from where, at what price, under which text.

Terms: telavox.4b, bt.11d
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

from django.utils.translation import gettext as _

from extranet.catalogue.families import Family
from extranet.catalogue.models import Price, Product
from extranet.catalogue.selectors import price_list_in_force
from extranet.clients.models import Client
from extranet.errors import InvalidInput
from extranet.ordering.models import Order, OrderLine, Subscription
from extranet.outbox.services import JSON
from extranet.partners.models import LANGUAGES
from extranet.platforms.models import Count, ReportedDay
from extranet.platforms.presenting import BRIDGED_DAYS
from extranet.terms.models import Part
from extranet.terms.selectors import newest_versions
from support.chain import canonical

REPORTED, ASSUMED, UNKNOWN = "reported", "assumed", "unknown"
# Where the terms ask to clarify a doubt; elsewhere it is a request like any other.
CLAUSES: Final[Mapping[str, str]] = {Family.TELAVOX: "telavox.4b", Family.BT: "bt.11d"}
OTHERWISE: Final = "general.7"


@dataclass(frozen=True)
class About:
    """What a doubt is about: an element of a subscription, or of an order that is not open yet, on a day."""

    element: str
    day: date
    subscription: Subscription | None = None
    order: Order | None = None

    @property
    def client(self) -> Client:
        """Whose it is. Raises ValueError when it is about nothing."""
        owner = self.subscription or self.order
        if owner is None:
            raise ValueError("a doubt is about a subscription or an order")
        return owner.client


def clause_of(family: str) -> str:
    """Return the clause that asks to clarify a doubt about a service.

    Terms: telavox.4b, bt.11d
    Reading: the terms name doubt for two services; a doubt about another is an ordinary request.
    """
    return CLAUSES.get(family, OTHERWISE)


def product_of(about: About) -> Product:
    """Return the product a doubt is about. Raises InvalidInput for one that its service does not have."""
    product = Product.objects.filter(code=about.element).first()
    families = [about.subscription.family] if about.subscription else (about.order.families if about.order else [])
    if product is None or product.family not in families:
        sentence = _("Choisissez un élément de ce service : revenez à la page du client.")
        raise InvalidInput(sentence, code="element", fields={"element": sentence})
    return product


def frozen(about: About, product: Product) -> dict[str, JSON]:
    """Return the facts of a doubt, in words of JSON: quantities and prices as text, days as ISO.

    Keys: `day`, `client`, `family`, `element` (code and names), `terms` (clause and version), `price` (price list
    and price of that day) and, of a subscription, `account`, `service`, `count` and `order`; of an order, `order`
    and `declared`.

    Terms: telavox.4b, bt.11d
    """
    facts: dict[str, JSON] = {
        "day": about.day.isoformat(),
        "client": about.client.name,
        "family": product.family,
        "element": {"code": product.code, **{code: product.name_in(code) for code, _label in LANGUAGES}},
        "terms": _terms(product.family, about.day),
        "price": _price(product, about.day),
    }
    if about.subscription is not None:
        one = about.subscription
        facts |= {
            "account": one.account,
            "service": {"starts_on": one.starts_on.isoformat(), "ends_on": _iso(one.ends_on)},
            "count": _count(one, about),
            "order": _line(one.order, about.element),
        }
    elif about.order is not None:
        facts |= {"order": _line(about.order, about.element), "declared": _declared(about.order)}
    return facts


def digest_of_facts(facts: Mapping[str, object]) -> str:
    """Return the SHA-256 of facts as canonical JSON: whoever has the facts can tell that they are the same."""
    return sha256(canonical(facts)).hexdigest()


def _terms(family: str, day: date) -> JSON:
    clause = clause_of(family)
    version = newest_versions(day).get(Part(clause.partition(".")[0]))
    return {"clause": clause, "version": version.number if version else None}


def _price(product: Product, day: date) -> JSON:
    price_list = price_list_in_force(day)
    if price_list is None:
        return None
    price = Price.objects.filter(price_list=price_list, product=product).first()
    return {"price_list": price_list.number, "unit_price": str(price.unit_price) if price else None}


def _count(subscription: Subscription, about: About) -> JSON:
    """Return what is counted that day: reported, assumed from the last report, or not known.

    Terms: telavox.4, bt.11
    Reading: a day not reported keeps the last known quantity for three days.
    """
    reports = ReportedDay.objects.filter(subscription=subscription, day__lte=about.day)
    report = reports.order_by("-day").first()
    if report is None or about.day - report.day > timedelta(days=BRIDGED_DAYS):
        return {"state": UNKNOWN, "quantity": None, "reported_on": _iso(report.day if report else None)}
    row = Count.objects.filter(subscription=subscription, element=about.element, days__contains=report.day).first()
    return {
        "state": REPORTED if report.day == about.day else ASSUMED,
        "quantity": format(row.quantity.normalize(), "f") if row else "0",
        "reported_on": report.day.isoformat(),
        "source": row.source if row else None,
        "received_at": (row.received_at if row else report.last_received_at).isoformat(),
    }


def _line(order: Order, element: str) -> JSON:
    line = OrderLine.objects.filter(order=order, product_code=element).first()
    return {
        "number": order.number,
        "status": order.status,
        "quantity": line.quantity if line else 0,
        "unit_price": str(line.unit_price) if line else None,
        "price_list": order.price_list,
    }


def _declared(order: Order) -> JSON:
    return {
        "revision": order.revision,
        "alarm_or_lift_lines": order.alarm_or_lift_lines,
        "automatic_diallers": order.automatic_diallers,
        "fax_use": order.fax_use,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

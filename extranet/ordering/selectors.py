"""Reads of orders, narrowed by person, and where each order stands."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from extranet.accounts.models import Membership, User
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.catalogue.selectors import prices_on
from extranet.clients.selectors import own_client_id
from extranet.ordering.models import Order, Subscription
from extranet.ordering.rules import Orderer, PriceChange, StepKey, open_step, price_changes, who_may_order
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema
from extranet.terms.models import Acceptance, Part
from extranet.terms.rules import is_current, required_parts
from extranet.terms.selectors import newest_versions
from extranet.terms.services import Organisation


# ---------- Who ----------
def visible_orders(person: Person) -> QuerySet[Order]:
    """Return the orders a person may see: a client's people see those of their client only."""
    orders = Order.objects.select_related("client")
    return orders.filter(client_id=own_client_id(person)) if person.is_client else orders


def visible_subscriptions(person: Person) -> QuerySet[Subscription]:
    """Return the services a person may see: a client's people see those of their client only."""
    subscriptions = Subscription.objects.select_related("order")
    return subscriptions.filter(client_id=own_client_id(person)) if person.is_client else subscriptions


def orderer_of(actor: User) -> tuple[Orderer, Partner] | None:
    """Return as whom `actor` orders in the schema we stand in, and at which partner; None for a stranger."""
    membership = Membership.objects.filter(user=actor, partner_id=current_schema()).select_related("partner").first()
    if membership is None:
        return None
    return Orderer(membership.role, membership.partner.is_house, membership.client_id), membership.partner


def may_order(person: Person, partner: Partner | None, *, client_id: UUID) -> bool:
    """Return whether a person may order for the client: pages show it, services ask again.

    Terms: general.1
    """
    if partner is None or not person.may(Right.PLACE_ORDERS):
        return False
    orderer = Orderer(person.role, partner.is_house, person.client_id)
    return who_may_order(orderer, client_id=client_id).is_allowed


def organisation_ordering(order: Order, partner: Partner) -> Organisation:
    """Return the organisation that an order commits: the partner, or at the house the direct client.

    Terms: general.1
    """
    if not partner.is_house:
        return Organisation.of_partner(partner)
    client = order.client
    kind = Acceptance.OrganisationKind.CLIENT
    return Organisation(kind, str(client.pk), client.legal_name, client.enterprise_number)


# ---------- Terms ----------
def acceptance_of(order: Order) -> Acceptance | None:
    """Return the evidence a placed order rests on, None before it is placed.

    Terms: general.1
    """
    return Acceptance.objects.get(pk=order.acceptance_id) if order.acceptance_id else None


def current_acceptance(order: Order, *, user_id: UUID, day: date) -> Acceptance | None:
    """Return what this person accepted for this order, when it is exactly the versions in force on `day`.

    Terms: general.1
    """
    return current_acceptances([order], user_id=user_id, day=day).get(order.pk)


def current_acceptances(orders: Iterable[Order], *, user_id: UUID, day: date) -> dict[UUID, Acceptance]:
    """Return, by order, the acceptance this person gave of exactly the versions in force on `day`."""
    wanted = {order.pk: frozenset(required_parts(order.families)) for order in orders if order.families}
    in_force = {part: version.number for part, version in newest_versions(day).items()}
    given = Acceptance.objects.filter(
        partner=current_schema(), kind=Acceptance.Kind.ORDER, order_id__in=wanted, user_id=user_id
    )
    found: dict[UUID, Acceptance] = {}
    for acceptance in given.prefetch_related("documents").order_by("accepted_at"):
        if acceptance.order_id is None:
            continue
        parts = wanted[acceptance.order_id]
        accepted = {Part(document.part): document.number for document in acceptance.documents.all()}
        if accepted.keys() == parts and is_current(accepted, in_force, parts):
            found[acceptance.order_id] = acceptance
    return found


# ---------- Where an order stands ----------
def step_of(order: Order, *, user_id: UUID, day: date) -> StepKey:
    """Return the first step of a draft that this person has not done."""
    return steps_of([order], user_id=user_id, day=day)[order.pk]


def steps_of(orders: Iterable[Order], *, user_id: UUID, day: date) -> dict[UUID, StepKey]:
    """Return, by order, the first step that this person has not done."""
    listed = list(orders)
    accepted = current_acceptances(listed, user_id=user_id, day=day)
    return {
        order.pk: open_step(
            has_lines=bool(order.families), is_declared=order.is_declared, is_accepted=order.pk in accepted
        )
        for order in listed
    }


def changed_prices(order: Order, *, day: date) -> list[PriceChange]:
    """Return the lines of a draft whose price is no longer the one its orderer saw."""
    seen = {line.product_code: line.unit_price for line in order.lines.all()}
    return price_changes(seen, price_by_code(day))


def price_by_code(day: date) -> Mapping[str, Decimal]:
    """Return the price in force on a day of everything on sale, by product code."""
    return {price.product.code: price.unit_price for price in prices_on(day)}

"""Writes about orders: start, choose, declare, accept, place, discard.

Every write locks the order, asks who may order, and refuses a form that showed an older revision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.catalogue.families import in_order
from extranet.catalogue.selectors import prices_on
from extranet.clients.models import Client
from extranet.errors import IllegalMove, Stale
from extranet.ordering.drafting import (
    carries_fax,
    check_start,
    checked_answers,
    chosen_prices,
    locked_counter,
    new_line,
)
from extranet.ordering.guards import locked_draft, require_fresh, require_orderer, require_served
from extranet.ordering.models import Order
from extranet.ordering.placing import check_prices, check_ready, is_same_placing, open_subscriptions, reprice
from extranet.ordering.rules import Answers, Severity, questions_for
from extranet.ordering.selectors import current_acceptance, organisation_ordering
from extranet.outbox.services import enqueue
from extranet.partners.models import Partner
from extranet.terms.models import Acceptance, TermsText
from extranet.terms.services import Occasion, ShownText, accept_terms
from extranet.terms.wording import acceptance_statement
from extranet.times import brussels_day


# ---------- Drafts ----------
@transaction.atomic
def start_order(*, order_id: UUID, client_id: UUID, actor: User, at: datetime) -> Order:
    """Start a draft for a client. `order_id` comes from the page, so that a double click starts one draft.

    Raises Client.DoesNotExist, NotAllowed, IllegalMove for a client no longer served, Stale.

    Terms: general.1
    """
    client = Client.objects.get(pk=client_id)
    require_orderer(actor, client_id)
    # The counter's row is the lock: a second click waits here, then finds the first draft.
    counter = locked_counter(brussels_day(at).year)
    known = Order.objects.filter(pk=order_id).first()
    if known is not None:
        if (known.created_by_id, known.client_id) != (actor.pk, client_id):
            raise Stale(_("Cette page a déjà servi. Recommencez une commande."), code="order_id_used")
        return known
    require_served(client)
    counter.last += 1
    counter.save(update_fields=["last"])
    order = Order.objects.create(
        pk=order_id,
        number=f"C-{counter.year}-{counter.last:04d}",
        client=client,
        client_name=client.name,
        language=actor.language,
        created_at=at,
        created_by_id=actor.pk,
        created_by_name=actor.name,
        changed_at=at,
    )
    audit.record(actor=actor, act="order.started", target=order, at=at, changes={"client": client.name})
    return order


@transaction.atomic
def choose_lines(
    *,
    order_id: UUID,
    revision: int,
    quantities: Mapping[str, int],
    starts_on: date,
    actor: User,
    at: datetime,
) -> Order:
    """Set the products of a draft, at the prices in force, and the first day wished.

    `quantities` by product code; zero is none. Another choice of services asks for new declarations.
    Raises Order.DoesNotExist, NotAllowed, IllegalMove, Stale, InvalidInput.

    Terms: telavox.4, bt.11
    """
    order, _partner = locked_draft(order_id, revision, actor)
    day = brussels_day(at)
    chosen = chosen_prices(quantities, prices_on(day))
    check_start(starts_on, day)
    before = (set(order.families), carries_fax(order))
    order.lines.all().delete()
    lines = order.lines.bulk_create(new_line(order, place, price, count) for place, (price, count) in enumerate(chosen))
    order.families = list(in_order(price.product.family for price, _count in chosen))
    order.monthly_total = sum((line.amount for line in lines), start=Decimal(0))
    order.price_list = chosen[0][0].price_list.number
    order.starts_on = starts_on
    if (set(order.families), carries_fax(order)) != before:
        order.declared_at = None
    _save_draft(order, at, "families", "monthly_total", "price_list", "starts_on", "declared_at")
    facts = {"quantities": {price.product.code: count for price, count in chosen}, "starts_on": starts_on}
    audit.record(actor=actor, act="order.lines_chosen", target=order, at=at, changes=facts)
    return order


@transaction.atomic
def declare(*, order_id: UUID, revision: int, answers: Answers, actor: User, at: datetime) -> Order:
    """Keep what the orderer declares about the use of the services ordered.

    Raises Order.DoesNotExist, NotAllowed, IllegalMove, Stale, InvalidInput: what the terms refuse is not kept.

    Terms: telavox.2, bt.9, sip.2, telavox.3, bt.10, sip.3, sip.5
    """
    order, _partner = locked_draft(order_id, revision, actor)
    if not order.families:
        raise IllegalMove(_("Choisissez d’abord les services de la commande."), code="order_without_lines")
    kept = answers if questions_for(order.families) else Answers()
    objections = checked_answers(order, kept)
    for name, answer in asdict(kept).items():
        setattr(order, name, answer)
    order.declared_at = at
    order.needs_review = any(objection.severity is Severity.REVIEW for objection in objections)
    _save_draft(order, at, *asdict(kept), "declared_at", "needs_review")
    noted = [{"severity": one.severity, "clauses": one.clauses} for one in objections]
    changes = {**asdict(kept), "objections": noted}
    audit.record(actor=actor, act="order.declared", target=order, at=at, changes=changes)
    return order


@transaction.atomic
def discard_order(*, order_id: UUID, revision: int, actor: User, at: datetime) -> Order:
    """Give up a draft. Its number is not used again.

    Raises Order.DoesNotExist, NotAllowed, IllegalMove, Stale.
    """
    order, _partner = locked_draft(order_id, revision, actor)
    order.move_to(Order.Status.DISCARDED, at=at)
    order.discarded_by_name = actor.name
    _save_draft(order, at, "status", "discarded_at", "discarded_by_name")
    audit.record(actor=actor, act="order.discarded", target=order, at=at)
    return order


# ---------- Terms and placing ----------
@transaction.atomic
def accept_order_terms(
    *,
    order_id: UUID,
    revision: int,
    shown: Sequence[ShownText],
    ip: str,
    user_agent: str,
    actor: User,
    at: datetime,
) -> Acceptance:
    """Record that `actor` accepts, for this order, the texts a page showed them. Twice is once.

    Raises Order.DoesNotExist, NotAllowed, IllegalMove, Stale when the order or a text changed since.

    Terms: general.1
    """
    order, partner = locked_draft(order_id, revision, actor)
    if not order.is_declared:
        raise IllegalMove(_("Répondez d’abord aux déclarations de la commande."), code="order_not_declared")
    organisation = organisation_ordering(order, partner)
    texts = {text.pk: text for text in TermsText.objects.filter(pk__in=[one.text_id for one in shown])}
    listed = [texts[one.text_id] for one in shown if one.text_id in texts]
    return accept_terms(
        actor=actor,
        organisation=organisation,
        occasion=Occasion(tuple(order.families), order.pk, order.number, order.client_name),
        shown=shown,
        statement=acceptance_statement(organisation.name, listed) if listed else "",
        ip=ip,
        user_agent=user_agent,
        at=at,
    )


@transaction.atomic
def place_order(*, order_id: UUID, revision: int, price_list: int, actor: User, at: datetime) -> Order:
    """Place an order: from now on it commits and does not change. Twice is once.

    `price_list`: number of the list whose prices the orderer read. Once committed, the orderer gets a
    confirmation, and the client's contact when a partner ordered. Raises Order.DoesNotExist, NotAllowed,
    IllegalMove, InvalidInput, Stale when prices or terms changed since they were read.

    Terms: general.1
    Reading: the same person accepted, for this order, exactly the versions in force at this instant.
    """
    order = Order.objects.select_for_update().get(pk=order_id)
    partner = require_orderer(actor, order.client_id)
    if is_same_placing(order, revision, actor):
        return order
    require_fresh(order, revision)
    day = brussels_day(at)
    require_served(order.client)
    starts_on = check_ready(order, day)
    prices = check_prices(order, price_list, day)
    acceptance = current_acceptance(order, user_id=actor.pk, day=day)
    if acceptance is None:
        raise Stale(_("Acceptez d’abord les conditions en vigueur pour cette commande."), code="terms_not_accepted")
    reprice(order, prices, language=actor.language)
    order.move_to(Order.Status.PLACED, at=at)
    order.acceptance_id = acceptance.pk
    order.placed_by_id, order.placed_by_name, order.placed_by_email = actor.pk, actor.name, actor.email
    order.revision += 1
    order.save()
    opened = open_subscriptions(order, starts_on)
    changes = {
        "acceptance": acceptance.number,
        "price_list": price_list,
        "monthly_total": order.monthly_total,
        "starts_on": starts_on,
        "opened": [subscription.family for subscription in opened],
    }
    audit.record(actor=actor, act="order.placed", target=order, at=at, changes=changes)
    _enqueue_mails(order, partner)
    return order


def _enqueue_mails(order: Order, partner: Partner) -> None:
    enqueue("ordering.mail_order_placed", str(order.pk))
    if not partner.is_house and order.client.has_contact:
        enqueue("ordering.mail_client_of_order", str(order.pk))


def _save_draft(order: Order, at: datetime, *fields: str) -> None:
    order.revision += 1
    order.changed_at = at
    order.save(update_fields=[*fields, "revision", "changed_at"])

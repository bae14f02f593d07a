"""Reads of work billed by time, narrowed by person: staff, and whoever pays. Stand in the partner's schema.

Terms: general.3, general.6
"""

from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet

from extranet.accounts.models import Role
from extranet.accounts.people import Person
from extranet.catalogue.models import Price
from extranet.catalogue.selectors import price_list_in_force
from extranet.clients.models import InstallationRecord
from extranet.ordering.models import Subscription
from extranet.partners.models import Partner
from extranet.times import brussels_day
from support.contracts import running_on
from support.interventions.rules import Standing
from support.models import Intervention, Side, Ticket
from support.permissions import may_work, side_of
from support.selectors import visible_tickets

HOURLY_WORK: Final = "time_and_materials"


# ---------- Who reads, who acts ----------
def is_payer(person: Person, partner: Partner) -> bool:
    """Return whether a person stands for whoever pays: any of the partner's people, a direct client's administrator.

    Terms: general.3, general.6
    Reading: the operator bills the partner, which bills on as it likes: its client reads no price here.
    """
    if partner.is_house:
        return person.role == Role.CLIENT_ADMIN
    return side_of(person) is Side.PARTNER


def may_read_work(person: Person, partner: Partner) -> bool:
    """Return whether a person reads work billed by time: staff, and whoever pays."""
    return side_of(person) is Side.OPERATOR or is_payer(person, partner)


def may_handle_work(person: Person) -> bool:
    """Return whether a person proposes, decides, announces, notes and settles: staff at work on tickets.

    Terms: general.3, general.6
    """
    return side_of(person) is Side.OPERATOR and may_work(person)


def visible_work(person: Person, partner: Partner) -> QuerySet[Intervention]:
    """Return the work that a person reads: whoever pays, from its announcement on; staff all of it.

    Terms: general.3, general.6
    """
    works = Intervention.objects.select_related("ticket")
    if not may_read_work(person, partner):
        return works.none()
    works = works.filter(ticket__in=visible_tickets(person).order_by().values("pk"))
    return works if side_of(person) is Side.OPERATOR else works.filter(announced_at__isnull=False)


# ---------- What it is about ----------
def standing_of(work: Intervention) -> Standing:
    """Return what has happened to an intervention, as the pure rules read it.

    Terms: general.3, general.6
    """
    waive = Intervention.Decision.WAIVE
    return Standing(
        is_automatic=work.ground == Intervention.Ground.UNTRAINED_INSTALLER,
        is_decided=work.decision != "",
        is_waived=waive in (work.decision, work.settled_decision),
        is_announced=work.announced_at is not None,
        noted_on=brussels_day(work.noted_at) if work.noted_at else None,
        is_contested=work.contested_at is not None,
        is_settled=work.settled_at is not None,
        is_withdrawn=work.withdrawn_at is not None,
    )


def work_to_bill() -> QuerySet[Intervention]:
    """Return the work that nothing holds back: worked, neither contested and open, nor waived, nor withdrawn.

    Whether it is billed then, and how many increments, the rules of billing say from its ground and decision.

    Terms: general.3, general.6
    """
    waive = Intervention.Decision.WAIVE
    settled = Q(contested_at__isnull=True) | Q(settled_at__isnull=False)
    return Intervention.objects.filter(settled, worked_on__isnull=False, withdrawn_at__isnull=True).exclude(
        Q(decision=waive) | Q(settled_decision=waive)
    )


def untrained_installations(ticket: Ticket) -> QuerySet[InstallationRecord]:
    """Return the installations of the ticket's client, as they hold, done by somebody without a valid training.

    Terms: general.3
    """
    if ticket.client_id is None:
        return InstallationRecord.objects.none()
    records = InstallationRecord.objects.filter(
        site__client_id=ticket.client_id, is_installer_trained=False, replaced_by__isnull=True
    )
    return records.select_related("site").order_by("-installed_on")


def subscriptions_of(ticket: Ticket, day: date) -> QuerySet[Subscription]:
    """Return the running subscriptions of the ticket's client: on the invoice of one of them the work goes.

    Terms: general.3, general.6
    """
    if ticket.client_id is None:
        return Subscription.objects.none()
    return running_on(day).filter(client_id=ticket.client_id).order_by("family", "starts_on")


def hourly_rate(day: date) -> Decimal | None:
    """Return the price of an hour in the price list of a Brussels day; None when it has none.

    Terms: general.3, general.6
    """
    price_list = price_list_in_force(day)
    price = Price.objects.filter(price_list=price_list, product__code=HOURLY_WORK).first() if price_list else None
    return price.unit_price if price else None

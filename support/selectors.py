"""Reads of tickets, narrowed by person: a client's user sees their own, its administrator the client's, others all.

Terms: general.7
"""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from extranet.accounts.models import Role
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.clients.selectors import own_client_id
from support.desk.models import Page
from support.models import Entry, RoutingDecision, Side, Ticket
from support.permissions import PARTNERS_OWN, audiences_of, may_work, side_of
from support.rules import Ground, Result

OPEN = tuple(sorted(Ticket.UNSOLVED))


def visible_tickets(person: Person) -> QuerySet[Ticket]:
    """Return the tickets a person may see, in the schema we stand in.

    Terms: general.7
    """
    tickets = Ticket.objects.select_related("client")
    if not person.is_client:
        return tickets
    tickets = tickets.filter(client_id=own_client_id(person))
    return tickets if person.role == Role.CLIENT_ADMIN else tickets.filter(opened_by_id=person.user.pk)


def visible_entries(person: Person, ticket: Ticket) -> QuerySet[Entry]:
    """Return the entries of a ticket that a person reads.

    Terms: general.7
    """
    return ticket.entries.filter(audience__in=audiences_of(person)).order_by("position")


def waiting_for_me(person: Person) -> QuerySet[Ticket]:
    """Return the open tickets on which this person's side is to act.

    A client: what was answered with a question. A partner: the same of its own, and what went to it and nobody
    took up, or where its client wrote last. Staff have the desk.
    """
    tickets = visible_tickets(person)
    side = side_of(person)
    if side is Side.OPERATOR:
        return tickets.none()
    if side is Side.CLIENT:
        return tickets.filter(status=Ticket.Status.WAITING_CLIENT)
    asked_of_me = Q(status=Ticket.Status.WAITING_PARTNER)
    own = Q(opened_by_side=Side.PARTNER) | Q(escalated_at__isnull=False)
    if not may_work(person):
        return tickets.filter(asked_of_me, opened_by_id=person.user.pk)
    at_partner = Q(route__in=PARTNERS_OWN, escalated_at__isnull=True, opened_by_side=Side.CLIENT)
    to_take = Q(status__in=(Ticket.Status.NEW, Ticket.Status.REOPENED)) | Q(
        status=Ticket.Status.ACKNOWLEDGED, last_entry_side=Side.CLIENT
    )
    return tickets.filter((own & asked_of_me) | (at_partner & to_take))


def waiting_to_be_taken_over(person: Person) -> QuerySet[Ticket]:
    """Return the critical tickets of a partner's clients that no operator will act on tonight unless it escalates.

    Terms: general.7
    """
    if side_of(person) is not Side.PARTNER or not may_work(person):
        return Ticket.objects.none()
    return (
        visible_tickets(person)
        .filter(
            status__in=OPEN,
            acknowledged_at__isnull=True,
            opened_by_side=Side.CLIENT,
            escalated_at__isnull=True,
            route__in=(Result.PARTNER_CONTACT, Result.QUEUE),
        )
        .exclude(ground=Ground.NONE)
    )


def critical_open(person: Person) -> QuerySet[Ticket]:
    """Return the critical tickets that are not resolved."""
    return visible_tickets(person).filter(status__in=OPEN).exclude(ground=Ground.NONE)


def count_waiting_of(request: HttpRequest) -> int:
    """Return how many tickets wait for the person of a request, for the navigation."""
    person: Person | None = getattr(request, "person", None)
    if person is None or side_of(person) is Side.OPERATOR or not person.may(Right.READ_TICKETS):
        return 0
    return waiting_for_me(person).order_by().count()


def pages_of(decisions: list[RoutingDecision]) -> dict[object, Page]:
    """Return the calls of the night that decisions made, by id."""
    wanted = [one.page_id for one in decisions if one.page_id]
    return {page.pk: page for page in Page.objects.filter(pk__in=wanted)} if wanted else {}

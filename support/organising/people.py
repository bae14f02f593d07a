"""Who may work on a ticket, and who may follow it, looked up at the instant that needs it.

Terms: general.7
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet

from extranet.accounts.models import PARTNER_ROLES, Membership, Role, User
from extranet.accounts.people import Person, person_in
from extranet.partners.models import Partner
from support.models import Side, Ticket
from support.permissions import STAFF_AT_WORK, side_of
from support.selectors import visible_tickets

WORKERS: Final = (Role.PARTNER_ADMIN, Role.TECHNICIAN)


@dataclass(frozen=True)
class Somebody:
    """A person to choose on a page. `is_worker`: who may answer tickets."""

    id: UUID
    name: str
    is_worker: bool = True


def agents_beside(person: Person) -> list[Somebody]:
    """Return who may work on tickets on the side of a person, by name; nobody on the side of a client."""
    return [Somebody(user.pk, user.name) for user in _workers_beside(person).order_by("name", "pk")]


def agent_beside(person: Person, user_id: UUID) -> Somebody | None:
    """Return one of those who may work on tickets on the side of a person."""
    user = _workers_beside(person).filter(pk=user_id).first()
    return None if user is None else Somebody(user.pk, user.name)


def may_see(ticket: Ticket, user_id: UUID, *, partner: Partner) -> bool:
    """Return whether somebody of the partner or its client sees a ticket now.

    Terms: general.7
    """
    person = person_here(user_id, partner=partner)
    return person is not None and visible_tickets(person).filter(pk=ticket.pk).exists()


def person_here(user_id: UUID, *, partner: Partner) -> Person | None:
    """Return a person as they stand on the partner's host; None when they do not, or no longer."""
    user = User.objects.filter(pk=user_id).first()
    return None if user is None else person_in(user, home=partner.schema_name, partner=partner)


def possible_watchers(ticket: Ticket, *, partner: Partner) -> list[Somebody]:
    """Return who sees a ticket and may follow it: the partner's people, the client's administrators, its opener.

    Terms: general.7
    """
    sees = Q(role__in=PARTNER_ROLES)
    if ticket.client_id is not None:
        own = Q(role=Role.CLIENT_ADMIN) | Q(user_id=ticket.opened_by_id)
        sees |= Q(client_id=ticket.client_id) & own
    members = Membership.objects.filter(sees, partner_id=partner.schema_name, user__is_active=True)
    return _by_name(members.select_related("user"))


def _by_name(members: Iterable[Membership]) -> list[Somebody]:
    people = (Somebody(one.user.pk, one.user.name, is_worker=one.role in WORKERS) for one in members)
    return sorted(people, key=lambda one: (one.name, str(one.id)))


def _workers_beside(person: Person) -> QuerySet[User]:
    side = side_of(person)
    if side is Side.OPERATOR:
        return User.objects.filter(staff_role__in=STAFF_AT_WORK, is_active=True)
    if side is Side.CLIENT:
        return User.objects.none()
    members = Membership.objects.filter(partner_id=person.schema, role__in=WORKERS)
    return User.objects.filter(pk__in=members.values("user_id"), is_active=True)

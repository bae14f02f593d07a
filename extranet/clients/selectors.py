"""Reads of clients, narrowed by person."""

from uuid import UUID

from django.db.models import Q, QuerySet

from extranet.accounts.models import Membership
from extranet.accounts.people import Person
from extranet.clients.models import Client
from extranet.clients.names import sort_key
from extranet.tenancy.context import current_schema


def own_client_id(person: Person) -> UUID:
    """Return the client whose person this is. Raises ValueError for anybody else."""
    if person.client_id is None:
        raise ValueError(f"{person.role} belongs to no client")
    return person.client_id


def visible_clients(person: Person) -> QuerySet[Client]:
    """Return the clients a person may see: a client's people see their own client only."""
    return Client.objects.filter(pk=own_client_id(person)) if person.is_client else Client.objects.all()


def named(clients: QuerySet[Client], words: str) -> QuerySet[Client]:
    """Return the clients whose name holds `words`, whatever case and accents, or whose number does."""
    digits = "".join(letter for letter in words if letter.isdigit())
    matches = Q(sort_key__contains=sort_key(words))
    if digits and not any(letter.isalpha() for letter in words.upper().removeprefix("BE")):
        matches |= Q(enterprise_number__contains=digits)
    return clients.filter(matches)


def people_of(client: Client) -> list[Membership]:
    """Return the client's people who can sign in, by name."""
    memberships = Membership.objects.filter(partner_id=current_schema(), client_id=client.pk)
    return list(memberships.select_related("user").order_by("user__name"))

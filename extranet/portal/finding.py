"""Finding clients, orders and tickets by words, among those a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.clients.models import Client
from extranet.clients.names import sort_key
from extranet.clients.selectors import named, visible_clients
from extranet.ordering.models import Order
from extranet.ordering.selectors import visible_orders
from support.models import Ticket
from support.selectors import tickets_with_words, visible_tickets

MOST = 20


@dataclass(frozen=True)
class Found:
    """What words found, `MOST` of each at most. `exact`: the one order or ticket whose whole number was typed."""

    clients: Sequence[Client] = ()
    orders: Sequence[Order] = ()
    tickets: Sequence[Ticket] = ()
    exact: Order | Ticket | None = None

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than is shown."""
        return MOST in (len(self.clients), len(self.orders), len(self.tickets))


def find(person: Person, words: str) -> Found:
    """Return the clients, orders and tickets a person may see that hold `words`; nothing for no words."""
    if not words:
        return Found()
    clients: list[Client] = []
    orders: list[Order] = []
    tickets: list[Ticket] = []
    if person.may(Right.READ_CLIENTS):
        clients = list(named(visible_clients(person), words)[:MOST])
    if person.may(Right.READ_ORDERS):
        matches = Q(number__icontains=words) | Q(client__sort_key__contains=sort_key(words))
        orders = list(visible_orders(person).filter(matches).order_by("-changed_at")[:MOST])
    if person.may(Right.READ_TICKETS):
        tickets = list(tickets_with_words(visible_tickets(person), words).order_by("-changed_at")[:MOST])
    numbered: list[Order | Ticket] = [*orders, *tickets]
    exact = next((one for one in numbered if one.number == words.upper()), None)
    return Found(clients, orders, tickets, exact)

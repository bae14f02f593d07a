"""Finding clients, orders, tickets, numbers and invoices by words, among those a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from billing.ledger.models import Invoice
from billing.selectors import invoices_numbered
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.clients.models import Client
from extranet.clients.names import sort_key
from extranet.clients.selectors import named, visible_clients
from extranet.numbering.models import Holding
from extranet.numbering.selectors import numbers_by_text, visible_holdings
from extranet.ordering.models import Order
from extranet.ordering.selectors import visible_orders
from support.models import Ticket
from support.searching import tickets_matching
from support.selectors import visible_tickets

MOST = 20


@dataclass(frozen=True)
class Found:
    """What words found, `MOST` of each at most. `exact`: the one thing whose whole number was typed."""

    clients: Sequence[Client] = ()
    orders: Sequence[Order] = ()
    tickets: Sequence[Ticket] = ()
    blocks: Sequence[Holding] = ()
    invoices: Sequence[Invoice] = ()
    exact: Order | Ticket | Invoice | None = None

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than is shown."""
        return MOST in (len(self.clients), len(self.orders), len(self.tickets), len(self.blocks), len(self.invoices))


def find(person: Person, words: str, *, at: datetime) -> Found:
    """Return what a person may see that holds `words`; nothing for no words. Numbers: those held at `at`."""
    if not words:
        return Found()
    clients: list[Client] = []
    orders: list[Order] = []
    tickets: list[Ticket] = []
    blocks: list[Holding] = []
    invoices: list[Invoice] = []
    if person.may(Right.READ_CLIENTS):
        clients = list(named(visible_clients(person), words)[:MOST])
    if person.may(Right.READ_ORDERS):
        matches = Q(number__icontains=words) | Q(client__sort_key__contains=sort_key(words))
        orders = list(visible_orders(person).filter(matches).order_by("-changed_at")[:MOST])
    if person.may(Right.READ_TICKETS):
        tickets = list(tickets_matching(visible_tickets(person), person, words).order_by("-changed_at")[:MOST])
    if person.may(Right.READ_NUMBERS):
        blocks = list(numbers_by_text(visible_holdings(person, at), words)[:MOST])
    if person.may(Right.READ_INVOICES):
        invoices = list(invoices_numbered(person, words)[:MOST])
    numbered: list[Order | Ticket | Invoice] = [*orders, *tickets, *invoices]
    exact = next((one for one in numbered if one.number == words.upper()), None)
    return Found(clients, orders, tickets, blocks, invoices, exact)

"""Why a month comes to more or less than the one before: by client and element, to the cent. Pure.

Terms: telavox.4, bt.11
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from billing.ledger.models import InvoiceLine
from extranet.money import to_cents

ZERO: Final = Decimal(0)


class CauseKind(StrEnum):
    """What changed."""

    NEW_CLIENT = "new_client"
    GONE_CLIENT = "gone_client"
    NEW_ELEMENT = "new_element"
    GONE_ELEMENT = "gone_element"
    QUANTITY = "quantity"
    PRICE = "price"
    DISCOUNT = "discount"


@dataclass(frozen=True)
class Cause:
    """One thing that changed between two months, and what it makes, VAT excluded.

    `quantity`: how many more, on average over the month; `line`: one of the lines it is about, for its name.
    """

    kind: CauseKind
    client_id: UUID
    client_name: str
    element: str
    quantity: Decimal
    amount: Decimal
    line: InvoiceLine


@dataclass(frozen=True)
class _Total:
    """All lines of one element of a client in a month."""

    lines: tuple[InvoiceLine, ...]
    quantity: Decimal
    gross: Decimal
    net: Decimal

    @property
    def prices(self) -> frozenset[Decimal | None]:
        return frozenset(line.unit_price for line in self.lines)

    @property
    def discounts(self) -> frozenset[Decimal]:
        return frozenset(line.discount_percentage for line in self.lines)


Key = tuple[UUID, str, str]


def causes_of(before: Iterable[InvoiceLine], now: Iterable[InvoiceLine]) -> tuple[Cause, ...]:
    """Return what makes `now` differ from `before`, the largest amount first; together they are the difference.

    Terms: telavox.4, bt.11
    """
    then, after = _totals(before), _totals(now)
    clients_then, clients_now = {key[0] for key in then}, {key[0] for key in after}
    causes = [
        *_whole_clients(CauseKind.NEW_CLIENT, after, clients_now - clients_then),
        *_whole_clients(CauseKind.GONE_CLIENT, then, clients_then - clients_now),
    ]
    for key in sorted({**then, **after}):
        if key[0] in clients_then & clients_now:
            causes += _element_causes(then.get(key), after.get(key))
    return tuple(sorted((cause for cause in causes if cause.amount), key=lambda cause: -abs(cause.amount)))


def _totals(lines: Iterable[InvoiceLine]) -> dict[Key, _Total]:
    groups: dict[Key, list[InvoiceLine]] = {}
    for line in lines:
        groups.setdefault((line.client_id, line.family, line.element), []).append(line)
    return {key: _total(own) for key, own in groups.items()}


def _total(lines: Iterable[InvoiceLine]) -> _Total:
    own = tuple(lines)
    return _Total(
        own,
        sum((line.quantity for line in own), ZERO),
        sum((line.gross for line in own), ZERO),
        sum((line.net for line in own), ZERO),
    )


def _whole_clients(kind: CauseKind, totals: Mapping[Key, _Total], clients: Iterable[UUID]) -> Iterator[Cause]:
    sign = 1 if kind is CauseKind.NEW_CLIENT else -1
    for client_id in sorted(clients):
        own = [total for key, total in totals.items() if key[0] == client_id]
        amount = sign * sum((total.net for total in own), ZERO)
        line = own[0].lines[0]
        yield Cause(kind, client_id, line.client_name, "", ZERO, amount, line)


def _element_causes(then: _Total | None, now: _Total | None) -> Iterator[Cause]:
    if now is None:
        if then is not None:
            yield _cause(CauseKind.GONE_ELEMENT, then, -then.quantity, -then.net)
        return
    if then is None:
        yield _cause(CauseKind.NEW_ELEMENT, now, now.quantity, now.net)
        return
    more, left = now.quantity - then.quantity, now.net - then.net
    is_priced_otherwise = now.prices != then.prices
    is_discounted_otherwise = now.discounts != then.discounts
    if more and (is_priced_otherwise or is_discounted_otherwise):
        # At the prices and discounts of the month before; what remains is what those changed.
        by_quantity = to_cents(more * then.net / then.quantity) if then.quantity else ZERO
        yield _cause(CauseKind.QUANTITY, now, more, by_quantity)
        left -= by_quantity
    if is_priced_otherwise and is_discounted_otherwise:
        share = then.net / then.gross if then.gross else Decimal(1)
        scale = now.quantity / then.quantity if then.quantity else Decimal(1)
        by_price = to_cents((now.gross - then.gross * scale) * share)
        yield _cause(CauseKind.PRICE, now, ZERO, by_price)
        left -= by_price
    kind = CauseKind.QUANTITY
    if is_discounted_otherwise:
        kind = CauseKind.DISCOUNT
    elif is_priced_otherwise:
        kind = CauseKind.PRICE
    yield _cause(kind, now, more if kind is CauseKind.QUANTITY else ZERO, left)


def _cause(kind: CauseKind, total: _Total, quantity: Decimal, amount: Decimal) -> Cause:
    line = total.lines[0]
    return Cause(kind, line.client_id, line.client_name, line.element, quantity, amount, line)

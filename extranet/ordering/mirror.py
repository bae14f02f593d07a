"""The order book is a mirror of the partners' orders: `manage.py reconcile` compares both."""

from typing import Final

from extranet.partners.mirrors import Mirror, register

ORDERS: Final = register(
    Mirror(
        things="orders",
        table="ordering_order",
        copy="orderbook_entry",
        key="order_id",
        columns={
            "order_id": "id",
            "number": "number",
            "client_name": "client_name",
            "families": "families",
            "monthly_total": "monthly_total",
            "status": "status",
            "placed_at": "placed_at",
            "placed_by_name": "placed_by_name",
            "changed_at": "changed_at",
        },
        act="orderbook.repaired",
    )
)

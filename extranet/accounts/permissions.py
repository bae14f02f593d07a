"""Who may do what: rights by role. Views declare them; one middleware enforces the declaration.

404 is for what is not yours, 403 for what you may not do.
"""

from enum import StrEnum

from extranet.accounts.models import Role
from extranet.partners.access import Access, Kind, anonymous, by_token, declare, needs, signed_in

__all__ = ["Access", "Kind", "Right", "anonymous", "by_token", "declare", "needs", "rights_of", "signed_in"]


class Right(StrEnum):
    """What a person may do on the site."""

    READ_CLIENTS = "read_clients"
    EDIT_CLIENTS = "edit_clients"
    READ_ORDERS = "read_orders"
    PLACE_ORDERS = "place_orders"
    READ_ACCEPTANCES = "read_acceptances"
    READ_PEOPLE = "read_people"
    EDIT_PEOPLE = "edit_people"
    EDIT_KEYS = "edit_keys"
    READ_SETTINGS = "read_settings"
    EDIT_BRANDING = "edit_branding"
    READ_NUMBERS = "read_numbers"
    DECLARE_ADDRESSES = "declare_addresses"
    REVIEW_ADDRESSES = "review_addresses"
    READ_TICKETS = "read_tickets"
    OPEN_TICKETS = "open_tickets"
    WORK_TICKETS = "work_tickets"
    EDIT_SUPPORT = "edit_support"
    READ_INVOICES = "read_invoices"


_READ = frozenset(
    {
        Right.READ_CLIENTS,
        Right.READ_ORDERS,
        Right.READ_ACCEPTANCES,
        Right.READ_PEOPLE,
        Right.READ_SETTINGS,
        Right.READ_NUMBERS,
        Right.READ_TICKETS,
    }
)
# The duty to declare an address is joint: partner and client. Staff correct on the registry's own pages.
# Terms: telavox.7, bt.14, sip.4
_ASK = frozenset({Right.READ_NUMBERS, Right.READ_TICKETS, Right.OPEN_TICKETS})
# Addresses that wait are looked at by staff alone: nobody accepts their own.
_STAFF_ONLY = frozenset({Right.REVIEW_ADDRESSES})
# Staff never place an order nor accept for somebody else. Terms: general.1
_RIGHTS: dict[str, frozenset[Right]] = {
    Role.PARTNER_ADMIN: frozenset(Right) - _STAFF_ONLY,
    Role.TECHNICIAN: _READ
    | {
        Right.EDIT_CLIENTS,
        Right.PLACE_ORDERS,
        Right.OPEN_TICKETS,
        Right.WORK_TICKETS,
        Right.DECLARE_ADDRESSES,
    },
    Role.FINANCE: _READ | {Right.OPEN_TICKETS, Right.READ_INVOICES},
    Role.CLIENT_ADMIN: _ASK | {Right.READ_PEOPLE, Right.EDIT_PEOPLE, Right.EDIT_KEYS, Right.DECLARE_ADDRESSES},
    Role.CLIENT_USER: _ASK,
    Role.STAFF_SUPPORT: _READ
    | {
        Right.EDIT_CLIENTS,
        Right.DECLARE_ADDRESSES,
        Right.REVIEW_ADDRESSES,
        Right.READ_INVOICES,
    },
    Role.STAFF_FINANCE: _READ | {Right.READ_INVOICES},
    Role.STAFF_ADMIN: _READ
    | {
        Right.EDIT_CLIENTS,
        Right.EDIT_PEOPLE,
        Right.EDIT_BRANDING,
        Right.DECLARE_ADDRESSES,
        Right.REVIEW_ADDRESSES,
        Right.READ_INVOICES,
    },
}


def rights_of(role: str, *, is_direct: bool) -> frozenset[Right]:
    """Return the rights of `role`; `is_direct`: at the house partner, whose clients have no partner.

    Terms: general.1
    Reading: a partner orders for its clients, a direct client's administrator for itself.
    """
    rights = _RIGHTS[role]
    if not is_direct:
        return rights
    if role == Role.CLIENT_ADMIN:
        return rights | {Right.READ_ORDERS, Right.PLACE_ORDERS, Right.READ_ACCEPTANCES, Right.READ_INVOICES}
    return rights - {Right.PLACE_ORDERS}

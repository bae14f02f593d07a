"""Who may do what: rights by role. Views declare them; one middleware enforces the declaration.

404 is for what is not yours, 403 for what you may not do.
"""

from enum import StrEnum

from extranet.accounts.models import Role
from extranet.partners.access import Access, Kind, anonymous, declare, needs, signed_in

__all__ = ["Access", "Kind", "Right", "anonymous", "declare", "needs", "rights_of", "signed_in"]


class Right(StrEnum):
    """What a person may do on the site."""

    READ_CLIENTS = "read_clients"
    EDIT_CLIENTS = "edit_clients"
    READ_ORDERS = "read_orders"
    PLACE_ORDERS = "place_orders"
    READ_ACCEPTANCES = "read_acceptances"
    READ_PEOPLE = "read_people"
    EDIT_PEOPLE = "edit_people"
    READ_SETTINGS = "read_settings"
    EDIT_BRANDING = "edit_branding"


_READ = frozenset(
    {Right.READ_CLIENTS, Right.READ_ORDERS, Right.READ_ACCEPTANCES, Right.READ_PEOPLE, Right.READ_SETTINGS}
)
# Staff never place an order nor accept for somebody else. Terms: general.1
_RIGHTS: dict[str, frozenset[Right]] = {
    Role.PARTNER_ADMIN: frozenset(Right),
    Role.TECHNICIAN: _READ | {Right.EDIT_CLIENTS, Right.PLACE_ORDERS},
    Role.FINANCE: _READ,
    Role.CLIENT_ADMIN: frozenset({Right.READ_PEOPLE, Right.EDIT_PEOPLE}),
    Role.CLIENT_USER: frozenset(),
    Role.STAFF_SUPPORT: _READ | {Right.EDIT_CLIENTS},
    Role.STAFF_FINANCE: _READ,
    Role.STAFF_ADMIN: _READ | {Right.EDIT_CLIENTS, Right.EDIT_PEOPLE, Right.EDIT_BRANDING},
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
        return rights | {Right.READ_ORDERS, Right.PLACE_ORDERS, Right.READ_ACCEPTANCES}
    return rights - {Right.PLACE_ORDERS}

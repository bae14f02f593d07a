"""Who may give which role. Pure."""

from extranet.accounts.models import CLIENT_ROLES, PARTNER_ROLES, STAFF_ROLES, Role


def roles_to_give(giver: str, *, is_direct: bool) -> tuple[Role, ...]:
    """Return the roles that a person of role `giver` may give in a partner's house.

    `is_direct`: at the house partner, whose own people are staff: only clients' people are invited there.
    An administrator of a client gives roles of that client only.
    """
    if giver == Role.CLIENT_ADMIN or (giver == Role.STAFF_ADMIN and is_direct):
        return CLIENT_ROLES
    if giver in (Role.PARTNER_ADMIN, Role.STAFF_ADMIN):
        return PARTNER_ROLES + CLIENT_ROLES
    return ()


def roles_of_house(*, is_operator: bool) -> tuple[Role, ...]:
    """Return the roles that exist in a house: the operator's own, or a partner's."""
    return STAFF_ROLES if is_operator else PARTNER_ROLES + CLIENT_ROLES

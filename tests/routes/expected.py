"""The answers, route by route.

Three groups of letters, one letter a role:

    partner: administrator, technician, finance
    client:  administrator, user, administrator of a direct client (on the house's own host)
    staff:   support, finance, administrator (under `/at/<partner>/`)

Y the page, a file, or the redirect after the act · F a page in answer to a POST: nothing was done, or nothing
was meant to be · N 403, no right · n 403, the right but not to this act on a thing they see · H 404, not here or
not theirs · M 405, not by this method · L to the sign-in ·
T 401, only a machine with its key.

Only what is a person's own is written down. What belongs to another client, another partner or another
direct client is H wherever one's own is Y: `test_routes.py` plays those as well. Whoever has not signed in
at this house, with whatever cookie, gets `stranger`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from tests.routes.cells import Cell, Route
from tests.routes.world import revision_of, signed_page, signed_reading


def client(cell: Cell) -> dict[str, UUID]:
    """Name the owner's client."""
    return {"client_id": cell.owner.client_id}


def order(state: str) -> Callable[[Cell], dict[str, UUID]]:
    """Name the owner's order in a state."""
    return lambda cell: {"order_id": cell.world.order(cell.owner, state, cell.member)}


def revised(state: str, **more: Any) -> Callable[[Cell], dict[str, Any]]:
    """Post the revision of the order as it stands, and more."""
    return lambda cell: {"revision": revision_of(cell.world.order(cell.owner, state, cell.member)), **more}


def certificate(cell: Cell) -> dict[str, UUID]:
    """Name a certificate of the owner's order."""
    return {"acceptance_id": cell.world.acceptances[cell.owner.name]}


def acceptance(cell: Cell) -> dict[str, Any]:
    """Post the acceptance of the page this person would see."""
    if cell.member is None or not cell.owner.orderers:
        return {}
    shown = signed_page(cell.world.order(cell.owner, "declared", cell.member), cell.member)
    return {"shown": shown, "is_accepted": "on"}


def acknowledgement(cell: Cell) -> dict[str, Any]:
    """Post that one has read what the partner accepted."""
    return {"shown": signed_reading(cell.owner.client_id, cell.member), "is_accepted": "on"} if cell.member else {}


FACTS: Final = {
    "name": "Thêta Conseil",
    "legal_name": "Thêta Conseil SRL",
    "enterprise_number": "0199.000.844",
    "street": "Rue de l’Essai 9",
    "postal_code": "1000",
    "municipality": "Bruxelles",
    "language": "fr",
    "contact_name": "",
    "contact_email": "",
    "contact_phone": "",
    "is_active": "on",
}

FRONT: Final[Mapping[str, Route]] = {
    # ---------- Portal ----------
    "home": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "search": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "acknowledge-terms": Route(get="NNN YNN NNN", post="NNN YNN NNN", posts=acknowledgement),
    "show-client": Route(get="YYY NNN YYY", post="MMM NNN MMM", of=client),
    # ---------- Clients ----------
    "clients:list-clients": Route(get="YYY NNN YYY", post="MMM NNN MMM"),
    "clients:export-clients": Route(get="YYY NNN YYY", post="MMM NNN MMM"),
    "clients:new-client": Route(get="YYN NNN YNY", post="YYN NNN YNY", posts=lambda _cell: FACTS),
    "clients:edit-client": Route(get="YYN NNN YNY", post="YYN NNN YNY", of=client, posts=lambda _cell: FACTS),
    # ---------- Orders ----------
    "ordering:list-orders": Route(get="YYY NNY YYY", post="MMM NNM MMM"),
    "ordering:export-orders": Route(get="YYY NNY YYY", post="MMM NNM MMM"),
    "ordering:show-order": Route(get="YYY NNY YYY", post="MMM NNM MMM", of=order("placed")),
    "ordering:new-order": Route(
        get="YYN NNY NNN",
        post="YYN NNY NNN",
        posts=lambda cell: {
            "order": "0de50000-0000-4000-8000-0000000000ff",
            "client": str(cell.owner.client_id),
        },
        names_owner_in_form=True,
    ),
    "ordering:choose-lines": Route(
        get="YYN NNY NNN",
        post="YYN NNY NNN",
        of=order("started"),
        posts=revised("started", **{"quantity-bt-user": "2", "starts_on": "2099-01-01"}),
    ),
    "ordering:declare": Route(
        get="YYN NNY NNN",
        post="YYN NNY NNN",
        of=order("chosen"),
        posts=revised("chosen", alarm_or_lift_lines="no", automatic_diallers="no", fax_use="none"),
    ),
    "ordering:accept-terms": Route(get="YYN NNY NNN", post="YYN NNY NNN", of=order("declared"), posts=acceptance),
    "ordering:review": Route(get="YYN NNY NNN", post="MMN NNM NNN", of=order("accepted")),
    "ordering:place": Route(
        get="MMN NNM NNN", post="YYN NNY NNN", of=order("accepted"), posts=revised("accepted", price_list="1")
    ),
    "ordering:discard-order": Route(get="YYN NNY NNN", post="YYN NNY NNN", of=order("chosen"), posts=revised("chosen")),
    # ---------- Terms ----------
    "terms:verify": Route(get="YYY NNY YYY", post="MMM NNM MMM"),
    "terms:certificate": Route(get="YYY NNY YYY", post="MMM NNM MMM", of=certificate),
    "terms:certificate-pdf": Route(get="YYY NNY YYY", post="MMM NNM MMM", of=certificate),
    "terms:read-part": Route(get="YYY YYY YYY", post="MMM MMM MMM", of=lambda _cell: {"part": "bt"}, is_shared=True),
}

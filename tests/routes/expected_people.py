"""The answers of the routes of people and installations; the letters are those of `expected.py`."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from tests.routes import people, sites
from tests.routes.cells import Cell, Route


def client(cell: Cell) -> dict[str, UUID]:
    """Name the owner's client."""
    return {"client_id": cell.owner.client_id}


def site(cell: Cell) -> dict[str, UUID]:
    """Name the owner's first site."""
    return {"site_id": sites.site_of(cell.owner.client_id)}


def reader(email: str = "") -> Callable[[Cell], dict[str, UUID]]:
    """Name somebody of the owner's client who was asked."""
    return lambda cell: {"acknowledgement_id": people.asked(cell.owner.client_id, email)}


PEOPLE_WHO_READ: Final[Mapping[str, Route]] = {
    # Whoever has the link reads the mail of the person asked.
    "acknowledge-notice": Route(
        get="YYY YYY YYY", post="FFF FFF FFF", of=lambda _cell: {"token": people.token_here()}, stranger="YF",
        posts=lambda cell: people.reading_by(cell.owner.client_id, None), is_shared=True,
    ),
    # Everybody of the house was asked; staff are asked nothing.
    "emergency:read-notice": Route(
        get="YYY YYY YYY", post="YYY YYY HHH",
        posts=lambda cell: people.reading_by(cell.owner.client_id, cell.member), names_owner_in_form=True,
    ),
    # Who reads lists of people reads these.
    "emergency:list-acknowledgements": Route(get="YYY YNY YYY", post="MMM MNM MMM"),
    "emergency:show-acknowledgements": Route(get="YYY YNY YYY", post="MMM MNM MMM", of=client),
    "emergency:export-acknowledgements": Route(get="YYY YNY YYY", post="MMM MNM MMM", of=client),
    "emergency:show-proof": Route(get="YYY YNY YYY", post="MMM MNM MMM", of=reader(people.READ)),
    "emergency:download-proof": Route(get="YYY YNY YYY", post="MMM MNM MMM", of=reader(people.READ)),
    # Who declares addresses asks.
    "emergency:ask-people": Route(
        get="YYN YNY YNY", post="YYN YNY YNY", of=client, posts=lambda _cell: people.more_people()
    ),
    "emergency:end-campaign": Route(
        get="YYN YNY YNY", post="YYN YNY YNY", of=lambda cell: {"campaign_id": people.campaign_of(cell.owner.client_id)}
    ),
    "emergency:withdraw-reader": Route(get="MMN MNM MNM", post="YYN YNY YNY", of=reader()),
    "emergency:resend-link": Route(get="MMN MNM MNM", post="YYN YNY YNY", of=reader()),
    # The partner's people and staff write installations down; a client reads.
    "emergency:list-installations": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "emergency:show-installation": Route(get="YYY YYY YYY", post="MMM MMM MMM", of=site),
    "emergency:record-installation": Route(
        get="YYN NNN YNY", post="YYN NNN YNY", of=site, posts=lambda cell: people.correction(cell.owner.client_id)
    ),
    "emergency:judge-installer": Route(get="YYN NNN YNY", post="MMN NNN MNM", of=site),
    # A partner's people and staff read who was trained.
    "emergency:list-trainings": Route(get="YYY NNN YYY", post="MMM NNN MMM"),
    "emergency:export-trainings": Route(get="YYY NNN YYY", post="MMM NNN MMM"),
    "emergency:download-plan": Route(
        get="YYY YYY YYY", post="MMM MMM MMM", of=lambda cell: {"plan_id": people.plan_of(cell.owner.client_id)}
    ),
}  # fmt: skip

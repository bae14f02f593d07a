"""The answers of the routes that bring order into tickets; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from support.models import Entry, Ticket
from tests.routes.cells import Cell, Route
from tests.routes.tickets import REPLY


def ticket(cell: Cell) -> dict[str, UUID]:
    """Name the ticket of the owner's client."""
    return {"ticket_id": cell.world.tickets[cell.owner.name]}


def itself(name: str, **answers: Any) -> Any:
    """Post the ticket's own id under a name, with more: refused on its page, whoever may."""
    return lambda cell: {name: str(cell.world.tickets[cell.owner.name]), **answers}


def revised(**answers: Any) -> Any:
    """Post the revision of the ticket as it stands, with more."""

    def answered(cell: Cell) -> dict[str, Any]:
        known = Ticket.objects.get(pk=cell.world.tickets[cell.owner.name])
        return {"revision": known.revision, **answers}

    return answered


def split(cell: Cell) -> dict[str, Any]:
    """Post a new ticket about the first message of the owner's client."""
    said = Entry.objects.filter(ticket_id=cell.world.tickets[cell.owner.name]).exclude(text="").earliest("position")
    return {"ticket": str(uuid4()), "entry": str(said.pk), "subject": "Autre chose"}


def posting(**answers: Any) -> Any:
    """Post the same answers whoever asks."""
    return lambda _cell: answers


def reply(_cell: Cell) -> dict[str, UUID]:
    """Name the saved reply that every house has."""
    return {"reply_id": REPLY}


WORKER_READS: Final = "YYN NNN NNN"
WORKER_POSTS: Final = "YYN NNN NNN"
NO_PAGE: Final = "MMN NNN NNN"
ORGANISING: Final[Mapping[str, Route]] = {
    "support:act-on-tickets": Route(get=NO_PAGE, post=WORKER_POSTS, posts=posting(act="take")),
    "support:save-view": Route(get="MMM MMM MMM", post="YYY YYY nnn", posts=posting(name="Clos", query="show=closed")),
    "support:remove-view": Route(get="MMM MMM MMM", post="YYY YYY nnn", posts=posting(view="x")),
    "support:list-replies": Route(get=WORKER_READS, post=NO_PAGE),
    "support:new-reply": Route(
        get=WORKER_READS, post=WORKER_POSTS, posts=posting(reply=str(UUID(int=7)), title="Suite", text_fr="Oui.")
    ),
    "support:edit-reply": Route(
        get=WORKER_READS,
        post=WORKER_POSTS,
        of=reply,
        posts=posting(reply=str(REPLY), revision=1, title="Merci", text_fr="Bien noté."),
        is_shared=True,
    ),
    "support:remove-reply": Route(get=NO_PAGE, post=WORKER_POSTS, of=reply, is_shared=True),
    "support:assign-ticket": Route(get=NO_PAGE, post=WORKER_POSTS, of=ticket, posts=revised(agent="me")),
    "support:watch-ticket": Route(get="MMM MMM MMM", post="YYY YYY nnn", of=ticket),
    "support:unwatch-ticket": Route(get="MMM MMM MMM", post="YYY YYY nnn", of=ticket),
    "support:tag-ticket": Route(get=NO_PAGE, post=WORKER_POSTS, of=ticket, posts=revised(tags="VIP")),
    "support:link-ticket": Route(get=NO_PAGE, post=WORKER_POSTS, of=ticket, posts=posting(other="T-2000-1")),
    "support:unlink-ticket": Route(get=NO_PAGE, post=WORKER_POSTS, of=ticket, posts=itself("other")),
    "support:merge-ticket": Route(get=WORKER_READS, post=WORKER_POSTS, of=ticket, posts=itself("into")),
    "support:split-ticket": Route(get="YYn YYY NNN", post="YYn YYY NNN", of=ticket, posts=split),
}

"""The answers of the routes of support; the letters are those of `expected.py`."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from django.utils import timezone

from extranet.times import brussels_day
from support.models import Attachment, Ticket, TicketDraft
from tests.routes import doubts, works
from tests.routes.cells import Cell, Route


def ticket(cell: Cell) -> dict[str, UUID]:
    """Name the ticket of the owner's client."""
    return {"ticket_id": cell.world.tickets[cell.owner.name]}


def revised(cell: Cell) -> dict[str, Any]:
    """Post that it is resolved, from the page as it stands."""
    known = Ticket.objects.get(pk=cell.world.tickets[cell.owner.name])
    return {"status": Ticket.Status.RESOLVED, "revision": known.revision}


def asked(cell: Cell) -> dict[str, Any]:
    """Post a critical request for the owner's client: it goes through whatever the hour and whatever was told."""
    return {
        "client": str(cell.owner.client_id),
        "ticket": "71c4e700-0000-4000-8000-0000000000ff",
        "told": "queue",
        "ground": "no_incoming",
        "place": "Accueil",
        "call_back_number": "0470 00 00 01",
        "subject": "Plus d’appels",
        "text": "Plus rien ne sonne.",
    }


def doubt(cell: Cell) -> dict[str, Any]:
    """Post a question about the owner's client's first service."""
    return {
        "ticket": str(uuid4()),
        "subscription": str(doubts.first_service(cell.owner.client_id)),
        "element": "bt-user",
        "day": brussels_day(timezone.now()).isoformat(),
        "question": "Ce poste compte-t-il ?",
    }


def work(cell: Cell) -> dict[str, UUID]:
    """Name the ticket and the work billed by time of the owner's client."""
    return {**ticket(cell), "work_id": works.work_of(cell.owner.client_id)}


def sent_file(cell: Cell) -> dict[str, UUID]:
    """Name the file of the ticket of the owner's client."""
    return {**ticket(cell), "file_id": Attachment.objects.get(ticket_id=cell.world.tickets[cell.owner.name]).pk}


def own_draft(cell: Cell) -> dict[str, UUID]:
    """Name a draft of whoever asks, or of nobody."""
    owner_id = cell.member.id if cell.member else UUID(int=0)
    draft_id, now = uuid5(owner_id, "draft"), timezone.now()
    facts = {"owner_id": owner_id, "source": "form", "created_at": now, "changed_at": now}
    TicketDraft.objects.get_or_create(pk=draft_id, defaults=facts)
    return {"draft_id": draft_id}


def posting(**answers: Any) -> Any:
    """Post the same answers whoever asks."""
    return lambda _cell: answers


CALL_BACK: Final = "0470 00 00 01"
SUPPORT: Final[Mapping[str, Route]] = {
    "support:list-tickets": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "support:export-tickets": Route(get="YYY YYY YYY", post="MMM MMM MMM"),
    "support:new-ticket": Route(get="YYY YYY NNN", post="YYY YYY NNN", posts=asked, names_owner_in_form=True),
    "support:outcome": Route(get="MMM MMM NNN", post="FFF FFF NNN", posts=asked, names_owner_in_form=True),
    "support:find-places": Route(get="MMM MMM NNN", post="FFF FFF NNN", posts=asked, names_owner_in_form=True),
    "support:figures": Route(get="YYN YNY YYY", post="MMM MMM MMM"),
    "support:export-figures": Route(
        get="YYN YNY YYY", post="MMM MMM MMM", of=lambda _cell: {"table": "volumes"}, is_shared=True
    ),
    "support:list-clarifications": Route(get="YYY NNY YYY", post="MMM MMM MMM"),
    "support:ask-clarification": Route(get="HHH NNH NNN", post="YYY NNY NNN", posts=doubt, names_owner_in_form=True),
    "support:list-work": Route(get="YYY NNY YYY", post="MMM MMM MMM"),
    # A partner's client neither reads the price nor contests: its partner does.
    "support:contest-work": Route(get="YYY nnY NNN", post="YYY nnY NNN", of=work, posts=posting(**works.CONTEST)),
    "support:list-drafts": Route(get="YYY YYY NNN", post="MMM MMM NNN"),
    "support:keep-draft": Route(get="MMM MMM NNN", post="YYY YYY NNN", posts=asked, names_owner_in_form=True),
    "support:discard-draft": Route(get="MMM MMM NNN", post="YYY YYY NNN", of=own_draft, is_shared=True),
    "support:download-file": Route(get="YYY YYY YYY", post="MMM MMM MMM", of=sent_file),
    # Not noted for a caller: there is nothing to confirm.
    "support:confirm-request": Route(get="HHH HHH NNN", post="HHH HHH NNN", of=ticket),
    "support:show-ticket": Route(get="YYY YYY YYY", post="MMM MMM MMM", of=ticket),
    "support:receipt": Route(get="YYY YYY YYY", post="MMM MMM MMM", of=ticket),
    "support:add-message": Route(
        get="MMM MMM NNN", post="YYn YYY NNN", of=ticket, posts=posting(audience="everybody", text="Bonjour.")
    ),
    "support:acknowledge": Route(get="MMN NNN NNN", post="YYN NNN NNN", of=ticket),
    "support:move": Route(get="MMM MMM NNN", post="YYn YYY NNN", of=ticket, posts=revised),
    "support:end-ticket": Route(get="YYn YYY NNN", post="MMM MMM NNN", of=ticket),
    "support:raise-ground": Route(
        get="YYn YYY NNN",
        post="YYn YYY NNN",
        of=ticket,
        posts=posting(ground="no_incoming", place="Accueil", call_back_number=CALL_BACK),
    ),
    "support:escalate-ticket": Route(
        get="YYN NNN NNN", post="YYN NNN NNN", of=ticket, posts=posting(call_back_number=CALL_BACK)
    ),
}

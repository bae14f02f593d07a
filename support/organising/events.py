"""What organising leaves in the record: names of the events, and their words for a reader.

A ticket that an event names is told only to whoever sees it too.

Terms: general.7
"""

from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look.parts import Text
from support.models import Entry, Ticket

ASSIGNED: Final = "assigned"
RELEASED: Final = "released"
LINKED: Final = "linked"
UNLINKED: Final = "unlinked"
MERGED_INTO: Final = "merged_into"
MERGED_FROM: Final = "merged_from"
SPLIT_TO: Final = "split_to"
SPLIT_FROM: Final = "split_from"

# With the ticket that is named, and without it.
_ABOUT: Final[Mapping[str, tuple[Text, Text]]] = {
    LINKED: (gettext_lazy("Lié au ticket %(ticket)s"), gettext_lazy("Lié à un autre ticket")),
    UNLINKED: (gettext_lazy("N’est plus lié au ticket %(ticket)s"), gettext_lazy("N’est plus lié à un autre ticket")),
    MERGED_INTO: (gettext_lazy("Réuni avec le ticket %(ticket)s"), gettext_lazy("Réuni avec un autre ticket")),
    MERGED_FROM: (gettext_lazy("Le ticket %(ticket)s continue ici"), gettext_lazy("Un autre ticket continue ici")),
    SPLIT_TO: (gettext_lazy("Une partie continue dans %(ticket)s"), gettext_lazy("Une partie continue ailleurs")),
    SPLIT_FROM: (gettext_lazy("Issu du ticket %(ticket)s"), gettext_lazy("Issu d’un autre ticket")),
}
EVENTS: Final = frozenset({ASSIGNED, RELEASED, *_ABOUT})


def title_of(entry: Entry, *, seen: Collection[str] | None) -> str:
    """Return an event of organising in words. `seen`: ids of the tickets the reader sees; None: all of them.

    Terms: general.7
    """
    if entry.event == ASSIGNED:
        return _("Confié à %(name)s") % {"name": entry.facts.get("agent", "")}
    if entry.event == RELEASED:
        return _("N’est plus confié à personne")
    named, unnamed = _ABOUT[entry.event]
    if seen is not None and str(entry.facts.get("ticket", "")) not in seen:
        return str(unnamed)
    number, subject = entry.facts.get("number", ""), entry.facts.get("subject", "")
    shown = _("%(number)s, « %(subject)s »") % {"number": number, "subject": subject} if subject else number
    return str(named) % {"ticket": shown}


def naming(ticket: Ticket) -> dict[str, str]:
    """Return the facts by which an event names a ticket."""
    return {"ticket": str(ticket.pk), "number": ticket.number, "subject": ticket.subject}


def named_in(entries: Collection[Entry]) -> set[str]:
    """Return the ids of the tickets that events of organising name."""
    return {str(one.facts["ticket"]) for one in entries if one.event in _ABOUT and "ticket" in one.facts}

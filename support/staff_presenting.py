"""A ticket as the operator's desk works on it: everything said, to whom, in one order; and to whom one may write.

Terms: general.7
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look.parts import Badge, Text, Tone
from extranet.partners.models import Partner
from support.chain import is_blanked
from support.desk.models import PageStep
from support.entries import link_of
from support.files import ShownFile, files_of
from support.models import Audience, Entry, Side, Ticket
from support.presenting import Typed, author_shown, house_shown
from support.rules import Party
from support.services.writing import CALL_ATTACHED
from support.timeline import MOVES

# A note that a client or a partner would read by mistake is the worst slip of a desk: it stands out.
AUDIENCES: Final[dict[str, Badge]] = {
    Audience.PARTNER: Badge(gettext_lazy("Partenaire seulement"), Tone.INFO),
    Audience.OPERATOR: Badge(gettext_lazy("Note interne"), Tone.WARN),
}


@dataclass(frozen=True)
class Spoken:
    """A message as staff read it. `badge`: who else reads it; `is_note`: a call or e-mail that was attached."""

    author: str
    house: str
    at: datetime
    text: str
    badge: Badge
    is_note: bool
    is_blanked: bool
    files: Sequence[ShownFile] = ()


@dataclass(frozen=True)
class Channel:
    """An audience staff may write to. `question`: the button that also makes the requester's answer awaited."""

    audience: Audience
    title: str
    readers: str
    button: str
    question: Text
    entry_id: UUID
    text: str = ""
    error: str = ""
    # What somebody else said or did meanwhile: read before this is sent.
    newer: Sequence[Spoken] = ()


@dataclass(frozen=True)
class Crossed(Typed):
    """What somebody typed while somebody else wrote or acted: `newer` is read before it is sent."""

    newer: Sequence[Spoken] = ()


def spoken_in(ticket: Ticket, entries: Iterable[Entry], partner: Partner) -> list[Spoken]:
    """Return everything said on a ticket with its files, oldest first, whoever reads it."""
    said = [one for one in entries if one.kind == Entry.Kind.MESSAGE or one.text]
    files = files_of(said)
    return [_spoken(one, ticket, partner, files.get(one.pk, ())) for one in said]


def overtaking(entries: Sequence[Entry], ticket: Ticket, partner: Partner) -> list[Spoken]:
    """Return what others said or did while somebody was writing, oldest first; an act is told by its name."""
    files = files_of(entries)
    told = [_spoken(one, ticket, partner, files.get(one.pk, ())) for one in entries]
    named = [str(MOVES.get(one.event, _("Le ticket a changé"))) if one.event else "" for one in entries]
    return [one if one.text or not name else replace(one, text=name) for one, name in zip(told, named, strict=True)]


def _spoken(entry: Entry, ticket: Ticket, partner: Partner, files: Sequence[ShownFile]) -> Spoken:
    return Spoken(
        author=author_shown(entry.author_name, Side(entry.author_side), reader=Party.PARTNER, partner=partner),
        house=house_shown(Side(entry.author_side), ticket, reader=Party.PARTNER, partner=partner),
        at=entry.at,
        text=entry.text,
        badge=AUDIENCES.get(entry.audience) or Badge(_everybody(ticket, partner)),
        is_note=entry.event == CALL_ATTACHED,
        is_blanked=is_blanked(link_of(entry)),
        files=files,
    )


def channels_of(ticket: Ticket, partner: Partner, typed: Typed | None = None) -> list[Channel]:
    """Return to whom staff may write: the requester, the partner apart where there is a client, themselves."""
    names = {"client": ticket.client_name, "partner": partner.display_name, "operator": settings.OPERATOR_NAME}
    is_clients = ticket.client_id is not None
    asker = ticket.client_name if is_clients else partner.display_name
    channels = [
        Channel(
            audience=Audience.EVERYBODY,
            title=_("Répondre à %(asker)s") % {"asker": asker},
            readers=_("Lu par %(everybody)s.") % {"everybody": _everybody(ticket, partner)},
            button=_("Répondre à %(asker)s") % {"asker": asker},
            question=_("Répondre et attendre %(asker)s") % {"asker": asker},
            entry_id=uuid4(),
        ),
        Channel(
            audience=Audience.PARTNER,
            title=_("Écrire à %(partner)s seulement") % names,
            readers=_("Lu par %(partner)s et %(operator)s. %(client)s ne le voit pas.") % names,
            button=_("Écrire à %(partner)s") % names,
            question="",
            entry_id=uuid4(),
        ),
        Channel(
            audience=Audience.OPERATOR,
            title=_("Note interne"),
            readers=_("Lu par %(operator)s seulement. Ni le client ni le partenaire ne la voit.") % names,
            button=_("Garder la note interne"),
            question="",
            entry_id=uuid4(),
        ),
    ]
    if not is_clients or partner.is_house:
        del channels[1]
    return [_with_typed(channel, typed) for channel in channels]


def calls_of(ticket: Ticket) -> Sequence[PageStep]:
    """Return who was called at night for a ticket, how and when, oldest first."""
    steps = PageStep.objects.filter(page__ticket_id=ticket.pk).select_related("page")
    return list(steps.order_by("page__opened_at", "round", "due_at", "kind"))


def _with_typed(channel: Channel, typed: Typed | None) -> Channel:
    if typed is None or typed.audience != channel.audience:
        return channel
    return Channel(
        channel.audience,
        channel.title,
        channel.readers,
        channel.button,
        channel.question,
        typed.entry_id or channel.entry_id,
        typed.text,
        typed.error,
        typed.newer if isinstance(typed, Crossed) else (),
    )


def _everybody(ticket: Ticket, partner: Partner) -> str:
    """Return who reads what everybody reads."""
    house = partner.display_name if not partner.is_house else ""
    names = [name for name in (ticket.client_name if ticket.client_id else "", house) if name]
    return _("%(names)s et %(operator)s") % {"names": ", ".join(names), "operator": settings.OPERATOR_NAME}

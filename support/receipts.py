"""The receipt of a ticket: every entry with its digest; what its reader may not read stands there by its digest alone.

Terms: general.7
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.look.parts import Text
from extranet.partners.models import Partner
from support.blanking import BLANKED, blanked_said
from support.chain import is_blanked
from support.clarifications import ANSWERED
from support.entries import link_of
from support.interventions import events as interventions
from support.models import Audience, Entry, Side, Ticket
from support.organising import events as organising
from support.presenting import author_shown
from support.rules import Event, Party
from support.services.confirming import CONFIRMED, MAIL_ATTACHED
from support.services.moving import PAGE_ANSWERED, TAKEN_UP
from support.services.writing import CALL_ATTACHED

EVENTS: Final[Mapping[str, Text]] = {
    Event.OPENED: gettext_lazy("ouvert"),
    Event.BECAME_CRITICAL: gettext_lazy("devenu critique"),
    Event.ESCALATED_BY_PARTNER: gettext_lazy("repris par le partenaire"),
    Event.UNACKNOWLEDGED_AT_CLOSING: gettext_lazy("pas pris en charge à la fermeture"),
    Event.REOPENED: gettext_lazy("rouvert, toujours critique"),
    Event.HANDED_BACK: gettext_lazy("rendu au partenaire"),
    Event.DOWNGRADED: gettext_lazy("déclassé : ce n’est plus une urgence critique"),
    TAKEN_UP: gettext_lazy("pris en charge"),
    PAGE_ANSWERED: gettext_lazy("appel de garde pris en charge"),
    CONFIRMED: gettext_lazy("confirmé par la personne qui a appelé"),
    MAIL_ATTACHED: gettext_lazy("e-mail joint"),
    CALL_ATTACHED: gettext_lazy("appel ou e-mail joint"),
    ANSWERED: gettext_lazy("réponse notée à la demande de précision"),
    Ticket.Status.WAITING_CLIENT: gettext_lazy("attend le client"),
    Ticket.Status.WAITING_PARTNER: gettext_lazy("attend le partenaire"),
    Ticket.Status.WAITING_THIRD_PARTY: gettext_lazy("attend un tiers"),
    Ticket.Status.REOPENED: gettext_lazy("rouvert"),
    Ticket.Status.RESOLVED: gettext_lazy("résolu"),
    Ticket.Status.CLOSED: gettext_lazy("clos"),
}


@dataclass(frozen=True)
class ReceiptLine:
    """One entry of the receipt. Everything but place and digest is empty where the reader may not read."""

    position: int
    digest: str
    is_hidden: bool
    at: datetime | None = None
    author: str = ""
    what: str = ""
    text: str = ""
    files: Sequence[Mapping[str, object]] = ()


def receipt_of(
    ticket: Ticket,
    entries: Sequence[Entry],
    *,
    audiences: Sequence[Audience],
    reader: Party,
    partner: Partner,
    seen: Collection[str] = (),
) -> list[ReceiptLine]:
    """Return the lines of a receipt, in the order of the record. `seen`: ids of named tickets the reader sees too.

    Terms: general.7
    """
    return [
        _line(entry, reader=reader, partner=partner, seen=None if reader == Party.PARTNER else seen)
        if entry.audience in audiences
        else ReceiptLine(entry.position, entry.digest, is_hidden=True)
        for entry in entries
    ]


def _line(entry: Entry, *, reader: Party, partner: Partner, seen: Collection[str] | None) -> ReceiptLine:
    what = EVENTS.get(entry.event, entry.event) if entry.event else _("message")
    if entry.facts.get("is_abuse"):
        what = _("%(event)s ; noté comme usage abusif du canal critique") % {"event": what}
    if entry.event in organising.EVENTS:
        what = organising.title_of(entry, seen=seen)
    if entry.event in interventions.EVENTS:
        what = interventions.title_of(entry)
    if entry.event == BLANKED:
        what = blanked_said(entry.facts)
    return ReceiptLine(
        position=entry.position,
        digest=entry.digest,
        is_hidden=False,
        at=entry.at,
        author=author_shown(entry.author_name, Side(entry.author_side), reader=reader, partner=partner),
        what=str(what),
        text=_("Ce texte a été effacé comme la loi le demande.") if is_blanked(link_of(entry)) else entry.text,
        files=entry.facts.get("files") or (),
    )

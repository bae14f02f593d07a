"""One act on several tickets: each in a transaction of its own, and what was not done is said with its reason.

Terms: general.7
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Refusal
from extranet.outbox.services import enqueue
from support.entries import Line, append, author_of, last_entry
from support.models import Audience, Ticket
from support.organising.assigning import assign_ticket
from support.organising.tagging import add_tags
from support.permissions import may_work, side_of
from support.services.locking import locked_ticket, require_fresh
from support.services.moving import move_ticket
from support.services.writing import add_message, checked_text, save_changed

MOST_AT_ONCE: Final = 100


class Act(StrEnum):
    """What may be done to several tickets at once."""

    TAKE = "take"
    TAG = "tag"
    RESOLVE = "resolve"
    CLOSE = "close"


@dataclass(frozen=True)
class Pick:
    """A ticket that was ticked, as the page showed it."""

    ticket_id: UUID
    revision: int


@dataclass(frozen=True)
class Outcome:
    """What became of one ticket. `reason`: why nothing was done to it; empty when it was."""

    label: str
    ticket_id: UUID
    reason: str = ""


def act_on_all(
    picks: Sequence[Pick], act: Act, *, person: Person, at: datetime, text: str = "", tags: Sequence[str] = ()
) -> list[Outcome]:
    """Do one act to each ticket ticked, and return what became of each, in the same order.

    `text`: the sentence with which tickets are resolved or closed, written in each of them. What is critical is
    ended on its own page. Raises NotAllowed, InvalidInput when nothing can begin: nothing ticked, too many, no words.

    Terms: general.7
    """
    if not may_work(person):
        raise NotAllowed(_("Qui répond aux tickets les organise."), code="may_not_organise")
    _require_some(picks)
    if act in (Act.RESOLVE, Act.CLOSE):
        text = checked_text(text)
    elif act is Act.TAG and not any(tag.strip() for tag in tags):
        sentence = _("Écrivez l’étiquette à ajouter.")
        raise InvalidInput(sentence, code="tags", fields={"tags": sentence})
    does = _doing(act, person=person, at=at, text=text, tags=tags)
    return [_outcome(pick, does) for pick in dict.fromkeys(picks)]


def _doing(act: Act, *, person: Person, at: datetime, text: str, tags: Sequence[str]) -> Callable[[Pick], Ticket]:
    def take(pick: Pick) -> Ticket:
        return assign_ticket(
            ticket_id=pick.ticket_id, agent_id=person.user.pk, person=person, at=at, revision=pick.revision
        )

    def tag(pick: Pick) -> Ticket:
        return add_tags(ticket_id=pick.ticket_id, tags=tags, person=person, at=at)

    def end(pick: Pick) -> Ticket:
        status = Ticket.Status.RESOLVED if act is Act.RESOLVE else Ticket.Status.CLOSED
        return _ended(pick, status, text=text, person=person, at=at)

    return {Act.TAKE: take, Act.TAG: tag}.get(act, end)


@transaction.atomic
def _ended(pick: Pick, status: Ticket.Status, *, text: str, person: Person, at: datetime) -> Ticket:
    """Write the sentence and end the ticket, both or neither. Raises as these do, and IllegalMove when critical."""
    ticket = locked_ticket(pick.ticket_id, person)
    if ticket.status == status:
        return ticket
    require_fresh(ticket, pick.revision)
    if ticket.is_critical:
        raise IllegalMove(_("Il est critique : terminez-le depuis sa page."), code="critical_alone")
    if ticket.status == Ticket.Status.RESOLVED:
        _say_last(ticket, text, person=person, at=at)
    else:
        add_message(ticket_id=ticket.pk, text=text, audience=Audience.EVERYBODY, person=person, at=at)
    return move_ticket(ticket_id=ticket.pk, status=status, person=person, at=at)


def _say_last(ticket: Ticket, text: str, *, person: Person, at: datetime) -> None:
    """Write the sentence with which a resolved ticket closes: unlike a message of whoever asked, it reopens nothing."""
    line = Line(Audience.EVERYBODY, text=text)
    entry = append(ticket, [line], author=author_of(person), at=at, after=last_entry(ticket))[0]
    ticket.last_entry_at, ticket.last_entry_side = at, side_of(person)
    audit.record(
        actor=person.user,
        act="ticket.written",
        target=ticket,
        at=at,
        changes={"audience": Audience.EVERYBODY, "position": entry.position},
    )
    save_changed(ticket, at, "last_entry_at", "last_entry_side")
    enqueue("support.tell_message", str(entry.pk))


def _outcome(pick: Pick, does: Callable[[Pick], Ticket]) -> Outcome:
    try:
        return Outcome(does(pick).number, pick.ticket_id)
    except Ticket.DoesNotExist:
        return Outcome(_("Ticket inconnu"), pick.ticket_id, _("Vous ne le voyez pas, ou plus."))
    except Refusal as refusal:
        number = Ticket.objects.filter(pk=pick.ticket_id).values_list("number", flat=True).first()
        said = refusal.fields.values() if isinstance(refusal, InvalidInput) else ()
        return Outcome(number or "", pick.ticket_id, " ".join(said) or str(refusal))


def _require_some(picks: Sequence[Pick]) -> None:
    """Refuse no ticket, or more than a person can mean. Raises InvalidInput."""
    if not picks:
        raise InvalidInput(_("Cochez au moins un ticket de la liste."), code="picks")
    if len(picks) > MOST_AT_ONCE:
        sentence = _("Cochez %(most)s tickets au plus à la fois.") % {"most": MOST_AT_ONCE}
        raise InvalidInput(sentence, code="picks")

"""Two tickets about one problem become one: the first closes and names the other; nothing said is copied or lost.

Terms: general.7
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import IllegalMove
from support.contracts import partner_here
from support.entries import Line, append, author_of, last_entry
from support.models import Audience, Side, Ticket, TicketLink
from support.organising.events import MERGED_FROM, MERGED_INTO, naming
from support.organising.linking import require_two
from support.organising.locking import locked_pair, require_worker
from support.organising.people import may_see
from support.organising.watching import add_watcher, watchers_of
from support.permissions import PARTNERS_OWN, requester_of
from support.rules import Ground, Result
from support.services.locking import require_fresh
from support.services.moving import move_ticket
from support.services.writing import save_changed

# How urgent a ground is: a ticket never merges into a less urgent one.
_WEIGHTS: Final = {Ground.NONE: 0, Ground.EMERGENCY_CALLS_FAIL: 2}


@transaction.atomic
def merge_tickets(
    *, ticket_id: UUID, into_id: UUID, person: Person, at: datetime, revision: int | None = None
) -> Ticket:
    """Close a ticket for another one of the same client, which goes on for both; return the one that closed.

    Each record names the other; entries and files stay where they are. Whoever opened or followed the first follows
    the other where they see it. Twice is once. Raises Ticket.DoesNotExist, NotAllowed, InvalidInput, Stale,
    IllegalMove where something would be lost: each sentence says what to do first.

    Terms: general.7
    Reading: what is critical merges only into what is at least as urgent and as near to the operator, and never from
    a partner's own request, which calls somebody at closing, into its client's; the calls of the night for the first
    end with it.
    """
    require_worker(person)
    require_two(ticket_id, into_id)
    ticket, into = locked_pair(ticket_id, into_id, person)
    if ticket.merged_into_id == into.pk:
        return ticket
    refusal = why_not(ticket, into)
    if refusal:
        raise IllegalMove(refusal, code="not_to_merge")
    require_fresh(ticket, revision)
    link = TicketLink(
        ticket=ticket, other=into, kind=TicketLink.Kind.MERGED, created_at=at, created_by_name=person.user.name
    )
    link.save(force_insert=True)
    for one, event, named in ((ticket, MERGED_INTO, into), (into, MERGED_FROM, ticket)):
        line = Line(Audience.EVERYBODY, event=event, facts=dict(naming(named)))
        append(one, [line], author=author_of(person), at=at, after=last_entry(one))
    ticket.merged_into = into
    changes = {"ticket": ticket.number, "into": into.number}
    audit.record(actor=person.user, act="ticket.merged", target=ticket, at=at, changes=changes)
    save_changed(ticket, at, "merged_into")
    save_changed(into, at)
    _follow_on(ticket, into, person=person, at=at)
    return move_ticket(ticket_id=ticket.pk, status=Ticket.Status.CLOSED, person=person, at=at)


def why_not(ticket: Ticket, into: Ticket) -> str:
    """Return why a ticket does not merge into another, with the way out; empty when it does.

    Terms: general.7
    """
    names = {"ticket": ticket.number, "into": into.number}
    if ticket.merged_into is not None:
        return _("%(ticket)s est déjà réuni avec %(other)s.") % {**names, "other": ticket.merged_into.number}
    if not ticket.is_open:
        return _("%(ticket)s est clos : liez-le plutôt à %(into)s.") % names
    if into.merged_into is not None:
        sentence = _("%(into)s est lui-même réuni avec %(other)s : choisissez celui-là.")
        return sentence % {**names, "other": into.merged_into.number}
    if not into.is_open:
        return _("%(into)s est clos : choisissez un ticket ouvert, ou liez les deux.") % names
    if ticket.client_id != into.client_id:
        return _("%(ticket)s et %(into)s ne sont pas du même client : liez-les plutôt.") % names
    if ticket.kind != into.kind or ticket.kind == Ticket.Kind.CLARIFICATION:
        return _("Une demande de précision garde sa propre réponse : liez plutôt %(ticket)s et %(into)s.") % names
    return _why_less(ticket, into, names)


def _why_less(ticket: Ticket, into: Ticket, names: dict[str, str]) -> str:
    """Return why the other ticket would lose what is urgent, or whose answer is owed."""
    if _weight(ticket) > _weight(into):
        sentence = _("%(ticket)s est plus urgent : dites d’abord que %(into)s est critique, puis réunissez-les.")
        return sentence % names
    if into.route in PARTNERS_OWN and ticket.route not in PARTNERS_OWN:
        sentence = _("%(ticket)s est chez l’opérateur : transmettez-lui d’abord %(into)s, puis réunissez-les.")
        return sentence % names
    if ticket.route == Result.PAGE_ON_CALL and ticket.acknowledged_at is None and not _is_heard(into):
        sentence = _("La garde est appelée pour %(ticket)s seulement : prenez-le d’abord en charge.")
        return sentence % names
    if ticket.is_critical and requester_of(ticket) is Side.PARTNER and requester_of(into) is Side.CLIENT:
        sentence = _("%(ticket)s est la demande du partenaire lui-même : réunissez plutôt %(into)s avec %(ticket)s.")
        return sentence % names
    if ticket.is_critical and into.status in (*Ticket.WAITING, Ticket.Status.RESOLVED):
        return _("%(into)s n’est suivi par personne en ce moment : reprenez-le d’abord, puis réunissez-les.") % names
    return ""


def _is_heard(ticket: Ticket) -> bool:
    """Return whether somebody has a ticket in hand, or is being called for it."""
    return ticket.acknowledged_at is not None or ticket.route == Result.PAGE_ON_CALL


def _weight(ticket: Ticket) -> int:
    return _WEIGHTS.get(Ground(ticket.ground), 1)


def _follow_on(ticket: Ticket, into: Ticket, *, person: Person, at: datetime) -> None:
    """Have whoever opened or followed a ticket follow the other one, where they see it."""
    partner = partner_here()
    told = {into.opened_by_id, *watchers_of(into).values_list("user_id", flat=True)}
    for user_id in dict.fromkeys([ticket.opened_by_id, *watchers_of(ticket).values_list("user_id", flat=True)]):
        if user_id not in told and may_see(into, user_id, partner=partner):
            add_watcher(into, user_id, person=person, at=at)

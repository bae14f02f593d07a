"""Acts of staff before the work: propose, decide, announce, withdraw. Stand in the partner's schema as the operator.

Terms: general.3, general.6
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.clients.models import InstallationRecord
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.look import formats
from extranet.ordering.models import Subscription
from extranet.outbox.services import JSON, enqueue
from extranet.times import brussels_day
from support.contracts import partner_here
from support.hooks import increment_minutes
from support.interventions import events
from support.interventions.locking import (
    Written,
    changes_of,
    checked_reason,
    locked_work,
    payers_audience,
    require_act,
    require_same,
    require_staff,
    save_work,
    write_down,
)
from support.interventions.rules import Act
from support.interventions.selectors import hourly_rate, subscriptions_of, untrained_installations
from support.models import Audience, Intervention, Ticket
from support.services.locking import locked_ticket, require_open

LONGEST_SUBJECT: Final = 300
LONGEST_REASON: Final = 300
TELL_PAYERS: Final = "support.tell_work"


@dataclass(frozen=True)
class Proposal:
    """What staff propose to bill by time. `installation_id`: whose installer was not trained, for that ground only."""

    ground: str
    subscription_id: UUID
    subject: str
    installation_id: UUID | None = None


@transaction.atomic
def propose_work(*, work_id: UUID, ticket_id: UUID, proposal: Proposal, person: Person, at: datetime) -> Intervention:
    """Propose work on a ticket that is billed by time. `work_id`, of the page: a double click proposes once.

    Only staff read it until it is announced. After an installation by an untrained person it needs no decision.
    Raises Ticket.DoesNotExist, NotAllowed, IllegalMove for a closed ticket, InvalidInput, Stale.

    Terms: general.3, general.6
    """
    require_staff(person)
    ticket = locked_ticket(ticket_id, person)
    known = Intervention.objects.filter(pk=work_id).first()
    if known is not None:
        return _same(known, ticket, person)
    require_open(ticket)
    work = Intervention(
        pk=work_id,
        ticket=ticket,
        subscription=_subscription(ticket, proposal.subscription_id, at),
        ground=_ground(proposal.ground),
        installation=_installation(ticket, proposal),
        subject=checked_reason(proposal.subject, most=LONGEST_SUBJECT, name="subject"),
        increment_minutes=increment_minutes(brussels_day(at)),
        proposed_at=at,
        proposed_by_id=person.user.pk,
        proposed_by_name=person.user.name,
    )
    work.save(force_insert=True)
    said = Written(events.PROPOSED, Audience.OPERATOR, {"ground": str(work.ground)}, work.subject)
    write_down(work, ticket, (said,), person=person, at=at)
    audit.record(actor=person.user, act="work.proposed", target=ticket, at=at, changes=changes_of(work))
    return work


@transaction.atomic
def decide_work(
    *, work_id: UUID, decision: str, reason: str, person: Person, at: datetime, revision: int | None = None
) -> Intervention:
    """Decide whether proposed work is billed, with a reason. The same person again: once.

    Raises Intervention.DoesNotExist, NotAllowed, IllegalMove where nothing is to be decided, InvalidInput, Stale.

    Terms: general.6
    """
    require_staff(person)
    work, ticket = locked_work(work_id, person)
    if (work.decision, work.decided_by_id) == (decision, person.user.pk):
        return work
    require_act(work, Act.DECIDE, at=at)
    require_same(work, revision)
    if decision not in Intervention.Decision:
        sentence = _("Choisissez : facturer ou ne pas facturer.")
        raise InvalidInput(sentence, code="work_decision", fields={"decision": sentence})
    work.decision, work.decision_reason = decision, checked_reason(reason, most=LONGEST_REASON)
    work.decided_at, work.decided_by_id, work.decided_by_name = at, person.user.pk, person.user.name
    save_work(work, "decision", "decision_reason", "decided_at", "decided_by_id", "decided_by_name")
    said = Written(events.DECIDED, Audience.OPERATOR, {"decision": str(decision)}, work.decision_reason)
    write_down(work, ticket, (said,), person=person, at=at)
    changes = changes_of(work, decision=str(decision))
    audit.record(actor=person.user, act="work.decided", target=ticket, at=at, changes=changes)
    return work


@transaction.atomic
def announce_work(*, work_id: UUID, person: Person, at: datetime, revision: int | None = None) -> Intervention:
    """Tell whoever pays, before the work, how it will be counted and the price of an hour of that day. Twice is once.

    A partner's client reads on the ticket that such work was announced to whoever pays, and no price.
    Raises Intervention.DoesNotExist, NotAllowed, IllegalMove where it is not decided to bill, Stale.

    Terms: general.3, general.6
    """
    require_staff(person)
    work, ticket = locked_work(work_id, person)
    if work.announced_at is not None:
        return work
    require_act(work, Act.ANNOUNCE, at=at)
    require_same(work, revision)
    day = brussels_day(at)
    work.announced_at, work.rate, work.increment_minutes = at, hourly_rate(day), increment_minutes(day)
    save_work(work, "announced_at", "rate", "increment_minutes")
    facts: dict[str, JSON] = {"ground": str(work.ground), "increment_minutes": work.increment_minutes}
    priced = Written(
        events.PRICED,
        payers_audience(partner_here()),
        {**facts, "rate": str(work.rate) if work.rate is not None else None},
        announcement_of(work, ticket.language),
    )
    said = (priced,) if priced.audience == Audience.EVERYBODY else (_told_to_client(), priced)
    write_down(work, ticket, said, person=person, at=at)
    audit.record(actor=person.user, act="work.announced", target=ticket, at=at, changes=changes_of(work))
    enqueue(TELL_PAYERS, str(work.pk), events.ANNOUNCED)
    return work


@transaction.atomic
def withdraw_work(
    *, work_id: UUID, reason: str, person: Person, at: datetime, revision: int | None = None
) -> Intervention:
    """Withdraw work before it is done, with a reason; whoever was told of it is told. Twice is once.

    Raises Intervention.DoesNotExist, NotAllowed, IllegalMove once it is worked or waived, InvalidInput, Stale.

    Terms: general.3, general.6
    """
    require_staff(person)
    work, ticket = locked_work(work_id, person)
    if work.withdrawn_at is not None:
        return work
    require_act(work, Act.WITHDRAW, at=at)
    require_same(work, revision)
    work.withdrawn_at, work.withdrawn_by_name = at, person.user.name
    work.withdrawn_reason = checked_reason(reason, most=LONGEST_REASON)
    save_work(work, "withdrawn_at", "withdrawn_by_name", "withdrawn_reason")
    is_told = work.announced_at is not None
    audience = payers_audience(partner_here()) if is_told else Audience.OPERATOR
    write_down(work, ticket, (Written(events.WITHDRAWN, audience, text=work.withdrawn_reason),), person=person, at=at)
    audit.record(actor=person.user, act="work.withdrawn", target=ticket, at=at, changes=changes_of(work))
    if is_told:
        enqueue(TELL_PAYERS, str(work.pk), events.WITHDRAWN)
    return work


def announcement_of(work: Intervention, language: str) -> str:
    """Return the text by which work is announced, in a language: what, how it is counted, at what price, and why.

    Terms: general.3, general.6
    """
    with override(language):
        rate = formats.unit_price(work.rate) if work.rate is not None else ""
        counted = events.announced_in(work.ground, rate, work.increment_minutes)
        contest = _("Vous pouvez le contester depuis ce ticket, jusqu’à 60 jours après que le temps fut noté.")
        why = f"{work.get_ground_display()}. {work.decision_reason}".strip()
        return f"{work.subject}\n{why}\n{counted}\n{contest}"


def _told_to_client() -> Written:
    return Written(events.ANNOUNCED, Audience.EVERYBODY)


def _ground(ground: str) -> str:
    if ground not in Intervention.Ground:
        sentence = _("Choisissez pourquoi ce travail serait facturé au temps.")
        raise InvalidInput(sentence, code="work_ground", fields={"ground": sentence})
    return ground


def _subscription(ticket: Ticket, subscription_id: UUID, at: datetime) -> Subscription:
    if ticket.client_id is None:
        sentence = _("Ce ticket ne nomme pas de client. Notez un ticket pour le client du travail, et proposez-le là.")
        raise IllegalMove(sentence, code="work_without_client")
    found = subscriptions_of(ticket, brussels_day(at)).filter(pk=subscription_id).first()
    if found is None:
        sentence = _("Choisissez un abonnement en cours du client : le travail va sur sa facture.")
        raise InvalidInput(sentence, code="work_subscription", fields={"subscription": sentence})
    return found


def _installation(ticket: Ticket, proposal: Proposal) -> InstallationRecord | None:
    """Return the installation that the work follows from; none for another ground. Raises InvalidInput."""
    if proposal.ground != Intervention.Ground.UNTRAINED_INSTALLER:
        return None
    records = untrained_installations(ticket)
    found = records.filter(pk=proposal.installation_id).first() if proposal.installation_id else None
    if found is None:
        sentence = _(
            "Choisissez la fiche d’installation de ce client dont l’installateur n’était pas formé ce jour-là, "
            "ou un autre motif."
        )
        raise InvalidInput(sentence, code="work_installation", fields={"installation": sentence})
    return found


def _same(known: Intervention, ticket: Ticket, person: Person) -> Intervention:
    """Return the work a double click proposed. Raises Stale when the id is another's."""
    if (known.ticket_id, known.proposed_by_id) != (ticket.pk, person.user.pk):
        raise Stale(_("Cette page a déjà servi : rechargez le ticket."), code="work_id_used")
    return known

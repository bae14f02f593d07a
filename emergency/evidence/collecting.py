"""What the house knows of one number of one client, up to an instant of knowledge: a fixed number of statements.

Stand in the partner's schema. Another holder of the number is never among it. What happened after the instant of
knowledge is left out, so that the same question gives the same answer later.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q

from emergency.evidence.rules import Period
from emergency.models import Acknowledgement, CallerId, Reconfirmation
from emergency.registry.facts import AddressFacts
from emergency.registry.models import Registration, Review, Transmission
from emergency.registry.models.registrations import Declaration
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit.models import AuditEvent
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.terms.evidence import Fact, instant

TAKEN: Final = "evidence.taken"
State = Transmission.State


@dataclass(frozen=True)
class Question:
    """One number of one client of the partner we stand in; what was known until `known_at`."""

    number: int
    partner: str
    client_id: UUID
    known_at: datetime

    def until(self, at: datetime | None) -> str | None:
        """Return an instant as evidence; None for what had not happened yet when it was known so."""
        return instant(at) if at is not None and at <= self.known_at else None


# ---------- Blocks and addresses ----------
def holdings_of(question: Question) -> list[Holding]:
    """Return the blocks of the client with the number, oldest first; those withdrawn before they began are left out."""
    rows = Holding.objects.filter(
        partner=question.partner,
        client_id=question.client_id,
        numbers__contains=question.number,
        held__isempty=False,
        allocated_at__lte=question.known_at,
    )
    return list(rows.order_by("held", "id"))


def held_facts(question: Question, holdings: Sequence[Holding]) -> list[Fact]:
    """Return when the client held the number, and in which block."""
    return [
        {
            "block": str(one.pk),
            "numbers": written_block(one.first, one.last),
            "service": one.family,
            "kind": one.kind,
            "from": instant(one.held.lower),
            "until": question.until(one.held.upper),
            "allocated_at": instant(one.allocated_at),
            "allocated_by": one.allocated_by_name,
        }
        for one in holdings
    ]


def registrations_of(question: Question) -> list[Registration]:
    """Return everything known of the number's address while the client held it, in the order it became known."""
    rows = Registration.objects.filter(
        partner=question.partner,
        client_id=question.client_id,
        numbers__contains=question.number,
        recorded__startswith__lte=question.known_at,
    )
    return list(rows.select_related("address").order_by("recorded", "valid", "id"))


def is_known(row: Registration, question: Question) -> bool:
    """Whether a row was what was known at the instant of knowledge."""
    return row.recorded.upper is None or row.recorded.upper > question.known_at


def registration_facts(question: Question, rows: Sequence[Registration]) -> list[Fact]:
    """Return registrations on both axes with their authors and their terms."""
    return [
        {
            "id": str(row.pk),
            **_declaration(row),
            "valid": {"from": instant(row.valid.lower), "until": instant(row.valid.upper) if row.valid.upper else None},
            "known": {"from": instant(row.recorded.lower), "until": question.until(row.recorded.upper)},
            "reason": row.reason,
            "reason_note": row.reason_note,
        }
        for row in rows
    ]


def _declaration(row: Declaration) -> dict[str, Fact]:
    return {
        "block": str(row.holding_id),
        "numbers": written_block(row.first, row.last),
        "address": address_fact(row.address.facts),
        "declared_at": instant(row.declared_at),
        "author": {
            "id": str(row.author_id),
            "name": row.author_name,
            "role": row.author_role,
            "side": row.author_side,
        },
        "terms": {
            "part": row.terms_part,
            "version": row.terms_number,
            "sha256": row.terms_sha256,
            "is_accepted": row.is_terms_accepted,
        },
    }


def address_fact(facts: AddressFacts) -> Fact:
    """Return an address field by field, in no language of a reader."""
    return dict(asdict(facts))


def review_facts(question: Question) -> list[Fact]:
    """Return the declarations that waited for staff, with what was decided and why."""
    rows = Review.objects.filter(
        partner=question.partner,
        client_id=question.client_id,
        numbers__contains=question.number,
        declared_at__lte=question.known_at,
    )
    found: list[Fact] = []
    for row in rows.select_related("address").order_by("declared_at", "id"):
        decided = question.until(row.decided_at)
        found.append(
            {
                "id": str(row.pk),
                **_declaration(row),
                "effective": instant(row.effective) if row.effective else None,
                "doubts": list(row.doubts),
                "state": row.state if decided else Review.State.WAITING.value,
                "decided_at": decided,
                "decided_by": row.reviewer_name if decided else "",
                "decision_reason": row.decision_reason if decided else "",
            }
        )
    return found


# ---------- The emergency side ----------
def transmission_facts(question: Question) -> list[Fact]:
    """Return what was told to the emergency side about the number, and how far each message got."""
    rows = Transmission.objects.filter(
        partner=question.partner,
        client_id=question.client_id,
        numbers__contains=question.number,
        queued_at__lte=question.known_at,
    )
    return [
        {
            "id": str(row.pk),
            "sequence": row.sequence,
            "message": row.kind,
            "registration": str(row.registration_id) if row.registration_id else None,
            "holds_from": instant(row.holds_from),
            "state": _sent(question, row),
            "queued_at": instant(row.queued_at),
            "sent_at": question.until(row.sent_at),
            "acknowledged_at": question.until(row.acknowledged_at),
            "failed_at": question.until(row.failed_at),
            "reference": row.reference if question.until(row.acknowledged_at) else "",
        }
        for row in rows.order_by("sequence")
    ]


def _sent(question: Question, row: Transmission) -> str:
    """Return the state of a message as far as it was known: acknowledged only with an acknowledgement."""
    for state, at in (
        (State.ACKNOWLEDGED, row.acknowledged_at),
        (State.FAILED, row.failed_at if row.state == State.FAILED else None),
        (State.SENT, row.sent_at),
    ):
        if question.until(at):
            return state.value
    return State.CANCELLED.value if row.state == State.CANCELLED else State.QUEUED.value


# ---------- People and things ----------
def is_narrowed(person: Person) -> bool:
    """Whether a person learns of their own tickets and of what they read themselves only: a client's user."""
    return not person.may(Right.READ_PEOPLE)


def caller_id_facts(question: Question) -> list[Fact]:
    """Return the sites and devices of the client whose emergency calls present the number, and when."""
    own = Q(site__client_id=question.client_id) | Q(device__client_id=question.client_id)
    rows = CallerId.objects.filter(own, number=question.number, set_at__lte=question.known_at, valid__isempty=False)
    return [
        {
            "site": {"id": str(row.site_id), "name": row.site.name} if row.site else None,
            "device": {"id": str(row.device_id), "name": row.device.name} if row.device else None,
            "from": instant(row.valid.lower),
            "until": question.until(row.valid.upper),
            "set_at": instant(row.set_at),
            "set_by": row.set_by_name,
            "side": row.set_by_side,
        }
        for row in rows.select_related("site", "device").order_by("set_at", "id")
    ]


def acknowledgement_facts(question: Question, person: Person) -> list[Fact]:
    """Return who uses the number on a device that moves, and what they acknowledged; of others only to who may know."""
    rows = Acknowledgement.objects.filter(
        campaign__client_id=question.client_id, device__number=question.number, asked_at__lte=question.known_at
    )
    if is_narrowed(person):
        rows = rows.filter(person_email=person.user.email.lower())
    found: list[Fact] = []
    for row in rows.select_related("campaign").order_by("asked_at", "id"):
        at = question.until(row.acknowledged_at)
        found.append(
            {
                "id": str(row.pk),
                "person": row.person_name,
                "device": str(row.device_id),
                "notice": row.campaign.notice_number,
                "asked_at": instant(row.asked_at),
                "acknowledged_at": at,
                "language": row.read_language if at else "",
                "text_sha256": row.text_sha256 if at else "",
            }
        )
    return found


def questions_of(question: Question, holdings: Sequence[Holding]) -> list[Reconfirmation]:
    """Return the questions about the address that were open or answered by then, oldest first."""
    about = Q(holding_id__in=[one.pk for one in holdings]) | Q(device__number=question.number)
    rows = Reconfirmation.objects.filter(about, client_id=question.client_id, opened_at__lte=question.known_at)
    return list(rows.select_related("device", "site").order_by("opened_at", "id"))


@dataclass(frozen=True)
class Step:
    """That a question came to a side at an instant, and until when it waited there."""

    at: datetime
    level: str
    due_at: str

    @property
    def fact(self) -> Fact:
        """It, as evidence."""
        return {"at": instant(self.at), "level": self.level, "due_at": self.due_at}


def steps_of(question: Question, rows: Sequence[Reconfirmation]) -> dict[UUID, list[Step]]:
    """Return, by question, at whom it stood, from its acts: the question itself tells only the last side."""
    acts = AuditEvent.objects.filter(
        partner=question.partner,
        target_type=Reconfirmation._meta.label_lower,
        target_id__in=[str(row.pk) for row in rows],
        act__in=("reconfirmation.opened", "reconfirmation.climbed"),
        at__lte=question.known_at,
    )
    found: dict[UUID, list[Step]] = {row.pk: [] for row in rows}
    for act in acts.order_by("at", "id"):
        level = act.changes["level"]
        due = instant(datetime.fromisoformat(act.changes["due"]))
        found[UUID(act.target_id)].append(Step(act.at, level if isinstance(level, str) else level[-1], due))
    return found


def question_facts(
    question: Question, rows: Sequence[Reconfirmation], steps: Mapping[UUID, Sequence[Step]]
) -> list[Fact]:
    """Return questions with their answers; one that nobody answered says at whom it waited, and until when."""
    found: list[Fact] = []
    for row in rows:
        at = question.until(row.answered_at)
        found.append(
            {
                "id": str(row.pk),
                "about": {"block": str(row.holding_id) if row.holding_id else None, "name": str(row)},
                "reason": row.reason,
                "ticket": row.ticket_number,
                "opened_at": instant(row.opened_at),
                "steps": [step.fact for step in steps[row.pk]],
                "answered_at": at,
                "outcome": row.outcome if at else "",
                "answered_by": row.answered_by_name if at else "",
                "side": row.answered_by_side if at else "",
                "address": row.answered_address if at else "",
                "note": row.answer_note if at else "",
            }
        )
    return found


def act_facts(question: Question, holdings: Sequence[Holding]) -> list[Fact]:
    """Return the acts on the client's blocks with the number: which, when, by whom; never what names somebody else.

    That a pack was taken is no fact about the number.
    """
    rows = AuditEvent.objects.filter(
        partner=question.partner,
        target_type=Holding._meta.label_lower,
        target_id__in=[str(one.pk) for one in holdings],
        at__lte=question.known_at,
    )
    return [
        {"id": row.pk, "at": instant(row.at), "act": row.act, "actor": row.actor_name, "block": row.target_id}
        for row in rows.exclude(act=TAKEN).order_by("at", "id")
    ]


def periods_of(question: Question, holdings: Sequence[Holding]) -> list[Period]:
    """Return when the number was held, as far as it was known."""
    return [Period(one.held.lower, one.held.upper if question.until(one.held.upper) else None) for one in holdings]


def covered_of(question: Question, rows: Sequence[Registration]) -> list[Period]:
    """Return when the number had an address, by what was known at the end."""
    return [Period(row.valid.lower, row.valid.upper) for row in rows if is_known(row, question)]

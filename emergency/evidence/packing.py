"""The pack of evidence about one number: everything known, in one canonical file.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.evidence import collecting
from emergency.evidence.collecting import TAKEN, Question, Step
from emergency.evidence.hooks import tickets_about
from emergency.evidence.rules import FORMAT, VERSION, Period, State, document_of, gaps, state_at
from emergency.registry.models import Registration, Transmission
from emergency.registry.rules import clause_for
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput
from extranet.numbering.formats import written
from extranet.numbering.models import Holding
from extranet.numbering.selectors import known_holdings
from extranet.numbering.services import clock
from extranet.terms.evidence import Fact, digest_of, instant


@dataclass(frozen=True)
class Pack:
    """A pack: its facts, their digest, and the block it was asked for."""

    facts: Mapping[str, Fact]
    sha256: str
    holding: Holding
    question: Question
    at: datetime

    @property
    def content(self) -> bytes:
        """The file."""
        return document_of(self.facts)

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return f"evidence-{self.question.number}-{self.sha256[:12]}"


def pack_of(
    number: int,
    at: datetime | None,
    person: Person,
    *,
    known_at: datetime | None = None,
    holding: Holding | None = None,
) -> Pack:
    """Return everything known about a number of a client whom the person may see; nothing is written.

    `at`: the instant whose address is asked for, `known_at`: the knowledge it is answered from; None is the instant
    of the database. `holding`: whose block it is asked about, where several of a partner's clients held the number;
    else whoever holds it at `at`, or held it last. The same question gives the same bytes to everybody but a
    client's user, whose pack says that it is narrowed. Raises Holding.DoesNotExist for a number that the person never
    saw, InvalidInput for knowledge of the future.

    Terms: telavox.7, bt.14, sip.4
    """
    now = clock()
    known = known_at or now
    if known > now:
        raise InvalidInput(
            _("Personne ne sait encore ce qui sera su. Choisissez un instant passé."), code="unknown_yet"
        )
    asked = at or known
    block = holding or _block_of(number, asked, person)
    question = Question(number, block.partner, block.client_id, known)
    facts = _facts(question, block, asked, person)
    return Pack(facts, digest_of(facts), block, question, asked)


@transaction.atomic
def take_pack(
    number: int,
    at: datetime | None,
    person: Person,
    *,
    kind: str,
    now: datetime,
    known_at: datetime | None = None,
    holding: Holding | None = None,
) -> Pack:
    """Return the pack, and keep who took it, with its digest: the trail by which it is recognised later.

    `kind`: the form it is given in. Raises what `pack_of` raises.

    Terms: telavox.7, bt.14, sip.4
    """
    pack = pack_of(number, at, person, known_at=known_at, holding=holding)
    changes = {
        "number": written(number),
        "at": pack.at,
        "known_at": pack.question.known_at,
        "sha256": pack.sha256,
        "form": kind,
    }
    audit.record(actor=person.user, act="evidence.taken", target=pack.holding, at=now, changes=changes)
    return pack


def is_ours(sha256: str) -> bool:
    """Return whether the house made a pack with this digest, as far as the place we stand in sees the trail.

    Terms: telavox.7, bt.14, sip.4
    """
    return AuditEvent.objects.filter(act=TAKEN, changes__sha256=sha256).exists()


def _block_of(number: int, at: datetime, person: Person) -> Holding:
    rows = list(known_holdings(person, clock()).filter(numbers__contains=number).order_by("-held"))
    if not rows:
        raise Holding.DoesNotExist
    return next((one for one in rows if Period(one.held.lower, one.held.upper).holds(at)), rows[0])


def _facts(question: Question, block: Holding, at: datetime, person: Person) -> dict[str, Fact]:
    holdings = collecting.holdings_of(question)
    rows = collecting.registrations_of(question)
    asked = collecting.questions_of(question, holdings)
    steps = collecting.steps_of(question, asked)
    waiting = [one for one in asked if question.until(one.answered_at) is None]
    held, covered = collecting.periods_of(question, holdings), collecting.covered_of(question, rows)
    state = state_at(held, covered, at)
    present = _present(question, rows, at) if state is State.DECLARED else None
    return {
        "format": FORMAT,
        "version": VERSION,
        "asked": {
            "number": f"+{question.number}",
            "written": written(question.number),
            "at": instant(at),
            "known_at": instant(question.known_at),
        },
        "is_narrowed": collecting.is_narrowed(person),
        "partner": question.partner,
        "client": {"id": str(block.client_id), "name": block.client_name},
        "clause": clause_for(block.family),
        "answer": {
            "state": state.value,
            "registration": str(present.pk) if present else None,
            "address": collecting.address_fact(present.address.facts) if present else None,
            "is_acknowledged": present is not None and _is_acknowledged(question, present),
            "open_questions": [str(one.pk) for one in waiting],
            "overdue_questions": [str(one.pk) for one in waiting if _is_overdue(steps[one.pk], question)],
        },
        "held": collecting.held_facts(question, holdings),
        "uncovered": [_period(one) for one in gaps(held, covered, until=question.known_at)],
        "registrations": collecting.registration_facts(question, rows),
        "reviews": collecting.review_facts(question),
        "transmissions": collecting.transmission_facts(question),
        "caller_ids": collecting.caller_id_facts(question),
        "acknowledgements": collecting.acknowledgement_facts(question, person),
        "reconfirmations": collecting.question_facts(question, asked, steps),
        "tickets": tickets_about(person, question.client_id, [one.pk for one in holdings], question.known_at),
        "acts": collecting.act_facts(question, holdings),
    }


def _present(question: Question, rows: list[Registration], at: datetime) -> Registration | None:
    known = (row for row in rows if collecting.is_known(row, question))
    return next((row for row in known if Period(row.valid.lower, row.valid.upper).holds(at)), None)


def _is_acknowledged(question: Question, row: Registration) -> bool:
    """Whether the emergency side confirmed this very address; a message alone says nothing."""
    sent = Transmission.objects.filter(registration=row, kind=Transmission.Kind.SET)
    return sent.filter(acknowledged_at__lte=question.known_at, state=Transmission.State.ACKNOWLEDGED).exists()


def _is_overdue(steps: Sequence[Step], question: Question) -> bool:
    """Whether a side let its day pass: the question climbed, or its last day is over."""
    return len(steps) > 1 or any(step.due_at <= instant(question.known_at) for step in steps)


def _period(period: Period) -> Fact:
    return {"from": instant(period.since), "until": instant(period.until) if period.until else None}

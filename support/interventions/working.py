"""Acts from the work on: note its minutes, contest it, settle the contest. Stand in the partner's schema.

Terms: general.3, general.6
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from extranet.look import formats
from extranet.outbox.services import JSON, enqueue
from extranet.times import brussels_day
from support.contracts import partner_here
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
from support.interventions.proposing import LONGEST_REASON, TELL_PAYERS
from support.interventions.rules import LONGEST_WORK, Act
from support.interventions.selectors import is_payer, visible_work
from support.models import Intervention

LONGEST_NOTE: Final = 500
LONGEST_CONTEST: Final = 500


@transaction.atomic
def note_work(
    *,
    work_id: UUID,
    worked_on: date,
    minutes: int,
    note: str,
    person: Person,
    at: datetime,
    revision: int | None = None,
) -> Intervention:
    """Note the day and the minutes of announced work, once: on the day of its announcement or later.

    Raises Intervention.DoesNotExist, NotAllowed, IllegalMove before it is announced, InvalidInput, Stale.

    Terms: general.3, general.6
    """
    require_staff(person)
    work, ticket = locked_work(work_id, person)
    if (work.worked_on, work.minutes, work.worked_by_id) == (worked_on, minutes, person.user.pk):
        return work
    require_act(work, Act.NOTE, at=at)
    require_same(work, revision)
    _require_time(work, worked_on, minutes, at)
    work.worked_on, work.minutes, work.noted_at = worked_on, minutes, at
    work.work_note = checked_reason(note, most=LONGEST_NOTE, name="note")
    work.worked_by_id, work.worked_by_name = person.user.pk, person.user.name
    save_work(work, "worked_on", "minutes", "noted_at", "work_note", "worked_by_id", "worked_by_name")
    facts: dict[str, JSON] = {"worked_on": worked_on.isoformat(), "minutes": minutes}
    said = Written(events.NOTED, payers_audience(partner_here()), facts, work.work_note)
    write_down(work, ticket, (said,), person=person, at=at)
    audit.record(actor=person.user, act="work.noted", target=ticket, at=at, changes=changes_of(work, **facts))
    enqueue(TELL_PAYERS, str(work.pk), events.NOTED)
    return work


@transaction.atomic
def contest_work(
    *, work_id: UUID, reason: str, person: Person, at: datetime, revision: int | None = None
) -> Intervention:
    """Contest announced work as whoever pays, once, with a reason: it is not billed until staff settle it.

    Raises Intervention.DoesNotExist for work the person does not see, NotAllowed for who does not pay, IllegalMove
    once it was contested or 60 days after its minutes were noted, InvalidInput, Stale.

    Terms: general.6
    """
    partner = partner_here()
    if not is_payer(person, partner):
        sentence = _("Qui paie ce travail le conteste : demandez-le à votre administrateur ou à votre partenaire.")
        raise NotAllowed(sentence, code="work_is_not_yours")
    visible_work(person, partner).get(pk=work_id)
    work, ticket = locked_work(work_id, person)
    if work.contested_by_id == person.user.pk and work.contest_reason == reason.strip():
        return work
    require_act(work, Act.CONTEST, at=at)
    require_same(work, revision)
    work.contest_reason = checked_reason(reason, most=LONGEST_CONTEST)
    work.contested_at, work.contested_by_id, work.contested_by_name = at, person.user.pk, person.user.name
    save_work(work, "contest_reason", "contested_at", "contested_by_id", "contested_by_name")
    said = Written(events.CONTESTED, payers_audience(partner), text=work.contest_reason)
    write_down(work, ticket, (said,), person=person, at=at)
    audit.record(actor=person.user, act="work.contested", target=ticket, at=at, changes=changes_of(work))
    return work


@transaction.atomic
def settle_work(
    *, work_id: UUID, decision: str, reason: str, person: Person, at: datetime, revision: int | None = None
) -> Intervention:
    """Settle a contest: uphold that the work is billed, or waive it, with a reason. Once.

    Raises Intervention.DoesNotExist, NotAllowed, IllegalMove where no contest waits, InvalidInput, Stale.

    Terms: general.6
    """
    require_staff(person)
    work, ticket = locked_work(work_id, person)
    if work.settled_at is not None and work.settled_decision == decision:
        return work
    require_act(work, Act.SETTLE, at=at)
    require_same(work, revision)
    if decision not in Intervention.Decision:
        sentence = _("Choisissez : maintenir la facturation ou y renoncer.")
        raise InvalidInput(sentence, code="work_decision", fields={"decision": sentence})
    work.settled_reason = checked_reason(reason, most=LONGEST_REASON)
    work.settled_decision, work.settled_at, work.settled_by_name = decision, at, person.user.name
    save_work(work, "settled_reason", "settled_decision", "settled_at", "settled_by_name")
    said = Written(events.SETTLED, payers_audience(partner_here()), {"decision": str(decision)}, work.settled_reason)
    write_down(work, ticket, (said,), person=person, at=at)
    changes = changes_of(work, decision=str(decision))
    audit.record(actor=person.user, act="work.settled", target=ticket, at=at, changes=changes)
    enqueue(TELL_PAYERS, str(work.pk), events.SETTLED)
    return work


def _require_time(work: Intervention, worked_on: date, minutes: int, at: datetime) -> None:
    """Refuse work before its announcement, in the future, or of no time. Raises InvalidInput."""
    first = brussels_day(work.announced_at) if work.announced_at else worked_on
    fields = {}
    if worked_on < first:
        sentence = _("Ce travail fut annoncé le %(day)s : seul ce qui est fait dès ce jour est facturé.")
        fields["worked_on"] = sentence % {"day": formats.day(first)}
    elif worked_on > brussels_day(at):
        fields["worked_on"] = _("Ce jour n’est pas encore là : notez le travail une fois fait.")
    if not 0 < minutes <= LONGEST_WORK:
        fields["minutes"] = _("Notez de 1 à %(most)s minutes ; un travail de plusieurs jours se propose par jour.") % {
            "most": LONGEST_WORK
        }
    if fields:
        raise InvalidInput(_("Le temps n’est pas noté."), code="work_time", fields=fields)

"""Work billed by time brought to a point, by the services as staff and whoever pays would call them."""

from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from extranet.clients.models import InstallationRecord, Site
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, acting
from extranet.times import brussels_day
from support.interventions.proposing import Proposal, announce_work, decide_work, propose_work
from support.interventions.working import contest_work, note_work, settle_work
from support.models import Intervention, Ticket
from tests.cast import ALPHA, CLIENT, ERIK, FATOU, Member, person_of
from tests.support.playing import HOMES, OPEN, opened

DAY: Final = brussels_day(OPEN)
LATER: Final = OPEN + timedelta(days=1)
SUBJECT: Final = "Remettre les postes en réseau après le changement de routeur"
REASON: Final = "Le client a remplacé son routeur."
CLIENT_CAUSE: Final = Intervention.Ground.CLIENT_CAUSE
UNTRAINED: Final = Intervention.Ground.UNTRAINED_INSTALLER


def installed(*, is_trained: bool | None = False, client_id: UUID = CLIENT, schema: str = ALPHA) -> InstallationRecord:
    """Write down an installation as the register of training judged its installer."""
    with acting(schema, OWNER):
        site = Site.objects.create(client_id=client_id, name=f"Siège {uuid4().hex[:6]}", created_at=OPEN)
        return InstallationRecord.objects.create(
            site=site,
            installed_on=date(2026, 5, 4),
            installer_name="Ines Installateur",
            is_installer_trained=is_trained,
            is_cabling_clean=True,
            is_cabling_documented=True,
            recorded_at=OPEN,
            recorded_by_id=uuid4(),
            recorded_by_name="Bob Bastin",
            recorded_by_side="partner",
        )


def asked(ground: str = CLIENT_CAUSE, *, schema: str = ALPHA, **more: Any) -> Proposal:
    """Return a proposal for the first client of a house."""
    with acting(schema, PARTNER):
        subscription = Subscription.objects.filter(client_id=HOMES[schema]).earliest("starts_on", "pk")
    return Proposal(ground, subscription.pk, more.pop("subject", SUBJECT), **more)


def proposed(
    ticket: Ticket | None = None,
    proposal: Proposal | None = None,
    *,
    by: Member = ERIK,
    schema: str = ALPHA,
    work_id: UUID | None = None,
) -> Intervention:
    """Propose work as staff under the mount."""
    known, wanted = ticket or opened(), proposal or asked(schema=schema)
    with acting(schema, OPERATOR):
        return propose_work(
            work_id=work_id or uuid4(),
            ticket_id=known.pk,
            proposal=wanted,
            person=person_of(by, schema=schema),
            at=OPEN,
        )


def decided(work: Intervention, decision: str = "bill", *, by: Member = ERIK, schema: str = ALPHA) -> Intervention:
    """Decide as staff."""
    with acting(schema, OPERATOR):
        person = person_of(by, schema=schema)
        return decide_work(work_id=work.pk, decision=decision, reason=REASON, person=person, at=OPEN)


def announced(work: Intervention | None = None, *, schema: str = ALPHA) -> Intervention:
    """Announce work as staff; without one, work that was decided."""
    known = work or decided(proposed(schema=schema), schema=schema)
    with acting(schema, OPERATOR):
        return announce_work(work_id=known.pk, person=person_of(ERIK, schema=schema), at=OPEN)


def noted(work: Intervention | None = None, *, minutes: int = 50, on: date = DAY, schema: str = ALPHA) -> Intervention:
    """Note the minutes of work as staff; without one, work that was announced."""
    known = work or announced(schema=schema)
    with acting(schema, OPERATOR):
        return note_work(
            work_id=known.pk,
            worked_on=on,
            minutes=minutes,
            note="Adresses remises.",
            person=person_of(ERIK, schema=schema),
            at=LATER,
        )


def contested(work: Intervention, *, by: Member = FATOU, at: datetime = LATER, schema: str = ALPHA) -> Intervention:
    """Contest work as whoever pays."""
    with acting(schema, PARTNER):
        return contest_work(work_id=work.pk, reason="Le routeur était le vôtre.", person=person_of(by), at=at)


def settled(work: Intervention, decision: str = "bill", *, by: Member = ERIK, schema: str = ALPHA) -> Intervention:
    """Settle a contest as staff."""
    with acting(schema, OPERATOR):
        person = person_of(by, schema=schema)
        return settle_work(work_id=work.pk, decision=decision, reason="Le modèle l’exclut.", person=person, at=LATER)

"""Work billed by time as pages show it: its word, what happened in order, and what its reader may do now.

Terms: general.3, general.6
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.accounts.people import Person
from extranet.look import formats
from extranet.look.parts import Badge, Text, Tone
from extranet.partners.models import Partner
from extranet.times import brussels_day
from support.interventions.events import EVENTS
from support.interventions.rules import Act, State, acts_on, last_day_to_contest, state_of
from support.interventions.selectors import is_payer, may_handle_work, may_read_work, standing_of, visible_work
from support.models import Entry, Intervention, Ticket
from support.timeline import Fact

STATES: Final[Mapping[State, Badge]] = {
    State.TO_DECIDE: Badge(gettext_lazy("à décider"), Tone.WARN),
    State.TO_ANNOUNCE: Badge(gettext_lazy("à annoncer"), Tone.WARN),
    State.ANNOUNCED: Badge(gettext_lazy("annoncé"), Tone.INFO),
    State.WORKED: Badge(gettext_lazy("fait, facturé"), Tone.OK),
    State.CONTESTED: Badge(gettext_lazy("contesté, pas facturé"), Tone.WARN),
    State.WAIVED: Badge(gettext_lazy("pas facturé")),
    State.WITHDRAWN: Badge(gettext_lazy("retiré")),
}
BUTTONS: Final[Mapping[Act, Text]] = {
    Act.DECIDE: gettext_lazy("Décider…"),
    Act.ANNOUNCE: gettext_lazy("Annoncer…"),
    Act.NOTE: gettext_lazy("Noter le temps…"),
    Act.SETTLE: gettext_lazy("Trancher…"),
    Act.WITHDRAW: gettext_lazy("Retirer…"),
}


@dataclass(frozen=True)
class ShownWork:
    """A piece of work as its reader sees it. `buttons`: acts of staff; `may_contest`: of whoever pays."""

    work: Intervention
    state: Badge
    clause: str
    facts: Sequence[Fact]
    buttons: Sequence[tuple[Act, Text]]
    may_contest: bool


def works_on(
    ticket: Ticket, entries: Iterable[Entry], person: Person, partner: Partner, *, at: datetime
) -> list[ShownWork]:
    """Return the work of a ticket that a person reads, oldest first.

    `entries`: what they read of the record, which names all such work: a ticket without any costs no query.

    Terms: general.3, general.6
    """
    if not may_read_work(person, partner) or not any(one.event in EVENTS for one in entries):
        return []
    works = visible_work(person, partner).filter(ticket=ticket).order_by("proposed_at", "pk")
    return [shown(one, person, partner, at=at) for one in works]


def shown(work: Intervention, person: Person, partner: Partner, *, at: datetime) -> ShownWork:
    """Return a piece of work in the words of its reader.

    Terms: general.3, general.6
    """
    open_acts = acts_on(standing_of(work), brussels_day(at))
    return ShownWork(
        work=work,
        state=state_shown(work),
        clause=clause_of(work),
        facts=[*_told(work), *_happened(work)],
        buttons=[(act, BUTTONS[act]) for act in BUTTONS if act in open_acts] if may_handle_work(person) else (),
        may_contest=Act.CONTEST in open_acts and is_payer(person, partner),
    )


def state_shown(work: Intervention) -> Badge:
    """Return the word of where a piece of work stands."""
    return STATES[state_of(standing_of(work))]


def clause_of(work: Intervention) -> str:
    """Return the clause by which work on its ground is billed.

    Terms: general.3, general.6
    """
    return "general.3" if work.ground == Intervention.Ground.UNTRAINED_INSTALLER else "general.6"


def _told(work: Intervention) -> list[Fact]:
    """Return why it is billed, how it is counted, and at what price of the day it was announced."""
    facts = [Fact(_("Motif"), str(work.get_ground_display()))]
    if work.decision:
        who = _("%(name)s, %(reason)s") % {"name": work.decided_by_name, "reason": work.decision_reason}
        facts.append(Fact(_("Décision"), str(work.get_decision_display()), who))
    counted = _("par tranche commencée de %(minutes)s minutes") % {"minutes": work.increment_minutes}
    if work.announced_at is not None:
        facts.append(Fact(_("Annoncé"), formats.instant(work.announced_at), counted))
        price = formats.unit_price(work.rate) if work.rate is not None else _("pas de prix dans la liste ce jour-là")
        facts.append(Fact(_("Prix d’une heure"), price, _("HTVA ; le prix du jour du travail compte")))
    return facts


def _happened(work: Intervention) -> list[Fact]:
    """Return the work, its contest and how it ended."""
    facts = []
    if work.worked_on is not None and work.noted_at is not None:
        done = _("%(minutes)s minutes, le %(day)s") % {"minutes": work.minutes, "day": formats.day(work.worked_on)}
        facts.append(Fact(_("Fait"), done, work.work_note))
        if work.contested_at is None:
            last = formats.day(last_day_to_contest(brussels_day(work.noted_at)))
            facts.append(Fact(_("Se conteste"), _("jusqu’au %(day)s") % {"day": last}))
    if work.contested_at is not None:
        who = _("%(name)s, le %(at)s") % {"name": work.contested_by_name, "at": formats.instant(work.contested_at)}
        facts.append(Fact(_("Contesté"), work.contest_reason, who))
    if work.settled_at is not None:
        who = _("%(name)s, %(reason)s") % {"name": work.settled_by_name, "reason": work.settled_reason}
        facts.append(Fact(_("Tranché"), str(work.get_settled_decision_display()), who))
    if work.withdrawn_at is not None:
        facts.append(Fact(_("Retiré"), work.withdrawn_reason, work.withdrawn_by_name))
    return facts

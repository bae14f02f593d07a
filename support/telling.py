"""Decisions in the words of their reader: what the sentences name, from a preview and from what is stored.

Terms: general.7
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from extranet.accounts.people import Person
from extranet.partners.models import Partner
from support.desk.calendars import calendar_of
from support.desk.models import CalendarVersion
from support.desk.rules.hours import Calendar
from support.judging import Judgement, weigh_again
from support.models import RoutingDecision, Side, SupportProfile, Ticket
from support.permissions import is_asking, may_write, side_of
from support.rules import Decision, Event, Facts, Ground, Party, Reason, Result
from support.wording import About, Told, told_after, told_before


def reader_of(person: Person, partner: Partner) -> Party:
    """Return as which party a person reads: staff as the partner does."""
    if side_of(person) is not Side.CLIENT:
        return Party.PARTNER
    return Party.DIRECT_CLIENT if partner.is_house else Party.PARTNER_CLIENT


def about_of(judgement: Judgement, *, reader: Party, call_back_number: str = "") -> About:
    """Return what the sentences about a judgement name."""
    standing = judgement.standing
    return About(
        facts=judgement.facts,
        at=judgement.at,
        calendar=judgement.calendar,
        reader=reader,
        partner=standing.partner.display_name,
        event=judgement.event,
        call_back_number=call_back_number,
        contact_name=standing.profile.contact_name,
        contact_phone=standing.profile.contact_phone,
        support_phone=standing.partner.support_phone,
    )


def told_of(judgement: Judgement, *, reader: Party, call_back_number: str = "") -> Told:
    """Return what a writer reads before sending.

    Terms: general.7, general.8
    """
    return told_before(judgement.decision, about_of(judgement, reader=reader, call_back_number=call_back_number))


def told_before_reopening(ticket: Ticket, person: Person, partner: Partner, *, at: datetime) -> Told | None:
    """Return what a word of this person would do to a resolved critical ticket: it is judged again, at once.

    None where a word reopens nothing critical.

    Terms: general.7
    """
    if ticket.status != Ticket.Status.RESOLVED or not ticket.is_critical or not may_write(person, ticket):
        return None
    if not is_asking(side_of(person), ticket):
        return None
    judgement = weigh_again(ticket, event=Event.REOPENED, ground=Ground(ticket.ground), at=at)
    return told_of(judgement, reader=reader_of(person, partner), call_back_number=ticket.call_back_number)


def told_of_stored(
    decision: RoutingDecision,
    ticket: Ticket,
    *,
    partner: Partner,
    profile: SupportProfile,
    calendar: Calendar,
    reader: Party,
    now: datetime,
) -> Told:
    """Return what is read on a ticket about a decision that was made; `calendar`: the hours that made it.

    Terms: general.7, general.8
    """
    about = About(
        facts=facts_of_stored(decision),
        at=decision.at,
        calendar=calendar,
        reader=reader,
        partner=partner.display_name,
        event=Event(decision.event),
        call_back_number=ticket.call_back_number,
        contact_name=profile.contact_name,
        contact_phone=profile.contact_phone,
        support_phone=partner.support_phone,
    )
    return told_after(decision_of_stored(decision), about, now=now)


def facts_of_stored(decision: RoutingDecision) -> Facts:
    """Return the facts that a stored decision was made from."""
    return Facts(
        party=decision.party,
        is_under_contract=decision.is_under_contract,
        ground=decision.ground,
        first_line=decision.first_line,
        is_partner_contact_tested=decision.is_partner_contact_tested,
    )


def decision_of_stored(decision: RoutingDecision) -> Decision:
    """Return a stored decision as the rule gave it."""
    facts = facts_of_stored(decision)
    is_112 = decision.ground == Ground.EMERGENCY_CALLS_FAIL and facts.party == Party.PARTNER_CLIENT
    is_told = decision.result == Result.PARTNER_CONTACT or (is_112 and facts.is_partner_contact_tested)
    return Decision(
        result=Result(decision.result),
        clock_starts_at=decision.clock_starts_at,
        is_in_hours=decision.is_in_hours,
        reason=Reason(decision.reason),
        clauses=tuple(decision.clauses),
        is_partner_told=is_told and decision.event != Event.ESCALATED_BY_PARTNER,
    )


def calendars_of(decisions: Iterable[RoutingDecision]) -> Mapping[int, Calendar]:
    """Return the hours that made decisions, by the number of their version."""
    numbers = {one.calendar_version for one in decisions}
    return {one.number: calendar_of(one) for one in CalendarVersion.objects.filter(number__in=numbers)}

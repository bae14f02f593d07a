"""The facts of whoever asks: which party, under contract on that day or not, who helps first, who is told at night.

Terms: general.7
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from extranet.accounts.people import Person
from extranet.catalogue.families import Family
from extranet.clients.models import Client
from extranet.ordering.models import Subscription
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema
from extranet.times import brussels_day
from support.models import Side, SupportProfile, Ticket
from support.permissions import requester_of, side_of
from support.profiles import profile_here
from support.rules import Facts, FirstLine, Ground, Party


@dataclass(frozen=True)
class Standing:
    """Who asks, for whom, and what holds for them at an instant. `client` None: a partner asks for itself."""

    partner: Partner
    profile: SupportProfile
    client: Client | None
    party: Party
    is_under_contract: bool

    @property
    def first_line(self) -> FirstLine:
        """Who answers the partner's clients first."""
        return FirstLine(self.profile.first_line)

    def facts(self, ground: Ground) -> Facts:
        """Return what the rule of routing decides on."""
        return Facts(
            party=self.party,
            is_under_contract=self.is_under_contract,
            ground=ground,
            first_line=self.first_line,
            is_partner_contact_tested=self.profile.is_contact_tested,
        )


def partner_here() -> Partner:
    """Return the partner in whose schema we stand."""
    return partners_here().get()


def partners_here() -> QuerySet[Partner]:
    """Return the partner in whose schema we stand, as a question to add to."""
    partners: QuerySet[Partner] = Partner.objects.defer("logo").filter(schema_name=current_schema())
    return partners


def running_on(day: date) -> QuerySet[Subscription]:
    """Return the subscriptions that run on a Brussels day: the end is the first day without."""
    return Subscription.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


def is_under_contract(client: Client | None, at: datetime) -> bool:
    """Return whether a client, or without one the partner through any client, is under contract on that Brussels day.

    Terms: general.7
    """
    running = running_on(brussels_day(at))
    return (running.filter(client=client) if client is not None else running).exists()


def party_of(person: Person, partner: Partner) -> Party:
    """Return as which party a person asks. Raises ValueError for staff, who do not ask.

    Terms: general.1, general.7
    """
    side = side_of(person)
    if side is Side.OPERATOR:
        raise ValueError("staff ask nothing of themselves")
    return _party(side, partner)


def party_of_ticket(ticket: Ticket, partner: Partner) -> Party:
    """Return as which party a ticket is judged again: a ticket its partner took over is the partner's own.

    Terms: general.7
    """
    return _party(requester_of(ticket), partner)


def standing_of(
    *, party: Party, client: Client | None, partner: Partner, at: datetime, is_running: bool | None = None
) -> Standing:
    """Return what holds at `at` for a party that asks about a client, or for itself.

    `is_running`: whether a subscription of the client runs that day, where the caller knows it already.
    """
    is_bound = is_under_contract(client, at) if is_running is None else is_running
    return Standing(partner, profile_here(), client, party, is_bound)


def families_running(client: Client | None, at: datetime) -> list[Family]:
    """Return the services that run for a client, or for any one of a partner that asks for itself, in order."""
    running = running_on(brussels_day(at))
    if client is not None:
        running = running.filter(client=client)
    known = set(running.values_list("family", flat=True).distinct())
    return [family for family in Family if family in known]


def _party(side: Side, partner: Partner) -> Party:
    if side is not Side.CLIENT:
        return Party.PARTNER
    return Party.DIRECT_CLIENT if partner.is_house else Party.PARTNER_CLIENT

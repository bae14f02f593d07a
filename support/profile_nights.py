"""What becomes of a client's critical problem outside hours, in each way a partner may be set up.

Nothing is written down here: the rule decides, and its own words say it.

Terms: general.7
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from extranet.errors import Refusal
from extranet.look.parts import Text
from extranet.partners.models import Partner
from support.desk.calendars import calendar_in_force
from support.desk.rules.hours import Calendar, is_open, next_closing
from support.models import SupportProfile
from support.rules import Event, Facts, FirstLine, Ground, Party, route
from support.wording import About, Told, told_before

# Any ground of the terms' closed list; emergency calls that fail are our extension and go another way.
CRITICAL: Final = Ground.NO_INCOMING
SET_UPS: Final[tuple[tuple[Text, FirstLine, bool], ...]] = (
    (_("L’opérateur répond d’abord, sans contact d’urgence essayé"), FirstLine.OPERATOR, False),
    (_("L’opérateur répond d’abord, contact d’urgence essayé"), FirstLine.OPERATOR, True),
    (_("Vous répondez d’abord, contact d’urgence essayé"), FirstLine.PARTNER, True),
)


@dataclass(frozen=True)
class Night:
    """One set-up: what a client reads before it sends, for a critical problem and when 112 fails.

    `is_yours`: whether the partner is set up so now.
    """

    label: Text
    critical: Told
    emergency: Told
    is_yours: bool


@dataclass(frozen=True)
class _Told:
    """Tells what happens in a set-up at one closed instant."""

    profile: SupportProfile
    partner: Partner
    party: Party
    at: datetime
    calendar: Calendar

    def about(self, first_line: FirstLine, *, is_tested: bool, ground: Ground) -> Told:
        facts = Facts(
            party=self.party,
            is_under_contract=True,
            ground=ground,
            first_line=first_line,
            is_partner_contact_tested=is_tested,
        )
        about = About(
            facts=facts,
            at=self.at,
            calendar=self.calendar,
            reader=self.party,
            partner=self.partner.display_name,
            contact_name=self.profile.contact_name,
            contact_phone=self.profile.contact_phone,
            support_phone=self.partner.support_phone,
        )
        return told_before(route(facts, Event.OPENED, self.at, self.calendar), about)

    def night(self, label: Text, first_line: FirstLine, *, is_tested: bool, is_yours: bool) -> Night:
        critical, emergency = (
            self.about(first_line, is_tested=is_tested, ground=ground)
            for ground in (CRITICAL, Ground.EMERGENCY_CALLS_FAIL)
        )
        return Night(label, critical, emergency, is_yours)


def nights_of(profile: SupportProfile, *, partner: Partner, at: datetime) -> Sequence[Night]:
    """Return what happens in each set-up at the next closed instant; one alone where clients are direct.

    Nothing as long as no hours are published.

    Terms: general.7
    """
    try:
        calendar = calendar_in_force(at)
    except Refusal:
        return ()
    party = Party.DIRECT_CLIENT if partner.is_house else Party.PARTNER_CLIENT
    told = _Told(profile, partner, party, _next_night(calendar, at), calendar)
    if partner.is_house:
        return [told.night(_("Client direct"), FirstLine.OPERATOR, is_tested=False, is_yours=True)]
    now = (profile.first_line, profile.is_contact_tested)
    return [
        told.night(label, first_line, is_tested=is_tested, is_yours=(first_line, is_tested) == now)
        for label, first_line, is_tested in SET_UPS
    ]


def _next_night(calendar: Calendar, at: datetime) -> datetime:
    """Return `at` when support is closed then, else the instant it closes; `at` itself where it never does."""
    return (next_closing(calendar, at) or at) if is_open(calendar, at) else at

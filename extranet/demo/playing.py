"""Plays what the demo's clients hold, declare and ask, partner by partner, after their orders."""

from collections.abc import Mapping
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from extranet.accounts.models import Membership, User
from extranet.demo import days, scenes
from extranet.demo.billing import play_months
from extranet.demo.counts import FIRST_NUMBERS, play_accounts
from extranet.demo.numbers import play_block
from extranet.demo.tickets import PROFILES, play_profile, play_request, play_rota
from extranet.tenancy.context import OWNER, acting


def client_id_of(schema: str, key: str) -> UUID:
    """Return the id of a client of the demo, the same on every machine."""
    return uuid5(NAMESPACE_URL, f"extranet-demo:{schema}:{key}")


def play(staff: Mapping[str, User], *, today: date) -> None:
    """Play every scene, as if today were `today`. `staff`: by the part of their address before the @."""
    founded_at = days.instant(days.working_day(today, days.FOUNDED), 9, 30)
    watch = [staff[name] for name in ("thomas.wauters", "noor.claessens", "karim.benali")]
    play_rota(watch, actor=staff["karim.benali"], at=founded_at)
    for schema in PROFILES:
        with acting(schema, OWNER):
            play_profile(schema, founded_at)
    for schema in FIRST_NUMBERS:
        with acting(schema, OWNER):
            play_accounts(staff=staff["thomas.wauters"], today=today)
    for block in scenes.blocks():
        with acting(block.schema, OWNER):
            play_block(
                block,
                client_id=client_id_of(block.schema, block.client),
                staff=staff["thomas.wauters"],
                people=people_of(block.schema),
                today=today,
            )
    for request in sorted(scenes.requests(), key=lambda request: -request.days):
        with acting(request.schema, OWNER):
            play_request(
                request,
                client_id=client_id_of(request.schema, request.client) if request.client else None,
                people=people_of(request.schema),
                staff=dict(staff),
                today=today,
            )
    play_months(clerk=staff["els.vermeulen"], director=staff["karim.benali"], today=today)


def people_of(schema: str) -> dict[str, User]:
    """Return a partner's people, its clients' included, by the part of their address before the @."""
    members = Membership.objects.filter(partner_id=schema).select_related("user")
    return {member.user.email.partition("@")[0]: member.user for member in members}

"""Plays what the demo's clients hold, declare and ask, partner by partner, after their orders."""

from collections.abc import Mapping
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from extranet.accounts.models import Membership, User
from extranet.demo import days, desk, registry, scenes
from extranet.demo.billing import play_months
from extranet.demo.counts import FIRST_NUMBERS, play_accounts
from extranet.demo.night import play_rota, play_watch
from extranet.demo.numbers import play_block
from extranet.demo.sites import play_site
from extranet.demo.steps import Play
from extranet.demo.tickets import PROFILES, moment, play_profile, play_request
from extranet.partners.models import Partner
from extranet.tenancy.context import OWNER, acting


def client_id_of(schema: str, key: str) -> UUID:
    """Return the id of a client of the demo, the same on every machine."""
    return uuid5(NAMESPACE_URL, f"extranet-demo:{schema}:{key}")


def play(staff: Mapping[str, User], *, today: date) -> None:
    """Play every scene, as if today were `today`. `staff`: by the part of their address before the @."""
    founded_at = days.instant(days.working_day(today, days.FOUNDED), 9, 30)
    watch = [staff[name] for name in ("thomas.wauters", "noor.claessens", "karim.benali")]
    play_rota(watch, actor=staff["karim.benali"], at=founded_at)
    desk.play_aims(staff["karim.benali"], at=founded_at)
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
    for place in scenes.sites():
        with acting(place.schema, OWNER):
            client_id = client_id_of(place.schema, place.client)
            play_site(place, play_at(place.schema, staff), client_id=client_id, today=today)
    with acting("senne", OWNER):
        senne, delcourt = play_at("senne", staff), client_id_of("senne", "delcourt")
        registry.play_questions(senne, delcourt, today=today)
        registry.play_port_ins(senne, delcourt, staff=staff, today=today)
    registry.play_messages(today=today)
    _play_desk(staff, today=today)
    play_watch(watch, today=today)
    play_months(clerk=staff["els.vermeulen"], director=staff["karim.benali"], today=today)


def _play_desk(staff: Mapping[str, User], *, today: date) -> None:
    """Play the tickets, and what the desks keep beside them."""
    known, at = scenes.incident(), moment(today, 21, "17:10")
    desk.play_incident(known, staff=staff, today=today)
    desk.play_desk_view(staff["thomas.wauters"], at=at)
    for reply in scenes.replies():
        if reply.at:
            with acting(reply.at, OWNER):
                desk.play_reply(reply, play_at(reply.at, staff), at=at)
        else:
            desk.play_desk_reply(reply, staff=staff, at=at)
    for request in sorted(scenes.requests(), key=lambda request: -request.days):
        with acting(request.schema, OWNER):
            play_request(
                request,
                client_id=client_id_of(request.schema, request.client) if request.client else None,
                people=people_of(request.schema),
                staff=dict(staff),
                today=today,
            )
    for doubt in scenes.doubts():
        with acting(doubt.schema, OWNER):
            client_id = client_id_of(doubt.schema, doubt.client)
            desk.play_doubt(doubt, play_at(doubt.schema, staff), client_id=client_id, today=today)
    update = desk.play_news(known, staff=staff, today=today)
    for schema in FIRST_NUMBERS:
        with acting(schema, OWNER):
            desk.tell_news(update)
    with acting("senne", OWNER):
        senne = play_at("senne", staff)
        desk.play_view(senne, at=at)
        desk.play_draft(senne, client_id_of("senne", "delcourt"), at=moment(today, 1, "17:55"))


def play_at(schema: str, staff: Mapping[str, User]) -> Play:
    """Return who may act in a partner's house."""
    return Play(schema, Partner.objects.get(schema_name=schema), people_of(schema), staff)


def people_of(schema: str) -> dict[str, User]:
    """Return a partner's people, its clients' included, by the part of their address before the @."""
    members = Membership.objects.filter(partner_id=schema).select_related("user")
    return {member.user.email.partition("@")[0]: member.user for member in members}

"""Real things for the routes: for each owner a client, and orders at every step, by whoever may order there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.utils import timezone

from emergency.registry.models import PostalPlace, Street
from extranet.accounts.models import Invitation, Membership, Role, User
from extranet.accounts.selectors import digest_of
from extranet.clients.models import Client
from extranet.ordering import services
from extranet.ordering.acknowledging import reading_of, texts_to_acknowledge
from extranet.ordering.models import Order
from extranet.ordering.rules import Answers, FaxUse, YesNo
from extranet.ordering.shown import sign_shown, sign_shown_to_client
from extranet.partners.models import Partner
from extranet.requests import Origin, originating
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from extranet.terms.rules import required_parts
from extranet.terms.selectors import texts_in_force
from extranet.terms.services import ShownText
from extranet.times import brussels_day
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BETA_CLIENT,
    BOB,
    CHARLIE,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    DIRECT_SIBLING,
    ERIK,
    GITA,
    SIBLING,
    Member,
    user_of,
)
from tests.contracts import FIRST, hold
from tests.registry.acts import ABROAD, say
from tests.registry.acts import declare as declare_address
from tests.routes import (
    asking,
    bills,
    desk,
    doubts,
    files,
    installers,
    invoices,
    messages,
    night,
    people,
    platforms,
    porting,
    sites,
    tickets,
    works,
)
from tests.rows import PRODUCTS

NAMES: Final = UUID("0de50000-0000-4000-8000-000000000000")
LINES: Final = {"bt-user": 3}
# What the form of a new price list asks, by product code.
PRICES: Final = {code: "1.00" for code, *_ in PRODUCTS}
NO_RISK: Final = Answers(alarm_or_lift_lines=YesNo.NO, automatic_diallers=YesNo.NO, fax_use=FaxUse.NONE)
LOGO: Final = b"\x89PNG that nobody decodes here"
# How far an order has come, in order.
STATES: Final = ("started", "chosen", "declared", "accepted", "placed")


@dataclass(frozen=True)
class Owner:
    """Whose things: a client in a schema, and who may order for it. `orderers` is empty where nobody may."""

    name: str
    schema: str
    client_id: UUID
    orderers: tuple[Member, ...]


OWN: Final = Owner("own", ALPHA, CLIENT, (ALICE, BOB))
OTHER: Final = Owner("sibling", ALPHA, SIBLING, (ALICE, BOB))
FOREIGN: Final = Owner("foreign", BETA, BETA_CLIENT, (CHARLIE,))
OWN_DIRECT: Final = Owner("direct", DIRECT, DIRECT_CLIENT, (GITA,))
OTHER_DIRECT: Final = Owner("direct sibling", DIRECT, DIRECT_SIBLING, ())
OWNERS: Final = (OWN, OTHER, FOREIGN, OWN_DIRECT, OTHER_DIRECT)


@dataclass
class World:
    """Ids of what stands in the database."""

    orders: dict[tuple[str, str, UUID], UUID] = field(default_factory=dict)
    acceptances: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    invitations: dict[str, UUID] = field(default_factory=dict)
    blocks: dict[str, UUID] = field(default_factory=dict)
    reviews: dict[str, UUID] = field(default_factory=dict)
    port_ins: dict[str, UUID] = field(default_factory=dict)
    tickets: dict[str, UUID] = field(default_factory=dict)
    doubts: dict[str, UUID | None] = field(default_factory=dict)
    invoices: dict[str, UUID] = field(default_factory=dict)

    def order(self, owner: Owner, state: str, member: Member | None) -> UUID:
        """Return the owner's order in a state, the member's own where they have one."""
        wanted = (owner.name, state)
        own = self.orders.get((*wanted, member.id)) if member else None
        return own or next(pk for key, pk in self.orders.items() if key[:2] == wanted)


def build() -> World:
    """Write everything, through the services, at this moment."""
    world = World()
    now = timezone.now()
    for owner in OWNERS:
        with acting(owner.schema, PARTNER), originating(Origin(ip="192.0.2.1", user_agent="tests")):
            for member in owner.orderers:
                for state in STATES:
                    order = play_order(owner, state, member, now)
                    world.orders[owner.name, state, member.id] = order.pk
                    if order.acceptance_id:
                        world.acceptances.setdefault(owner.name, order.acceptance_id)
            if not owner.orderers:
                _write_sibling(world, owner, now)
            world.people[owner.name] = _write_person(owner)
            world.invitations[owner.name] = _write_invitation(owner, now)
            world.blocks[owner.name], world.reviews[owner.name] = _write_block(owner)
            world.port_ins[owner.name] = porting.write(world.blocks[owner.name], OWNERS.index(owner), now)
            sites.write(owner.schema, owner.client_id)
            asking.write(owner.schema, owner.client_id, world.blocks[owner.name])
            files.write(owner.client_id, world.blocks[owner.name])
            people.write(owner.schema, owner.client_id)
            world.tickets[owner.name] = tickets.write(owner.schema, owner.client_id, now)
            works.write(owner.schema, owner.client_id, world.tickets[owner.name], now)
            world.doubts[owner.name] = doubts.write(owner.schema, owner.client_id, now)
            world.invoices[owner.name] = invoices.write(owner.schema, owner.client_id, OWNERS.index(owner))
    with acting(PUBLIC, OPERATOR):
        _write_places()
    night.write(now)
    desk.write(now)
    platforms.write()
    installers.write()
    bills.write()
    messages.write()
    asking.write_pace()
    with acting(PUBLIC, OPERATOR):
        Partner.objects.update(logo=LOGO, logo_type="image/png")
    return world


def token_of(owner: Owner) -> str:
    """Return the token in the link of the owner's invitation."""
    return f"token-of-{owner.name.replace(' ', '-')}"


def play_order(owner: Owner, state: str, member: Member, at: datetime) -> Order:
    """Bring a new order of the owner to a state, as `member`."""
    actor = user_of(member)
    order_id = uuid5(NAMES, f"{owner.name} {state} {member.number}")
    order = services.start_order(order_id=order_id, client_id=owner.client_id, actor=actor, at=at)
    steps = (_choose, _declare, _accept, _place)
    for step in steps[: STATES.index(state)]:
        order.refresh_from_db()
        step(order, member, at)
    order.refresh_from_db()
    return order


def signed_page(order_id: UUID, member: Member) -> str:
    """Return what the page of the terms would post for this person, in the schema we stand in."""
    order = Order.objects.get(pk=order_id)
    texts = texts_in_force(required_parts(order.families), brussels_day(timezone.now()), "fr").texts
    return sign_shown(order, texts, user=user_of(member))


def signed_reading(client_id: UUID, member: Member) -> str:
    """Return what the page of the texts to acknowledge would post, in the schema we stand in."""
    day = brussels_day(timezone.now())
    texts = texts_to_acknowledge(reading_of(client_id), day=day, language="fr").texts
    return sign_shown_to_client(Client.objects.get(pk=client_id), texts, user=user_of(member))


def revision_of(order_id: UUID) -> int:
    """Return the revision a page of this order would post."""
    return int(Order.objects.values_list("revision", flat=True).get(pk=order_id))


@contextmanager
def at_home_of(owner: Owner) -> Iterator[None]:
    """Stand where the owner's things are."""
    with acting(owner.schema, PARTNER):
        yield


def _choose(order: Order, member: Member, at: datetime) -> None:
    services.choose_lines(
        order_id=order.pk,
        revision=order.revision,
        quantities=LINES,
        starts_on=brussels_day(at),
        actor=user_of(member),
        at=at,
    )


def _declare(order: Order, member: Member, at: datetime) -> None:
    services.declare(order_id=order.pk, revision=order.revision, answers=NO_RISK, actor=user_of(member), at=at)


def _accept(order: Order, member: Member, at: datetime) -> None:
    texts = texts_in_force(required_parts(order.families), brussels_day(at), "fr").texts
    services.accept_order_terms(
        order_id=order.pk,
        revision=order.revision,
        shown=[ShownText(text.pk, text.sha256) for text in texts],
        ip="192.0.2.1",
        user_agent="tests",
        actor=user_of(member),
        at=at,
    )


def _place(order: Order, member: Member, at: datetime) -> None:
    services.place_order(
        order_id=order.pk,
        revision=order.revision,
        price_list=order.price_list or 0,
        actor=user_of(member),
        at=at,
    )


def _write_sibling(world: World, owner: Owner, at: datetime) -> None:
    """Write drafts nobody of the cast could start, and a certificate of nobody's."""
    for number, state in enumerate(STATES):
        order = Order.objects.create(
            number=f"C-0000-{number:04d}",
            client_id=owner.client_id,
            client_name="Iota Soins",
            created_at=at,
            created_by_id=GITA.id,
            created_by_name="",
            changed_at=at,
        )
        world.orders[owner.name, state, GITA.id] = order.pk
    world.acceptances[owner.name] = uuid5(NAMES, "of nobody")


def _write_block(owner: Owner) -> tuple[UUID, UUID]:
    """Write a block of ten numbers for the owner's client, with an address and one that waits for staff."""
    first = FIRST + 10 * OWNERS.index(owner)
    block = hold(first, first + 9, schema=owner.schema, client_id=owner.client_id)
    declare_address(block, by=ERIK)
    return block.pk, say(block, ABROAD, by=ERIK).pk


def _write_places() -> None:
    """Write a municipality and a street."""
    PostalPlace.objects.create(postal_code="1000", nis_code="21004", name_fr="Bruxelles", keys=["bruxelles"])
    Street.objects.create(postal_code="1000", name_fr="Rue Haute", keys=["rue haute"])


def _write_person(owner: Owner) -> UUID:
    """Write somebody who belongs to the owner's client."""
    user = User.objects.create_user(
        email=f"somebody@{owner.client_id}.example", name=f"Somebody of {owner.name}", password=None
    )
    Membership.objects.create(user=user, partner_id=owner.schema, role=Role.CLIENT_USER, client_id=owner.client_id)
    return user.pk


def _write_invitation(owner: Owner, at: datetime) -> UUID:
    """Write an invitation to the owner's client."""
    invitation = Invitation.objects.create(
        email=f"invited@{owner.client_id}.example",
        name="Hugo Henry",
        partner_id=owner.schema,
        role=Role.CLIENT_USER,
        client_id=owner.client_id,
        token_digest=digest_of(token_of(owner)),
        invited_by_id=ALICE.id,
        invited_by_name=ALICE.name,
        created_at=at,
        expires_at=at + timedelta(days=7),
    )
    return invitation.pk

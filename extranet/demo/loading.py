"""Loads the demo: everything in one transaction, through the services, as the owner of the tables."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Final
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.db import transaction

from emergency.registry.loading import load_places
from extranet.accounts.models import Membership, User
from extranet.catalogue.products import ProductFacts, add_product
from extranet.catalogue.services import publish_price_list
from extranet.clients.services import ClientFacts, create_client
from extranet.demo import days, playing
from extranet.demo.keys import PASSWORD, recovery_seed, totp_secret
from extranet.demo.marks import mark_of
from extranet.demo.orders import play_order
from extranet.demo.playing import client_id_of
from extranet.demo.script import Article, Customer, House, Order, Script, Somebody
from extranet.outbox.models import Message
from extranet.partners.models import Partner
from extranet.partners.services import change_branding, provision_partner
from extranet.tenancy.context import OWNER, PUBLIC, acting
from extranet.terms.parts import Language
from extranet.terms.services import publish_terms

TERMS: Final = Path(__file__).parent.parent / "terms" / "demo"
OLDER_TERMS: Final = "terms-2026-05"
NEWER_TERMS: Final = "terms-2026-10"


@dataclass(frozen=True)
class Event:
    """Something that happened once, in its turn."""

    at: datetime
    happen: Callable[[datetime], object]


def is_loaded(script: Script) -> bool:
    """Return whether the demo stands in this database."""
    with acting(PUBLIC, OWNER):
        return bool(Partner.objects.filter(schema_name=script.houses[-1].schema).exists())


@transaction.atomic
def load(script: Script, *, today: date) -> None:
    """Load the demo as if today were `today`: all of it or nothing."""
    founded_at = days.instant(days.working_day(today, days.FOUNDED), 9)
    with acting(PUBLIC, OWNER):
        staff = [_person(person) for person in script.staff]
        director = staff[-1]
        for position, article in enumerate(script.articles):
            _product(article, position, actor=director, at=founded_at)
        load_places(at=founded_at)
        events = [*_publications(script, director, today)]
        for house in script.houses:
            events += _house(house, actor=director, today=today, at=founded_at)
        for event in sorted(events, key=lambda event: event.at):
            event.happen(event.at)
        playing.play({user.email.partition("@")[0]: user for user in staff}, today=today)
        # What these acts had to tell was told long ago.
        Message.objects.filter(delivered_at__isnull=True).update(delivered_at=founded_at)


# ---------- Public floor ----------
def _product(article: Article, position: int, *, actor: User, at: datetime) -> None:
    names = {f"name_{language}": name for language, name in article.name.items()}
    units = {f"unit_{language}": unit for language, unit in article.unit.items()}
    facts = ProductFacts(**names, **units, is_fax=article.is_fax, position=position, is_retired=False)
    add_product(code=article.code, family=article.family, facts=facts, actor=actor, at=at)


def _publications(script: Script, actor: User, today: date) -> list[Event]:
    older = {article.code: article.prices[0] for article in script.articles}
    newer = {article.code: article.prices[1] for article in script.articles}
    events = []
    for number, (prices, in_force) in enumerate([(older, days.FOUNDED), (newer, days.NEW_PRICES)]):
        day = days.working_day(today, in_force)
        published = days.working_day(today, in_force + number * days.NOTICE)
        publish = partial(_publish_prices, prices, day, actor)
        events.append(Event(days.instant(published, 10), publish))
    for number, (name, in_force) in enumerate([(OLDER_TERMS, days.FOUNDED), (NEWER_TERMS, days.NEW_TERMS)]):
        day = days.working_day(today, in_force)
        published = days.working_day(today, in_force + number * days.NOTICE)
        for minute, language in enumerate(Language.values):
            publish = partial(_publish_terms, name, language, day, actor)
            events.append(Event(days.instant(published, 11, minute), publish))
    return events


def _publish_prices(prices: dict[str, Decimal], valid_from: date, actor: User, at: datetime) -> None:
    publish_price_list(prices=prices, valid_from=valid_from, actor=actor, at=at)


def _publish_terms(name: str, language: str, valid_from: date, actor: User, at: datetime) -> None:
    file = TERMS / f"{name}.{language}.md"
    publish_terms(
        document=file.read_text(encoding="utf-8"),
        source_name=file.name,
        language=language,
        valid_from=valid_from,
        actor=actor,
        at=at,
    )


# ---------- Houses ----------
def _house(house: House, *, actor: User, today: date, at: datetime) -> list[Event]:
    """Provision a partner with its people and clients; return what will happen there."""
    partner = Partner(
        schema_name=house.schema,
        legal_name=house.legal_name,
        display_name=house.display_name,
        enterprise_number=house.enterprise_number,
        street=house.street,
        postal_code=house.postal_code,
        municipality=house.municipality,
        language=house.language,
        is_house=house.is_house,
        brand_colour=house.colour,
        support_email=f"support@{house.domain}",
        support_phone=house.support_phone,
    )
    provision_partner(partner=partner, hosts=[f"{house.schema}.localhost"], actor=actor, at=at)
    with acting(house.schema, OWNER):
        people = {person.email: _person(person, partner=partner) for person in house.people}
        mark = mark_of(house.schema, house.colour)
        if mark:
            change_branding(partner=partner, changes={}, logo=mark, actor=next(iter(people.values())), at=at)
        for customer in house.clients:
            client_id = client_id_of(house.schema, customer.key)
            _client(customer, client_id=client_id, actor=next(iter(people.values()), actor), at=at)
            for person in customer.people:
                people[person.email] = _person(person, partner=partner, client_id=client_id)
    return [
        Event(
            days.instant(days.working_day(today, order.days), 9 + order.days % 7, order.days % 50),
            partial(_order, house.schema, client_id_of(house.schema, customer.key), order, people[order.by]),
        )
        for customer in house.clients
        for order in customer.orders
    ]


def _order(schema: str, client_id: UUID, order: Order, actor: User, at: datetime) -> None:
    with acting(schema, OWNER):
        play_order(order, client_id=client_id, actor=actor, at=at)


def _client(customer: Customer, *, client_id: UUID, actor: User, at: datetime) -> None:
    facts = ClientFacts(
        name=customer.name.rpartition(" ")[0],
        legal_name=customer.name,
        enterprise_number=customer.enterprise_number,
        street=customer.street,
        postal_code=customer.postal_code,
        municipality=customer.municipality,
        language=customer.language,
        contact_name=customer.people[0].name if customer.people else "",
        contact_email=customer.email,
        contact_phone=customer.phone,
    )
    create_client(facts=facts, actor=actor, at=at, client_id=client_id)


def _person(somebody: Somebody, *, partner: Partner | None = None, client_id: UUID | None = None) -> User:
    user = User.objects.create_user(
        email=somebody.email,
        name=somebody.name,
        password=None,
        language=somebody.language,
        staff_role="" if partner else somebody.role,
    )
    user.password = _hashed_password()
    user.save(update_fields=["password"])
    if partner:
        Membership.objects.create(user=user, partner=partner, role=somebody.role, client_id=client_id)
    if somebody.has_second_factor:
        TOTP.activate(user, totp_secret(somebody.email))
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.RECOVERY_CODES,
            data={"seed": encrypt(recovery_seed(somebody.email)), "used_mask": 0},
        )
    return user


@cache
def _hashed_password() -> str:
    """Return the one password as it is stored: hashing it for each person would take seconds."""
    return make_password(PASSWORD)

"""The demo as it is written down in the TOML files beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from extranet.accounts.models import SECOND_FACTOR_ROLES, Role

FOLDER: Final = Path(__file__).parent
HOUSES: Final = ("direct", "senne", "dijle", "weser")


@dataclass(frozen=True)
class Somebody:
    """A person: staff, of a partner or of a client."""

    email: str
    name: str
    role: Role
    language: str

    @property
    def has_second_factor(self) -> bool:
        """Whether the role asks for one; then the demo sets it."""
        return self.role in SECOND_FACTOR_ROLES


@dataclass(frozen=True)
class Order:
    """An order `days` before today, `placed` or left where `state` says."""

    days: int
    by: str
    lines: Mapping[str, int]
    state: str = "placed"
    heavy_fax: bool = False


@dataclass(frozen=True)
class Customer:
    """A client with its people and its orders."""

    key: str
    name: str
    enterprise_number: str
    street: str
    postal_code: str
    municipality: str
    language: str
    phone: str
    domain: str
    people: tuple[Somebody, ...]
    orders: tuple[Order, ...]

    @property
    def email(self) -> str:
        """The general address of the organisation."""
        return f"info@{self.domain}"


@dataclass(frozen=True)
class House:
    """A partner with its people and clients; the house partner has `is_house`."""

    schema: str
    legal_name: str
    display_name: str
    enterprise_number: str
    street: str
    postal_code: str
    municipality: str
    language: str
    colour: str
    domain: str
    support_phone: str
    people: tuple[Somebody, ...]
    clients: tuple[Customer, ...]
    is_house: bool = False

    @property
    def everybody(self) -> tuple[Somebody, ...]:
        """The people of the partner and of its clients."""
        return self.people + tuple(person for client in self.clients for person in client.people)


@dataclass(frozen=True)
class Article:
    """A product, with its price in the older and in the newer list."""

    code: str
    family: str
    name: Mapping[str, str]
    unit: Mapping[str, str]
    prices: tuple[Decimal, Decimal]
    is_fax: bool = False


@dataclass(frozen=True)
class Script:
    """Everything the demo plays."""

    staff: tuple[Somebody, ...]
    articles: tuple[Article, ...]
    houses: tuple[House, ...] = field(default=())


def read() -> Script:
    """Read the demo from its files."""
    staff = _toml("staff.toml")
    return Script(
        staff=_people(staff["people"], domain=staff["domain"], language="fr"),
        articles=tuple(_article(told) for told in _toml("catalogue.toml")["products"]),
        houses=tuple(_house(_toml(f"houses/{name}.toml")) for name in HOUSES),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _people(told: list[dict[str, str]], *, domain: str, language: str) -> tuple[Somebody, ...]:
    return tuple(
        Somebody(
            email=f"{one['email']}@{domain}",
            name=one["name"],
            role=Role(one["role"]),
            language=one.get("language", language),
        )
        for one in told
    )


def _article(told: dict[str, Any]) -> Article:
    older, newer = told.pop("prices")
    return Article(**told, prices=(Decimal(older), Decimal(newer)))


def _house(told: dict[str, Any]) -> House:
    language, domain = told["language"], told["domain"]
    people = _people(told.pop("people", []), domain=domain, language=language)
    clients = tuple(_customer(client, partner_domain=domain) for client in told.pop("clients"))
    return House(**told, people=people, clients=clients)


def _customer(told: dict[str, Any], *, partner_domain: str) -> Customer:
    people = _people(told.pop("people"), domain=told["domain"], language=told["language"])
    own = {person.email.partition("@")[0]: person.email for person in people}
    orders = []
    for order in told.pop("orders"):
        name = order.pop("by")
        orders.append(Order(**order, by=own.get(name, f"{name}@{partner_domain}")))
    return Customer(**told, people=people, orders=tuple(orders))

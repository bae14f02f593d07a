"""What the demo's clients hold, declare and ask, as it is written down in `numbers.toml` and `tickets.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True)
class Declared:
    """An address declared `days` before today by a person (the part of their e-mail before the @)."""

    days: int
    by: str
    address: Mapping[str, str]


@dataclass(frozen=True)
class Block:
    """A block of numbers of a client `at` "schema.client"; without addresses it is uncovered."""

    at: str
    family: str
    first: str
    last: str
    addresses: tuple[Declared, ...]

    @property
    def schema(self) -> str:
        """The partner's schema."""
        return self.at.partition(".")[0]

    @property
    def client(self) -> str:
        """The client's key."""
        return self.at.partition(".")[2]


@dataclass(frozen=True)
class Step:
    """What somebody did on a ticket, `minutes` after it was opened."""

    minutes: int
    by: str
    act: str
    text: str = ""
    audience: str = "everybody"
    call_back: str = ""
    tags: tuple[str, ...] = ()
    third_party: str = ""
    other: str = ""


@dataclass(frozen=True)
class Request:
    """A ticket opened `days` before today at a Brussels wall time; `at` names a partner or one of its clients.

    `noted_by`: who of the staff noted it for `by`, who called.
    """

    at: str
    by: str
    days: int
    time: str
    ground: str
    subject: str
    text: str
    family: str = ""
    blocks: tuple[str, ...] = ()
    place: str = ""
    call_back: str = ""
    failed_calls: str = ""
    category: str = "other"
    devices: str = ""
    noted_by: str = ""
    language: str = "fr"
    then: tuple[Step, ...] = ()

    @property
    def schema(self) -> str:
        """The partner's schema."""
        return self.at.partition(".")[0]

    @property
    def client(self) -> str:
        """The client's key; empty when the partner asks for itself."""
        return self.at.partition(".")[2]


@dataclass(frozen=True)
class Doubt:
    """A doubt about what is counted on the day of the ticket; without `answer` it waits for one."""

    at: str
    by: str
    days: int
    time: str
    family: str
    element: str
    question: str
    answered_by: str = ""
    answer: str = ""

    @property
    def schema(self) -> str:
        """The partner's schema."""
        return self.at.partition(".")[0]

    @property
    def client(self) -> str:
        """The client's key."""
        return self.at.partition(".")[2]


@dataclass(frozen=True)
class Reply:
    """A text used again, by language; `at` names the partner whose it is, empty for the desk's."""

    title: str
    by: str
    texts: Mapping[str, str]
    at: str = ""


@dataclass(frozen=True)
class Known:
    """An incident that runs: when it was noted, published and told about, and its neutral texts by language."""

    title: str
    families: tuple[str, ...]
    by: str
    days: int
    started: str
    published: str
    told: str
    texts: Mapping[str, str]
    news: Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """A site of a client, opened `days` before today, with its devices; `presents`: the number its calls show."""

    at: str
    name: str
    by: str
    days: int
    presents: str = ""
    address: Mapping[str, str] | None = None
    devices: tuple[Mapping[str, Any], ...] = ()

    @property
    def schema(self) -> str:
        """The partner's schema."""
        return self.at.partition(".")[0]

    @property
    def client(self) -> str:
        """The client's key."""
        return self.at.partition(".")[2]


def sites() -> list[Place]:
    """Read the sites and their devices."""
    return [Place(**{**told, "devices": tuple(told.get("devices", ()))}) for told in _toml("sites.toml")["sites"]]


def blocks() -> list[Block]:
    """Read the blocks of numbers."""
    return [_block(told) for told in _toml("numbers.toml")["blocks"]]


def requests() -> list[Request]:
    """Read the tickets."""
    return [_request(told) for told in _toml("tickets.toml")["tickets"]]


def doubts() -> list[Doubt]:
    """Read the clarifications."""
    return [Doubt(**told) for told in _toml("tickets.toml")["doubts"]]


def replies() -> list[Reply]:
    """Read the texts used again, of the desk and of partners."""
    return [Reply(**told) for told in _toml("desk.toml")["replies"]]


def incident() -> Known:
    """Read the incident that runs."""
    told = _toml("desk.toml")["incident"]
    return Known(**{**told, "families": tuple(told["families"])})


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _block(told: dict[str, Any]) -> Block:
    declared = [Declared(days=one.pop("days"), by=one.pop("by"), address=one) for one in told.pop("addresses", [])]
    return Block(**told, addresses=tuple(declared))


def _request(told: dict[str, Any]) -> Request:
    steps = tuple(Step(**{**step, "tags": tuple(step.get("tags", ()))}) for step in told.pop("then", []))
    return Request(**{**told, "blocks": tuple(told.get("blocks", ()))}, then=steps)

"""The facts of a page, as its ticket gave them: read once, here, whatever was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

LISTS: Final = ("numbers", "sites", "named_devices")


@dataclass(frozen=True)
class Located:
    """Numbers, a site or a device that is hit; `address` is where help would be sent, empty when none is declared."""

    label: str
    address: str


@dataclass(frozen=True)
class PageFacts:
    """What the person called needs. Empty texts were not given.

    Keys in the JSON of a page: `call_back_number`, `client`, `partner`, `ground` (value or words), `subject`,
    `opened_by`, `place`, `failed_calls`; `numbers`, `sites` and `named_devices`: lists of `label` and `address`.
    """

    call_back_number: str = ""
    client: str = ""
    partner: str = ""
    ground: str = ""
    subject: str = ""
    opened_by: str = ""
    place: str = ""
    failed_calls: str = ""
    numbers: tuple[Located, ...] = ()
    sites: tuple[Located, ...] = ()
    named_devices: tuple[Located, ...] = ()

    @property
    def dial(self) -> str:
        """The call-back number as a telephone dials it."""
        return "".join(one for one in self.call_back_number if one.isdecimal() or one == "+")


def facts_of(stored: Mapping[str, Any]) -> PageFacts:
    """Return the facts in the JSON of a page. What is missing or of another shape is left out: a page goes out."""
    texts = {name: _text(stored.get(name)) for name in PageFacts.__dataclass_fields__ if name not in LISTS}
    return PageFacts(
        **texts,
        numbers=tuple(_located(stored.get("numbers"))),
        sites=tuple(_located(stored.get("sites"))),
        named_devices=tuple(_located(stored.get("named_devices"))),
    )


def _located(given: object) -> list[Located]:
    if not isinstance(given, list):
        return []
    read = []
    for one in given:
        if isinstance(one, Mapping):
            read.append(Located(_text(one.get("label")), _text(one.get("address"))))
        elif isinstance(one, str):
            read.append(Located(one, ""))
    return [one for one in read if one.label]


def _text(given: object) -> str:
    return given.strip() if isinstance(given, str) else ""

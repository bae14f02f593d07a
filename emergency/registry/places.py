"""Reads what is known around an address: its place, its streets, the zone of the numbers, the client's other doors."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from emergency.registry.facts import BELGIUM, AddressFacts
from emergency.registry.geography import Located, Place, StreetNames, Verdict, key_of, locate
from emergency.registry.judging import Judgement, Surroundings, judge
from emergency.registry.models import Address, PostalPlace, Street
from emergency.registry.reading import read_address
from extranet.numbering.models import Holding
from extranet.numbering.reading import zone_of


def judged(typed: AddressFacts, holding: Holding) -> Judgement:
    """Return what is said of an address for the numbers of a block; forms and services ask the same.

    Terms: telavox.7, bt.14, sip.4
    """
    return judged_all([(typed, holding)])[0]


def judged_all(asked: Sequence[tuple[AddressFacts, Holding]]) -> list[Judgement]:
    """Return what is said of many addresses, in their order: each different one is judged once for a client and zone.

    As many queries for ten thousand as for one.

    Terms: telavox.7, bt.14, sip.4
    """
    read = {typed: read_address(typed) for typed, _holding in asked}
    keys = [_Key(read[typed], holding.partner, holding.client_id, zone_of(holding.first)) for typed, holding in asked]
    return _said(keys)


def judged_place(typed: AddressFacts, *, partner: str, client_id: UUID) -> Judgement:
    """Return what is said of an address of a client that is no number's: no zone speaks against it.

    Terms: telavox.7, bt.14, sip.4
    """
    return _said([_Key(read_address(typed), partner, client_id, "")])[0]


def _said(keys: "Sequence[_Key]") -> list[Judgement]:
    different = list(dict.fromkeys(keys))
    here = [key for key in different if key.facts.country == BELGIUM]
    where = _Places([key.facts for key in here])
    streets = _streets([key.facts for key in here])
    doors = _doors(here)
    said: dict[_Key, Judgement] = {}
    for key in different:
        facts = key.facts
        around = Surroundings(zone=key.zone)
        if facts.country == BELGIUM:
            others = doors.get((key.partner, key.client_id, facts.postal_code, facts.house_number), ())
            around = Surroundings(where.located(facts), streets.get(facts, ()), key.zone, others)
        said[key] = judge(facts, around)
    return [said[key] for key in keys]


@dataclass(frozen=True)
class _Key:
    """What a judgement depends on: the address, whose it is, and the zone of the numbers."""

    facts: AddressFacts
    partner: str
    client_id: UUID
    zone: str


class _Places:
    """The places about some addresses, read at once, found by code and by name."""

    def __init__(self, facts: Sequence[AddressFacts]) -> None:
        self._by_code: dict[str, list[Place]] = {}
        self._by_key: dict[str, list[Place]] = {}
        self._known: dict[tuple[str, str], Located] = {}
        for row in _rows_about({(one.postal_code, one.municipality) for one in facts}):
            self._by_code.setdefault(row.postal_code, []).append(row.place)
            for key in row.keys:
                self._by_key.setdefault(key, []).append(row.place)
        self._is_loaded = bool(self._by_code) or (bool(facts) and PostalPlace.objects.exists())

    def located(self, facts: AddressFacts) -> Located:
        """Return where an address is; nothing is judged before a list is loaded."""
        asked = (facts.postal_code, facts.municipality)
        if asked not in self._known:
            self._known[asked] = self._located(*asked)
        return self._known[asked]

    def _located(self, postal_code: str, municipality: str) -> Located:
        if not self._is_loaded:
            return Located(Verdict.UNJUDGED)
        named = [place for key in _keys_of(municipality) for place in self._by_key.get(key, ())]
        places = list(dict.fromkeys([*self._by_code.get(postal_code, ()), *named]))
        return locate(postal_code, municipality, places) if places else Located(Verdict.CODE_UNKNOWN)


def _keys_of(municipality: str) -> list[str]:
    return [key_of(part) for part in municipality.split("/")]


def _rows_about(asked: Collection[tuple[str, str]]) -> Sequence[PostalPlace]:
    """Return the places under codes, and those of names anywhere, with the municipalities they belong to."""
    if not asked:
        return []
    keys = sorted({key for _code, name in asked for key in _keys_of(name)})
    codes = sorted({code for code, _name in asked})
    return list(PostalPlace.objects.filter(Q(postal_code__in=codes) | Q(keys__overlap=keys)))


def _streets(facts: Sequence[AddressFacts]) -> dict[AddressFacts, tuple[StreetNames, ...]]:
    """Return, by address, the streets under its code that have one of its names."""
    if not facts:
        return {}
    keys = {one: {key_of(name) for name in (one.street, one.second_street) if name} for one in facts}
    asked = sorted(set().union(*keys.values()))
    found: dict[tuple[str, str], list[StreetNames]] = {}
    rows = Street.objects.filter(postal_code__in=sorted({one.postal_code for one in facts}), keys__overlap=asked)
    for row in rows:
        for key in row.keys:
            found.setdefault((row.postal_code, key), []).append(row.as_names)
    return {
        one: tuple(dict.fromkeys(street for key in keys[one] for street in found.get((one.postal_code, key), ())))
        for one in facts
    }


Door = tuple[str, UUID, str, str]


def _doors(asked: Sequence[_Key]) -> dict[Door, tuple[AddressFacts, ...]]:
    """Return, by client, code and house number, the addresses the client has there, each once."""
    wanted = {(key.partner, key.client_id, key.facts.postal_code, key.facts.house_number) for key in asked}
    if not wanted:
        return {}
    rows = Address.objects.filter(
        partner__in={door[0] for door in wanted},
        client_id__in={door[1] for door in wanted},
        postal_code__in={door[2] for door in wanted},
        house_number__in={door[3] for door in wanted},
    )
    found: dict[Door, dict[AddressFacts, None]] = {}
    for row in rows:
        door = (row.partner, row.client_id, row.postal_code, row.house_number)
        if door in wanted:
            found.setdefault(door, {})[row.facts] = None
    return {door: tuple(facts) for door, facts in found.items()}


def codes_called(name: str) -> list[str]:
    """Return the postal codes of a municipality or locality, in whatever language it is named."""
    key = key_of(name)
    if not key:
        return []
    return list(PostalPlace.objects.filter(keys__contains=[key]).values_list("postal_code", flat=True).distinct())

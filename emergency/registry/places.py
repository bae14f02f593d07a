"""Reads what is known around an address: its place, its streets, the zone of the numbers, the client's other doors."""

from collections.abc import Sequence

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
    facts = read_address(typed)
    zone = zone_of(holding.first)
    if facts.country != BELGIUM:
        return judge(facts, Surroundings(zone=zone))
    streets = streets_at(facts.postal_code, (facts.street, facts.second_street))
    others = doors_of(holding, facts)
    return judge(facts, Surroundings(located(facts.postal_code, facts.municipality), streets, zone, others))


def located(postal_code: str, municipality: str) -> Located:
    """Return where a postal code and a name are; nothing is judged before a list is loaded.

    Terms: telavox.7, bt.14, sip.4
    """
    places = places_about(postal_code, municipality)
    if not places and not PostalPlace.objects.exists():
        return Located(Verdict.UNJUDGED)
    return locate(postal_code, municipality, places) if places else Located(Verdict.CODE_UNKNOWN)


def places_about(postal_code: str, municipality: str) -> list[Place]:
    """Return the places under a code, and those of a name anywhere with the municipalities they belong to."""
    keys = [key_of(part) for part in municipality.split("/")]
    rows = PostalPlace.objects.filter(Q(postal_code=postal_code) | Q(keys__overlap=keys))
    return [row.place for row in rows]


def streets_at(postal_code: str, names: Sequence[str]) -> tuple[StreetNames, ...]:
    """Return the streets under a code that have one of these names."""
    keys = [key_of(name) for name in names if name]
    rows = Street.objects.filter(postal_code=postal_code, keys__overlap=keys)
    return tuple(row.as_names for row in rows)


def doors_of(holding: Holding, facts: AddressFacts) -> tuple[AddressFacts, ...]:
    """Return the client's other addresses under the same code and house number, each once."""
    rows = Address.objects.filter(
        partner=holding.partner,
        client_id=holding.client_id,
        postal_code=facts.postal_code,
        house_number=facts.house_number,
    )
    return tuple(dict.fromkeys(row.facts for row in rows))


def codes_called(name: str) -> list[str]:
    """Return the postal codes of a municipality or locality, in whatever language it is named."""
    key = key_of(name)
    if not key:
        return []
    return list(PostalPlace.objects.filter(keys__contains=[key]).values_list("postal_code", flat=True).distinct())

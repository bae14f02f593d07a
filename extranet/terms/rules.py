"""Which texts an order asks for, and whether an acceptance still holds. Pure."""

from collections.abc import Iterable, Mapping, Set

from extranet.terms.parts import Language, Part


def required_parts(families: Iterable[str]) -> tuple[Part, ...]:
    """Return the documents an order of these service families must accept, in their order.

    `families`: values of `Part`; twice the same asks once. Raises ValueError when there is none, or
    when one is not a service.

    Terms: general.1, meeting.2
    Reading: Web Meeting has a document of its own although it says that nothing specific applies.
    """
    ordered = {Part(family) for family in families}
    if not ordered or Part.GENERAL in ordered:
        raise ValueError("an order names at least one service, and the general terms are not one")
    return (Part.GENERAL, *(part for part in Part if part in ordered))


def is_current(accepted: Mapping[Part, int], in_force: Mapping[Part, int], parts: Iterable[Part]) -> bool:
    """Return whether the versions accepted are, for each of `parts`, the ones in force.

    Terms: general.1
    Reading: a new version asks for a new acceptance at the next order; what was accepted stays valid
    for the order it was given for.
    """
    return all(part in in_force and accepted.get(part) == in_force[part] for part in parts)


def language_of_act(available: Mapping[Part, Set[Language]], wanted: Language) -> Language:
    """Return the one language in which all documents of an act are shown.

    `available`: the languages each document exists in. One act is in one language: where a single
    document misses the wanted one, all are shown in French, which every version has.

    Terms: general.1
    """
    return wanted if all(wanted in languages for languages in available.values()) else Language.FRENCH

"""Answers of the rules about the numbers that calls present: whose they are, and which one a shared phone presents."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from emergency.caller_ids.rules import Known, check_ownership, propose
from emergency.registry.facts import AddressFacts
from extranet.numbering.kinds import NumberKind
from extranet.numbering.plan import kind_of, national

# +3267123400 held by client 2
_HELD: Final = re.compile(r"\+(?P<number>\d+) held by client (?P<holder>\d+)")
# +3222268842 (Bruxelles)
_PLACED: Final = re.compile(r"\+(?P<number>\d+) \((?P<place>[^)]+)\)")
# A number of the phone's site, whichever: the case does not name it.
_OF_SITE: Final = 3267123400


def answer_caller_id(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer whether a client may present a number that somebody holds; None for a case told in words."""
    typed = case["input"]
    match = _HELD.fullmatch(str(typed.get("caller_id", "")))
    if match is None or "client" not in typed:
        return None
    number = int(match["number"])
    kind = kind_of(national(number)) or ""
    said = check_ownership(Known(number, is_held=str(typed["client"]) == match["holder"], kind=kind))
    return {"outcome": "accepted"} if said.may else {"outcome": "refused", "code": said.code}


def answer_nomadic(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer which number is proposed for somebody on a shared phone; None for a case told in words."""
    typed = case["input"]
    match = _PLACED.fullmatch(str(typed.get("user_number", "")))
    if match is None or "phone_site" not in typed:
        return None
    users = _known(int(match["number"]), match["place"])
    of_site = _known(_OF_SITE, typed["phone_site"])
    place = of_site.address
    found = propose(place, [users, of_site], of_site=of_site, is_shared_desk=True)
    if found is None:
        return {"outcome": "unknown"}
    whose = "the user's" if found.number == users.number else "the phone's site"
    other = "not the user's" if found.number != users.number else "not the phone's site"
    return {"outcome": f"caller ID of {whose} is proposed for emergency calls, {other}", "code": found.code}


def _known(number: int, place: str) -> Known:
    """Return a held number whose address is in a town, at one door."""
    address = AddressFacts(f"Rue de {place}", "1", "1000", place)
    return Known(number, is_held=True, kind=NumberKind.GEOGRAPHIC, address=address)


ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]]] = {
    "caller_id": answer_caller_id,
    "nomadic": answer_nomadic,
}

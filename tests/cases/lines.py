"""Answers of the rules about special lines: alarm and lift lines, automatic diallers, emergency telephones."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from billing.rules.users import FREE_DEVICES
from extranet.catalogue.families import Family
from extranet.ordering.rules import Answers, Severity, YesNo, check_declarations, is_refused

FAMILIES: Final = {"telavox": Family.TELAVOX, "business_telephony": Family.BT, "sip_trunking": Family.SIP}
CLAUSES: Final = {"telavox": "Telavox", "bt": "Business Telephony", "sip": "SIP"}
DEVICES: Final = {"telephone_appels_urgence": "emergency_phone"}
ALARM: Final = "alarm_or_lift_line_not_allowed"
DIALLER: Final = "autodialler_not_allowed"


def answer(case: Mapping[str, Any], _document: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer what an order with such a line is told; None for a case told in words."""
    typed = case["input"]
    if typed.get("use") in ("lift_alarm", "alarm", "lift"):
        return _alarm(typed["service"])
    if "device" in typed:
        free = DEVICES.get(typed["device"]) in FREE_DEVICES
        allowed = not is_refused(check_declarations([FAMILIES[typed["service"]]], Answers(YesNo.NO)))
        return {"outcome": "accepted" if allowed else "refused", "users_billed": 0 if free else 1}
    if typed.keys() <= FAMILIES.keys():
        return {name: _dialler(FAMILIES[name]) for name in typed}
    return None


def _alarm(services: list[str] | str) -> dict[str, Any]:
    families = [FAMILIES[name] for name in ([services] if isinstance(services, str) else services)]
    told = check_declarations(families, Answers(alarm_or_lift_lines=YesNo.YES))
    if not is_refused(told):
        return {"outcome": "accepted"}
    clauses = [clause.split(".") for objection in told for clause in objection.clauses]
    return {"outcome": "refused", "code": ALARM, "clause": [f"{CLAUSES[part]} §{number}" for part, number in clauses]}


def _dialler(family: Family) -> str:
    (told,) = check_declarations([family], Answers(automatic_diallers=YesNo.YES))
    if told.severity is Severity.REFUSE:
        return f"refused {DIALLER} (SIP §5)"
    return "no clause: review, see A-12"


ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]]] = {"special_lines": answer}

"""Answers of the routing rule."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from support.rules import Facts, route
from tests.cases.calendars import calendar_of, instant, written


def answer(case: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """Where the ticket goes, and from when the operator's clock runs."""
    told = case["facts"]
    facts = Facts(
        party=told["party"],
        is_under_contract=told.get("under_contract", True),
        ground=told.get("ground", "none"),
        first_line=told.get("first_line", "operator"),
        is_partner_contact_tested=told.get("partner_contact_tested", True),
    )
    decision = route(facts, case.get("event", "opened"), instant(case["at"]), calendar_of(case, document))
    answers = {
        "result": str(decision.result),
        "clock_starts_at": written(decision.clock_starts_at),
        "reason": str(decision.reason),
        "in_hours": decision.is_in_hours,
        "clauses": list(decision.clauses),
    }
    return {name: answers.get(name) for name in case["expected"]}


ANSWERS: Final[Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]]] = {"route": answer}

"""The other side, played: a map that hears messages in their order, kept as plainly as can be."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from emergency.registry.models import Registration, Transmission
from emergency.registry.selectors import lookup
from extranet.tenancy.context import OPERATOR, PUBLIC, acting

# Of one number: from an instant on, the address as the message holds it, None for none.
Course = list[tuple[datetime, dict[str, str] | None]]


def heard() -> list[Transmission]:
    """Return all messages but those staff cancelled, in their order."""
    with acting(PUBLIC, OPERATOR):
        rows = Transmission.objects.exclude(state=Transmission.State.CANCELLED)
        return list(rows.order_by("sequence"))


def map_of(messages: Iterable[Transmission], numbers: Iterable[int]) -> dict[int, Course]:
    """Return what the other side knows of each number."""
    courses: dict[int, Course] = {number: [] for number in numbers}
    for message in messages:
        content = message.content
        first, last = int(content["numbers"]["first"]), int(content["numbers"]["last"])
        since = datetime.fromisoformat(content["holds_from"])
        for number, course in courses.items():
            if first <= number <= last:
                course[:] = [step for step in course if step[0] < since]
                course.append((since, content["address"]))
    return courses


def told_at(course: Course, at: datetime) -> dict[str, str] | None:
    """Return the address that the other side would use at an instant."""
    return next((address for since, address in reversed(course) if since <= at), None)


def instants_from(now: datetime) -> list[datetime]:
    """Return now, and every coming instant at which anything known changes."""
    with acting(PUBLIC, OPERATOR):
        rows = Registration.objects.filter(recorded__upper_inf=True).values_list("valid", flat=True)
        bounds = {bound for valid in rows for bound in (valid.lower, valid.upper) if bound is not None}
    return [now, *sorted(bound for bound in bounds if bound > now)]


FACTS: Final = (
    "street", "house_number", "postal_code", "municipality", "box", "no_house_number_reason", "country", "language",
    "floor", "room", "access_note", "second_street",
)  # fmt: skip


def differences(numbers: Iterable[int], now: datetime) -> list[str]:
    """Return, in words, where the map and the registry say different things from now on."""
    listed = list(numbers)
    courses = map_of(heard(), listed)
    found = []
    with acting(PUBLIC, OPERATOR):
        for at in instants_from(now):
            for number in listed:
                declared = lookup(number, at).declared
                known = {name: getattr(declared.facts, name) for name in FACTS} if declared else None
                told = told_at(courses[number], at)
                if told != known:
                    found.append(f"{number} at {at}: told {told}, known {known}")
    return found

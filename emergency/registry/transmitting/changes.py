"""What the emergency side must be told when knowledge changes, pure: only differences, from now on, in order.

A message says: from this instant on these numbers have this address (or none), whatever was said before about that
time. Replayed in order on an empty map, the messages give what the registry answers.

Terms: telavox.7, bt.14, sip.4
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TypeVar
from uuid import UUID

from emergency.registry.facts import AddressFacts
from emergency.registry.timeline import Area


@dataclass(frozen=True)
class Said:
    """An address in an area, by the row that says it."""

    area: Area
    facts: AddressFacts
    row_id: UUID
    holding_id: UUID


@dataclass(frozen=True)
class Told:
    """A message: numbers [first, end) have what `facts` say from an instant on; None: no address."""

    first: int
    end: int
    holds_from: datetime
    facts: AddressFacts | None
    row_id: UUID | None
    holding_id: UUID


# From an instant on: who says which address, None for nobody.
Steps = list[tuple[datetime, Said | None]]
Ranged = TypeVar("Ranged", Said, Told)


def changes(old: Sequence[Said], new: Sequence[Said], since: datetime) -> list[Told]:
    """Return the messages that turn what was said of times from `since` on into what is said now.

    Rows of one side never share a number and an instant. The same address from another row says nothing new. What
    follows a difference is said again: a message replaces all that was said of the time from its instant on.

    Terms: telavox.7, bt.14, sip.4
    """
    cuts = sorted({bound for one in (*old, *new) for bound in (one.area.first, one.area.end)})
    before, after = _by_interval(old, cuts), _by_interval(new, cuts)
    told: list[list[Told]] = []
    for place, (first, end) in enumerate(pairwise(cuts)):
        messages = _difference(_steps(before[place], since), _steps(after[place], since), first, end)
        if told and _goes_on(told[-1], messages):
            told[-1] = [replace(one, end=end) for one in told[-1]]
        elif messages:
            told.append(messages)
    return [message for messages in told for message in messages]


def replayed(messages: Iterable[Told]) -> list[Said]:
    """Return what the emergency side knows after messages in their order, beginning with an empty map.

    Terms: telavox.7, bt.14, sip.4
    """
    listed = list(messages)
    cuts = sorted({bound for one in listed for bound in (one.first, one.end)})
    known: list[Said] = []
    for place, heard in enumerate(_by_interval(listed, cuts)):
        steps: list[Told] = []
        for message in heard:
            steps = [one for one in steps if one.holds_from < message.holds_from]
            steps.append(message)
        ends = [*(one.holds_from for one in steps), None][1:]
        for one, until in zip(steps, ends, strict=True):
            if one.facts is not None and one.row_id is not None:
                area = Area(cuts[place], cuts[place + 1], one.holds_from, until)
                known.append(Said(area, one.facts, one.row_id, one.holding_id))
    return known


def _by_interval(rows: Sequence[Ranged], cuts: Sequence[int]) -> list[list[Ranged]]:
    """Return, for each interval between two cuts, the rows over it, in their order."""
    found: list[list[Ranged]] = [[] for _cut in cuts[1:]]
    for row in rows:
        first, end = (row.first, row.end) if isinstance(row, Told) else (row.area.first, row.area.end)
        for place in range(bisect_left(cuts, first), bisect_left(cuts, end)):
            found[place].append(row)
    return found


def _steps(rows: Sequence[Said], since: datetime) -> Steps:
    """Return what rows about the same numbers say from `since` on; a step always changes the address."""
    steps: Steps = []
    free: datetime | None = since
    for row in sorted(rows, key=lambda one: one.area.since):
        if row.area.until is not None and row.area.until <= since:
            continue
        begins = max(row.area.since, since)
        if free is not None and begins > free:
            steps.append((free, None))
        if not (free == begins and steps and _facts(steps[-1]) == row.facts):
            steps.append((begins, row))
        free = row.area.until
    if free is not None:
        steps.append((free, None))
    return steps


def _facts(step: tuple[datetime, Said | None]) -> AddressFacts | None:
    return step[1].facts if step[1] is not None else None


def _difference(before: Steps, after: Steps, first: int, end: int) -> list[Told]:
    """Return the messages about one interval; none when both say the same for good."""
    same = 0
    for one, other in zip(before, after, strict=False):
        if one[0] != other[0] or _facts(one) != _facts(other):
            break
        same += 1
    rest = [steps[same][0] for steps in (before, after) if same < len(steps)]
    if not rest:
        return []
    begins = min(rest)
    # What is said now at the difference: the step before it goes on when only the old side changes there.
    wanted = [step for step in after if step[0] > begins]
    present = next((step[1] for step in reversed(after) if step[0] <= begins), None)
    return list(_messages([(begins, present), *wanted], before, (first, end)))


def _messages(wanted: Steps, before: Steps, numbers: tuple[int, int]) -> Iterator[Told]:
    """Yield the messages; a withdrawal is about the block that said the address which ends."""
    begins = wanted[0][0]
    ending = [said for at, said in before if said is not None and at <= begins]
    ended = ending[-1] if ending else next((said for _at, said in before if said is not None), None)
    for at, said in wanted:
        source = said or ended
        if source is not None:
            yield Told(*numbers, at, said.facts if said else None, said.row_id if said else None, source.holding_id)
        ended = said or ended


def _goes_on(known: Sequence[Told], messages: Sequence[Told]) -> bool:
    """Whether messages say the same as those about the numbers just before."""
    if not messages or len(known) != len(messages):
        return False
    return all(
        one.end == other.first and replace(one, first=other.first, end=other.end) == other
        for one, other in zip(known, messages, strict=True)
    )

"""What is told of a change, by the rule alone: replayed, it always gives what is known.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from emergency.registry.facts import AddressFacts
from emergency.registry.timeline import Area
from emergency.registry.transmitting.changes import Said, Told, changes, replayed

NOW: Final = datetime(2026, 11, 24, 9, tzinfo=UTC)
BLOCK: Final = UUID(int=1)
NUMBERS: Final = 8
Map = dict[tuple[int, int], str]


def day(number: int) -> datetime:
    """Return an instant: 0 is now."""
    return NOW + timedelta(days=number)


def said(first: int, end: int, since: int, until: int | None, street: str, row: int = 1) -> Said:
    """Return an address of an area."""
    area = Area(first, end, day(since), None if until is None else day(until))
    return Said(area, AddressFacts(street, "1", "1000", "Bruxelles"), UUID(int=row), BLOCK)


def words(told: list[Told]) -> list[tuple[int, int, int, str]]:
    """Return messages briefly: first, end, day, street."""
    return [(one.first, one.end, (one.holds_from - NOW).days, one.facts.street if one.facts else "") for one in told]


def test_nothing_new_is_not_told() -> None:
    assert changes([said(0, 8, -5, None, "A", 1)], [said(0, 8, -5, None, "A", 2)], NOW) == []
    assert changes([], [], NOW) == []


def test_a_cut_that_carries_everything_over_is_not_told() -> None:
    old = [said(0, 8, -5, None, "A")]
    assert changes(old, [said(0, 3, 0, None, "A", 2), said(3, 8, 0, None, "A", 3)], NOW) == []


def test_only_what_differs_is_told_and_from_when_it_differs() -> None:
    old = [said(0, 8, -5, None, "A")]
    new = [said(0, 8, -5, 3, "A", 2), said(0, 8, 3, None, "B", 3)]
    assert words(changes(old, new, NOW)) == [(0, 8, 3, "B")]


def test_what_follows_a_difference_is_told_again() -> None:
    old = [said(0, 8, -5, 4, "A", 1), said(0, 8, 4, None, "B", 2)]
    new = [said(0, 8, 0, 4, "C", 3), said(0, 8, 4, None, "B", 2)]
    assert words(changes(old, new, NOW)) == [(0, 8, 0, "C"), (0, 8, 4, "B")]


def test_an_address_that_ends_is_withdrawn() -> None:
    assert words(changes([said(0, 8, -5, None, "A")], [said(0, 4, -5, None, "A")], NOW)) == [(4, 8, 0, "")]
    assert words(changes([said(0, 8, 2, None, "A")], [], NOW)) == [(0, 8, 2, "")]
    assert words(changes([], [said(0, 8, 0, 2, "A")], NOW)) == [(0, 8, 0, "A"), (0, 8, 2, "")]


def test_a_later_message_replaces_what_was_said_of_the_time_from_its_instant_on() -> None:
    facts = [said(0, 1, 0, None, street).facts for street in "ABC"]
    heard = [
        Told(0, 8, day(0), facts[0], UUID(int=1), BLOCK),
        Told(0, 8, day(9), facts[1], UUID(int=2), BLOCK),
        Told(2, 4, day(5), facts[2], UUID(int=3), BLOCK),
    ]
    known = {(one.area.first, one.area.since, one.facts.street) for one in replayed(heard)}
    assert (2, day(5), "C") in known
    assert (2, day(9), "B") not in known
    assert (0, day(9), "B") in known


# ---------- Any map ----------
@st.composite
def maps(draw: st.DrawFn) -> list[Said]:
    """Draw what is said of some numbers: rows that never share a number and an instant."""
    rows: list[Said] = []
    for first in range(0, NUMBERS, 2):
        width = draw(st.integers(1, 2))
        bounds = sorted(draw(st.sets(st.integers(-3, 6), min_size=1, max_size=4)))
        ends: list[int | None] = [*bounds[1:], draw(st.sampled_from([None, 7]))]
        for since, until in zip(bounds, ends, strict=True):
            street = draw(st.sampled_from(["A", "B", ""]))
            if street:
                rows.append(said(first, first + width, since, until, street, len(rows) + 1))
    return rows


def flat(rows: list[Said]) -> Map:
    """Return street by number and day, from now on."""
    found: Map = {}
    for row in rows:
        for number in range(row.area.first, row.area.end):
            for one in range(10):
                if row.area.since <= day(one) and (row.area.until is None or day(one) < row.area.until):
                    found[number, one] = row.facts.street
    return found


@given(maps(), maps())
def test_messages_turn_any_map_into_any_other(old: list[Said], new: list[Said]) -> None:
    first, second = changes([], old, NOW), changes(old, new, NOW)
    assert flat(replayed(first)) == flat(old)
    assert flat(replayed([*first, *second])) == flat(new)
    assert changes(replayed([*first, *second]), new, NOW) == []


@given(maps(), maps(), maps())
def test_messages_of_several_changes_follow_each_other(one: list[Said], two: list[Said], three: list[Said]) -> None:
    heard: list[Told] = []
    for old, new in (([], one), (one, two), (two, three)):
        heard += changes(old, new, NOW)
    assert flat(replayed(heard)) == flat(three)

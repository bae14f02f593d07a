"""How a block may be cut, as people say it.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from emergency.acting.rules import number_within, parts_of, range_within, round_to, suggested_boundary
from emergency.revisions import NO_REVISION, read_revision
from extranet.errors import InvalidInput

FIRST = 3222268800


@pytest.mark.parametrize(
    ("first", "last", "boundary"),
    [
        (FIRST, FIRST + 99, FIRST + 50),
        (FIRST, FIRST + 199, FIRST + 100),
        (FIRST, FIRST + 9, FIRST + 5),
        (FIRST, FIRST + 1, FIRST + 1),
        (FIRST + 7, FIRST + 58, FIRST + 30),
        (FIRST + 150, FIRST + 349, FIRST + 200),
        (3222260000, 3222269999, 3222265000),
    ],
)
def test_the_roundest_number_near_the_middle_is_suggested(first: int, last: int, boundary: int) -> None:
    assert suggested_boundary(first, last) == boundary


def test_one_number_has_no_boundary() -> None:
    with pytest.raises(ValueError, match="one number"):
        suggested_boundary(FIRST, FIRST)


@pytest.mark.parametrize(("number", "size", "rounded"), [(45, 10, 50), (44, 10, 40), (50, 100, 100), (990, 1000, 1000)])
def test_rounding_goes_to_the_nearest(number: int, size: int, rounded: int) -> None:
    assert round_to(number, size) == rounded


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("50", [(0, 49), (50, 99)]),
        ("02 226 88 50", [(0, 49), (50, 99)]),
        ("25, 50;75", [(0, 24), (25, 49), (50, 74), (75, 99)]),
        ("75\n25\n25", [(0, 24), (25, 74), (75, 99)]),
        ("00, 50", [(0, 49), (50, 99)]),
        ("99", [(0, 98), (99, 99)]),
    ],
)
def test_where_parts_begin_is_said_by_whole_numbers_or_their_ends(text: str, parts: list[tuple[int, int]]) -> None:
    assert parts_of(FIRST, FIRST + 99, text) == [(FIRST + begin, FIRST + end) for begin, end in parts]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "boundary_missing"), ("00", "boundary_missing"), (", ;", "boundary_missing"), ("1," * 20, "too_many_parts")],
)
def test_a_cut_that_is_none_is_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parts_of(FIRST, FIRST + 99, text)
    assert caught.value.code == code
    assert "begins" in caught.value.fields


@pytest.mark.parametrize("text", ["", "02 226 99 00", "067 12 34 56", "abc", "112"])
def test_a_number_outside_the_block_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        number_within(FIRST, FIRST + 99, text, field="first")
    assert "first" in caught.value.fields


def test_a_few_numbers_run_from_the_first_to_the_last() -> None:
    assert range_within(FIRST, FIRST + 99, ("42", "")) == (FIRST + 42, FIRST + 42)
    assert range_within(FIRST, FIRST + 99, ("42", "45")) == (FIRST + 42, FIRST + 45)


@pytest.mark.parametrize(
    ("text", "revision"),
    [("1", 1), ("999999999", 999999999), ("1234567890", NO_REVISION), ("9" * 5000, NO_REVISION), ("٣", NO_REVISION)],
)
def test_a_revision_is_a_few_digits(text: str, revision: int) -> None:
    assert read_revision(text) == revision

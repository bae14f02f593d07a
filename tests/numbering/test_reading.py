"""The reader of numbers: what people type is read, doubted or refused, never guessed.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extranet.numbering.errors import NumberRefused
from extranet.numbering.formats import written, written_at_home, written_block
from extranet.numbering.kinds import NumberKind
from extranet.numbering.plan import international, kind_of
from extranet.numbering.reading import MAX_NUMBERS, WARNINGS, ReadNumber, read_block, read_number, zone_of

GEOGRAPHIC, MOBILE, OTHER = NumberKind.GEOGRAPHIC, NumberKind.MOBILE, NumberKind.NON_GEOGRAPHIC
BRUSSELS: Final = 3222268888
# Zones and series as they begin, and how many digits follow.
BEGINNINGS: Final = (
    ("22", 6), ("32", 6), ("42", 6), ("92", 6), ("10", 6), ("67", 6), ("71", 6), ("81", 6), ("802", 5),
    ("478", 6), ("495", 6), ("8001", 4), ("902", 5), ("7815", 4),
)  # fmt: skip


@st.composite
def numbers(draw: st.DrawFn) -> int:
    """A number of the Belgian plan."""
    beginning, room = draw(st.sampled_from(BEGINNINGS))
    rest = draw(st.integers(0, 10**room - 1))
    local = f"{beginning}{rest:0{room}d}"
    assume(kind_of(local) is not None)
    return international(local)


def refusal_of(first: str, last: str | None = None) -> NumberRefused:
    """Return how a block is refused."""
    with pytest.raises(NumberRefused) as caught:
        read_block(first, last)
    return caught.value


# ---------- One number ----------
@pytest.mark.parametrize(
    "typed",
    [
        "+3222268888",
        "+32 2 226 88 88",
        "02 226 88 88",
        "022268888",
        "02/226.88.88",
        "02-226-88-88",
        "(02) 226 88 88",
        "+32 (0)2 226 88 88",
        "+32(0) 2 226 88 88",
        "0032 (0)2 226 88 88",
        "0032 2 226 88 88",
        "00 32 2 226 88 88",
        "(+32) 2 226 88 88",
        "  02 226 88 88\t\n",
        "02\N{NO-BREAK SPACE}226\N{NARROW NO-BREAK SPACE}88\N{THIN SPACE}88",
        "+32\N{NARROW NO-BREAK SPACE}2\N{NARROW NO-BREAK SPACE}226 88 88",
        "02\N{NON-BREAKING HYPHEN}226\N{EN DASH}88\N{MINUS SIGN}88",
        "\N{LEFT-TO-RIGHT EMBEDDING}+32 2 226 88 88\N{POP DIRECTIONAL FORMATTING}",
        "\N{ZERO WIDTH NO-BREAK SPACE}02 226\N{ZERO WIDTH SPACE} 88 88",
        "\uff10\uff12 \uff12\uff12\uff16 \uff18\uff18 \uff18\uff18",
        "\uff0b32 2 226 88 88",
    ],
)
def test_one_number_is_written_in_many_ways(typed: str) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    read = read_number(typed)
    assert (read.number, read.kind, read.warnings) == (BRUSSELS, GEOGRAPHIC, ())


@pytest.mark.parametrize(
    ("typed", "warnings"),
    [
        ("32 2 226 88 88", ("plus_added",)),
        ("3222268888", ("plus_added",)),
        ("32 (0)2 226 88 88", ("plus_added",)),
        ("+32022268888", ("trunk_zero_removed",)),
        ("+32 02 226 88 88", ("trunk_zero_removed",)),
        ("0032 02 226 88 88", ("trunk_zero_removed",)),
        ("32 02 226 88 88", ("plus_added", "trunk_zero_removed")),
    ],
)
def test_what_was_understood_otherwise_is_warned_of(typed: str, warnings: tuple[str, ...]) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    read = read_number(typed)
    assert (read.number, read.warnings) == (BRUSSELS, warnings)
    assert all(WARNINGS[warning] for warning in warnings)


@pytest.mark.parametrize(
    ("typed", "number", "kind", "zone"),
    [
        ("03 226 88 88", 3232268888, GEOGRAPHIC, "03"),
        ("04 223 45 67", 3242234567, GEOGRAPHIC, "04"),
        ("09 223 45 67", 3292234567, GEOGRAPHIC, "09"),
        ("010 45 67 89", 3210456789, GEOGRAPHIC, "010"),
        ("067 12 34 56", 3267123456, GEOGRAPHIC, "067"),
        ("080 21 23 45", 3280212345, GEOGRAPHIC, "080"),
        ("0478 12 34 56", 32478123456, MOBILE, ""),
        ("+32 468 12 34 56", 32468123456, MOBILE, ""),
        ("0800 12 345", 3280012345, OTHER, ""),
        ("078 15 12 34", 3278151234, OTHER, ""),
        ("0902 12 345", 3290212345, OTHER, ""),
        ("070 22 33 44", 3270223344, OTHER, ""),
    ],
)
def test_kind_and_zone_come_from_the_plan(typed: str, number: int, kind: NumberKind, zone: str) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    read = read_number(typed)
    assert (read.number, read.kind, zone_of(read.number)) == (number, kind, zone)


def test_a_number_of_elsewhere_has_no_zone() -> None:
    assert zone_of(33142685300) == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "number_missing"),
        ("   ", "number_missing"),
        ("-", "number_missing"),
        ("+", "number_missing"),
        ("O2 226 88 88", "number_bad_character"),
        ("02 226 88 8B", "number_bad_character"),
        ("02 226 88 8²", "number_bad_character"),
        ("٠٢ ٢٢٦ ٨٨ ٨٨", "number_bad_character"),
        ("02 226 88 88 ext. 12", "number_bad_character"),
        ("02 226 88 88 #12", "number_bad_character"),
        ("tel:+3222268888", "number_bad_character"),
        ("3.22227E+09", "number_bad_character"),
        ("=+3222268888", "number_bad_character"),
        ("02 226 88 88\x00", "number_bad_character"),
        ("02 226 88 88, 02 226 88 89", "number_bad_character"),
        ("02 226 88 88; 89", "number_bad_character"),
        ("++32 2 226 88 88", "number_bad_character"),
        ("02 226 +88 88", "number_bad_character"),
        ("(02 226 88 88", "number_bad_character"),
        ("02) 226 88 88", "number_bad_character"),
        ("02 226 88 8", "number_too_short"),
        ("0478 12 34 5", "number_too_short"),
        ("226 88 88", "number_too_short"),
        ("+32", "number_too_short"),
        ("00", "number_too_short"),
        ("32 2 226 88 8", "number_too_short"),
        ("02 112", "number_too_short"),
        ("02 226 88 888", "number_too_long"),
        ("0478 12 34 567", "number_too_long"),
        ("02 226 88 88 / 02 226 88 89", "number_too_long"),
        ("02 226 88 88 - 89", "number_too_long"),
        ("02 226 88 88\n02 226 88 89", "number_too_long"),
        ("02 000 00 00", "number_not_in_plan"),
        ("02 126 88 88", "number_not_in_plan"),
        ("0800 02 345", "number_not_in_plan"),
        ("077 12 34 56", "number_not_in_plan"),
        ("+32 00 226 88 88", "number_not_in_plan"),
        ("2 226 88 88", "number_prefix_missing"),
        ("478 12 34 56", "number_prefix_missing"),
        ("32 26 88 88", "number_prefix_missing"),
        ("44 20 7946 0958", "number_prefix_missing"),
        ("112", "number_is_short_code"),
        ("100", "number_is_short_code"),
        ("101", "number_is_short_code"),
        ("110", "number_is_short_code"),
        ("116 000", "number_is_short_code"),
        ("1207", "number_is_short_code"),
        ("+32 112", "number_is_short_code"),
        ("+33 1 42 68 53 00", "number_not_belgian"),
        ("0033 1 42 68 53 00", "number_not_belgian"),
        ("+352 26 12 34", "number_not_belgian"),
        ("+1 202 555 0100", "number_not_belgian"),
    ],
)
def test_what_is_doubtful_is_refused_with_a_sentence(typed: str, code: str) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    refusal = refusal_of(typed)
    assert refusal.code == code
    assert str(refusal).endswith((".", "?"))
    assert refusal.fields == {"first": str(refusal)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("O2 226 88 88", "02 226 88 88"), ("02 226 88 I8", "02 226 88 18"), ("2 226 88 88", "02 226 88 88"),
     ("478123456", "0478 12 34 56")],
)  # fmt: skip
def test_a_refusal_says_what_may_have_been_meant(typed: str, meant: str) -> None:
    refusal = refusal_of(typed)
    assert refusal.suggestion.replace("\N{NO-BREAK SPACE}", " ") == meant
    assert refusal.suggestion in str(refusal)


# ---------- Blocks ----------
@pytest.mark.parametrize(
    ("first", "last", "count", "warnings"),
    [
        ("02 226 88 00", "02 226 88 99", 100, ()),
        ("02 226 88 00", "+32 2 226 88 99", 100, ()),
        ("32 2 226 88 00", "32 2 226 88 99", 100, ("plus_added",)),
        ("02 226 88 00", "99", 100, ("suffix_expanded",)),
        ("02 226 88 00", "8 99", 100, ("suffix_expanded",)),
        ("02 226 88 00", "226 88 99", 100, ("suffix_expanded",)),
        ("32 2 226 88 00", "99", 100, ("plus_added", "suffix_expanded")),
        ("067 12 34 00", "12 34 09", 10, ("suffix_expanded",)),
        ("0478 12 34 00", "99", 100, ("suffix_expanded",)),
        ("02 226 88 42", "02 226 88 42", 1, ()),
        ("02 226 88 42", None, 1, ()),
        ("02 226 88 42", " \N{NO-BREAK SPACE} ", 1, ()),
        ("02 226 00 00", "02 226 99 99", MAX_NUMBERS, ()),
    ],
)
def test_a_block_has_two_ends(first: str, last: str | None, count: int, warnings: tuple[str, ...]) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    block = read_block(first, last)
    assert (block.count, block.warnings) == (count, warnings)
    assert block.last - block.first + 1 == count


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("02 226 88 00", "03 226 88 00", "block_crosses_zone"),
        ("03 226 88 00", "02 226 88 00", "block_crosses_zone"),
        ("067 12 34 00", "068 12 34 00", "block_crosses_zone"),
        ("02 226 88 00", "0800 12 345", "block_crosses_zone"),
        ("078 15 12 34", "070 22 33 44", "block_crosses_zone"),
        ("02 226 88 00", "0478 12 34 56", "block_mixed_length"),
        ("0478 12 34 56", "02 226 88 00", "block_mixed_length"),
        ("02 226 88 99", "02 226 88 00", "block_reversed"),
        ("02 226 88 99", "00", "block_reversed"),
        ("02 226 00 00", "02 227 00 00", "block_too_large"),
        ("0478 12 34 56", "0479 12 34 56", "block_too_large"),
        ("02 226 88 00", "0226889", "number_too_short"),
        ("02 226 88 00", "02 226 88 9", "number_too_short"),
        ("02 226 88 00", "9O", "number_bad_character"),
        ("02 226 88 00", "+33 1 42 68 53 00", "number_not_belgian"),
        ("02 226 88 00", "926 88 99", "number_not_in_plan"),
    ],
)
def test_a_block_that_cannot_be_is_refused_at_its_last_number(first: str, last: str, code: str) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    refusal = refusal_of(first, last)
    assert refusal.code == code
    assert refusal.fields == {"last": str(refusal)}


# ---------- Properties ----------
@given(number=numbers())
def test_what_we_write_is_read_back_without_a_doubt(number: int) -> None:
    for text in (written(number), written_at_home(number)):
        read = read_number(text)
        assert (read.number, read.warnings) == (number, ())
    assert written(read_number(written(number)).number) == written(number)


@given(
    number=numbers(), letter=st.characters(categories=["L", "No", "So", "Sm"], exclude_characters="+"),
    data=st.data(),
)  # fmt: skip
def test_a_letter_is_never_accepted(number: int, letter: str, data: st.DataObject) -> None:
    assume(not 0xFF00 <= ord(letter) <= 0xFFEF or letter.isalpha())
    assume(letter != "\N{MINUS SIGN}")
    text = written(number)
    place = data.draw(st.integers(0, len(text)))
    for typed in (text[:place] + letter + text[place:], text[:place] + letter + text[place + 1 :]):
        with pytest.raises(NumberRefused) as caught:
            read_number(typed)
        assert caught.value.code == "number_bad_character"


def outcome_of(text: str) -> ReadNumber | str:
    """Return what was read, or the code of the refusal."""
    try:
        return read_number(text)
    except NumberRefused as refusal:
        return refusal.code


@given(text=st.text(alphabet="0123456789+ ./-()Ol\u202f", max_size=20))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    outcome = outcome_of(text)
    if isinstance(outcome, ReadNumber):
        assert not set(text) & set("Ol")
        assert kind_of(str(outcome.number)[2:]) is outcome.kind
    else:
        assert outcome.startswith("number_")


@given(number=numbers(), length=st.integers(1, MAX_NUMBERS))
def test_a_block_counts_both_ends(number: int, length: int) -> None:
    last = number + length - 1
    assume(str(number)[:4] == str(last)[:4] and kind_of(str(last)[2:]) is not None)
    block = read_block(written(number), written(last))
    assert block.count == block.last - block.first + 1 == length
    # As it is written, a block is read again from its two halves.
    first_half, _to, last_half = written_block(block.first, block.last).partition("\N{EN DASH}")
    again = read_block(first_half, last_half)
    assert (again.first, again.last) == (block.first, block.last)

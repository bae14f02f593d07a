"""The chain over a ticket's entries: whatever is undone, it shows where. general.7, S3."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.chain import BEGINNING, Link, canonical, digest_of, digest_of_text, is_blanked, verify


def links(texts: Sequence[str]) -> list[Link]:
    """Return a chain as it is written."""
    made: list[Link] = []
    previous = BEGINNING
    for position, text in enumerate(texts, start=1):
        facts = {"position": position, "author": "Dora"}
        text_digest = digest_of_text("salt", text)
        digest = digest_of(previous, {**facts, "text_digest": text_digest})
        made.append(Link(position, facts, text, "salt", text_digest, previous, digest))
        previous = digest
    return made


CHAIN = links(["un", "deux", "trois"])


def test_an_untouched_chain_is_intact() -> None:
    """Terms: general.7"""
    assert verify(CHAIN) is None
    assert verify([]) is None


def test_facts_are_written_the_same_whatever_the_order_of_their_keys() -> None:
    assert (
        canonical({"b": [1, None], "a": "é"})
        == canonical({"a": "é", "b": [1, None]})
        == '{"a":"é","b":[1,null]}'.encode()
    )
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


@pytest.mark.parametrize(
    ("tamper", "broken_at"),
    [
        (lambda chain: [chain[0], replace(chain[1], text="autre"), chain[2]], 2),
        (lambda chain: [chain[0], replace(chain[1], facts={**chain[1].facts, "author": "Alice"}), chain[2]], 2),
        (lambda chain: [chain[0], replace(chain[1], salt="other"), chain[2]], 2),
        (lambda chain: [chain[0], chain[2]], 2),
        (lambda chain: [chain[0], replace(chain[2], position=2)], 2),
        (lambda chain: [chain[1], chain[0], chain[2]], 1),
        (lambda chain: [*chain[:2], chain[1], chain[2]], 3),
        (lambda chain: [replace(chain[0], previous_digest="f" * 64), *chain[1:]], 1),
        (lambda chain: [replace(chain[0], digest="f" * 64), *chain[1:]], 1),
        (lambda chain: [*chain[:2], replace(chain[2], text_digest=digest_of_text("salt", "x"), text="x")], 3),
    ],
)
def test_what_was_undone_shows_where(tamper: Callable[[list[Link]], list[Link]], broken_at: int) -> None:
    """Terms: general.7"""
    assert verify(tamper(CHAIN)) == broken_at


def test_a_chain_written_anew_from_a_changed_entry_has_another_end() -> None:
    """Whoever keeps the last digest sees it."""
    forged = links(["un", "autre", "trois"])
    assert verify(forged) is None
    assert forged[-1].digest != CHAIN[-1].digest


def test_a_text_blanked_by_law_leaves_the_chain_intact() -> None:
    blanked = [CHAIN[0], replace(CHAIN[1], text=""), CHAIN[2]]
    assert verify(blanked) is None
    assert is_blanked(blanked[1])
    assert not is_blanked(links([""])[0])


@given(st.lists(st.text(max_size=20), min_size=1, max_size=6), st.data())
def test_any_other_text_breaks_the_chain_where_it_stands(texts: list[str], data: st.DataObject) -> None:
    chain = links(texts)
    place = data.draw(st.integers(0, len(chain) - 1))
    other = data.draw(st.text(min_size=1, max_size=20).filter(lambda text: text != texts[place]))
    chain[place] = replace(chain[place], text=other)
    assert verify(chain) == place + 1


@given(st.lists(st.text(max_size=20), min_size=2, max_size=6), st.data())
def test_any_entry_taken_out_before_the_last_shows(texts: list[str], data: st.DataObject) -> None:
    chain = links(texts)
    place = data.draw(st.integers(0, len(chain) - 2))
    assert verify([*chain[:place], *chain[place + 1 :]]) == place + 1

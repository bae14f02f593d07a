"""Facts are frozen without loss: what is read back says the same, in the same bytes.

Terms: telavox.4, bt.11
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.ledger.codec import canonical, digest_of, read, written
from billing.rules import facts
from billing.rules.counts import Change, DatedDeclaration, Reported, Segment
from billing.rules.days import month_of
from billing.rules.facts import AccountMonth
from billing.rules.interventions import Ground, Intervention, StaffDecision
from billing.rules.lines import Line
from billing.rules.month import Draft, draft_month
from billing.rules.packs import Pack, PackKind
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion, Tier
from billing.rules.readings import ChannelRounding, Decrease, Readings
from billing.rules.recording import Recording
from billing.rules.users import Declaration, DeclaredUser, Occupants, Profile, Room
from billing.rules.vat import Vat, VatCategory
from extranet.catalogue.families import Family
from tests.billing.rules.strategies import account_months

EIGHT = Price(PriceModel.PER_UNIT, unit_price=Decimal("8.0000"))
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
PACKS = st.builds(
    Pack,
    st.sampled_from(["pack_be", "pack_world"]),
    st.integers(0, 3),
    st.none() | st.integers(0, 30),
    DAYS,
    DAYS,
    st.sampled_from(PackKind),
)
WORK = st.builds(
    Intervention,
    st.text(max_size=8),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 300),
    st.sampled_from(Ground),
    st.none() | st.sampled_from(StaffDecision),
)


def alike(ours: AccountMonth, theirs: AccountMonth) -> bool:
    """Return whether two facts are equal; price books are compared by identity, so by their versions here."""
    return (
        ours.price_book.versions == theirs.price_book.versions and replace(ours, price_book=theirs.price_book) == theirs
    )


@settings(max_examples=40)
@given(account_months(), st.lists(PACKS, max_size=2).map(tuple), st.lists(WORK, max_size=2).map(tuple))
def test_facts_come_back_as_they_were(
    known: AccountMonth, packs: tuple[Pack, ...], work: tuple[Intervention, ...]
) -> None:
    """Terms: telavox.4, bt.11"""
    known = replace(known, packs=packs, interventions=work)
    text = canonical(written(known))
    again = read(AccountMonth, json.loads(text))
    assert alike(again, known)
    assert canonical(written(again)) == text


@settings(max_examples=40)
@given(account_months())
def test_what_comes_back_is_drafted_alike(known: AccountMonth) -> None:
    """Terms: telavox.4, bt.11"""
    again = read(AccountMonth, json.loads(canonical(written(known))))
    assert draft_month(again) == draft_month(known)


@settings(max_examples=40)
@given(account_months())
def test_lines_come_back_as_they_were(known: AccountMonth) -> None:
    draft = draft_month(known)
    assert isinstance(draft, Draft)
    for line in draft.lines:
        assert read(Line, json.loads(canonical(written(line)))) == line


def test_every_shape_comes_back() -> None:
    """What the strategies leave out: declarations, other settings, agreed prices, VAT without a rate."""
    user = DeclaredUser(Profile.ADMINISTRATOR, True, ("deskphone",), True, 2, "u-7")
    declaration = Declaration((user,), (Room("stock", Occupants.MIXED, 2),), ("pager",))
    known = AccountMonth(
        service=Family.BT,
        month=month_of(date(2026, 3, 1)),
        order=facts.Order(
            date(2026, 1, 1),
            date(2026, 9, 1),
            12,
            {"users": EIGHT},
            Decimal("0"),
            (PriceVersion(date(2026, 3, 9), {}),),
        ),
        price_book=PriceBook(
            (
                PriceVersion(
                    date(2026, 1, 1),
                    {
                        "numbers": Price(PriceModel.VOLUME, tiers=(Tier(10, Decimal(1)), Tier(None, Decimal("0.9")))),
                        "hosts": Price(PriceModel.PACKAGE, size=10, package_price=Decimal(4), is_prorated=False),
                    },
                ),
            )
        ),
        vat=Vat(VatCategory.OUTSIDE_SCOPE, None),
        elements={
            "users": facts.Declarations((DatedDeclaration(date(2026, 1, 1), declaration),)),
            "numbers": facts.Segments((Segment(date(2026, 1, 1), 0),)),
            "hosts": facts.Changes(3, (Change(datetime(2026, 3, 28, 23, 30, tzinfo=UTC), -1),)),
            "recording": Recording(0, (None, Decimal("0.500"), Decimal("0.500"))),
        },
        quarter_opening=0,
        readings=Readings(Decrease.CEIL, 30, 0, ChannelRounding.DOWN, frozenset()),
    )
    assert alike(read(AccountMonth, json.loads(canonical(written(known)))), known)


def test_days_are_kept_as_runs() -> None:
    counts = Reported((12,) * 20 + (None,) * 2 + (0,) * 9, known_before=12)
    typed = written(counts)
    assert typed["daily"] == [[12, 20], [None, 2], [0, 9]]
    assert read(Reported, typed) == counts


def test_equal_price_lists_are_read_as_one() -> None:
    """The rules remember prices by the identity of the book: a book for each account would remember nothing."""
    book = PriceBook((PriceVersion(date(2026, 1, 1), {"users": EIGHT}),))
    assert read(PriceBook, written(book)) is read(PriceBook, written(book))


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": "é"}) == digest_of({"b": "é", "a": 1})
    assert digest_of({"a": 1}) != digest_of({"a": 2})


@pytest.mark.parametrize("value", [1.5, object(), b"1", AccountMonth])
def test_what_could_not_be_read_back_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        written({"value": value})


@pytest.mark.parametrize(
    "typed", [{}, {"start": "2026-03-01"}, {"start": "2026-03-01", "end": "soon"}, {"start": 3, "end": 4}, None]
)
def test_nonsense_is_not_read(typed: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        read(type(month_of(date(2026, 3, 1))), typed)


def test_a_count_is_never_a_fraction_nor_a_word() -> None:
    for daily in ([[1.5, 31]], [["12", 31]], [[True, 31]]):
        with pytest.raises(ValueError, match="is no int"):
            read(Reported, {"daily": daily, "missing_before": 0})

"""Figures, dates and instants in the four languages."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from extranet.look import formats
from tests.look.stage import rendered

NARROW = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
AT = datetime(2026, 11, 24, 13, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "amount", "written"),
    [
        ("fr", "6482.17", f"6{NARROW}482,17{NO_BREAK}€"),
        ("nl", "6482.17", f"€{NO_BREAK}6.482,17"),
        ("de", "6482.17", f"6.482,17{NO_BREAK}€"),
        ("en", "6482.17", "€6,482.17"),
        ("fr", "0", f"0,00{NO_BREAK}€"),
        ("fr", "-17.69", f"−17,69{NO_BREAK}€"),
        ("fr", "1234567.5", f"1{NARROW}234{NARROW}567,50{NO_BREAK}€"),
        ("fr", "0.125", f"0,13{NO_BREAK}€"),
    ],
)
def test_money_is_written_as_the_language_does(language: str, amount: str, written: str) -> None:
    with translation.override(language):
        assert formats.money(Decimal(amount)) == written


@pytest.mark.parametrize(("price", "written"), [("7.5", "7,50"), ("0.0125", "0,0125"), ("1.100", "1,10")])
def test_a_unit_price_keeps_the_decimals_it_was_agreed_with(price: str, written: str) -> None:
    assert formats.unit_price(Decimal(price)) == f"{written}{NO_BREAK}€"


@pytest.mark.parametrize("amount", [6482.17, "6482.17", 6482])
def test_money_is_refused_unless_decimal(amount: Any) -> None:
    with pytest.raises(TypeError):
        formats.money(amount)


@pytest.mark.parametrize(
    ("language", "number", "written"),
    [
        ("fr", 1250, f"1{NARROW}250"),
        ("nl", 1250, "1.250"),
        ("en", Decimal("4.200"), "4.2"),
        ("fr", Decimal("0.125"), "0,125"),
        ("fr", -3, "−3"),
    ],
)
def test_a_quantity_has_at_most_three_decimals(language: str, number: int | Decimal, written: str) -> None:
    with translation.override(language):
        assert formats.quantity(number) == written


@pytest.mark.parametrize("number", [1.5, True, "3"])
def test_a_quantity_is_refused_unless_exact(number: Any) -> None:
    with pytest.raises(TypeError):
        formats.quantity(number)


@pytest.mark.parametrize(
    ("language", "style", "written"),
    [
        ("fr", "long", "24 novembre 2026"),
        ("nl", "long", "24 november 2026"),
        ("de", "long", "24. November 2026"),
        ("en", "long", "24 November 2026"),
        ("fr", "weekday", "mardi 24 novembre 2026"),
        ("de", "weekday", "Dienstag, 24. November 2026"),
        ("fr", "short", "24 nov. 2026"),
    ],
)
def test_a_day_is_written_in_words(language: str, style: str, written: str) -> None:
    with translation.override(language):
        assert formats.day(date(2026, 11, 24), style) == written


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    assert formats.day(date(2026, 12, 1)) == "1er décembre 2026"
    assert formats.day(date(2026, 12, 1), "weekday") == "mardi 1er décembre 2026"
    assert formats.day(date(2026, 12, 11)) == "11 décembre 2026"


def test_the_day_of_an_instant_is_the_one_in_brussels() -> None:
    assert formats.day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "24 novembre 2026"


@pytest.mark.parametrize(
    ("language", "written", "exact"),
    [
        ("fr", "24 novembre 2026 à 14 h 02", "24 novembre 2026 à 14 h 02 min 06 s"),
        ("nl", "24 november 2026 om 14.02 uur", "24 november 2026 om 14.02.06 uur"),
        ("de", "24. November 2026 um 14.02 Uhr", "24. November 2026 um 14.02.06 Uhr"),
        ("en", "24 November 2026 at 14:02", "24 November 2026 at 14:02:06"),
    ],
)
def test_an_instant_is_told_in_brussels_time(language: str, written: str, exact: str) -> None:
    with translation.override(language):
        assert formats.instant(AT).replace(NO_BREAK, " ") == written
        assert formats.instant(AT, exact=True).replace(NO_BREAK, " ") == exact


def test_the_parts_of_a_time_are_never_torn() -> None:
    assert formats.time_of_day(AT) == f"14{NO_BREAK}h{NO_BREAK}02"


def test_summer_time_is_told_as_the_clock_shows_it() -> None:
    assert formats.time_of_day(datetime(2026, 7, 1, 6, 30, tzinfo=UTC)).replace(NO_BREAK, " ") == "8 h 30"


@pytest.mark.parametrize("format_", [formats.instant, formats.time_of_day, formats.day])
def test_an_instant_without_zone_is_refused(format_: Callable[[datetime], str]) -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_(datetime(2026, 11, 24, 14, 2))  # noqa: DTZ001 - the point


@pytest.mark.parametrize("typed", ["0821802905", "BE0821802905", "BE 0821.802.905"])
def test_an_enterprise_number_is_written_in_one_way(typed: str) -> None:
    assert formats.enterprise_number(typed) == f"BE{NO_BREAK}0821.802.905"


def test_what_is_no_enterprise_number_is_left_as_it_came() -> None:
    assert formats.enterprise_number("NL123") == "NL123"


@pytest.mark.parametrize(
    ("name", "letters"), [("Amélie Servais", "AS"), ("Bob", "B"), ("Els van den Berg", "EB"), ("", "")]
)
def test_initials_are_of_first_and_last_word(name: str, letters: str) -> None:
    assert formats.initials(name) == letters


def test_an_unknown_language_is_written_as_french() -> None:
    with translation.override("it"):
        assert formats.quantity(Decimal("1.5")) == "1,5"


@pytest.mark.parametrize("name", ["money", "unit_price", "quantity", "day", "instant", "time_of_day"])
def test_a_filter_writes_nothing_for_nothing(name: str) -> None:
    assert rendered("[{{ value|" + name + " }}]", value=None) == "[]"


def test_filters_take_their_style_from_the_template() -> None:
    assert "14 h 02 min 06 s" in rendered('{{ at|instant:"seconds" }}', at=AT).replace(NO_BREAK, " ")
    assert rendered('{{ on|day:"short" }}', on=date(2026, 11, 24)) == "24 nov. 2026"

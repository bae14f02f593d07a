"""Bars are drawn to scale across any width, and say nothing that their table does not."""

from datetime import timedelta
from itertools import pairwise

import pytest

from extranet.look.charts import BASE, TOP, BarChart, Series, bar_chart
from support.figures_tables import change, duration_words, share, waited

NAMES = ("a", "b", "c", "d")


def drawn(*series: Series, names: tuple[str, ...] = NAMES) -> BarChart:
    """Draw bars."""
    return bar_chart(key="k", title="T", desc="D", names=names, series=series)


def test_the_highest_bar_fills_the_chart_and_the_others_are_to_scale() -> None:
    chart = drawn(Series("x", (10, 5, 0, 1)))
    assert [bar.height for bar in chart.bars] == [BASE - TOP, 63, 0, 13]
    assert all(bar.y + bar.height == BASE for bar in chart.bars)


def test_no_bar_has_a_height_when_nothing_is_counted() -> None:
    chart = drawn(Series("x", (0, 0, 0, 0)))
    assert {bar.height for bar in chart.bars} == {0}
    assert not [label for label in chart.labels if label.is_value]


def test_bars_of_two_series_stand_side_by_side_inside_their_slot() -> None:
    chart = drawn(Series("x", (1, 1, 1, 1)), Series("y", (1, 1, 1, 1), is_open=True))
    edges = [(float(bar.x.rstrip("%")), float(bar.width.rstrip("%"))) for bar in chart.bars]
    assert edges[0] == (2.5, 10.0)
    for (left, width), (following, _width) in pairwise(edges):
        assert left + width <= following + 0.01
    assert edges[-1][0] + edges[-1][1] <= 100
    assert [bar.is_open for bar in chart.bars] == [False, True] * 4


@pytest.mark.parametrize(("slots", "spare", "figures"), [(6, 0, True), (12, 6, True), (24, 18, False)])
def test_labels_are_thinned_where_there_are_many(slots: int, spare: int, figures: bool) -> None:
    chart = drawn(Series("x", (1,) * slots), names=tuple("m" * slots))
    names = [label for label in chart.labels if not label.is_value]
    assert (len(names), sum(label.is_spare for label in names)) == (slots, spare)
    assert any(label.is_value for label in chart.labels) is figures


def test_a_series_has_one_figure_a_name() -> None:
    with pytest.raises(ValueError, match="one figure a name"):
        drawn(Series("x", (1, 2)))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h 00"), (187, "3 h 07"), (24 * 60, "1 j 0 h"), (3001, "2 j 2 h")],
)
def test_minutes_read_as_people_say_them(minutes: int, words: str) -> None:
    assert duration_words(minutes).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2), (3600, 60)])
def test_a_minute_that_has_begun_counts_whole(seconds: int, minutes: int) -> None:
    assert waited(timedelta(seconds=seconds)).value == minutes


def test_a_part_of_nothing_is_no_figure_and_halves_are_rounded_up() -> None:
    assert (share(None, 0).value, share(0, 3).value, share(1, 8).value, share(2, 3).value) == (None, 0, 13, 67)


@pytest.mark.parametrize(("now", "before", "shown"), [(3, 1, "+2"), (1, 3, "−2"), (2, 2, "0")])
def test_a_change_has_its_sign(now: int, before: int, shown: str) -> None:
    assert change(now, before).shown == shown

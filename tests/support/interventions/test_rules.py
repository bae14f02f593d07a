"""Where work billed by time stands and what may be done to it: the pure rules."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from support.interventions.rules import Act, Standing, State, acts_on, state_of

TODAY = date(2026, 6, 2)
PROPOSED = Standing(is_automatic=False)
DECIDED = replace(PROPOSED, is_decided=True)
ANNOUNCED = replace(DECIDED, is_announced=True)
WORKED = replace(ANNOUNCED, noted_on=TODAY)
CONTESTED = replace(WORKED, is_contested=True)
SETTLED = replace(CONTESTED, is_settled=True)


@pytest.mark.parametrize(
    ("standing", "state", "acts"),
    [
        (PROPOSED, State.TO_DECIDE, {Act.DECIDE, Act.WITHDRAW}),
        (Standing(is_automatic=True), State.TO_ANNOUNCE, {Act.ANNOUNCE, Act.WITHDRAW}),
        (DECIDED, State.TO_ANNOUNCE, {Act.ANNOUNCE, Act.WITHDRAW}),
        (ANNOUNCED, State.ANNOUNCED, {Act.NOTE, Act.CONTEST, Act.WITHDRAW}),
        (WORKED, State.WORKED, {Act.CONTEST}),
        (CONTESTED, State.CONTESTED, {Act.SETTLE}),
        (replace(CONTESTED, noted_on=None), State.CONTESTED, {Act.NOTE, Act.SETTLE, Act.WITHDRAW}),
        (SETTLED, State.WORKED, set()),
        (replace(SETTLED, is_waived=True), State.WAIVED, set()),
        (replace(PROPOSED, is_waived=True, is_decided=True), State.WAIVED, set()),
        (replace(ANNOUNCED, is_withdrawn=True), State.WITHDRAWN, set()),
    ],
)
def test_each_state_lets_its_acts_through_and_no_other(standing: Standing, state: State, acts: set[Act]) -> None:
    """Terms: general.3, general.6"""
    assert (state_of(standing), acts_on(standing, TODAY)) == (state, frozenset(acts))


@pytest.mark.parametrize(("days", "is_open"), [(0, True), (60, True), (61, False)])
def test_work_is_contested_until_the_sixtieth_day(days: int, is_open: bool) -> None:
    """Terms: general.6"""
    assert (Act.CONTEST in acts_on(WORKED, TODAY + timedelta(days=days))) is is_open

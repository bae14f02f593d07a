"""Somebody takes the watch for a while; taking it away again is refused where nobody would be left.

Terms: general.7
"""

from datetime import UTC, datetime, timedelta

import pytest

from extranet.accounts.models import User
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Refusal
from support.desk.models import ContactWay, RotaOverride, WayKind
from support.desk.rota.selectors import on_call_at
from support.desk.rota.services import cancel_override
from tests.cast import ANNA, ERIK, SOFIE, Member, user_of
from tests.desk.night import NIGHT, at_the_desk, give_ways, publish, take, watch_with

pytestmark = pytest.mark.django_db
TOMORROW = NIGHT + timedelta(days=1)
HOUR = timedelta(hours=1)


def who(at: datetime) -> str:
    """Name the person on call."""
    with at_the_desk():
        on_call = on_call_at(at)
    return on_call.name if on_call else ""


def cancel(override: RotaOverride, *, actor: Member = ANNA, at: datetime = NIGHT) -> RotaOverride:
    """End an override."""
    with at_the_desk():
        return cancel_override(override_id=override.pk, actor=user_of(actor), at=at)


def test_an_override_replaces_the_rota_from_its_start_until_just_before_its_end() -> None:
    watch_with(ERIK)
    give_ways(ANNA)
    take(ANNA, TOMORROW + HOUR, starts_at=TOMORROW)
    instants = (TOMORROW - timedelta(seconds=1), TOMORROW, TOMORROW + HOUR - timedelta(seconds=1), TOMORROW + HOUR)
    assert [who(at) for at in instants] == [ERIK.name, ANNA.name, ANNA.name, ERIK.name]


def test_of_two_overrides_the_newest_wins() -> None:
    watch_with(ERIK)
    give_ways(ANNA), give_ways(SOFIE)
    take(ANNA, TOMORROW)
    take(SOFIE, NIGHT + HOUR, at=NIGHT + timedelta(minutes=1))
    assert who(NIGHT + timedelta(minutes=2)) == SOFIE.name
    assert who(NIGHT + HOUR) == ANNA.name


def test_a_cancelled_override_leaves_the_past_as_it_was() -> None:
    watch_with(ERIK)
    give_ways(ANNA)
    override = take(ANNA, TOMORROW)
    cancel(override, at=NIGHT + HOUR)
    assert who(NIGHT + HOUR) == ERIK.name
    assert who(NIGHT + HOUR - timedelta(seconds=1)) == ANNA.name


def test_an_override_cancelled_before_it_began_never_was() -> None:
    watch_with(ERIK)
    give_ways(ANNA)
    override = take(ANNA, TOMORROW + HOUR, starts_at=TOMORROW)
    cancel(override, at=NIGHT + HOUR)
    assert who(TOMORROW) == ERIK.name


def test_cancelling_is_refused_where_nobody_would_be_on_call() -> None:
    give_ways(ERIK), give_ways(ANNA)
    friday = datetime(2026, 11, 27, 20, tzinfo=UTC)
    override = take(ANNA, friday)
    publish(ERIK, starts_at=friday)
    with pytest.raises(Refusal) as refusal:
        cancel(override, at=NIGHT + HOUR)
    assert refusal.value.code == "watch_has_gaps"
    assert "24 novembre 2026" in str(refusal.value)
    assert who(NIGHT + HOUR) == ANNA.name


def test_cancelling_is_refused_where_only_somebody_unreachable_would_be_on_call() -> None:
    watch_with(ERIK)
    give_ways(ANNA)
    override = take(ANNA, TOMORROW)
    with at_the_desk():
        ContactWay.objects.filter(user_id=ERIK.id, kind=WayKind.HTTP).update(tested_at=None)
    with pytest.raises(Refusal, match="personne de joignable"):
        cancel(override)


@pytest.mark.parametrize("at", [NIGHT + HOUR, TOMORROW, TOMORROW + HOUR])
def test_what_is_over_is_not_cancelled_again(at: datetime) -> None:
    watch_with(ERIK)
    give_ways(ANNA)
    override = take(ANNA, TOMORROW)
    if at < TOMORROW:
        cancel(override)
    with pytest.raises(IllegalMove):
        cancel(override, at=at)


def test_staff_take_the_watch_themselves_and_administrators_give_it() -> None:
    watch_with(ERIK)
    give_ways(ANNA), give_ways(SOFIE)
    take(SOFIE, TOMORROW)
    take(SOFIE, TOMORROW, actor=ANNA)
    with pytest.raises(NotAllowed):
        take(SOFIE, TOMORROW, actor=ERIK)


def test_an_override_is_cancelled_by_its_person_or_an_administrator() -> None:
    watch_with(ERIK)
    give_ways(SOFIE)
    with pytest.raises(NotAllowed):
        cancel(take(SOFIE, TOMORROW), actor=ERIK)
    assert cancel(take(SOFIE, TOMORROW), actor=SOFIE).cancelled_at == NIGHT


@pytest.mark.parametrize(
    ("ends_at", "starts_at", "said"),
    [
        (NIGHT, None, "fin après le début"),
        (NIGHT + HOUR, NIGHT + HOUR, "fin après le début"),
        (TOMORROW, NIGHT - HOUR, "à venir"),
    ],
)
def test_a_period_that_cannot_be_is_refused(ends_at: datetime, starts_at: datetime | None, said: str) -> None:
    give_ways(ERIK)
    with pytest.raises(InvalidInput, match=said):
        take(ERIK, ends_at, starts_at=starts_at)


def test_who_cannot_be_reached_or_left_takes_no_watch() -> None:
    give_ways(ERIK, kinds=[WayKind.EMAIL])
    with pytest.raises(InvalidInput, match="il manque SMS"):
        take(ERIK, TOMORROW)
    with at_the_desk():
        User.objects.filter(pk=ERIK.id).update(is_active=False)
    with pytest.raises(InvalidInput, match="personnel actif"):
        take(ERIK, TOMORROW, actor=ANNA)

"""Two layers of the watch: each has versions and overrides of its own; only the first must cover every minute.

Terms: general.7
"""

from datetime import UTC, datetime, timedelta

import pytest

from extranet.errors import InvalidInput
from support.desk.models import Rota, WayKind
from support.desk.rota.presenting import plan_from
from support.desk.rota.selectors import on_call_at
from tests.cast import ANNA, ERIK, SOFIE
from tests.desk.night import NIGHT, at_the_desk, give_ways, publish, take

pytestmark = pytest.mark.django_db
TOMORROW = NIGHT + timedelta(days=1)


def who(layer: int, at: datetime = NIGHT) -> str:
    """Name who is on call in a layer."""
    with at_the_desk():
        found = on_call_at(at, layer)
    return found.name if found else ""


def test_each_layer_has_its_own_versions_and_numbers_run_over_both() -> None:
    give_ways(ERIK), give_ways(SOFIE), give_ways(ANNA)
    assert publish(ERIK).number == 1
    assert publish(SOFIE, layer=2).number == 2
    assert publish(ANNA, at=NIGHT + timedelta(hours=1)).number == 3
    assert (who(1, TOMORROW), who(2, TOMORROW)) == (ANNA.name, SOFIE.name)


def test_the_second_layer_may_have_holes_but_not_people_without_two_ways() -> None:
    give_ways(ERIK)
    publish(ERIK)
    give_ways(SOFIE, kinds=[WayKind.EMAIL])
    later = NIGHT + timedelta(days=20)
    with pytest.raises(InvalidInput, match="il manque SMS"):
        publish(SOFIE, layer=2, starts_at=later)
    give_ways(ANNA)
    publish(ANNA, layer=2, starts_at=later)
    assert (who(2), who(2, later)) == ("", ANNA.name)


def test_a_second_layer_ends_with_a_version_without_members() -> None:
    give_ways(ERIK)
    publish(ERIK), publish(ERIK, layer=2)
    publish(layer=2, at=TOMORROW)
    assert (who(1, TOMORROW), who(2, TOMORROW)) == (ERIK.name, "")


def test_a_second_layer_does_not_cover_the_first() -> None:
    give_ways(ERIK), give_ways(SOFIE)
    publish(SOFIE, layer=2)
    with at_the_desk():
        assert plan_from(NIGHT).gaps
        assert plan_from(NIGHT, 2).gaps == ()


def test_an_override_is_of_one_layer() -> None:
    give_ways(ERIK), give_ways(SOFIE), give_ways(ANNA)
    publish(ERIK), publish(SOFIE, layer=2)
    take(ANNA, TOMORROW, layer=2)
    assert (who(1), who(2)) == (ERIK.name, ANNA.name)
    assert (who(1, TOMORROW), who(2, TOMORROW)) == (ERIK.name, SOFIE.name)


def test_no_other_layer_exists() -> None:
    give_ways(ERIK)
    with pytest.raises(InvalidInput, match="niveau"):
        publish(ERIK, layer=3)
    with at_the_desk():
        assert not Rota.objects.exists()


def test_the_page_knows_who_comes_next() -> None:
    give_ways(ERIK), give_ways(ANNA)
    publish(ERIK, ANNA)
    with at_the_desk():
        plan = plan_from(NIGHT)
    assert plan.shift is not None
    assert plan.next is not None
    assert (plan.shift.name, plan.next.name) == (ERIK.name, ANNA.name)
    assert plan.next.starts_at == datetime(2026, 11, 30, 8, tzinfo=UTC)

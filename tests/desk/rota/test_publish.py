"""A rota is published only when every minute of the nights to come has somebody who can be reached.

Terms: general.7
"""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from extranet.accounts.models import User
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput, NotAllowed, Refusal, Stale
from extranet.tenancy.context import PARTNER, acting
from support.desk.models import ContactWay, Rota, WayKind
from support.desk.rota.selectors import on_call_at
from support.desk.rota.services import publish_rota
from tests.cast import ALICE, ALPHA, ANNA, ERIK, SOFIE, Member, user_of
from tests.desk.night import NIGHT, at_the_desk, give_ways, publish, take, watch_with

pytestmark = pytest.mark.django_db
MONDAY_NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)


def who(at: datetime) -> str:
    """Name the person on call."""
    with at_the_desk():
        on_call = on_call_at(at)
    return on_call.name if on_call else ""


def test_members_hand_over_every_week_at_the_wall_time() -> None:
    watch_with(ERIK, ANNA)
    assert who(NIGHT) == ERIK.name
    assert who(MONDAY_NINE - timedelta(seconds=1)) == ERIK.name
    assert who(MONDAY_NINE) == ANNA.name
    assert who(MONDAY_NINE + timedelta(weeks=1)) == ERIK.name


def test_the_handover_keeps_its_wall_time_over_a_change_of_the_clock() -> None:
    watch_with(ERIK, ANNA, at=datetime(2027, 3, 23, 20, tzinfo=UTC))
    # Monday 29 March 2027, nine o'clock is 07:00 UTC: the night before lost an hour.
    assert who(datetime(2027, 3, 29, 6, 59, tzinfo=UTC)) == ERIK.name
    assert who(datetime(2027, 3, 29, 7, 0, tzinfo=UTC)) == ANNA.name


def test_the_person_on_call_comes_with_the_ways_that_were_proved() -> None:
    watch_with(ERIK)
    with at_the_desk():
        ContactWay.objects.filter(kind=WayKind.HTTP).update(tested_at=None)
        on_call = on_call_at(NIGHT)
    assert on_call is not None
    assert [(way.kind, way.address) for way in on_call.ways] == [("email", "erik@night.example")]
    assert not on_call.is_reachable


def test_before_the_first_rota_nobody_is_on_call() -> None:
    watch_with(ERIK)
    assert who(NIGHT - timedelta(seconds=1)) == ""


def test_who_left_the_staff_is_not_on_call() -> None:
    watch_with(ERIK)
    with at_the_desk():
        User.objects.filter(pk=ERIK.id).update(is_active=False)
    assert who(NIGHT) == ""


# ---------- Refusals ----------
def test_a_later_start_leaves_the_nights_until_then_and_they_are_named() -> None:
    give_ways(ERIK)
    with pytest.raises(Refusal) as refusal:
        publish(ERIK, starts_at=datetime(2026, 11, 27, 20, tzinfo=UTC))
    assert refusal.value.code == "watch_has_gaps"
    assert "du 24 novembre 2026 à 21 h 00 au 27 novembre 2026 à 21 h 00" in str(refusal.value).replace("\xa0", " ")
    with at_the_desk():
        assert not Rota.objects.exists()


def test_a_start_within_the_hours_of_support_leaves_no_night_alone() -> None:
    give_ways(ERIK)
    noon = datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert publish(ERIK, at=noon, starts_at=noon + timedelta(hours=6)).number == 1
    with pytest.raises(Refusal) as refusal:
        publish(SOFIE, at=noon)
    assert "Sofie" in str(refusal.value)


def test_an_override_fills_the_time_before_a_start() -> None:
    give_ways(ERIK), give_ways(ANNA)
    friday = datetime(2026, 11, 27, 20, tzinfo=UTC)
    take(ANNA, friday)
    publish(ERIK, starts_at=friday)
    assert (who(NIGHT), who(friday)) == (ANNA.name, ERIK.name)


@pytest.mark.parametrize(
    ("kinds", "tested", "said"),
    [
        ((), True, "e-mail, SMS"),
        ((WayKind.EMAIL,), True, "il manque SMS"),
        ((WayKind.EMAIL, WayKind.HTTP), False, "attend sa confirmation"),
    ],
)
def test_a_member_without_two_proved_ways_is_refused_by_name(
    kinds: tuple[WayKind, ...], tested: bool, said: str
) -> None:
    give_ways(ERIK)
    give_ways(ANNA, kinds=kinds, tested_at=NIGHT if tested else None)
    with pytest.raises(InvalidInput) as refusal:
        publish(ERIK, ANNA)
    sentence = refusal.value.fields["members"]
    assert ANNA.name in sentence
    assert ERIK.name not in sentence
    assert said in sentence


def test_only_active_staff_watch() -> None:
    give_ways(ERIK), give_ways(ALICE)
    with pytest.raises(InvalidInput, match=ALICE.name):
        publish(ERIK, ALICE)


@pytest.mark.parametrize("members", [(), (ERIK, ERIK)])
def test_a_rota_of_nobody_or_of_somebody_twice_is_refused(members: tuple[Member, ...]) -> None:
    give_ways(ERIK)
    with pytest.raises(InvalidInput):
        publish(*members)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_handover_in_the_hour_the_clocks_change_is_refused_with_the_choice(minute: int) -> None:
    give_ways(ERIK)
    with pytest.raises(InvalidInput, match="avant 2 h, ou dès 3 h"):
        publish(ERIK, weekday=6, handover=time(2, minute))
    assert publish(ERIK, weekday=6, handover=time(3)).number == 1


def test_the_past_is_not_rewritten() -> None:
    give_ways(ERIK)
    with pytest.raises(InvalidInput, match="à venir"):
        publish(ERIK, starts_at=NIGHT - timedelta(minutes=1))


def test_administrators_publish_and_nobody_else() -> None:
    give_ways(ERIK)
    with pytest.raises(NotAllowed):
        publish(ERIK, actor=ERIK)


def test_two_who_publish_at_once_do_not_overwrite_each_other() -> None:
    watch_with(ERIK)
    with pytest.raises(Stale), at_the_desk():
        publish_rota(
            member_ids=[ERIK.id],
            handover_weekday=0,
            handover_time=time(9),
            starts_at=None,
            actor=user_of(ANNA),
            at=NIGHT,
            shown=0,
        )


# ---------- Versions ----------
def test_a_version_replaces_the_others_from_its_start() -> None:
    watch_with(ERIK)
    give_ways(ANNA)
    later = NIGHT + timedelta(days=3)
    publish(ANNA, starts_at=later)
    assert (who(later - timedelta(seconds=1)), who(later)) == (ERIK.name, ANNA.name)
    publish(ERIK, at=NIGHT + timedelta(days=1))
    assert who(later) == ERIK.name, "published later, it replaces what was still to start too"


def test_the_journal_says_who_published_whom() -> None:
    rota = watch_with(ERIK, ANNA)
    with at_the_desk():
        event = AuditEvent.objects.get(act="rota.published")
    assert (event.actor_name, event.target_id) == (ANNA.name, str(rota.pk))
    assert event.changes["members"] == [ERIK.name, ANNA.name]


@pytest.mark.parametrize("table", ["contactway", "rota", "rotamember", "rotaoverride", "pagestep", "heartbeat"])
def test_a_partner_reads_nothing_of_the_nights_people(table: str) -> None:
    watch_with(ERIK)
    with acting(ALPHA, PARTNER), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"SELECT 1 FROM public.desk_{table}")

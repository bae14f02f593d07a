"""Every act tells the emergency side what it changed, in its own transaction, and nothing else.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.utils import timezone

from emergency.registry.cuts import Part
from emergency.registry.models import Review, Transmission
from emergency.registry.reviewing import accept_review
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from extranet.tenancy.inserting import insert_together
from tests.cast import ALPHA, BETA, DORA, ERIK, SIBLING, person_of, place
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, clock, declare, numbered, release, say
from tests.registry.cutting import LAST, MIDDLE, carve, correct, merge, move, port, split, transfer
from tests.registry.transmitting.replaying import differences, heard

pytestmark = pytest.mark.django_db
Short = tuple[str, int, int, str]
TAKEN = range(FIRST, LAST + 1, 10)


def told(since: int = 0) -> list[Short]:
    """Return the messages after the first `since`: kind, first and last place in the block, house number."""
    return [
        (
            one.kind,
            int(one.numbers.lower) - FIRST,
            int(one.numbers.upper) - 1 - FIRST,
            one.content["address"]["house_number"] if one.content["address"] else "",
        )
        for one in heard()[since:]
    ]


def test_a_declared_address_is_told_once_with_who_declared_it() -> None:
    declared = declare(hold(), BRUSSELS)
    declare(declared.holding, BRUSSELS)
    (message,) = heard()
    assert message.state == Transmission.State.QUEUED
    assert (message.registration_id, message.holding_id) == (declared.pk, declared.holding_id)
    assert (message.partner, message.client_id) == (ALPHA, declared.client_id)
    assert message.holds_from == declared.valid.lower
    assert message.content == {
        "kind": "set",
        "numbers": {"first": "+3222268800", "last": "+3222268899"},
        "holds_from": declared.valid.lower.isoformat(),
        "address": {
            "street": "Rue Haute", "house_number": "10", "postal_code": "1000", "municipality": "Bruxelles",
            "box": "", "no_house_number_reason": "", "country": "BE", "language": "fr", "floor": "2", "room": "",
            "access_note": "Sonner à l’accueil", "second_street": "",
        },
        "declared": {
            "registration": str(declared.pk), "by": "Alice Aerts", "role": "partner_admin", "for": "partner",
            "at": declared.declared_at.isoformat(),
        },
    }  # fmt: skip
    assert not differences(TAKEN, clock())


def test_what_a_cut_only_carries_over_is_not_told_again() -> None:
    block = hold()
    declare(block, BRUSSELS)
    left, right = split(block, [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST, keeps=True)])
    merge(left, right)
    assert told() == [("set", 0, 99, "10")]
    assert not differences(TAKEN, clock())


def test_a_split_tells_of_the_part_that_has_another_address() -> None:
    block = hold()
    declare(block, BRUSSELS)
    split(block)
    assert told(1) == [("set", 50, 99, "3")]
    assert not differences(TAKEN, clock())


def test_an_address_that_a_split_declares_anew_though_it_is_the_same_is_not_told_again() -> None:
    block = hold()
    declare(block, BRUSSELS)
    split(block, [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST, BRUSSELS)])
    assert told(1) == []


def test_a_split_for_a_coming_day_tells_that_day() -> None:
    block = hold()
    declare(block, BRUSSELS)
    effective = timezone.now() + timedelta(days=3)
    split(block, effective=effective)
    assert told(1) == [("set", 50, 99, "3")]
    assert heard()[-1].holds_from == effective
    assert not differences(TAKEN, clock())


def test_one_number_carved_out_is_told_alone() -> None:
    block = hold()
    declare(block, BRUSSELS)
    carve(block, FIRST + 42)
    assert told(1) == [("set", 42, 42, "3")]
    assert not differences([*TAKEN, FIRST + 42], clock())


def test_a_block_that_is_taken_back_is_withdrawn() -> None:
    block = hold()
    declare(block, BRUSSELS)
    released = release(block)
    assert told(1) == [("withdraw", 0, 99, "")]
    assert heard()[-1].holds_from == released.held.upper
    assert heard()[-1].registration_id is None
    assert not differences(TAKEN, clock())


def test_a_block_without_an_address_that_is_taken_back_says_nothing() -> None:
    release(hold())
    assert told() == []


def test_numbers_that_leave_are_withdrawn_and_the_others_are_not_told() -> None:
    block = hold()
    declare(block, BRUSSELS)
    port(block, FIRST + 20, FIRST + 29)
    assert told(1) == [("withdraw", 20, 29, "")]
    assert not differences([*TAKEN, FIRST + 29], clock())


def test_numbers_given_to_another_client_are_withdrawn() -> None:
    block = hold()
    declare(block, BRUSSELS)
    transfer(block, FIRST + 20, FIRST + 29, subscribe(ALPHA, SIBLING))
    assert told(1) == [("withdraw", 20, 29, "")]
    assert heard()[-1].client_id == block.client_id
    assert not differences([*TAKEN, FIRST + 29], clock())


def test_a_move_tells_each_block() -> None:
    block = hold()
    declare(block, BRUSSELS)
    left, right = split(block, [Part(FIRST, MIDDLE - 1, keeps=True), Part(MIDDLE, LAST, keeps=True)])
    move(left, right)
    assert told(1) == [("set", 0, 49, "3"), ("set", 50, 99, "3")]


def test_a_correction_of_the_past_alone_is_not_told() -> None:
    block = hold()
    declare(block, BRUSSELS)
    correct(block, SAINTES, block.held.lower, block.held.lower + timedelta(days=1))
    assert told(1) == []
    correct(block, SAINTES, block.held.lower)
    assert told(1) == [("set", 0, 99, "3")]
    assert not differences(TAKEN, clock())


def test_a_correction_that_ends_later_tells_what_follows_too() -> None:
    block = hold()
    declare(block, BRUSSELS)
    until = timezone.now() + timedelta(days=2)
    correct(block, SAINTES, block.held.lower, until)
    assert told(1) == [("set", 0, 99, "3"), ("set", 0, 99, "10")]
    assert heard()[-1].holds_from == until
    assert not differences(TAKEN, clock())


def test_a_correction_that_ends_in_nothing_is_withdrawn_that_day() -> None:
    block = hold()
    until = timezone.now() + timedelta(days=2)
    correct(block, SAINTES, block.held.lower, until)
    assert told() == [("set", 0, 99, "3"), ("withdraw", 0, 99, "")]
    assert heard()[-1].holds_from == until
    assert not differences(TAKEN, clock())


def test_a_coming_address_that_is_replaced_is_superseded_in_order() -> None:
    block = hold()
    declare(block, BRUSSELS)
    day = timezone.now() + timedelta(days=5)
    declare(block, numbered(1), effective=day)
    declare(block, numbered(2), effective=day - timedelta(days=1))
    declare(block, numbered(4), effective=day + timedelta(days=1))
    declare(block, numbered(5))
    assert [one[3] for one in told(1)] == ["1", "2", "4", "5"]
    assert not differences(TAKEN, clock())


def test_what_waits_for_staff_is_told_once_they_accept_it() -> None:
    block = hold()
    declare(block, BRUSSELS)
    waiting = say(block, ABROAD)
    assert isinstance(waiting, Review)
    assert told(1) == []
    with acting(ALPHA, OPERATOR):
        accept_review(review_id=waiting.pk, person=person_of(ERIK, schema=ALPHA), at=timezone.now())
    assert told(1) == [("set", 0, 99, "1")]
    assert not differences(TAKEN, clock())


def test_an_act_that_is_undone_tells_nothing() -> None:
    block = hold()
    with transaction.atomic():
        declare(block, BRUSSELS)
        transaction.set_rollback(True)
    assert told() == []


# ---------- The walls ----------
def copied(message: Transmission, **changed: Any) -> Transmission:
    """Return another message like this one."""
    kept = {field.attname: getattr(message, field.attname) for field in message._meta.concrete_fields}
    return Transmission(**{name: value for name, value in kept.items() if name not in ("id", "sequence")} | changed)


def test_a_partner_adds_its_own_messages_only_and_sees_no_others() -> None:
    declare(hold(), BRUSSELS, by=DORA)
    (message,) = heard()
    with acting(ALPHA, PARTNER):
        assert Transmission.objects.count() == 1
        insert_together([copied(message)])
        with pytest.raises(ProgrammingError, match=r"row-level security|of its block"), transaction.atomic():
            insert_together([copied(message, partner=BETA)])
    for schema in (BETA, PUBLIC):
        with acting(schema, PARTNER):
            assert not Transmission.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "acknowledged", "sent_at": SINCE, "acknowledged_at": SINCE},
        {"state": "cancelled"},
        {"attempts": 9},
        {"next_try_at": SINCE},
        {"alarmed_at": SINCE},
        {"numbers": NumericRange(FIRST + 200, FIRST + 210)},
        {"content": {"numbers": {"first": "+3222260000", "last": "+3222260099"}}},
        {"content": {}},
        {"holding_id": uuid4()},
    ],
)
def test_a_partner_queues_no_message_that_is_sent_already_or_about_other_numbers(changed: dict[str, Any]) -> None:
    declare(hold(), BRUSSELS)
    (message,) = heard()
    with acting(ALPHA, PARTNER):
        with pytest.raises(ProgrammingError, match="of its block"), transaction.atomic():
            insert_together([copied(message, **changed)])
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            insert_together([copied(message, sequence=1)])


@pytest.mark.parametrize("order", ["SELECT setval('{}', 1)", "ALTER SEQUENCE {} RESTART"])
def test_a_partner_does_not_turn_back_the_order_of_messages(order: str) -> None:
    place(ALPHA)
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order.format("public.registry_transmission_order"))


@pytest.mark.parametrize("changed", [{"state": "acknowledged"}, {"content": {}}, {"alarmed_at": None}])
def test_a_partner_changes_no_message(changed: dict[str, Any]) -> None:
    declare(hold(), BRUSSELS)
    with acting(ALPHA, PARTNER):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Transmission.objects.update(**changed)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Transmission.objects.all().delete()


def test_nobody_rewrites_what_a_message_says() -> None:
    declare(hold(), BRUSSELS)
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with acting(PUBLIC, OPERATOR), refused, transaction.atomic():
        Transmission.objects.update(content={})

"""How people are reached: two kinds, each proved by a message that arrived.

Terms: general.7
"""

from datetime import timedelta

import pytest

from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.outbox.models import Message
from support.desk.models import ContactWay, WayKind
from support.desk.rota.ways import TRY, checked_address, confirm_way, put_way, try_way
from tests.cast import ALICE, ANNA, ERIK, Member, user_of
from tests.desk.night import NIGHT, at_the_desk, give_ways

pytestmark = pytest.mark.django_db


def put(address: str, kind: WayKind = WayKind.EMAIL, *, member: Member = ERIK) -> ContactWay:
    """Keep a way of a member."""
    with at_the_desk():
        return put_way(kind=kind, address=address, actor=user_of(member), at=NIGHT)


def test_a_new_way_does_not_count_before_it_was_tried() -> None:
    assert put("erik@night.example").tested_at is None


def test_another_address_must_be_tried_again_and_the_same_must_not() -> None:
    give_ways(ERIK)
    assert put("erik@night.example").tested_at is not None
    assert put("other@night.example").tested_at is None
    with at_the_desk():
        assert ContactWay.objects.filter(user_id=ERIK.id).count() == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0470 12 34 56", "+32470123456"),
        ("+32 (0)470/12.34.56", "+32470123456"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("0470\N{NO-BREAK SPACE}12\N{NARROW NO-BREAK SPACE}34 56", "+32470123456"),
    ],
)
def test_a_mobile_number_is_kept_whole(typed: str, kept: str) -> None:
    assert checked_address(WayKind.HTTP, typed) == kept


@pytest.mark.parametrize("typed", ["", "O470 12 34 56", "02 226 88 00", "112", "0470", "0800 12 345", "erik@x.example"])
def test_what_receives_no_short_message_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InvalidInput, match=r"\+32 470 12 34 56"):
        checked_address(WayKind.HTTP, typed)


@pytest.mark.parametrize("typed", ["", "erik", "erik@", "a b@night.example", f"{'e' * 60}@{'n.' * 110}example"])
def test_what_is_no_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        checked_address(WayKind.EMAIL, typed)


def test_partners_people_have_no_part_in_it() -> None:
    with pytest.raises(NotAllowed):
        put("alice@alpha.example", member=ALICE)


def test_a_test_is_asked_for_ones_own_way_only() -> None:
    (way,) = give_ways(ERIK, kinds=[WayKind.EMAIL], tested_at=None)
    with at_the_desk():
        with pytest.raises(ContactWay.DoesNotExist):
            try_way(way_id=way.pk, actor=user_of(ANNA), at=NIGHT)
        try_way(way_id=way.pk, actor=user_of(ERIK), at=NIGHT)
        message = Message.objects.get(name=TRY)
    assert message.args[0] == str(way.pk)


def test_an_answer_proves_the_address_it_was_sent_to_and_no_other() -> None:
    (way,) = give_ways(ERIK, kinds=[WayKind.EMAIL], tested_at=None)
    put("other@night.example")
    with at_the_desk(), pytest.raises(Stale):
        confirm_way(way_id=way.pk, address=way.address, at=NIGHT)
    with at_the_desk():
        confirm_way(way_id=way.pk, address="other@night.example", at=NIGHT)
        confirmed = confirm_way(way_id=way.pk, address="other@night.example", at=NIGHT + timedelta(hours=1))
    assert confirmed.tested_at == NIGHT

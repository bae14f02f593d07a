"""Giving blocks and taking them back.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.errors import IllegalMove, Refusal, Stale
from extranet.numbering import hooks
from extranet.numbering.errors import NumberRefused
from extranet.numbering.hooks import Locked
from extranet.numbering.kinds import NumberKind
from extranet.numbering.models import Holding, Sheet
from extranet.numbering.services import Claim, allocate_blocks, lock_sheet, raise_revision, release_block
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PARTNER, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, ERIK, SIBLING, place, user_of
from tests.contracts import SINCE, hold, subscribe
from tests.numbering.playing import FIRST, HOUR, LAST, allocate, release

pytestmark = pytest.mark.django_db


def refused(first: str = FIRST, last: str = LAST, **how: object) -> Refusal:
    """Return how an allocation is refused."""
    before = Holding.objects.count()
    with pytest.raises(Refusal) as caught:
        allocate(first, last, **how)  # type: ignore[arg-type]
    assert Holding.objects.count() == before
    return caught.value


# ---------- Giving ----------
def test_a_block_is_given_with_names_copied_and_an_audit(alpha: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    holding = allocate("32 2 226 88 00", "99")
    holding.refresh_from_db()
    assert (holding.first, holding.last, holding.kind) == (3222268800, 3222268899, NumberKind.GEOGRAPHIC)
    assert (holding.partner, holding.client_id, holding.client_name) == (ALPHA, CLIENT, "Delta Conseil")
    assert (holding.held.lower, holding.held.upper) == (SINCE, None)
    assert (holding.family, holding.allocated_by_name) == (Family.BT, ERIK.name)
    assert Sheet.objects.get(holding=holding).revision == 1
    event = AuditEvent.objects.get(act="numbers.allocated")
    assert (event.partner, event.target_id, event.actor_name) == (ALPHA, str(holding.pk), ERIK.name)


def test_a_single_number_is_a_block_too(alpha: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    assert allocate("02 226 88 42", "").count == 1


def test_what_the_reader_refuses_is_not_given(alpha: None) -> None:
    refusal = refused("O2 226 88 00")
    assert isinstance(refusal, NumberRefused)
    assert refusal.code == "number_bad_character"


@pytest.mark.parametrize(
    ("first", "last"),
    [(FIRST, LAST), ("02 226 88 50", "59"), ("02 226 88 99", ""), ("02 226 87 00", "02 226 88 00")],
)
def test_a_number_held_by_another_partner_is_refused_without_saying_whose(alpha: None, first: str, last: str) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    hold(schema=BETA, client_id=BETA_CLIENT)
    refusal = refused(first, last)
    assert refusal.code == "block_unavailable"
    sentence = str(refusal).replace("\N{NO-BREAK SPACE}", " ")
    told = (BETA, "Beta", "Zêta", "3222268", "number_held_once", "Key")
    assert not [word for word in told if word in sentence]
    # The limits told are those that were asked for.
    assert "226 88 00" not in sentence or "88 00" in (first + last)
    assert refusal.__cause__ is None


def test_the_neighbours_of_a_block_are_free(alpha: None) -> None:
    hold()
    assert allocate("02 226 87 99", "").count == allocate("02 226 89 00", "").count == 1


def test_a_block_that_begins_later_keeps_its_numbers_from_its_beginning_on(alpha: None) -> None:
    hold(since=timezone.now() + HOUR)
    assert refused().code == "block_unavailable"


def test_a_service_that_has_ended_gets_no_numbers(alpha: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    ended = subscribe(ends_on=date(2026, 6, 1))
    last_minute = datetime.fromisoformat("2026-05-31T23:59:59+02:00")
    assert refused(subscription=ended, since=last_minute + timedelta(seconds=1)).code == "subscription_ended"
    assert allocate(subscription=ended, since=last_minute).subscription_id == ended.pk


def test_a_service_without_telephony_gets_no_numbers(alpha: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    assert refused(subscription=subscribe(family=Family.MEETING)).code == "service_without_numbers"


def test_a_subscription_of_another_partner_is_not_found(alpha: None) -> None:
    with pytest.raises(Subscription.DoesNotExist):
        allocate(subscription=subscribe(BETA, BETA_CLIENT), schema=ALPHA)


def test_a_double_click_gives_one_block(alpha: None) -> None:
    page, subscription = uuid4(), subscribe()
    first = allocate(subscription=subscription, holding_id=page)
    assert allocate(subscription=subscription, holding_id=page) == first
    assert AuditEvent.objects.filter(act="numbers.allocated").count() == 1
    with pytest.raises(Stale):
        allocate("02 226 89 00", "", subscription=subscription, holding_id=page)


def test_several_blocks_are_given_together_or_not_at_all(alpha: None) -> None:
    subscription = subscribe()
    claims = [Claim("02 226 89 00", "99", uuid4()), Claim("02 226 88 00", "99", uuid4())]
    give = partial(allocate_blocks, subscription=subscription, since=SINCE, actor=user_of(ERIK), at=timezone.now())
    with acting(ALPHA, OPERATOR):
        given = give(claims=claims)
        assert [block.pk for block in given] == [claim.holding_id for claim in claims]
        overlapping = [Claim("067 12 34 00", "49", uuid4()), Claim("067 12 34 49", "99", uuid4())]
        with pytest.raises(IllegalMove):
            give(claims=overlapping)
    assert Holding.objects.count() == 2


# ---------- Taking back ----------
def test_a_released_block_can_be_given_again_from_that_instant_not_before(alpha: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    before = release(allocate())
    ended = before.held.upper
    sibling = subscribe(client_id=SIBLING)
    just_before = ended - timedelta(microseconds=1)
    assert refused(subscription=sibling, since=just_before).code == "block_unavailable"
    after = allocate(subscription=sibling, since=ended)
    assert after.held.lower == before.held.upper == before.released_at


def test_a_release_says_who_and_when_and_makes_pages_stale(alpha: None) -> None:
    holding = release(allocate())
    holding.refresh_from_db()
    assert holding.released_by_name == ERIK.name
    assert holding.held.lower == SINCE
    assert holding.state.label == "repris"
    assert AuditEvent.objects.get(act="numbers.released").target_id == str(holding.pk)
    with pytest.raises(Stale):
        lock_sheet(holding_id=holding.pk, revision=1)


def test_a_block_is_released_once(alpha: None) -> None:
    holding = release(allocate())
    with pytest.raises(IllegalMove) as caught:
        release(holding)
    assert caught.value.code == "block_released"


def test_a_block_that_has_not_begun_is_withdrawn_and_free(alpha: None) -> None:
    coming = timezone.now() + timedelta(days=30)
    withdrawn = release(allocate(since=coming))
    withdrawn.refresh_from_db()
    assert withdrawn.held.isempty
    assert withdrawn.since is None
    assert "retiré" in str(withdrawn.state.label)
    assert allocate(since=timezone.now()).first == withdrawn.first


def test_a_block_of_another_partner_is_not_found(alpha: None) -> None:
    theirs = hold(schema=BETA, client_id=BETA_CLIENT)
    with pytest.raises(Holding.DoesNotExist):
        release_block(holding_id=theirs.pk, actor=user_of(ERIK), at=timezone.now())
    with pytest.raises(Holding.DoesNotExist):
        release_block(holding_id=uuid4(), actor=None, at=timezone.now())


def test_what_is_registered_happens_in_the_same_transaction(alpha: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Locked] = []
    monkeypatch.setattr(hooks, "_before_release", [lambda locked, _actor: seen.append(locked)])
    holding = release(allocate())
    assert [locked.holding.pk for locked in seen] == [holding.pk]
    assert seen[0].instant == holding.held.upper

    def stop(_locked: Locked, _actor: object) -> None:
        raise IllegalMove("Non.", code="stopped")

    hooks.before_release(stop)
    hooks.before_release(stop)
    other = allocate("02 226 89 00", "99")
    with pytest.raises(IllegalMove):
        release(other)
    other.refresh_from_db()
    assert other.released_at is None
    assert AuditEvent.objects.filter(act="numbers.released").count() == 1


# ---------- Locking ----------
def test_the_clock_is_read_after_the_lock_and_an_old_page_is_told(alpha: None) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    holding = hold()
    before = timezone.now()
    place(ALPHA, PARTNER)
    locked = lock_sheet(holding_id=holding.pk, revision=1)
    assert locked.holding == holding
    assert locked.instant > before
    raise_revision(locked.sheet)
    assert locked.sheet.revision == 2
    with pytest.raises(Stale) as caught:
        lock_sheet(holding_id=holding.pk, revision=1)
    assert caught.value.code == "block_changed"
    assert lock_sheet(holding_id=holding.pk, revision=None).sheet.revision == 2

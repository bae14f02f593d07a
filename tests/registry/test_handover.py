"""Numbers that go from one partner's client to another's: there they end, here they begin, and nobody learns of whom.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import date

import pytest

from emergency.registry.models import Registration
from emergency.registry.selectors import lineage
from extranet.catalogue.families import Family
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.numbering.models import Holding, Sheet
from extranet.ordering.models import Subscription
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BETA, BETA_CLIENT, CHARLIE, SIBLING, place
from tests.contracts import FIRST, hold, subscribe
from tests.registry.acts import BRUSSELS, SAINTES, clock, declare, release
from tests.registry.cutting import LAST, give, split, town_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def block() -> Holding:
    """A hundred numbers of Alpha's client, at Brussels."""
    held = hold()
    declare(held, BRUSSELS)
    return held


def test_the_numbers_end_there_and_begin_here_at_one_instant(block: Holding) -> None:
    before = clock()
    done = give(block, FIRST + 20, FIRST + 29, subscribe(BETA, BETA_CLIENT))
    place(PUBLIC, OPERATOR)
    old, new = Holding.objects.get(pk=block.pk), Holding.objects.get(pk=done.given.pk)
    assert old.held.upper == new.held.lower > before
    assert (new.partner, new.client_id, new.first, new.last) == (BETA, BETA_CLIENT, FIRST + 20, FIRST + 29)
    assert {one.held.lower for one in done.remaining} == {new.held.lower}
    assert Sheet.objects.get(pk=new.pk).partner == BETA


def test_no_address_is_inherited_and_what_remains_keeps_its_own(block: Holding) -> None:
    before = clock()
    give(block, FIRST + 20, FIRST + 29, subscribe(BETA, BETA_CLIENT))
    answers = [town_of(number) for number in (FIRST + 19, FIRST + 20, FIRST + 29, FIRST + 30)]
    assert answers == ["Bruxelles", "none_declared", "none_declared", "Bruxelles"]
    assert town_of(FIRST + 20, before) == "Bruxelles"


def test_the_new_holder_reads_nothing_of_the_old_one(block: Holding) -> None:
    done = give(block, FIRST, LAST, subscribe(BETA, BETA_CLIENT))
    place(BETA)
    assert not Registration.objects.exists()
    assert not lineage(Holding.objects.get(pk=done.given.pk))
    assert list(Holding.objects.all()) == [done.given]


def test_whoever_gave_reads_nothing_of_the_new_one(block: Holding) -> None:
    done = give(block, FIRST, FIRST + 9, subscribe(BETA, BETA_CLIENT))
    declare(done.given, SAINTES, by=CHARLIE)
    place(ALPHA)
    assert not Holding.objects.filter(pk=done.given.pk).exists()
    assert {row.address.municipality for row in Registration.objects.select_related("address")} == {"Bruxelles"}


def test_the_same_partner_is_another_act(block: Holding) -> None:
    with pytest.raises(IllegalMove) as caught:
        give(block, FIRST, LAST, subscribe(ALPHA, SIBLING), partner=ALPHA)
    assert caught.value.code == "same_partner"


def test_a_partner_that_is_none_or_a_subscription_of_another_is_not_found(block: Holding) -> None:
    with pytest.raises(Partner.DoesNotExist):
        give(block, FIRST, LAST, subscribe(BETA, BETA_CLIENT), partner="gamma")
    with pytest.raises(Subscription.DoesNotExist):
        give(block, FIRST, LAST, subscribe(ALPHA, SIBLING))


def test_a_service_without_numbers_or_that_ended_takes_none(block: Holding) -> None:
    for taker in (
        subscribe(BETA, BETA_CLIENT, Family.MEETING),
        subscribe(BETA, BETA_CLIENT, ends_on=date(2026, 2, 1)),
    ):
        with pytest.raises(IllegalMove):
            give(block, FIRST, LAST, taker)
    assert town_of(FIRST) == "Bruxelles"


def test_a_partner_gives_nothing_away(block: Holding) -> None:
    with pytest.raises(NotAllowed):
        give(block, FIRST, LAST, subscribe(BETA, BETA_CLIENT), by=ALICE)


def test_numbers_outside_the_block_are_refused(block: Holding) -> None:
    with pytest.raises(InvalidInput) as caught:
        give(block, FIRST, LAST + 1, subscribe(BETA, BETA_CLIENT))
    assert caught.value.code == "number_outside_block"


@pytest.mark.parametrize("ending", [release, split])
def test_a_block_that_has_ended_is_not_given(block: Holding, ending: object) -> None:
    taker = subscribe(BETA, BETA_CLIENT)
    assert callable(ending)
    ending(block)
    with acting(PUBLIC, OPERATOR), pytest.raises((Holding.DoesNotExist, Stale, IllegalMove)):
        give(block, FIRST, LAST, taker)

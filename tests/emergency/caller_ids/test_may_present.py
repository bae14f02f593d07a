"""Since when a client may present a number, through cuts and transfers.

Terms: general.4, sip.5
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from emergency.caller_ids.ownership import Answer, may_present
from extranet.errors import InvalidInput
from extranet.numbering.kinds import NumberKind
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, SIBLING
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.emergency.sites.acts import FREEPHONE, choose, site
from tests.registry.acts import declare
from tests.registry.cutting import carve, port, transfer

pytestmark = pytest.mark.django_db


def asked(number: int = FIRST, *, client: object = CLIENT, days: int = 0, schema: str = ALPHA) -> Answer:
    """Ask in a partner's schema, now or some days ago."""
    at = timezone.now() - timedelta(days=days) if days else None
    with acting(schema, PARTNER):
        return may_present(client, number, at)  # type: ignore[arg-type] # one of the cast


def test_a_number_that_is_held_is_presented_since_the_day_it_came() -> None:
    hold()
    answer = asked()
    assert (answer.may, answer.since, answer.until, answer.is_eligible) == (True, SINCE, None, True)


def test_a_cut_does_not_begin_a_new_time() -> None:
    block = hold()
    declare(block)
    carve(block, FIRST + 42)
    assert asked(FIRST + 42).since == SINCE


def test_what_was_given_to_a_sibling_is_the_siblings_from_that_instant_on() -> None:
    block = hold()
    transfer(block, FIRST, FIRST + 9, subscribe(ALPHA, SIBLING))
    before, after = asked(), asked(client=SIBLING)
    assert (before.may, before.since, before.code) == (False, SINCE, "caller_id_not_held_by_client")
    assert (after.may, after.since) == (True, before.until)
    assert asked(days=1).may


def test_what_left_for_another_operator_is_nobodys_here() -> None:
    block = hold()
    port(block, FIRST, FIRST + 9)
    answer = asked()
    assert (answer.may, answer.since) == (False, SINCE)
    assert answer.until is not None


def test_another_partners_number_is_answered_like_a_free_one() -> None:
    hold(schema=BETA, client_id=BETA_CLIENT)
    one, other = asked(), asked(FIRST + 500)
    assert (one.may, one.since, one.until, one.code) == (other.may, other.since, other.until, other.code)
    assert asked(client=BETA_CLIENT, schema=BETA).may


def test_a_freephone_number_is_ones_own_and_never_for_an_emergency_call() -> None:
    hold(FREEPHONE, FREEPHONE, kind=NumberKind.NON_GEOGRAPHIC)
    assert (asked(FREEPHONE).may, asked(FREEPHONE).is_eligible) == (True, False)
    with pytest.raises(InvalidInput) as caught:
        choose(site(), FREEPHONE)
    assert caught.value.code == "caller_id_never_eligible"

"""Two at the same instant: one page, one round, one sender, one answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Final

import pytest
from django.db import connections
from django.utils import timezone

from extranet.errors import IllegalMove, Refusal
from support.desk.models import Page, PageStep, Rota, WayKind
from support.desk.paging.rounds import start_round
from support.desk.paging.sending import claim_step
from support.desk.paging.services import acknowledge_page
from support.desk.rota.services import cancel_override
from tests.cast import ANNA, ERIK, SOFIE, Member, user_of
from tests.desk.night import NIGHT, at_the_desk, give_ways, page, publish, take, watch_with

pytestmark = pytest.mark.usefixtures("committed_db")
AGAIN: Final = 4


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same instant, each on a connection of its own; return results and refusals."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(10)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_requests_open_one_page() -> None:
    watch_with(ERIK)
    opened = at_once(*[page] * AGAIN)
    assert len({one.pk for one in opened if isinstance(one, Page)}) == 1
    with at_the_desk():
        assert Page.objects.count() == 1


def test_two_workers_start_one_round() -> None:
    watch_with(ERIK)
    opened = page()

    def start() -> object:
        with at_the_desk():
            return start_round(page_id=opened.pk, at=NIGHT)

    assert [one is not None for one in at_once(*[start] * AGAIN)].count(True) == 1
    with at_the_desk():
        assert (Page.objects.get().rounds, PageStep.objects.count()) == (1, 2)


def test_two_senders_claim_one_step() -> None:
    watch_with(ERIK)
    opened = page()
    with at_the_desk():
        start_round(page_id=opened.pk, at=NIGHT)

    def claim() -> object:
        with at_the_desk():
            return claim_step(kind=WayKind.EMAIL, at=NIGHT)

    assert [one is not None for one in at_once(*[claim] * AGAIN)].count(True) == 1


def test_two_colleagues_answer_and_one_is_told_who_did() -> None:
    opened = page()

    def answer(member: Member) -> Callable[[], object]:
        def act() -> object:
            with at_the_desk():
                return acknowledge_page(page_id=opened.pk, user_id=member.id, user_name=member.name, at=NIGHT)

        return act

    results = at_once(answer(ERIK), answer(ANNA))
    assert sum(isinstance(one, Page) for one in results) == 1
    assert sum(isinstance(one, IllegalMove) for one in results) == 1


def test_two_versions_published_at_once_have_numbers_of_their_own() -> None:
    give_ways(ERIK), give_ways(ANNA)
    at_once(lambda: publish(ERIK), lambda: publish(ANNA))
    with at_the_desk():
        assert sorted(Rota.objects.values_list("number", flat=True)) == [1, 2]


def test_two_overrides_that_cover_for_each_other_are_not_both_cancelled() -> None:
    give_ways(ERIK), give_ways(ANNA), give_ways(SOFIE)
    now = timezone.now()
    until = now + timedelta(days=5)
    overrides = [take(member, until, at=now) for member in (ANNA, SOFIE)]
    publish(ERIK, at=now, starts_at=until)

    def cancel(number: int) -> Callable[[], object]:
        def act() -> object:
            with at_the_desk():
                return cancel_override(override_id=overrides[number].pk, actor=user_of(ANNA), at=now)

        return act

    results = at_once(cancel(0), cancel(1))
    assert sum(isinstance(one, Refusal) for one in results) == 1

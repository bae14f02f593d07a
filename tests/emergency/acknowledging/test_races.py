"""Two tabs at the same instant: each person is asked once and reads once; a morning's reminder goes out once.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from emergency.acknowledging.reminding import remind_people
from emergency.acknowledging.tasks import ask_reminders
from emergency.models import Acknowledgement, Campaign
from extranet.audit.models import AuditEvent
from extranet.outbox.models import Message
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALPHA
from tests.emergency.acknowledging.acts import HUGO, MIEKE, NOW, asked, question, read

DUE = datetime(2026, 10, 27, 8, 15, tzinfo=UTC)


def at_once(act: Callable[[], object]) -> list[object]:
    """Do the same at the same instant on two connections, at Alpha."""
    barrier = Barrier(2)

    def run(_number: int) -> object:
        try:
            with acting(ALPHA, PARTNER):
                barrier.wait(10)
                return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, range(2)))


@pytest.fixture
def house(committed_db: None) -> Iterator[None]:
    """Stand at Alpha, with real commits."""
    with acting(ALPHA, PARTNER):
        yield


@pytest.mark.usefixtures("house")
def test_two_tabs_that_ask_the_same_people_ask_them_once() -> None:
    outcomes = at_once(lambda: len(asked([HUGO, MIEKE]).asked))
    assert sorted(outcomes, key=str) == [0, 2]
    assert Campaign.objects.count() == 1
    assert Message.objects.filter(name="emergency.mail_notice").count() == 2


@pytest.mark.usefixtures("house")
def test_two_tabs_that_confirm_at_once_keep_one_reading() -> None:
    asked()
    row = question()
    first, second = at_once(lambda: read(row).acknowledged_at)
    assert first == second
    assert AuditEvent.objects.filter(act="notice.acknowledged").count() == 1


@pytest.mark.usefixtures("house")
def test_two_workers_remind_everybody_once() -> None:
    asked([HUGO, MIEKE])
    assert sum(int(str(count)) for count in at_once(lambda: remind_people(at=DUE))) == 2
    assert set(Acknowledgement.objects.values_list("reminders", flat=True)) == {1}


@pytest.mark.django_db
@pytest.mark.parametrize(("now", "houses"), [(DUE, 1), (datetime(2026, 10, 27, 12, tzinfo=UTC), 0)])
def test_the_morning_asks_only_the_houses_with_somebody_to_remind(
    monkeypatch: pytest.MonkeyPatch, now: datetime, houses: int
) -> None:
    asked(at=NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    assert ask_reminders("public") == houses

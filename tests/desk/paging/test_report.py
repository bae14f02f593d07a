"""What became of pages: who, how, and after how many real minutes.

Terms: general.7, general.8
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from extranet.times import brussels_day
from support.desk.models import PageStep
from support.desk.paging.report import figures_of, lines_between, percentile
from support.desk.paging.rounds import start_round
from support.desk.paging.services import acknowledge_page, answer_step
from tests.cast import ANNA, BETA, ERIK, SOFIE, client_for
from tests.desk.night import NIGHT, at_the_desk, page, watch_with

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
REPORT = "/admin/desk/pages/report/"


@pytest.mark.parametrize(
    ("minutes", "half", "ninth"),
    [([], None, None), ([4], 4, 4), ([1, 2, 3, 4], 2, 4), (list(range(1, 11)), 5, 9)],
)
def test_a_percentile_is_a_time_that_occurred(minutes: list[int], half: int | None, ninth: int | None) -> None:
    assert (percentile(minutes, 50), percentile(minutes, 90)) == (half, ninth)


def test_a_line_tells_rounds_people_ways_and_minutes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    watch_with(ERIK)
    first, second = page(), page(schema=BETA)
    with at_the_desk():
        for opened in (first, second):
            start_round(page_id=opened.pk, at=NIGHT)
        PageStep.objects.update(sent_at=NIGHT)
        step = PageStep.objects.get(page=first, kind="http")
        answer_step(step_id=step.pk, at=NIGHT + timedelta(minutes=7, seconds=59))
        with django_assert_num_queries(2):
            lines = lines_between(TODAY, TODAY)
        assert lines_between(TODAY - timedelta(days=9), TODAY - timedelta(days=1)) == []
    told = {line.page.pk: line for line in lines}
    assert told[first.pk].called == (f"{ERIK.name} (e-mail)", f"{ERIK.name} (SMS)")
    assert (told[first.pk].answered_by_way, told[first.pk].minutes) == ("SMS", 7)
    assert (told[second.pk].answered_by_way, told[second.pk].minutes) == ("", None)
    figures = figures_of(lines)
    assert (figures.pages, figures.answered, figures.median, figures.longest) == (2, 1, 7, 7)


def test_the_page_and_its_file_show_the_period_asked_for() -> None:
    now = timezone.now()
    watch_with(ERIK, at=now)
    opened = page(at=now)
    with at_the_desk():
        acknowledge_page(page_id=opened.pk, user_id=ANNA.id, user_name=ANNA.name, at=now + timedelta(minutes=3))
    browser = client_for(SOFIE)
    text = browser.get(REPORT).content.decode()
    assert "T-2026-00042" in text
    assert ANNA.name in text
    today = brussels_day(now)
    before = {"first": (today - timedelta(days=9)).isoformat(), "last": (today - timedelta(days=1)).isoformat()}
    assert "Aucun appel de garde dans cette période" in browser.get(REPORT, before).content.decode()
    answer = browser.get(REPORT, {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert ";3\r\n" in answer.content.decode()


@pytest.mark.parametrize("period", [{"first": "2026-02-30"}, {"first": "2026-03-01", "last": "2026-02-01"}])
def test_a_period_that_cannot_be_is_told(period: dict[str, str]) -> None:
    response = client_for(ANNA).get(REPORT, {**period, "format": "csv"})
    assert response.status_code == 200
    assert "errornote" in response.content.decode()

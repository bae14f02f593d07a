"""The page of figures at a partner: counted in Brussels days, explained, compared, as tables, charts and files.

Terms: general.7, general.8
"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import Page
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BOB,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    Member,
    client_for,
)
from tests.support.figures.stage import FIGURES, NOW, at, shown_at, solved, table_in, ticket

pytestmark = pytest.mark.django_db

QUERIES = 7


def asked(query: str = "", *, by: Member = ALICE, now: datetime = NOW) -> Any:
    """Ask the page of figures."""
    return shown_at(client_for(by), f"{FIGURES}?{query}", now=now)


def words_of(response: Any) -> str:
    """Return a page as it reads."""
    return unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def call(opened_at: datetime, answered_after: timedelta | None, *, partner: str = ALPHA, **facts: Any) -> None:
    """Write a call of the night."""
    state = {"status": "open"}
    if answered_after is not None:
        state = {"status": "acknowledged", "acknowledged_at": opened_at + answered_after}  # type: ignore[dict-item]
    with acting(PUBLIC, OPERATOR):
        Page.objects.create(
            partner=partner,
            ticket_id=uuid4(),
            ticket_number="T",
            event="opened",
            opened_at=opened_at,
            **{**state, **facts},
        )


# ---------- Volumes ----------
def test_tickets_count_in_the_week_they_are_opened_and_in_that_of_their_resolution() -> None:
    ticket(at(27))
    solved(at(27), 60, resolved_at=at(1))
    solved(at(40), 60, resolved_at=at(20))
    rows = table_in(asked(), "volumes")
    assert list(rows.values()) == [["2", "0"], ["0", "1"], ["0", "0"], ["0", "1"], ["2", "2"], ["1", "0"]]


def test_a_day_begins_at_midnight_in_brussels() -> None:
    ticket(datetime(2026, 10, 27, 22, 59, 59, tzinfo=UTC))
    ticket(datetime(2026, 10, 27, 23, 0, tzinfo=UTC))
    rows = table_in(asked(), "volumes")
    assert (rows["En tout"], rows["Période d’avant"]) == (["1", "0"], ["1", "0"])


def test_the_day_the_clocks_change_is_counted_whole() -> None:
    ticket(datetime(2026, 10, 24, 22, 0, tzinfo=UTC))
    ticket(datetime(2026, 10, 25, 22, 59, tzinfo=UTC))
    rows = table_in(asked("period=chosen&first=2026-10-25&last=2026-10-25"), "volumes")
    assert rows["En tout"] == ["2", "0"]


def test_a_ticket_closed_without_having_been_resolved_counts_as_solved_and_a_reopened_one_does_not() -> None:
    ticket(at(3), status="closed", closed_at=at(2))
    ticket(at(3), status="reopened", reopenings=1)
    assert table_in(asked(), "volumes")["En tout"] == ["2", "1"]


def test_services_categories_and_grounds_are_compared_to_the_period_before() -> None:
    ticket(at(2), family="sip", category="calls", ground="no_incoming")
    ticket(at(3), family="sip", category="calls")
    ticket(at(40), family="")
    page = asked()
    assert table_in(page, "services") == {
        "SIP Trunking": ["2", "+2", "0", "0"],
        "Sans service nommé": ["0", "−1", "0", "0"],
    }
    assert table_in(page, "categories")["appels"] == ["2", "+2", "0", "0"]
    assert table_in(page, "grounds")["Aucun appel n’entre"] == ["1", "+1", "0", "0"]


def test_twelve_months_are_counted_month_by_month_beside_the_same_days_of_the_year_before() -> None:
    ticket(datetime(2025, 12, 1, 0, 30, tzinfo=UTC))
    ticket(datetime(2025, 11, 24, 12, tzinfo=UTC))
    ticket(datetime(2025, 11, 26, 12, tzinfo=UTC))
    rows = table_in(asked("period=months"), "volumes")
    assert len(rows) == 14
    assert (rows["décembre 2025"], rows["En tout"], rows["Période d’avant"]) == (["1", "0"], ["1", "0"], ["1", "0"])


# ---------- Ages, times, events, nights ----------
def test_open_tickets_are_shown_by_age_whatever_the_period() -> None:
    ticket(at(0.5))
    ticket(at(2), ground="no_incoming")
    ticket(at(5), status="waiting_client")
    ticket(at(29)), ticket(at(400))
    solved(at(2), 5)
    rows = table_in(asked(), "ages")
    assert list(rows.values()) == [["1", "0", "0"], ["1", "1", "0"], ["1", "0", "1"], ["1", "0", "0"], ["1", "0", "0"]]


def test_answers_and_resolutions_are_measured_apart_for_what_is_critical() -> None:
    for minutes in (10, 20, 30, 40, 50, 60, 70, 80, 90, 1000):
        solved(at(3), minutes)
    solved(at(3), 8, ground="no_outgoing")
    solved(at(40), 200)
    rows = table_in(asked(), "times")
    assert rows["Résolution, autres demandes"] == ["10", "50 min", "1 h 30", "3 h 20"]
    assert rows["Première réponse, autres demandes"] == ["10", "25 min", "45 min", "1 h 40"]
    assert rows["Résolution, critiques"] == ["1", "8 min", "8 min", "–"]


def test_what_happened_to_the_tickets_of_the_period_is_counted() -> None:
    ticket(at(3), reopenings=2, downgraded_at=at(2))
    ticket(at(3), ground="degraded_quality")
    ticket(at(40), reopenings=1)
    assert table_in(asked(), "events") == {"Critiques": ["1", "+1"], "Rouverts": ["1", "0"], "Déclassés": ["1", "+1"]}


def test_calls_of_the_night_are_counted_with_the_time_until_somebody_answered() -> None:
    ticket(at(3))
    call(at(3), timedelta(seconds=61))
    call(at(2), timedelta(minutes=9))
    call(at(1), None)
    call(at(1), None, status="closed", closed_at=at(0.5))
    call(at(1), timedelta(minutes=1), partner=BETA)
    rows = table_in(asked(), "nights")
    assert rows["Cette période"] == ["4", "2", "1", "2 min", "9 min", "9 min"]
    assert rows["Période d’avant"] == ["0", "0", "0", "–", "–", "–"]


def test_each_table_says_how_it_counts_and_no_delay_is_promised() -> None:
    ticket(at(3))
    page = asked()
    assert all(table.how for table in page.context["tables"])
    words = words_of(page)
    assert "Aucun délai n’est promis" in words
    assert "objectif" not in words
    for word in ("garanti", "engage", "crédit"):
        assert word not in words


# ---------- Chart ----------
def test_a_chart_has_a_title_a_description_and_a_table_and_no_style_of_its_own() -> None:
    ticket(at(3))
    words = words_of(asked())
    chart = re.search(r'<svg[^>]*aria-labelledby="volumes-chart volumes-said">(.*?)</svg>', words, re.DOTALL)
    assert chart is not None
    assert '<title id="volumes-chart">Tickets ouverts (plein) et résolus (en pointillé)</title>' in chart[1]
    assert "1 ouverts et 0 résolus, du 28 octobre 2026 au 24 novembre 2026." in chart[1]
    assert chart[1].count("<rect") == 8
    assert "style=" not in chart[1]
    assert not re.search(r'(?:x|width)="[^"]*,', chart[1])


# ---------- Periods ----------
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("period=chosen", "Donnez le premier et le dernier jour."),
        ("period=chosen&first=2026-11-02", "Donnez le premier et le dernier jour."),
        ("period=chosen&first=2026-11-03&last=2026-11-02", "échangez les deux jours"),
        ("period=chosen&first=2026-11-03&last=2026-11-25", "finissez au plus tard aujourd’hui"),
        ("period=chosen&first=2024-11-03&last=2026-11-24", "Choisissez deux ans au plus."),
        ("period=chosen&first=0001-01-01&last=0001-02-01", "commencez en 2000 ou plus tard"),
        ("period=chosen&first=2026-02-30&last=2026-03-01", "Donnez un jour qui existe"),
        ("period=chosen&first=%00&last=x", "Donnez un jour qui existe"),
        ("period=decade", "Choisissez une période de la liste."),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_with_the_way_out(query: str, sentence: str) -> None:
    page = asked(query)
    assert page.status_code == 400
    assert sentence in words_of(page)
    assert "tables" not in page.context
    file = shown_at(client_for(ALICE), f"{FIGURES}volumes/export/?{query}")
    assert (file.status_code, file["Content-Type"].partition(";")[0]) == (400, "text/html")


def test_a_period_without_any_ticket_says_so() -> None:
    page = asked()
    assert page.status_code == 200
    assert "Aucun ticket dans cette période" in words_of(page)


# ---------- Files ----------
def test_every_table_is_a_file_with_bare_figures() -> None:
    solved(at(3), 90, category="calls")
    page = asked()
    browser = client_for(ALICE)
    for table in page.context["tables"]:
        file = shown_at(browser, f"{FIGURES}{table.key}/export/?")
        assert file.status_code == 200
        assert len(file.content.decode().splitlines()) == len(table.rows) + 1
    file = shown_at(browser, f"{FIGURES}times/export/").content.decode()
    assert "Résolution, autres demandes;1;90;90;" in file


def test_no_cell_of_a_file_runs_as_a_formula() -> None:
    ticket(at(3), family="=1+1")
    file = shown_at(client_for(ALICE), f"{FIGURES}services/export/").content.decode()
    assert "\n'=1+1;1;1" in file.replace("\r", "")


def test_a_table_that_is_not_there_is_not_found() -> None:
    assert shown_at(client_for(ALICE), f"{FIGURES}salaries/export/").status_code == 404
    assert shown_at(client_for(DORA), f"{FIGURES}nights/export/").status_code == 404


# ---------- Who ----------
@pytest.mark.parametrize(("member", "status"), [(ALICE, 200), (BOB, 200), (FATOU, 403), (DORA, 200), (DENIS, 403)])
def test_who_works_tickets_reads_figures_and_a_clients_administrator_its_own(member: Member, status: int) -> None:
    assert asked(by=member).status_code == status
    assert shown_at(client_for(member), f"{FIGURES}volumes/export/").status_code == status


def test_a_client_counts_its_own_tickets_and_reads_nothing_of_how_others_work() -> None:
    ticket(at(3)), ticket(at(3), client_id=SIBLING), ticket(at(3), client_id=SIBLING)
    assert table_in(asked(by=DORA), "volumes")["En tout"] == ["1", "0"]
    assert table_in(asked(by=EMIL), "volumes")["En tout"] == ["2", "0"]
    assert table_in(asked(by=ALICE), "volumes")["En tout"] == ["3", "0"]
    keys = {table.key for table in asked(by=DORA).context["tables"]}
    assert keys == {"volumes", "services", "categories", "grounds", "ages"}


def test_staff_read_the_figures_of_a_partner_on_a_visit() -> None:
    ticket(at(3))
    call(at(2), None)
    call(at(2), None, partner=BETA)
    page = shown_at(client_for(ERIK), f"/at/{ALPHA}{FIGURES}")
    assert page.status_code == 200
    assert table_in(page, "nights")["Cette période"][0] == "1"


def test_the_questions_to_the_database_are_the_same_however_many_tickets() -> None:
    def questions() -> int:
        browser = client_for(ALICE)
        with CaptureQueriesContext(connection) as found:
            assert shown_at(browser, FIGURES).status_code == 200
        return sum("support_ticket" in one["sql"] or "desk_page" in one["sql"] for one in found)

    ticket(at(3))
    few = questions()
    for number in range(8):
        solved(at(number), 10 * number, family="sip" if number % 2 else "bt")
    # One more is the count of the navigation.
    assert questions() == few == QUERIES + 1

"""The figures of the desk on the operator's host: over all partners or one, with internal aims, and as files.

Terms: general.7, general.8
"""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from support.desk.figures.desk import desk_figures
from support.desk.figures.periods import last_weeks
from support.desk.models import Aim, Page
from tests.cast import ALICE, ALPHA, ANNA, BETA, BETA_CLIENT, ERIK, SOFIE, Member, anonymous, client_for
from tests.support.figures.stage import NOW, at, shown_at, solved, table_in, ticket

pytestmark = pytest.mark.django_db

FIGURES = "/admin/desk/figures/"
VIEWS = "support.desk.admin.figures"
QUERIES = 11


def asked(query: str = "", *, by: Member = ERIK) -> Any:
    """Ask the page of figures."""
    return shown_at(client_for(by), f"{FIGURES}?{query}", views=VIEWS)


def file_of(table: str, query: str = "") -> Any:
    """Ask one table as a file."""
    return shown_at(client_for(ERIK), f"{FIGURES}{table}/export/?{query}", views=VIEWS)


def aims(published_at: Any, *, number: int = 1, minutes: int = 60) -> None:
    """Publish internal aims, all of so many minutes."""
    with acting(PUBLIC, OWNER):
        Aim.objects.create(
            number=number,
            critical_answer_minutes=minutes,
            critical_solution_minutes=minutes,
            answer_minutes=minutes,
            solution_minutes=minutes,
            note="essai",
            published_at=published_at,
            published_by_name="Anna",
        )


def call(partner: str, answered_after: timedelta) -> None:
    """Write a call of the night that was answered."""
    opened_at = at(2)
    with acting(PUBLIC, OPERATOR):
        Page.objects.create(
            partner=partner,
            ticket_id=ticket(opened_at).pk,
            ticket_number="T",
            event="opened",
            opened_at=opened_at,
            status="acknowledged",
            acknowledged_at=opened_at + answered_after,
        )


# ---------- What is counted ----------
def test_tickets_of_all_partners_are_counted_together_and_partner_by_partner() -> None:
    solved(at(3), 40)
    ticket(at(3), ground="no_incoming")
    ticket(at(90))
    solved(at(5), 20, schema=BETA, client_id=BETA_CLIENT)
    call(BETA, timedelta(minutes=3))
    page = asked()
    assert table_in(page, "volumes")["En tout"] == ["4", "2"]
    assert table_in(page, "partners") == {
        "Alpha": ["3", "1", "1", "3", "20 min", "40 min", "0"],
        "Beta": ["1", "0", "1", "0", "10 min", "20 min", "1"],
    }
    assert table_in(page, "nights")["Cette période"][:4] == ["1", "1", "0", "3 min"]


def test_one_partner_is_looked_at_alone() -> None:
    ticket(at(3)), ticket(at(3), schema=BETA, client_id=BETA_CLIENT)
    page = asked(f"partner={BETA}")
    assert table_in(page, "volumes")["En tout"] == ["1", "0"]
    assert "partners" not in {table.key for table in page.context["tables"]}


def test_a_partner_with_calls_and_no_ticket_is_in_the_table() -> None:
    with acting(PUBLIC, OPERATOR):
        Page.objects.create(
            partner=BETA, ticket_id=ticket(at(2)).pk, ticket_number="T", event="opened", opened_at=at(2)
        )
    assert table_in(asked(), "partners")["Beta"][-1] == "1"


def test_the_share_within_the_aim_is_that_of_the_aim_in_force_when_a_ticket_was_opened() -> None:
    aims(at(10), minutes=60)
    aims(at(2), number=2, minutes=10)
    solved(at(20), 50, resolved_at=at(19))
    solved(at(5), 60), solved(at(5), 61), solved(at(1), 11), solved(at(1), 10)
    rows = table_in(asked(), "times")
    assert rows["Résolution, autres demandes"][-1] == "50 %"
    assert rows["Résolution, critiques"][-1] == "–"


def test_aims_are_said_to_be_internal_and_nothing_is_promised() -> None:
    ticket(at(2))
    words = unescape(asked().content.decode())
    assert "Dans l’objectif interne" in words
    assert "aucun délai n’est promis" in words
    assert "garanti" not in words


# ---------- Page and files ----------
def test_an_empty_desk_says_so() -> None:
    assert "Aucun ticket dans cette période" in unescape(asked().content.decode())


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("period=chosen&first=2026-11-03&last=2026-11-02", "échangez les deux jours"),
        ("partner=nobody", "Choisissez un partenaire de la liste."),
        ("period=decade", "Choisissez une période de la liste."),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_way_out(query: str, sentence: str) -> None:
    page = asked(query)
    assert page.status_code == file_of("volumes", query).status_code == 400
    assert sentence in unescape(page.content.decode())


def test_every_table_is_a_file() -> None:
    solved(at(3), 40)
    for table in asked().context["tables"]:
        file = file_of(table.key)
        assert file["Content-Type"].startswith("text/csv")
        assert len(file.content.decode().splitlines()) == len(table.rows) + 1
    assert "Alpha;1;0;1;0;20;40;0" in file_of("partners").content.decode()
    assert file_of("salaries").status_code == 404


# ---------- Who, and at what cost ----------
@pytest.mark.parametrize("member", [ERIK, SOFIE, ANNA])
def test_all_staff_read_the_figures_of_the_desk(member: Member) -> None:
    assert asked(by=member).status_code == 200


def test_the_figures_of_the_desk_are_on_the_operators_host_only() -> None:
    assert client_for(ERIK).get(f"/at/{ALPHA}{FIGURES}").status_code == 404
    assert client_for(ALICE).get(FIGURES).status_code == 404
    assert anonymous(PUBLIC).get(FIGURES).status_code == 302


def test_the_questions_are_the_same_however_many_tickets_and_partners() -> None:
    def questions() -> int:
        with acting(PUBLIC, OPERATOR), CaptureQueriesContext(connection) as found:
            desk_figures(last_weeks(NOW.date()), now=NOW)
        return len(found)

    ticket(at(3))
    few = questions()
    for number in range(6):
        solved(at(number), 10 * number, schema=BETA, client_id=BETA_CLIENT)
    assert questions() == few == QUERIES

"""The queue on the operator's host: one list over all partners, in the order of work.

Terms: general.7
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.queue import on_desk, standing_at, working_order
from support.desk.queue_wording import age_words, clock_words
from support.models import Ticket
from support.rules import Ground
from support.services import acknowledge_ticket
from tests.cast import ALPHA, ANNA, BETA, DIRECT, ERIK, SOFIE, Member, anonymous, client_for, person_of, place
from tests.desk.queue.acts import QUEUE, at_house, entry_of, listed, work_path
from tests.support.playing import CRITICAL, NIGHT, OPEN, helping, opened

pytestmark = pytest.mark.usefixtures("contracts")

HOUR = timedelta(hours=1)
# Four filters read what they offer, saved views are read, and a count to a limit.
QUERIES = 12


def order() -> list[UUID]:
    """Return the tickets of the desk in the order of work."""
    with acting(PUBLIC, OPERATOR):
        return list(on_desk().order_by(*working_order()).values_list("ticket_id", flat=True))


def numbers_in(page: str) -> list[str]:
    """Return the numbers of the tickets that the list shows, in its order."""
    return re.findall(r'/work/">(T-[0-9-]+)</a>', page)


def taken(ticket: Ticket, *, schema: str = ALPHA) -> None:
    """Take a ticket up as Erik."""
    place(schema, OPERATOR)
    acknowledge_ticket(ticket_id=ticket.pk, person=person_of(ERIK, schema=schema), at=OPEN)


# ---------- Order ----------
def test_critical_comes_first_then_the_clock() -> None:
    early = at_house(ALPHA, at=OPEN)
    late = at_house(BETA, at=OPEN + HOUR)
    critical = at_house(DIRECT, CRITICAL, at=OPEN + 2 * HOUR)
    assert order() == [critical.pk, early.pk, late.pk]


def test_what_is_critical_and_in_hand_comes_after_what_nobody_took() -> None:
    taken_up = at_house(ALPHA, CRITICAL, at=OPEN)
    untaken = at_house(BETA, CRITICAL, at=OPEN + HOUR)
    plain = at_house(ALPHA, at=OPEN - HOUR)
    taken(taken_up)
    assert order() == [untaken.pk, taken_up.pk, plain.pk]


def test_the_list_shows_that_order() -> None:
    plain, critical = at_house(ALPHA), at_house(BETA, CRITICAL, at=OPEN + HOUR)
    assert numbers_in(listed()) == [critical.number, plain.number]


# ---------- Rows ----------
def test_a_row_names_the_client_its_partner_and_leads_to_the_ticket() -> None:
    ticket = at_house(ALPHA, CRITICAL)
    page = listed()
    assert f'href="{work_path(ticket)}"' in page
    assert ticket.client_name in page
    assert '<span class="quiet">Alpha</span>' in page
    cell = re.search(r'<td class="field-what">(.*?)</td>', page, re.DOTALL)
    assert cell is not None
    assert '<span class="badge danger">critique</span>' in cell[1]
    assert str(Ground.NO_INCOMING.label) in cell[1]


def test_a_ticket_of_a_partner_for_itself_names_the_partner() -> None:
    ticket = at_house(BETA, client_id=None, subject="Pour nous-mêmes")
    assert ticket.client_name == ""
    cell = re.search(r'<td class="field-client">(.*?)</td>', listed("q=nous-mêmes"))
    assert cell is not None
    assert cell[1] == "Beta"


# ---------- Filters ----------
def test_what_is_at_the_partners_or_solved_is_left_out_until_it_is_asked_for() -> None:
    helping()
    mine, theirs = opened(), opened(CRITICAL, at=NIGHT)
    solved = opened()
    Ticket.objects.filter(pk=solved.pk).update(status="resolved", resolved_at=OPEN)
    assert numbers_in(listed()) == [mine.number]
    assert numbers_in(listed("where=partner")) == [theirs.number]
    assert set(numbers_in(listed("where=all"))) == {mine.number, theirs.number}
    assert numbers_in(listed("state=resolved")) == [solved.number]
    assert set(numbers_in(listed("where=all&state=all"))) == {mine.number, theirs.number, solved.number}


def test_a_search_looks_everywhere_unless_a_filter_is_chosen() -> None:
    helping()
    theirs, closed = opened(CRITICAL, at=NIGHT, subject="Ascenseur"), opened(subject="Ascenseur bis")
    Ticket.objects.filter(pk=closed.pk).update(status="closed", closed_at=OPEN)
    assert set(numbers_in(listed("q=ascenseur"))) == {theirs.number, closed.number}
    assert numbers_in(listed("q=ascenseur&where=desk")) == [closed.number]
    assert numbers_in(listed("q=ascenseur&state=unsolved")) == [theirs.number]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("partner=alpha", (True, False)),
        ("partner=beta", (False, True)),
        ("critical=yes", (False, True)),
        ("critical=no", (True, False)),
        ("family=bt", (True, False)),
        ("family=sip", (False, False)),
        ("state=new", (True, True)),
        ("state=acknowledged", (False, False)),
        ("q=question", (True, False)),
        ("q=zêta", (False, True)),
    ],
)
def test_the_queue_narrows(query: str, shown: tuple[bool, bool]) -> None:
    ours, theirs = at_house(ALPHA, family="bt"), at_house(BETA, CRITICAL)
    address = (work_path(ours), work_path(theirs, schema=BETA))
    page = listed(query)
    assert tuple(one in page for one in address) == shown


# ---------- Who, and at what cost ----------
@pytest.mark.parametrize("member", [ERIK, SOFIE, ANNA])
def test_all_staff_read_the_queue_and_nobody_changes_a_row(member: Member) -> None:
    entry = entry_of(at_house(ALPHA))
    assert entry.number in listed(by=member)
    browser = client_for(member)
    assert browser.get(f"{QUEUE}{entry.pk}/change/").status_code == 200
    assert browser.post(f"{QUEUE}{entry.pk}/change/", {"subject": "X"}).status_code == 403
    assert browser.get(f"{QUEUE}add/").status_code == 403
    assert browser.post(f"{QUEUE}{entry.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_queue_is_on_the_operators_host_only() -> None:
    assert client_for(ERIK).get(f"/at/{ALPHA}{QUEUE}").status_code == 404
    assert anonymous(ALPHA).get(QUEUE).status_code == 404
    assert anonymous(PUBLIC).get(QUEUE).status_code == 302


def questions(query: str = "") -> int:
    """Return how many questions the list asks the database."""
    browser = client_for(ERIK)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"{QUEUE}?{query}").status_code == 200
    assert not any("support_ticket" in query["sql"] for query in asked)
    return len(asked)


def test_the_list_costs_the_same_however_long_it_is() -> None:
    at_house(ALPHA)
    few = questions()
    for number in range(6):
        at_house(BETA if number % 2 else ALPHA)
    assert questions() == few <= QUERIES
    assert questions("q=question&where=all") <= few + 1


def test_the_desk_is_read_through_its_own_index() -> None:
    for _number in range(3):
        at_house(ALPHA)
    with acting(PUBLIC, OPERATOR), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = on_desk().order_by("clock_starts_at", "opened_at").explain()
    assert "desk_queue" in plan


# ---------- Cockpit ----------
def cockpit(member: Member = ERIK) -> Any:
    """Return the box of the queue as a member of staff sees it."""
    boxes = client_for(member).get("/admin/").context["cockpit"]
    return next(box for box in boxes if box.template == "backoffice/_desk_queue.html")


def test_the_cockpit_counts_and_shows_what_the_desk_has_to_do() -> None:
    critical, plain = at_house(ALPHA, CRITICAL), at_house(BETA)
    box = cockpit()
    assert [row["entry"].ticket_id for row in box.facts["rows"]] == [critical.pk, plain.pk]
    assert (box.facts["standing"].untaken, box.facts["standing"].waiting) == (1, 2)
    assert box.facts["oldest"]
    page = str(client_for(ERIK).get("/admin/").content.decode())
    assert "1 critique pas pris en charge" in page
    assert "2 tickets attendent l’opérateur" in page
    assert f'href="{work_path(plain, schema=BETA)}"' in page
    assert f'href="{QUEUE}"' in page


def test_an_empty_desk_says_so() -> None:
    assert "Aucun ticket n’attend l’opérateur." in str(client_for(ERIK).get("/admin/").content.decode())


def test_the_oldest_clock_is_one_that_runs_and_waits_for_us() -> None:
    running = at_house(ALPHA, at=OPEN)
    at_house(ALPHA, at=NIGHT)
    with acting(PUBLIC, OPERATOR):
        standing = standing_at(NIGHT)
    assert (standing.oldest, standing.waiting) == (running.clock_starts_at, 2)


# ---------- Words ----------
NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "words"),
    [
        (None, "ne court pas"),
        (NOW, "suivi depuis 14 h"),
        (NOW - timedelta(minutes=18), "suivi depuis 13 h 42"),
        (datetime(2026, 11, 23, 7, 30, tzinfo=UTC), "suivi depuis lundi 8 h 30"),
        (datetime(2026, 11, 3, 7, 30, tzinfo=UTC), "suivi depuis 3 nov. 2026"),
        (datetime(2026, 11, 25, 7, 30, tzinfo=UTC), "commence mercredi 8 h 30"),
    ],
)
def test_the_clock_reads_as_people_say_it(starts_at: datetime | None, words: str) -> None:
    assert clock_words(starts_at, now=NOW).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=9), "9 min"),
        (timedelta(minutes=60), "1 h 00"),
        (timedelta(hours=3, minutes=7), "3 h 07"),
        (timedelta(hours=24), "1 j"),
        (timedelta(days=12, hours=23), "12 j"),
        (timedelta(seconds=-5), "0 min"),
    ],
)
def test_an_age_reads_as_people_say_it(age: timedelta, words: str) -> None:
    assert age_words(NOW - age, now=NOW).replace("\N{NO-BREAK SPACE}", " ") == words

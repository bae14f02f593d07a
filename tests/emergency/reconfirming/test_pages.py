"""Pages of questions: who sees which, what a question says, one click to answer.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emergency.models import Reconfirmation
from emergency.reconfirming.climbing import climb
from emergency.registry.models import ReconfirmationPace, Registration
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    CHARLIE,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    STAFF,
    Member,
    client_for,
)
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.acting import words
from tests.emergency.reconfirming.acts import DAY, ask, now, stamp_of
from tests.emergency.sites.acts import device, site
from tests.registry.acts import BRUSSELS, SAINTES, declare

pytestmark = pytest.mark.django_db
LIST = "/numbers/reconfirmations/"


def path(by: Member, question: Reconfirmation | None = None, act: str = "") -> str:
    """Return the page of the list, or of one question."""
    mount = f"/at/{ALPHA}" if by in STAFF else ""
    return f"{mount}{LIST}{f'{question.pk}/{act}' if question else ''}"


def seen(by: Member, question: Reconfirmation | None = None, asked_for: str = "") -> str:
    """Return what a page says to somebody."""
    response = client_for(by).get(path(by, question) + asked_for)
    assert response.status_code == 200
    return words(response)


def click(by: Member, question: Reconfirmation, **posted: str) -> Any:
    """Answer on the page as it stands."""
    typed = {"outcome": "confirmed", "shown": stamp_of(question), "line": BRUSSELS.line, **posted}
    return client_for(by).post(path(by, question, "answer/"), typed)


@pytest.mark.parametrize("by", [ALICE, FATOU, DORA, DENIS, ERIK, ANNA])
def test_whoever_reads_numbers_reads_the_question(by: Member) -> None:
    block = hold()
    declare(block)
    question = ask(block, "port_in")
    assert "+32 2 226 88 00 – 99" in seen(by)
    page = seen(by, question)
    for said in ("Rue Haute 10, 1000 Bruxelles", "Numéros portés", "Chez le client", "À répondre avant le", "bt.14"):
        assert said in page, said
    assert "Elle reste en vigueur" in page
    assert ("Toujours exacte" in page) is (by in (ALICE, DORA, ERIK, ANNA))
    assert ("La question est sans objet" in page) is (by in (ALICE, ERIK, ANNA))


@pytest.mark.parametrize("by", [EMIL, CHARLIE])
def test_a_sibling_and_another_partner_see_no_question(by: Member) -> None:
    block = hold()
    declare(block)
    question = ask(block)
    assert "88 00" not in seen(by)
    assert client_for(by).get(path(by, question)).status_code == 404
    assert click(by, question).status_code == 404
    assert client_for(ALICE).get(f"{LIST}{uuid4()}/").status_code == 404


def test_one_click_confirms() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    for _click in range(2):
        assert click(DORA, question).status_code == 302
    assert now(question).outcome == "confirmed"
    assert "Toujours exacte" not in seen(DORA, question)
    assert "Dora Delvaux" in seen(ALICE, asked_for="?show=answered")


def test_of_two_tabs_the_second_reads_who_answered() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    click(DORA, question)
    answer = click(ALICE, question)
    assert answer.status_code == 409
    assert "Dora Delvaux a déjà répondu" in words(answer)


def test_what_changed_since_the_page_is_shown_beside_what_it_said() -> None:
    first = site()
    phone = device(first)
    question = ask(phone, "device_moved")
    hold()
    answer = click(ALICE, question, shown="before", line="Avant")
    assert "une adresse manque" in words(answer)
    block = hold(FIRST + 1000, FIRST + 1099)
    declare(block)
    asked = ask(block)
    answer = click(ALICE, asked, shown="before", line="Avant, 1000 Bruxelles")
    assert answer.status_code == 409
    assert "Avant, 1000 Bruxelles" in words(answer)
    assert "Rue Haute 10" in words(answer)
    assert now(asked).is_open


def test_a_question_about_nothing_declared_leads_to_declaring() -> None:
    question = ask(hold(), "port_in")
    page = seen(DORA, question)
    assert "Toujours exacte" not in page
    assert "Aucune adresse n’est déclarée" in page
    assert f"/numbers/{question.holding_id}/declare-address/" in page


def test_without_a_reason_a_question_is_not_put_away() -> None:
    question = ask(hold())
    answer = click(ALICE, question, outcome="void", note="")
    assert (answer.status_code, now(question).is_open) == (200, True)
    assert "Dites en quelques mots" in words(answer)
    assert click(DORA, question, outcome="void", note="Pas envie").status_code == 403


def test_the_registry_is_never_edited_by_an_answer() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    with acting(PUBLIC, OPERATOR):
        before = list(Registration.objects.values())
    click(ALICE, question)
    with acting(PUBLIC, OPERATOR):
        assert list(Registration.objects.values()) == before


def test_lists_are_narrowed_and_searched() -> None:
    subscription = subscribe()
    late, fresh = hold(subscription=subscription), hold(FIRST + 1000, FIRST + 1009, subscription=subscription)
    for block in (late, fresh):
        declare(block)
    ask(late, at=timezone.now() - 40 * DAY)
    ask(fresh)
    with acting(ALPHA, PARTNER):
        climb(at=timezone.now())
    assert "1 adresse en retard" in seen(ALICE)
    page = seen(ALICE, asked_for="?show=overdue")
    assert ("88 00" in page, "98 00" in page) == (True, False)
    assert "chez le partenaire" in page
    page = seen(ALICE, asked_for="?words=98+00")
    assert ("88 00" in page, "98 00" in page) == (False, True)
    assert "Aucune question ne correspond" in seen(ALICE, asked_for="?words=nulle+part")


def test_the_page_of_the_block_the_list_of_numbers_and_home_say_it() -> None:
    block, other = hold(), hold(FIRST + 1000, FIRST + 1009)
    for one in (block, other):
        declare(one)
    ask(block)
    browser = client_for(DORA)
    assert "À reconfirmer depuis le" in words(browser.get(f"/numbers/{block.pk}/"))
    assert "À reconfirmer depuis le" not in words(browser.get(f"/numbers/{other.pk}/"))
    page = words(browser.get("/numbers/?show=asked"))
    assert ("88 00 – 99" in page, "98 00 – 09" in page) == (True, False)
    assert "1 adresse à reconfirmer" in words(browser.get("/"))
    assert "à reconfirmer" not in words(client_for(EMIL).get("/"))


def test_a_list_costs_a_fixed_number_of_statements() -> None:
    subscription = subscribe()
    office = site()
    browser = client_for(ALICE)
    counts = []
    for place in range(10):
        block = hold(FIRST + 10 * place, FIRST + 10 * place + 9, subscription=subscription)
        declare(block, SAINTES)
        ask(block)
        ask(device(office, f"Poste {place}"), "device_moved")
        if place in (0, 9):
            browser.get(LIST)
            with CaptureQueriesContext(connection) as asked_for:
                assert browser.get(LIST).status_code == 200
            counts.append(len(asked_for))
    assert counts[0] == counts[1]


# ---------- The operator ----------
def test_the_cockpit_shows_what_reached_the_operator_over_all_partners() -> None:
    block = hold(client_id=SIBLING)
    declare(block)
    question = ask(block, at=timezone.now() - 60 * DAY)
    assert "Aucune question n’est montée" in words(client_for(ERIK).get("/admin/"))
    with acting(ALPHA, PARTNER):
        climb(at=timezone.now() - 40 * DAY)
        climb(at=timezone.now() - 20 * DAY)
    page = words(client_for(ERIK).get("/admin/"))
    assert f"/at/alpha/numbers/reconfirmations/{question.pk}/" in page
    assert "+32 2 226 88 00 – 99" in page


PACE = {
    "age_months": "6",
    "client_days": "10",
    "partner_days": "5",
    "operator_days": "5",
    "reminder_days": "3",
    "most_a_day": "10",
    "note": "Plus souvent",
    "shown": "0",
}


def test_an_administrator_publishes_the_times() -> None:
    browser = client_for(ANNA)
    assert browser.post("/admin/registry/pace/publish/", PACE).status_code == 302
    with acting(PUBLIC, OPERATOR):
        row = ReconfirmationPace.objects.get()
        assert (row.number, row.age_months, row.published_by_name) == (1, 6, ANNA.name)
        assert AuditEvent.objects.filter(act="pace.published").count() == 1
    # The page of the other window.
    browser.post("/admin/registry/pace/publish/", {**PACE, "age_months": "7"})
    same = browser.post("/admin/registry/pace/publish/", {**PACE, "shown": "1"})
    assert "Rien ne change" in words(same)
    zero = browser.post("/admin/registry/pace/publish/", {**PACE, "shown": "1", "client_days": "0"})
    assert "Donnez un nombre entre 1 et 250." in words(zero)
    with acting(PUBLIC, OPERATOR):
        assert ReconfirmationPace.objects.count() == 1
    assert client_for(ERIK).post("/admin/registry/pace/publish/", PACE).status_code == 403

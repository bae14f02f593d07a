"""The desk hands a ticket back or downgrades it on pages that say first what happens, and why is asked.

Terms: general.7, general.8
"""

from typing import Any

import pytest

from extranet.tenancy.context import OPERATOR, acting
from support.models import Ticket
from support.rules import Ground, Result
from tests.cast import ALICE, ALPHA, ANNA, DORA, ERIK, SOFIE, Member, client_for
from tests.desk.queue.acts import work_path
from tests.support.aims import published
from tests.support.pages import shown
from tests.support.playing import CRITICAL, FAILING_112, helping, opened

pytestmark = pytest.mark.usefixtures("contracts")


def page_of(ticket: Ticket, act: str = "work", *, by: Member = ERIK) -> str:
    """Return a page of the ticket on the desk, as it reads."""
    return shown(client_for(by).get(work_path(ticket, act)))


def post(ticket: Ticket, act: str, *, by: Member = ERIK, **posted: Any) -> Any:
    """Post a decision, from the page as it stands unless told otherwise."""
    return client_for(by).post(work_path(ticket, act), {"revision": ticket.revision, **posted})


def fresh(ticket: Ticket) -> Ticket:
    """Return the ticket as it stands."""
    with acting(ALPHA, OPERATOR):
        return Ticket.objects.get(pk=ticket.pk)


def test_handing_back_says_first_what_happens_and_asks_why() -> None:
    ticket = opened()
    assert "Rendre au partenaire…" in page_of(ticket)
    assert "lit la raison ; son client ne la lit pas" in page_of(ticket, "hand-back")
    assert "cela se lit sur le ticket" in shown(post(ticket, "hand-back", reason=" "))
    post(ticket, "hand-back", reason="À vous.")
    assert fresh(ticket).route == Result.PARTNER_DESK
    assert "Rendre au partenaire…" not in page_of(ticket)


def test_downgrading_says_first_what_happens_and_counts_abuses_on_later_tickets() -> None:
    ticket = opened(CRITICAL)
    assert "Déclasser…" in page_of(ticket)
    assert "peut redire que c’est critique" in page_of(ticket, "downgrade")
    post(ticket, "downgrade", reason="Un seul poste.", is_abuse="on")
    assert fresh(ticket).ground == Ground.NONE
    assert "Usage abusif" in page_of(opened())
    assert "Usage abusif" not in page_of(fresh(ticket))


def test_failing_112_is_taken_up_before_it_is_downgraded() -> None:
    page = page_of(opened(FAILING_112))
    assert "il faut le prendre en charge avant" in page
    assert "Déclasser…" not in page


def test_a_decision_on_an_older_page_changes_nothing() -> None:
    ticket = opened(CRITICAL)
    for act in ("downgrade", "hand-back"):
        post(ticket, act, reason="Non.", revision="7")
    assert (fresh(ticket).ground, fresh(ticket).route) == (Ground.NO_INCOMING, Result.OPERATOR_DESK)


@pytest.mark.parametrize("act", ["hand-back", "downgrade"])
@pytest.mark.parametrize(("by", "status"), [(SOFIE, 403), (ALICE, 404), (DORA, 404)])
def test_nobody_else_decides(act: str, by: Member, status: int) -> None:
    ticket = opened(CRITICAL)
    assert client_for(by).get(work_path(ticket, act)).status_code in (status, 403, 302)
    post(ticket, act, by=by, reason="Non.")
    assert (fresh(ticket).ground, fresh(ticket).route) == (Ground.NO_INCOMING, Result.OPERATOR_DESK)


def test_the_page_explains_what_counts_and_promises_nothing() -> None:
    helping()
    page = page_of(opened())
    for words in ("Ce qui compte, et pourquoi", "selon le calendrier v1", "Aucun délai n’est promis"):
        assert words in page


# ---------- Aims ----------
AIMS = {
    "critical_answer_minutes": "15",
    "critical_solution_minutes": "120",
    "answer_minutes": "60",
    "solution_minutes": "480",
    "note": "Premiers",
    "shown": "0",
}
PUBLISH = "/admin/desk/aims/publish/"


def test_an_administrator_publishes_aims_and_everybody_of_staff_reads_them() -> None:
    assert client_for(ANNA).post(PUBLISH, AIMS).status_code == 302
    assert "Premiers" in shown(client_for(ERIK).get("/admin/desk/aim/"))
    assert client_for(ERIK).get(PUBLISH).status_code == 403


def test_aims_that_make_no_sense_come_back_with_a_sentence() -> None:
    page = shown(client_for(ANNA).post(PUBLISH, {**AIMS, "solution_minutes": "5"}))
    assert "On répond avant de résoudre" in page


def test_an_older_page_of_aims_is_refused() -> None:
    published()
    page = shown(client_for(ANNA).post(PUBLISH, AIMS, follow=True))
    assert "ont été publiés entre-temps" in page

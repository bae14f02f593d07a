"""The pages of a run on the operator's host: what staff read, and the buttons that decide."""

from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.ledger.models import BillingRun, Discount, Reading, RunItem
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import (
    ALPHA,
    ANNA,
    BETA,
    BETA_CLIENT,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    ERIK,
    SIBLING,
    SOFIE,
    Member,
    client_for,
)
from tests.ledger.playing import report
from tests.ledger.run.playing import (
    MONTH,
    Status,
    fresh,
    invoices,
    items,
    reviewed,
    started,
    telephony,
    three_houses,
    to_approved,
    to_review,
    worked,
)

pytestmark = pytest.mark.django_db
LIST: Final = "/admin/ledger/billingrun/"
POLLING: Final = 'hx-trigger="every 3s"'


def page(address: str, by: Member = SOFIE, *, is_polled: bool = False) -> str:
    """Return a page as a member of staff reads it."""
    response: Any = client_for(by).get(address, headers={"HX-Request": "true"} if is_polled else {})
    assert response.status_code == 200
    return str(response.content.decode())


def at(run: BillingRun, act: str = "change/") -> str:
    """Return the address of a run's page, or of an act on it."""
    return f"{LIST}{run.pk}/change/" if act == "change/" else f"/admin/ledger/runs/{run.pk}/{act}"


def press(address: str, by: Member = SOFIE, **posted: Any) -> str:
    """Press a button; return the page that follows."""
    response: Any = client_for(by).post(address, posted, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


# ---------- Starting ----------
def test_finance_starts_a_month_with_a_button() -> None:
    telephony()
    told = press(f"{LIST}add/", month="2026-07")
    with acting(PUBLIC, OPERATOR):
        run = BillingRun.objects.get()
    assert (run.period, run.started_by_name) == (MONTH, SOFIE.name)
    assert "Vous pouvez quitter cette page" in told


def test_the_month_that_has_a_run_leads_to_it() -> None:
    telephony()
    run = to_review()
    told = press(f"{LIST}add/", by=ANNA, month="2026-07")
    assert "Rien n’a changé" in told
    assert "Noter que j’ai relu les brouillons" in told
    assert fresh(run).revision == run.revision


@pytest.mark.parametrize(
    ("month", "words"), [("", "obligatoire"), ("07/2026", "comme 2026-10"), ("2099-01", "n’est pas fini")]
)
def test_a_month_that_cannot_be_billed_comes_back_with_a_sentence(month: str, words: str) -> None:
    telephony()
    assert words in press(f"{LIST}add/", month=month)
    with acting(PUBLIC, OPERATOR):
        assert not BillingRun.objects.exists()


# ---------- Following ----------
def test_a_page_asks_again_while_the_run_works_and_then_stops() -> None:
    telephony()
    run = started()
    told = page(at(run))
    assert POLLING in told
    assert "Faits de 0 partenaire rassemblés sur 3" in told
    assert "<html" not in page(at(run), is_polled=True)
    worked(run)
    assert POLLING not in page(at(run), is_polled=True)


def test_a_run_shows_what_each_buyer_comes_to_beside_the_month_before() -> None:
    subscription = telephony()
    telephony(BETA, BETA_CLIENT, users=7)
    worked(to_approved())
    report(subscription, date(2026, 8, 1), date(2026, 8, 31), {"bt-user": 12})
    run = worked(started(period=date(2026, 8, 1), at=datetime(2026, 9, 4, tzinfo=UTC)))
    told = page(at(run)).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "+16,00 €" in told
    assert "Facturés en juillet 2026, plus rien ce mois-ci" in told
    assert "F-2026-00002" in told


def test_what_is_set_aside_says_why_and_what_to_do() -> None:
    telephony(ALPHA, CLIENT, reported=False)
    telephony(ALPHA, SIBLING)
    run = to_review()
    told = page(at(run))
    assert "1 compte mis de côté" in told
    assert "Delta Conseil" in told
    assert at(run, f"partners/{ALPHA}/") in told
    assert f"/at/{ALPHA}/admin/platforms/account/" in told


def test_a_partner_that_failed_stands_first_with_its_error() -> None:
    three_houses()
    run = to_review()
    with acting(PUBLIC, OPERATOR):
        RunItem.objects.filter(run=run, partner=DIRECT).update(
            status=RunItem.Status.SET_ASIDE, attempts=5, last_error="RuntimeError: <b>rien</b>"
        )
    told = page(at(run))
    assert "RuntimeError: &lt;b&gt;rien&lt;/b&gt;" in told
    assert "pas facturé du tout" in told


def test_the_pages_ask_the_same_number_of_questions_whatever_the_number_of_buyers() -> None:
    telephony(ALPHA, CLIENT)
    run = to_review()
    counts = []
    for more in (False, True):
        if more:
            telephony(DIRECT, DIRECT_CLIENT)
            telephony(BETA, BETA_CLIENT)
            with acting(PUBLIC, OPERATOR):
                for partner in (BETA, DIRECT):
                    RunItem.objects.filter(run=run, partner=partner).update(status=RunItem.Status.WAITING)
                BillingRun.objects.filter(pk=run.pk).update(status=Status.COLLECTING)
            worked(run)
        browser = client_for(SOFIE)
        with CaptureQueriesContext(connection) as asked:
            browser.get(at(run))
        counts.append(len(asked))
    assert len(invoices(run)) == 3
    assert counts[0] == counts[1]


# ---------- Deciding ----------
def test_two_people_take_a_run_to_its_invoices() -> None:
    three_houses()
    run = to_review()
    told = press(at(run, "review/"), revision=run.revision)
    assert "demandez à une autre personne de l’approuver" in told
    told = page(at(run), by=ANNA)
    assert "Approuver et émettre 3 factures" in told
    assert "ne se corrige que par une note de crédit" in told
    press(at(run, "approve/"), by=ANNA, revision=fresh(run).revision)
    assert fresh(run).status == Status.APPROVED
    told = page(at(worked(run)))
    assert "3 factures émises sur 3" in told
    assert "F-2026-00003" in told


def test_one_person_does_not_do_both() -> None:
    telephony()
    run = reviewed(to_review(), by=ANNA)
    assert "Approuver et émettre" not in page(at(run), by=ANNA)
    assert "Vous avez relu" in press(at(run, "approve/"), by=ANNA, revision=run.revision)
    assert fresh(run).status == Status.REVIEW


@pytest.mark.parametrize("posted", [{}, {"revision": "1"}, {"revision": "soon"}])
def test_a_button_of_an_older_page_decides_nothing(posted: dict[str, str]) -> None:
    telephony()
    run = to_review()
    followed: Any = client_for(SOFIE).post(at(run, "review/"), posted, follow=True)
    assert "lisez-la à nouveau" in followed.content.decode()
    assert fresh(run).reviewed_at is None


def test_support_reads_and_has_no_button() -> None:
    telephony()
    told = page(at(to_review()), by=ERIK)
    assert "Vous lisez cette facturation" in told
    assert '<button type="submit" class="btn primary">' not in told


def test_giving_up_asks_why_and_tells_it_afterwards() -> None:
    telephony()
    run = to_review()
    assert "jetés" in page(at(run, "cancel/"))
    press(at(run, "cancel/"), revision=run.revision, reason="")
    assert fresh(run).status == Status.REVIEW
    press(at(run, "cancel/"), revision=run.revision, reason="prix faux")
    assert "« prix faux »" in page(at(run))


def test_a_partners_facts_are_taken_again_after_a_question() -> None:
    telephony(ALPHA)
    run = to_review()
    assert "ne compte plus" in page(at(run, f"partners/{ALPHA}/"))
    press(at(run, f"partners/{ALPHA}/"), revision=run.revision)
    assert (fresh(run).status, items(run)[ALPHA].status) == (Status.COLLECTING, RunItem.Status.WAITING)


@pytest.mark.parametrize("act", ["review/", "approve/", "cancel/", f"partners/{ALPHA}/"])
def test_a_run_that_is_none_has_no_page(act: str) -> None:
    nothing = BillingRun(period=MONTH)
    browser = client_for(SOFIE)
    assert browser.post(at(nothing, act), {"revision": "1"}).status_code == 404
    assert browser.get(f"{LIST}nothing/change/").status_code == 404


def test_the_list_says_what_each_run_comes_to() -> None:
    three_houses()
    run = to_review()
    told = page(LIST).replace("\N{NO-BREAK SPACE}", " ")
    assert at(run) in told
    assert "184,00 €" in told
    assert "Facturer un mois" in told
    assert "Facturer un mois" not in page(LIST, by=ERIK)


# ---------- Drafts and invoices ----------
def test_a_draft_opens_line_by_line() -> None:
    telephony()
    (draft,) = invoices(to_review())
    told = page(f"/admin/ledger/invoice/{draft.pk}/change/", by=ERIK)
    assert "ce brouillon attend" in told
    assert "Pourquoi ce montant" in told
    assert "bt.11d" in told


def test_a_draft_says_why_it_differs_from_the_month_before() -> None:
    subscription = telephony()
    worked(to_approved())
    report(subscription, date(2026, 8, 1), date(2026, 8, 31), {"bt-user": 12})
    (draft,) = invoices(worked(started(period=date(2026, 8, 1), at=datetime(2026, 9, 4, tzinfo=UTC))))
    told = page(f"/admin/ledger/invoice/{draft.pk}/change/").replace("\N{NO-BREAK SPACE}", " ")
    assert "+16,00 €" in told
    assert "Delta Conseil : bt-user fr, +2 en moyenne" in told
    assert "F-2026-00001" in told


def test_an_issued_invoice_leads_to_its_page_at_the_partner() -> None:
    telephony()
    (invoice,) = invoices(worked(to_approved()))
    told = page(f"/admin/ledger/invoice/{invoice.pk}/change/")
    assert f"/at/{ALPHA}/invoices/{invoice.pk}/" in told
    assert "rien n’a changé depuis" in told
    assert invoice.communication in told
    assert "F-2026-00001" in page("/admin/ledger/invoice/")


# ---------- Discounts and readings ----------
def test_finance_gives_a_discount_and_chooses_a_reading() -> None:
    press("/admin/ledger/discount/add/", partner=ALPHA, percentage="5", valid_from="2099-01-01")
    press("/admin/ledger/reading/add/", name="decrease", value="strict", valid_from="2099-01-01")
    with acting(PUBLIC, OPERATOR):
        assert Discount.objects.get().created_by_name == SOFIE.name
        assert Reading.objects.get().value == "strict"
    assert "strict" in page("/admin/ledger/reading/", by=ERIK)


def test_what_cannot_be_chosen_comes_back_with_a_sentence() -> None:
    told = press("/admin/ledger/discount/add/", partner=ALPHA, percentage="5", valid_from="2020-01-01")
    assert "le passé garde ce qui valait alors" in told
    told = press("/admin/ledger/reading/add/", name="decrease", value="peut-être", valid_from="2099-01-01")
    assert "n’est pas une valeur du réglage" in told


# ---------- Cockpit ----------
def test_the_cockpit_tells_of_a_month_that_nobody_billed() -> None:
    telephony()
    assert "est fini et n’est pas facturé" in page("/admin/")


def test_the_cockpit_tells_where_the_run_stands_and_what_waits() -> None:
    telephony(ALPHA, CLIENT, reported=False)
    run = to_review()
    told = page("/admin/", by=ERIK)
    assert at(run) in told
    assert "1 compte mis de côté en tout" in told


def test_nothing_to_bill_is_said() -> None:
    assert "Aucun mois n’est encore à facturer" in page("/admin/")

"""Pages of work billed by time: the desk's acts, the panel and list of whoever pays, the mails."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client

from extranet.tenancy.context import OPERATOR, acting
from support.interventions.mails import mail_payer
from support.models import Intervention
from tests.cast import ALICE, ALPHA, CHARLIE, DENIS, DORA, ERIK, FATOU, SOFIE, Member, client_for, place
from tests.support.interventions.acts import (
    CLIENT_CAUSE,
    LATER,
    SUBJECT,
    UNTRAINED,
    announced,
    asked,
    contested,
    decided,
    installed,
    noted,
    proposed,
)
from tests.support.pages import shown
from tests.support.playing import opened
from tests.support.test_mails import delivered, text

pytestmark = pytest.mark.usefixtures("at_alpha")
MOUNT = f"/at/{ALPHA}/admin/support"


def clock(at: datetime) -> Any:
    """Have the page that contests read another clock."""
    return patch("support.interventions.views.timezone", SimpleNamespace(now=lambda: at))


def page(browser: Client, path: str) -> str:
    """Return the words of a page, whatever its status."""
    return shown(browser.get(path))


def acted(work: Intervention, act: str, **answers: Any) -> str:
    """Act on work as the desk does, from the page as it stands; return where the answer leads, or its words."""
    place(ALPHA)
    work.refresh_from_db()
    path = f"{MOUNT}/intervention/{work.pk}/act/{act}/"
    browser = client_for(ERIK)
    assert browser.get(path).status_code == 200
    answer = browser.post(path, {"revision": work.revision, **answers})
    place(ALPHA)
    work.refresh_from_db()
    return answer.headers.get("Location", "") or shown(answer)


def test_the_desk_takes_work_from_its_proposal_to_its_minutes() -> None:
    """Terms: general.6"""
    ticket = opened()
    browser, wanted = client_for(ERIK), asked()
    path = f"{MOUNT}/intervention/propose/{ticket.pk}/"
    assert path in page(browser, f"{MOUNT}/ticket/{ticket.pk}/work/")
    answers = {
        "work": str(uuid4()),
        "ground": CLIENT_CAUSE,
        "subscription": str(wanted.subscription_id),
        "subject": SUBJECT,
    }
    assert browser.post(path, answers).status_code == 302
    place(ALPHA)
    work = Intervention.objects.get()
    assert "Corrigez" in acted(work, "decide", decision="bill", reason="")
    assert ticket.number in work.ticket.number
    assert acted(work, "decide", decision="bill", reason="Hors du service.").endswith("/work/")
    place(ALPHA)
    assert "tranche commencée de 15 minutes" in page(client_for(ERIK), f"{MOUNT}/intervention/{work.pk}/act/announce/")
    acted(work, "announce")
    assert work.announced_at is not None
    today = work.announced_at.date().isoformat()
    assert "Corrigez" in acted(work, "note", worked_on="2020-01-01", minutes="20", note="Fait.")
    acted(work, "note", worked_on=today, minutes="20", note="Fait.")
    assert work.minutes == 20


def test_an_untrained_installation_is_offered_on_the_proposal() -> None:
    """Terms: general.3"""
    ticket, record = opened(), installed()
    browser = client_for(ERIK)
    path = f"{MOUNT}/intervention/propose/{ticket.pk}/"
    assert record.installer_name in page(browser, path)
    place(ALPHA)
    answers = {
        "work": str(uuid4()),
        "ground": UNTRAINED,
        "subscription": str(asked().subscription_id),
        "subject": SUBJECT,
    }
    assert "installateur" in shown(browser.post(path, answers))
    assert browser.post(path, {**answers, "installation": str(record.pk)}).status_code == 302


def test_the_desk_settles_a_contest() -> None:
    """Terms: general.6"""
    work = contested(noted())
    acted(work, "settle", decision="waive", reason="Vous avez raison.")
    assert work.settled_decision == "waive"
    assert "pas facturé" in page(client_for(ERIK), f"{MOUNT}/ticket/{work.ticket_id}/work/")


@pytest.mark.parametrize("somebody", [SOFIE])
def test_other_staff_only_read(somebody: Member) -> None:
    work = proposed()
    browser = client_for(somebody)
    assert browser.get(f"{MOUNT}/intervention/{work.pk}/act/decide/").status_code == 403
    assert browser.get(f"{MOUNT}/intervention/propose/{work.ticket_id}/").status_code == 403
    assert SUBJECT in page(browser, f"{MOUNT}/ticket/{work.ticket_id}/work/")


def test_an_act_that_is_not_open_leads_back_to_the_ticket() -> None:
    work = proposed()
    browser = client_for(ERIK)
    assert browser.get(f"{MOUNT}/intervention/{work.pk}/act/announce/").status_code == 302
    assert browser.get(f"{MOUNT}/intervention/{work.pk}/act/eat/").status_code == 404


# ---------- Whoever pays ----------
def test_the_partner_reads_and_contests_on_the_ticket() -> None:
    """Terms: general.6"""
    work = noted()
    browser = client_for(FATOU)
    path = f"/tickets/{work.ticket_id}/work/{work.pk}/contest/"
    said = page(browser, f"/tickets/{work.ticket_id}/")
    assert SUBJECT in said
    assert "general.6" in said
    with clock(LATER):
        assert "n’est pas facturé tant que" in page(browser, path)
        assert "Rien n’est encore contesté" in shown(browser.post(path, {"revision": work.revision, "reason": " "}))
        answer = browser.post(path, {"revision": work.revision, "reason": "Pas nous."})
    assert answer.status_code == 302
    listed = page(browser, "/tickets/work/")
    assert "contesté, pas facturé" in listed
    assert work.ticket.client_name in listed


@pytest.mark.parametrize("somebody", [DORA, DENIS])
def test_a_partners_client_sees_no_panel_and_no_list(somebody: Member) -> None:
    """Terms: general.3, general.6"""
    work = noted(announced(decided(proposed(opened(by=DENIS)))))
    browser = client_for(somebody)
    said = page(browser, f"/tickets/{work.ticket_id}/")
    assert SUBJECT not in said
    assert "Travail hors du service annoncé" in said
    assert browser.get("/tickets/work/").status_code == 403
    assert browser.get(f"/tickets/{work.ticket_id}/work/{work.pk}/contest/").status_code == 403
    receipt = page(browser, f"/tickets/{work.ticket_id}/receipt/")
    assert SUBJECT not in receipt


def test_another_partner_does_not_find_it() -> None:
    work = noted()
    assert client_for(CHARLIE).get(f"/tickets/{work.ticket_id}/work/{work.pk}/contest/").status_code == 404


def test_what_is_not_announced_is_on_no_page_of_whoever_pays() -> None:
    work = decided(proposed())
    browser = client_for(ALICE)
    assert SUBJECT not in page(browser, f"/tickets/{work.ticket_id}/")
    assert browser.get(f"/tickets/{work.ticket_id}/work/{work.pk}/contest/").status_code == 404
    assert "Aucun travail" in page(browser, "/tickets/work/")


# ---------- Mails ----------
def test_administrators_and_finance_of_the_partner_are_told_before_the_work() -> None:
    """Terms: general.3, general.6"""
    work = announced()
    sent = delivered()
    told = {email for email, message in sent.items() if SUBJECT in text(message)}
    assert told == {ALICE.email, FATOU.email}
    assert "tranche commencée de 15 minutes" in text(sent[ALICE.email])
    assert f"/tickets/{work.ticket_id}/" in text(sent[ALICE.email])


def test_a_mail_reaches_nobody_who_pays_no_longer() -> None:
    work = announced()
    with acting(ALPHA, OPERATOR):
        mail_payer(str(work.pk), "work_announced", str(DORA.id))
    assert DORA.email not in {email for email, one in delivered().items() if SUBJECT in text(one)}


def test_minutes_and_the_answer_to_a_contest_are_told_too() -> None:
    """Terms: general.6"""
    work = noted()
    assert "50 minutes" in text(delivered()[FATOU.email])
    contested(work)
    acted(work, "settle", decision="bill", reason="Le modèle l’exclut.")
    assert "Le modèle l’exclut." in text(delivered()[FATOU.email])

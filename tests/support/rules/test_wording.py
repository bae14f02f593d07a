"""What a writer reads: every decision is told, nothing is promised, clients read their partner's name. S6, S10."""

import re
from typing import Any, Final

import pytest

from extranet.look.icons import icon_names
from extranet.look.parts import Tone
from support.rules import Event, Facts, FirstLine, Ground, Party, route
from support.wording import About, Told, told_after, told_before
from tests.desk.hours.stage import CALENDAR, brussels
from tests.support.rules.test_route import ALL

NAMES: Final = {
    "partner": "Alpha",
    "contact_name": "Amélie",
    "contact_phone": "02 555 01 99",
    "support_phone": "02 555 01 00",
    "call_back_number": "02 555 09 14",
}
PROMISES: Final = re.compile(r"garanti|promis|au plus tard|dans les \d|sous \d|délai de|!", re.IGNORECASE)
CRITICAL: Final = Ground.NO_INCOMING


def words(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def told(wall: str, party: Party, ground: Ground, event: Event = Event.OPENED, **given: Any) -> Told:
    """Return what a reader of the same party reads before sending."""
    first_line = given.pop("first_line", FirstLine.OPERATOR)
    tested, contract = given.pop("tested", True), given.pop("contract", True)
    facts = Facts(party, contract, ground, first_line, tested)
    at = brussels(wall)
    reader = given.pop("reader", party)
    about = About(facts, at, CALENDAR, reader, event=event, **{**NAMES, **given})
    return told_before(route(facts, event, at, CALENDAR), about)


def said(read: Told) -> str:
    """Return title and sentence."""
    return words(f"{read.title} {read.sentence}")


def test_every_decision_is_told_before_and_after_without_a_promise() -> None:
    for facts, event, at, decision in ALL:
        for reader in Party:
            about = About(facts, at, CALENDAR, reader, event=event, **NAMES)
            later = brussels("2026-12-01 10:00")
            for read in (told_before(decision, about), told_after(decision, about, now=later)):
                everything = f"{read.title} {read.sentence} {read.why}"
                assert read.title.endswith(".")
                assert read.why
                assert not PROMISES.search(everything), everything
                assert "%(" not in everything
                assert "  " not in everything
                assert read.icon in icon_names()
                assert read.clauses == ("general.7",)
                if reader is Party.PARTNER_CLIENT:
                    assert "ALLOcloud" not in everything


def test_in_hours_the_operator_has_it_at_once_and_a_critical_request_is_called_out_at_closing() -> None:
    read = told("2026-06-02 14:12", Party.PARTNER, CRITICAL)
    assert said(read) == (
        "ALLOcloud reçoit ce ticket tout de suite. Le suivi commence à 14 h 12. "
        "S’il n’est pas pris en charge à 18 h, la personne de garde est appelée."
    )
    assert (read.tone, read.outcome) == (Tone.ACCENT, "")


def test_a_plain_request_in_hours_speaks_of_no_call() -> None:
    assert "garde" not in said(told("2026-06-02 14:12", Party.PARTNER, Ground.NONE))


def test_a_client_reads_its_partners_name() -> None:
    read = told("2026-06-02 14:12", Party.PARTNER_CLIENT, CRITICAL)
    assert said(read).startswith("Alpha reçoit ce ticket tout de suite.")
    assert "le contact d’urgence chez Alpha est prévenu" in said(read)


def test_outside_hours_a_critical_request_calls_the_person_on_call() -> None:
    read = told("2026-11-27 21:40", Party.PARTNER, CRITICAL)
    assert said(read) == (
        "La personne de garde est appelée tout de suite. Elle vous rappelle au 02 555 09 14. "
        "Le suivi commence à 21 h 40, sans attendre l’ouverture."
    )
    assert words(read.why) == "Hors des heures de support, seule une urgence critique appelle la garde : c’en est une."
    assert (read.outcome, read.icon) == ("urgent", "phone")


def test_outside_hours_anything_else_waits_and_nobody_is_called() -> None:
    read = told("2026-11-27 21:40", Party.PARTNER, Ground.NONE)
    assert said(read) == (
        "Le ticket attend en file. Le suivi commence lundi 30 novembre à 8 h 30. Personne n’est appelé."
    )
    assert words(read.why) == "Hors des heures de support, seule une urgence critique appelle la garde."
    assert read.outcome == "wait"


def test_a_holiday_is_named_in_the_reason() -> None:
    read = told("2026-07-21 10:00", Party.DIRECT_CLIENT, Ground.NONE)
    assert words(read.why).endswith("Jour particulier : Fête nationale.")


def test_a_clients_critical_request_at_night_goes_to_the_partners_contact() -> None:
    read = told("2026-06-07 14:00", Party.PARTNER_CLIENT, CRITICAL)
    assert said(read) == (
        "Le contact d’urgence chez Alpha est prévenu tout de suite. "
        "C’est Amélie, que vous pouvez aussi appeler au 02 555 01 99. Alpha décide de la suite."
    )
    partner = told("2026-06-07 14:00", Party.PARTNER_CLIENT, CRITICAL, reader=Party.PARTNER)
    assert "votre propre demande critique" in said(partner)


def test_without_a_tested_contact_the_writer_is_told_so_with_a_way_out() -> None:
    read = told("2026-06-07 14:00", Party.PARTNER_CLIENT, CRITICAL, tested=False)
    assert words(read.title) == "Le ticket attend en file."
    assert "appelez Alpha au 02 555 01 00" in said(read)
    assert "Alpha n’en a pas encore d’essayé" in read.why


def test_failing_emergency_calls_tell_the_way_to_help_now() -> None:
    read = told("2026-06-02 10:00", Party.PARTNER_CLIENT, Ground.EMERGENCY_CALLS_FAIL)
    assert "appelez le 112 depuis un téléphone mobile" in said(read)
    assert "Le contact d’urgence chez Alpha est prévenu aussi." in said(read)
    assert "à toute heure" in read.why


def test_without_a_contract_the_way_to_one_is_told() -> None:
    client = told("2026-06-02 10:00", Party.PARTNER_CLIENT, CRITICAL, contract=False)
    assert said(client) == "Ce ticket ne peut pas être ouvert. Adressez-vous à Alpha au 02 555 01 00."
    partner = told("2026-06-02 10:00", Party.PARTNER, CRITICAL, contract=False)
    assert "Commandez le service" in said(partner)


@pytest.mark.parametrize(("wall", "start"), [("2026-06-02 10:00", "reçoit"), ("2026-06-06 10:00", "attend chez Alpha")])
def test_a_first_line_partner_has_its_clients_requests(wall: str, start: str) -> None:
    read = told(wall, Party.PARTNER_CLIENT, Ground.NONE, first_line=FirstLine.PARTNER)
    assert start in read.title
    assert "Alpha répond d’abord à ses clients" in read.why


def test_later_events_say_why_a_ticket_moved() -> None:
    closing = told("2026-06-04 18:00", Party.PARTNER, CRITICAL, Event.UNACKNOWLEDGED_AT_CLOSING)
    assert closing.why.startswith("Personne n’avait pris ce ticket en charge à la fermeture.")
    taken = told("2026-06-07 15:00", Party.PARTNER_CLIENT, CRITICAL, Event.ESCALATED_BY_PARTNER)
    assert taken.why.startswith("Alpha en a fait sa propre demande.")
    assert words(taken.title) == "La personne de garde est appelée tout de suite."


def test_afterwards_the_past_is_told_with_its_date() -> None:
    facts = Facts(Party.PARTNER, True, CRITICAL, FirstLine.OPERATOR, True)
    at = brussels("2026-11-27 21:40")
    about = About(facts, at, CALENDAR, Party.PARTNER, partner="Alpha")
    read = told_after(route(facts, Event.OPENED, at, CALENDAR), about, now=brussels("2026-11-28 09:00"))
    assert said(read) == (
        "La personne de garde a été appelée. Le suivi a commencé vendredi 27 novembre à 21 h 40. "
        "Sa réponse s’affichera ici."
    )

"""The operator finds tickets by what is said in them, over all partners; what was blanked by law is found no more."""

from datetime import UTC, datetime

from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.blanking import blank_entry
from support.desk.models import QueueEntry
from support.desk.queue_words import entries_with_words
from support.models import Audience
from tests.cast import ALPHA, ANNA, DIRECT, DIRECT_CLIENT, DORA, ERIK, GITA, user_of
from tests.support.playing import opened, under_contract, wrote


def found(words: str) -> set[str]:
    with acting(PUBLIC, OPERATOR):
        return set(entries_with_words(QueueEntry.objects.all(), words).values_list("subject", flat=True))


def test_words_of_every_partner_are_found_in_subjects_and_in_what_is_said(db: None) -> None:
    """Terms: general.7"""
    under_contract()
    under_contract(DIRECT)
    with acting(ALPHA, PARTNER):
        ticket = opened(subject="Réception du fax", text="L’élève appelle.")
        wrote(ticket, by=DORA, text="Toujours le même écho.")
        wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="Routeur saturé.")
    with acting(DIRECT, PARTNER):
        opened(by=GITA, client_id=DIRECT_CLIENT, subject="Écho aussi", text="Bruit.")
    assert found("echo") == {"Réception du fax", "Écho aussi"}
    assert found("fax eleve") == {"Réception du fax"}
    assert found("delta rout") == {"Réception du fax"}
    assert found("fax bruit") == set()
    assert found("") == {"Réception du fax", "Écho aussi"}


def test_a_text_blanked_by_law_is_found_no_more(db: None) -> None:
    """Terms: general.7"""
    under_contract()
    with acting(ALPHA, PARTNER):
        ticket = opened(subject="Question", text="Premier mot.")
        secret = wrote(ticket, by=DORA, text="Motdepasse1234")
    assert found("motdepasse1234") == {"Question"}
    with acting(ALPHA, OPERATOR):
        blank_entry(entry_id=secret.pk, reason="secret", actor=user_of(ANNA), at=datetime(2026, 6, 3, tzinfo=UTC))
    assert found("motdepasse1234") == set()
    assert found("premier") == {"Question"}

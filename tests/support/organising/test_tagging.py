"""Tags of one desk: clean, suggested, found by, and nothing of them to clients or to the other desk."""

import pytest

from extranet.errors import InvalidInput, NotAllowed, Stale
from support.models import Ticket
from support.organising import add_tags, tag_ticket, tags_used
from support.organising.tagging import cleaned
from tests.cast import ALICE, ALPHA, BOB, DORA, ERIK, FATOU, STAFF, Member, client_for, person_of
from tests.support.pages import shown
from tests.support.playing import OPEN, opened, wrote


def tagged(ticket: Ticket, *tags: str, by: Member = ALICE, revision: int | None = None) -> Ticket:
    person = person_of(by, schema=ALPHA if by in STAFF else None)
    return tag_ticket(ticket_id=ticket.pk, tags=tags, person=person, at=OPEN, revision=revision)


def test_each_desk_has_tags_of_its_own(at_alpha: None) -> None:
    ticket = opened()
    tagged(ticket, "VIP", "fax")
    done = tagged(ticket, "réseau", by=ERIK)
    assert (done.partner_tags, done.desk_tags) == (["fax", "VIP"], ["réseau"])
    assert tags_used(person_of(BOB)) == ["fax", "VIP"]
    assert tags_used(person_of(ERIK, schema=ALPHA)) == ["réseau"]
    assert tags_used(person_of(DORA)) == []


def test_tags_are_cleaned() -> None:
    assert cleaned(["  Fax  lourd ", "fax lourd", "", "a,b"]) == ["a b", "Fax lourd"]
    for wrong in (["x" * 31], [str(number) for number in range(11)]):
        with pytest.raises(InvalidInput, match="Dix étiquettes au plus"):
            cleaned(wrong)


def test_an_old_page_takes_no_tag_away_and_adding_needs_no_page(at_alpha: None) -> None:
    ticket = opened()
    tagged(ticket, "un", revision=ticket.revision)
    with pytest.raises(Stale):
        tagged(ticket, "deux", revision=ticket.revision)
    person = person_of(BOB)
    for _time in range(2):
        done = add_tags(ticket_id=ticket.pk, tags=["deux"], person=person, at=OPEN)
    assert done.partner_tags == ["deux", "un"]
    assert done.revision == ticket.revision + 2


def test_who_does_not_work_tickets_tags_none_and_a_client_reads_none(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened()
    for member in (DORA, FATOU):
        with pytest.raises(NotAllowed):
            tagged(ticket, "VIP", by=member)
    tagged(ticket, "mauvais-payeur")
    wrote(ticket, by=DORA)
    dora = client_for(DORA)
    for path in (f"/tickets/{ticket.pk}/", "/tickets/", "/tickets/export/"):
        assert "mauvais-payeur" not in shown(dora.get(path))
    assert ticket.number in shown(dora.get("/tickets/", {"tag": "autre"}))
    assert "mauvais-payeur" in shown(client_for(ALICE).get("/tickets/"))


def test_the_list_is_narrowed_by_a_tag_and_the_page_sets_them(at_alpha: None) -> None:
    ticket, other = opened(subject="Avec"), opened(subject="Sans rien")
    bob = client_for(BOB)
    posted = {"tags": "VIP, fax", "revision": ticket.revision}
    assert "Les étiquettes sont enregistrées." in shown(bob.post(f"/tickets/{ticket.pk}/tag/", posted, follow=True))
    page = shown(bob.get("/tickets/", {"tag": "VIP"}))
    assert "Avec" in page
    assert other.subject not in page
    refused = {"tags": "x" * 40, "revision": ticket.revision + 1}
    assert "Dix étiquettes" in shown(bob.post(f"/tickets/{ticket.pk}/tag/", refused, follow=True))

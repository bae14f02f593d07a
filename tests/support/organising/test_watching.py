"""Who follows a ticket is told of what they may read, as long as they see it."""

import pytest
from django.core import mail

from extranet.accounts.models import Membership
from extranet.errors import InvalidInput, NotAllowed
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.models import Audience, Ticket, Watcher
from support.organising import unwatch, watch
from support.services import move_ticket
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    STAFF,
    Member,
    client_for,
    person_of,
    place,
)
from tests.outbox.postman import deliver_everything
from tests.support.pages import shown
from tests.support.playing import OPEN, opened, wrote


def watched(ticket: Ticket, who: Member, *, by: Member) -> Watcher:
    person = person_of(by, schema=ALPHA if by in STAFF else None)
    return watch(ticket_id=ticket.pk, user_id=who.id, person=person, at=OPEN)


def told(ticket: Ticket) -> set[str]:
    """Return the addresses that got a mail about a ticket, and empty the box."""
    mail.outbox.clear()
    while deliver_everything():
        pass
    place(ALPHA)
    return {one.to[0] for one in mail.outbox if ticket.number in one.subject}


def test_who_follows_is_told_of_what_they_may_read(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(by=DENIS)
    watched(ticket, FATOU, by=FATOU)
    watched(ticket, DORA, by=ALICE)
    told(ticket)
    wrote(ticket, by=ERIK, text="À tous.")
    assert told(ticket) == {DENIS.email, DORA.email, FATOU.email}
    wrote(ticket, by=ERIK, audience=Audience.PARTNER, text="Entre nous.")
    assert told(ticket) >= {FATOU.email}
    wrote(ticket, by=ERIK, audience=Audience.PARTNER, text="Encore.")
    assert not told(ticket) & {DENIS.email, DORA.email}
    wrote(ticket, by=ERIK, audience=Audience.OPERATOR, text="Note.")
    assert told(ticket) == set()


def test_the_writer_is_not_told_and_nobody_twice(at_alpha: None) -> None:
    ticket = opened()
    watched(ticket, FATOU, by=FATOU)
    watched(ticket, FATOU, by=FATOU)
    told(ticket)
    wrote(ticket, by=ERIK)
    assert told(ticket) == {DORA.email, FATOU.email}
    assert len(mail.outbox) == 2
    assert Watcher.objects.count() == 1


def test_who_follows_is_told_when_it_ends(at_alpha: None) -> None:
    ticket = opened()
    watched(ticket, FATOU, by=FATOU)
    told(ticket)
    move_ticket(ticket_id=ticket.pk, status="resolved", person=person_of(ALICE), at=OPEN)
    assert told(ticket) == {DORA.email, FATOU.email}


def test_who_lost_access_is_silently_not_told(at_alpha: None) -> None:
    """Terms: general.7"""
    ticket = opened(by=DENIS)
    watched(ticket, DORA, by=DORA)
    watched(ticket, FATOU, by=FATOU)
    told(ticket)
    with acting(PUBLIC, OPERATOR):
        Membership.objects.filter(user_id__in=(DORA.id, FATOU.id)).delete()
    wrote(ticket, by=ERIK)
    assert told(ticket) == {DENIS.email}


@pytest.mark.parametrize("who", [EMIL, CHARLIE, ERIK, DENIS])
def test_nobody_follows_what_they_do_not_see(at_alpha: None, who: Member) -> None:
    """Terms: general.7"""
    ticket = opened(by=DORA)
    with pytest.raises(InvalidInput, match="ne voit pas le ticket"):
        watched(ticket, who, by=ALICE)


def test_others_are_chosen_only_by_who_works_tickets(at_alpha: None) -> None:
    ticket = opened()
    for by in (FATOU, DORA):
        with pytest.raises(NotAllowed):
            watched(ticket, ALICE, by=by)
    watched(ticket, ALICE, by=BOB)
    with pytest.raises(NotAllowed):
        unwatch(ticket_id=ticket.pk, user_id=ALICE.id, person=person_of(DORA), at=OPEN)
    with pytest.raises(NotAllowed):
        watched(ticket, ERIK, by=ERIK)


def test_following_ends_and_begins_again(at_alpha: None) -> None:
    ticket = opened()
    watched(ticket, FATOU, by=FATOU)
    for _time in range(2):
        unwatch(ticket_id=ticket.pk, user_id=FATOU.id, person=person_of(FATOU), at=OPEN)
    watched(ticket, FATOU, by=FATOU)
    assert Watcher.objects.filter(removed_at__isnull=True).count() == 1
    assert Watcher.objects.count() == 2


def test_the_page_has_both_buttons_and_lists_who_follows(at_alpha: None) -> None:
    ticket = opened()
    path, fatou = f"/tickets/{ticket.pk}/", client_for(FATOU)
    assert "Suivre ce ticket" in shown(fatou.get(path))
    assert "Vous suivez ce ticket" in shown(fatou.post(path + "watch/", follow=True))
    assert FATOU.name in shown(client_for(DORA).get(path))
    assert "Ne plus suivre" in shown(fatou.get(path))
    fatou.post(path + "unwatch/")
    assert "Suivre ce ticket" in shown(fatou.get(path))
    assert FATOU.name not in shown(client_for(DORA).get(path))
    added = client_for(BOB).post(path + "watch/", {"watcher": str(ALICE.id)}, follow=True)
    assert f"{ALICE.name} suit ce ticket." in shown(added)
    refused = client_for(BOB).post(path + "watch/", {"watcher": str(EMIL.id)}, follow=True)
    assert "ne voit pas le ticket" in shown(refused)

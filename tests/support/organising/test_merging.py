"""Two tickets about one problem become one: nothing critical is lost, nothing is copied, each names the other."""

import pytest

from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from support.chain import verify
from support.entries import link_of
from support.models import Ticket, Watcher
from support.organising import merge_tickets, watch
from support.rules import FirstLine
from support.services import move_ticket
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    STAFF,
    Member,
    client_for,
    person_of,
    place,
)
from tests.contracts import subscribe
from tests.support.pages import shown
from tests.support.playing import CRITICAL, FAILING_112, NIGHT, OPEN, answered, escalated, helping, opened, pages, wrote


def merged(ticket: Ticket, into: Ticket, *, by: Member = ALICE, revision: int | None = None) -> Ticket:
    person = person_of(by, schema=ALPHA if by in STAFF else None)
    return merge_tickets(ticket_id=ticket.pk, into_id=into.pk, person=person, at=NIGHT, revision=revision)


def events(ticket: Ticket) -> list[str]:
    return list(ticket.entries.exclude(event="").order_by("position").values_list("event", flat=True))


def test_the_first_closes_and_names_the_other_and_nothing_is_copied(at_alpha: None) -> None:
    """Terms: general.7"""
    first, second = opened(subject="Un"), opened(subject="Deux")
    wrote(first, by=DORA, text="Mot du premier.")
    done = merged(first, second)
    assert (done.status, done.merged_into_id) == (Ticket.Status.CLOSED, second.pk)
    assert events(first)[-2:] == ["merged_into", "closed"]
    assert events(second)[-1] == "merged_from"
    named = second.entries.get(event="merged_from")
    assert named.facts == {"ticket": str(first.pk), "number": first.number, "subject": "Un"}
    assert not second.entries.filter(text__contains="premier").exists()
    for ticket in (first, second):
        assert verify(link_of(one) for one in ticket.entries.order_by("position")) is None


def test_twice_is_once(at_alpha: None) -> None:
    first, second = opened(), opened()
    done = merged(first, second, revision=first.revision)
    again = merged(first, second, revision=first.revision)
    assert again.revision == done.revision
    assert events(second).count("merged_from") == 1


def test_who_opened_or_followed_the_first_follows_the_other_where_they_see_it(at_alpha: None) -> None:
    """Terms: general.7"""
    first, second = opened(by=DENIS), opened(by=DORA)
    watch(ticket_id=first.pk, user_id=FATOU.id, person=person_of(FATOU), at=OPEN)
    watch(ticket_id=first.pk, user_id=DORA.id, person=person_of(DORA), at=OPEN)
    merged(first, second)
    # Denis does not see Dora's ticket; Dora opened it.
    assert set(Watcher.objects.filter(ticket=second).values_list("user_id", flat=True)) == {FATOU.id}
    third = opened(by=BOB, client_id=first.client_id)
    merged(second, third)
    assert set(Watcher.objects.filter(ticket=third).values_list("user_id", flat=True)) == {FATOU.id, DORA.id}


def test_what_is_critical_never_merges_into_what_is_less_urgent(at_alpha: None) -> None:
    """Terms: general.7"""
    urgent, plain, worst = opened(CRITICAL), opened(), opened(FAILING_112)
    for ticket, into in ((urgent, plain), (worst, urgent), (worst, plain)):
        with pytest.raises(IllegalMove, match="est plus urgent : dites d’abord que"):
            merged(ticket, into)
    merged(plain, urgent)
    merged(urgent, worst)
    assert Ticket.objects.get(pk=worst.pk).is_open


def test_a_call_of_the_night_is_not_ended_where_nobody_else_is_called(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    called = escalated(opened(CRITICAL, at=NIGHT), by=ALICE)
    quiet = opened(CRITICAL, at=NIGHT)
    with pytest.raises(IllegalMove, match="est chez l’opérateur : transmettez-lui d’abord"):
        merged(called, quiet)
    helping(is_tested=False)
    queued = opened(CRITICAL, at=NIGHT)
    with pytest.raises(IllegalMove, match="prenez-le d’abord en charge"):
        merged(called, queued)
    assert pages()[0].closed_at is None
    other = escalated(quiet, by=ALICE)
    merged(called, other)
    closed, still = sorted(pages(), key=lambda one: one.ticket_id != called.pk)
    assert closed.closed_at is not None
    assert still.closed_at is None
    answered(still)


def test_a_partners_own_critical_request_does_not_end_in_its_clients(at_alpha: None) -> None:
    """Terms: general.7"""
    helping()
    own, clients = opened(CRITICAL, by=ALICE), opened(CRITICAL)
    with pytest.raises(IllegalMove, match="est la demande du partenaire lui-même : réunissez plutôt"):
        merged(own, clients)
    assert merged(clients, own).merged_into_id == own.pk


def test_a_critical_one_does_not_go_where_nobody_acts(at_alpha: None) -> None:
    first, second = opened(CRITICAL), opened(CRITICAL)
    wrote(second, by=ERIK, is_question=True)
    with pytest.raises(IllegalMove, match="n’est suivi par personne en ce moment"):
        merged(first, second)


def test_only_tickets_of_one_client_that_are_open(at_alpha: None) -> None:
    subscribe(client_id=SIBLING)
    place(ALPHA)
    first, theirs, own = opened(), opened(by=EMIL, client_id=SIBLING), opened(by=ALICE, client_id=None)
    for other in (theirs, own):
        with pytest.raises(IllegalMove, match="ne sont pas du même client"):
            merged(first, other)
    over = opened()
    move_ticket(ticket_id=over.pk, status="closed", person=person_of(DORA), at=OPEN)
    with pytest.raises(IllegalMove, match="choisissez un ticket ouvert"):
        merged(first, over)
    with pytest.raises(IllegalMove, match="est clos : liez-le plutôt"):
        merged(over, first)
    with pytest.raises(InvalidInput):
        merged(first, first)
    second, third = opened(), opened()
    merged(first, second)
    with pytest.raises(IllegalMove, match="est déjà réuni avec"):
        merged(first, third)
    with pytest.raises(IllegalMove, match="est lui-même réuni avec"):
        merged(third, first)
    merged(opened(by=ALICE, client_id=None), own)


def test_a_doubt_keeps_its_own_answer(at_alpha: None) -> None:
    """Terms: telavox.4b, bt.11d"""
    first, second = opened(), opened()
    Ticket.objects.filter(pk=first.pk).update(kind=Ticket.Kind.CLARIFICATION)
    with pytest.raises(IllegalMove, match="garde sa propre réponse"):
        merged(first, second)


def test_who_may_not_merges_nothing_and_an_old_page_neither(at_alpha: None) -> None:
    first, second = opened(), opened()
    for member in (DORA, FATOU):
        with pytest.raises(NotAllowed):
            merged(first, second, by=member)
    wrote(first, by=DORA)
    with pytest.raises(Stale):
        merged(first, second, revision=first.revision)
    assert not Ticket.objects.filter(merged_into__isnull=False).exists()


def test_staff_merge_too(at_alpha: None) -> None:
    first, second = opened(), opened()
    assert merged(first, second, by=ERIK).merged_into_id == second.pk


def test_the_page_says_before_what_happens_and_leads_to_the_other(at_alpha: None) -> None:
    helping(FirstLine.PARTNER)
    first, second = opened(subject="Un"), opened(subject="Deux")
    path, alice = f"/tickets/{first.pk}/merge/", client_for(ALICE)
    assert f"{second.number}, Deux" in shown(alice.get(path))
    page = shown(alice.get(path, {"into": second.number}))
    assert f"{first.number} est clos, la suite est dans {second.number}" in page
    posted = {"into": str(second.pk), "revision": first.revision}
    assert f"{first.number} est clos : la suite est ici" in shown(alice.post(path, posted, follow=True))
    closed = shown(client_for(DORA).get(f"/tickets/{first.pk}/"))
    assert f"Ce ticket est réuni avec {second.number}" in closed
    for wrong in ("T-2026-00099", first.number, "x"):
        assert "Réunir</button>" not in shown(alice.get(f"/tickets/{second.pk}/merge/", {"into": wrong}))


def test_a_colleague_reads_no_number_of_a_ticket_they_do_not_see(at_alpha: None) -> None:
    """Terms: general.7"""
    first, second = opened(by=DENIS, subject="de Denis"), opened(by=DORA, subject="de Dora, confidentiel")
    merged(first, second)
    denis = client_for(DENIS)
    for page in (f"/tickets/{first.pk}/", f"/tickets/{first.pk}/receipt/"):
        seen = shown(denis.get(page))
        assert second.number not in seen
        assert "confidentiel" not in seen
        assert "éuni avec un autre" in seen
    assert second.number in shown(client_for(DORA).get(f"/tickets/{first.pk}/receipt/"))

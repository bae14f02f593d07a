"""Writing a file: all rows or none, once, and never over what somebody changed meanwhile.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from emergency.importing import services
from emergency.importing.services import BlocksChanged
from emergency.models import AddressImport
from emergency.registry.models import Registration, Review
from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, NotAllowed
from extranet.numbering.services import Locked, lock_blocks
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BETA, BETA_CLIENT, CHARLIE, DENIS, DORA, EMIL, ERIK, SIBLING, Member
from tests.contracts import FIRST, hold
from tests.emergency.importing.files import cells, codes, shown, write
from tests.registry.acts import BRUSSELS, SAINTES, declare, release, revision_of
from tests.registry.cutting import carve, towns

pytestmark = pytest.mark.django_db

STATE = AddressImport.State


def rows_known() -> int:
    """Return how many registrations are known now."""
    with acting(PUBLIC, OPERATOR):
        return Registration.objects.filter(recorded__upper_inf=True).count()


def test_every_row_is_declared_by_whoever_confirms() -> None:
    first, second = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19)
    kept = shown([cells(FIRST, FIRST + 9), cells(FIRST + 10, FIRST + 19, municipality="Brussel")])
    assert (kept.state, kept.rows, kept.verdicts, kept.changed, kept.faults) == ("shown", 2, "nn", 2, [])
    assert rows_known() == 0
    done = write(kept)
    assert (done.state, done.changed, done.verdicts) == ("written", 2, "nn")
    assert towns(FIRST, FIRST + 10) == ["Bruxelles", "Brussel"]
    assert (revision_of(first), revision_of(second)) == (2, 2)
    with acting(PUBLIC, OPERATOR):
        acts = list(AuditEvent.objects.filter(partner=ALPHA).order_by("pk").values_list("act", flat=True))
    assert acts == ["import.shown", "address.declared", "address.declared", "import.written"]


def test_one_row_may_name_several_whole_blocks() -> None:
    hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19)
    write(shown([cells(FIRST, FIRST + 19)]))
    assert towns(FIRST, FIRST + 19) == ["Bruxelles", "Bruxelles"]


def test_the_same_file_twice_changes_nothing() -> None:
    block = hold()
    file = [cells(FIRST, FIRST + 99)]
    done = write(shown(file))
    assert write(done).pk == done.pk
    again = shown(file)
    assert (again.verdicts, again.changed) == ("s", 0)
    assert write(again).state == STATE.WRITTEN
    assert (rows_known(), revision_of(block)) == (1, 2)


def test_two_tabs_with_the_same_file_are_harmless() -> None:
    block = hold()
    one, other = shown([cells(FIRST, FIRST + 99)]), shown([cells(FIRST, FIRST + 99)])
    write(one)
    assert write(other).state == STATE.WRITTEN
    assert (rows_known(), revision_of(block)) == (1, 2)


def test_a_block_changed_since_is_named_and_nothing_is_written() -> None:
    one, other = hold(FIRST, FIRST + 9), hold(FIRST + 10, FIRST + 19)
    kept = shown([cells(FIRST, FIRST + 9), cells(FIRST + 10, FIRST + 19)])
    declare(other, SAINTES)
    with pytest.raises(BlocksChanged) as caught:
        write(kept)
    assert caught.value.blocks == (other,)
    assert str(other) in str(caught.value)
    assert towns(FIRST) == ["none_declared"]
    assert revision_of(one) == 1


def test_a_block_cut_while_its_lock_is_waited_for_is_named_and_not_called_somebody_elses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    block = hold()
    kept = shown([cells(FIRST, FIRST + 99)])

    def lock_after_a_cut(holding_ids: Iterable[UUID]) -> list[Locked]:
        found = list(holding_ids)
        carve(block, FIRST + 40)
        return lock_blocks(found)

    monkeypatch.setattr(services, "lock_blocks", lock_after_a_cut)
    with pytest.raises(BlocksChanged) as caught:
        write(kept)
    assert caught.value.blocks == (block,)


def test_a_coming_change_is_in_the_file_beside_the_present_address() -> None:
    block = hold()
    declare(block, BRUSSELS)
    then = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
    file = [
        cells(FIRST, FIRST + 99, floor="2", access_note="Sonner à l’accueil"),
        cells(FIRST, FIRST + 99, street="Rue Neuve", effective=then.isoformat()),
    ]
    kept = shown(file)
    assert (kept.verdicts, kept.faults) == ("sc", [])
    write(kept)
    assert shown(file).verdicts == "ss"
    with acting(PUBLIC, OPERATOR):
        known = Registration.objects.filter(recorded__upper_inf=True).order_by("valid")
        assert [(row.address.street, row.valid.upper) for row in known] == [("Rue Haute", then), ("Rue Neuve", None)]


def test_a_row_without_an_address_changes_nothing() -> None:
    declare(hold())
    empty = dict.fromkeys(("street", "house_number", "postal_code", "municipality"), "")
    kept = shown([cells(FIRST, FIRST + 99, **empty)])
    assert (kept.state, kept.verdicts, kept.changed) == ("shown", "e", 0)


def test_what_staff_must_look_at_waits_and_is_not_replaced_by_the_same_file() -> None:
    block = hold()
    declare(block)
    file = [cells(FIRST, FIRST + 99, municipality="Eupen", postal_code="4700", street="Klosterstraße", language="de")]
    kept = shown(file)
    assert (kept.verdicts, kept.changed) == ("r", 1)
    write(kept)
    assert towns(FIRST) == ["Bruxelles"]
    assert shown(file).verdicts == "s"
    with acting(PUBLIC, OPERATOR):
        assert [review.state for review in Review.objects.all()] == ["waiting"]
    same = shown([cells(FIRST, FIRST + 99, floor="2", access_note="Sonner à l’accueil")])
    assert same.verdicts == "s", "what holds already replaces nothing that waits"


# ---------- Walls ----------
def test_a_client_imports_their_own_numbers_and_a_foreign_one_is_refused_without_a_word_about_it() -> None:
    hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19, client_id=SIBLING)
    hold(FIRST + 20, FIRST + 29, schema=BETA, client_id=BETA_CLIENT)
    refusals = []
    for begin in (FIRST + 10, FIRST + 20, FIRST + 30):
        kept = shown([cells(FIRST, FIRST + 9), cells(begin, begin + 9)], by=DORA)
        assert (kept.state, codes(kept)) == ("refused", [(3, "not_your_block")])
        refusals.append(kept.faults[0]["sentence"].split("dans")[1])
    assert len(set(refusals)) == 1, "a sibling's, another partner's and nobody's number are refused in the same words"
    assert write(shown([cells(FIRST, FIRST + 9)], by=DORA), by=DORA).state == STATE.WRITTEN


def test_a_range_over_a_foreign_block_is_refused_whole() -> None:
    hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19, client_id=SIBLING)
    assert codes(shown([cells(FIRST, FIRST + 19)], by=DORA)) == [(2, "not_your_block")]
    assert shown([cells(FIRST, FIRST + 19)], by=ALICE).verdicts == "n"


@pytest.mark.parametrize("by", [EMIL, CHARLIE])
def test_nobody_else_finds_the_file(by: Member) -> None:
    hold()
    kept = shown([cells(FIRST, FIRST + 99)], by=DORA)
    with pytest.raises(AddressImport.DoesNotExist):
        write(kept, by=by)


def test_who_may_not_declare_sends_no_file() -> None:
    with pytest.raises(NotAllowed):
        shown([cells(FIRST)], by=DENIS)


def test_staff_send_a_file_under_the_mount_of_the_partner() -> None:
    hold()
    assert write(shown([cells(FIRST, FIRST + 99)], by=ERIK), by=ERIK).state == STATE.WRITTEN
    with acting(PUBLIC, OPERATOR):
        assert Registration.objects.get().author_side == "operator"


# ---------- Refused ----------
def test_a_part_of_a_block_says_the_way_out() -> None:
    hold()
    kept = shown([cells(FIRST, FIRST + 9)])
    assert codes(kept) == [(2, "part_of_block")]
    assert "Partagez" in kept.faults[0]["sentence"]


def test_a_block_taken_away_meanwhile_refuses_the_file_with_its_report() -> None:
    one = hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19)
    kept = shown([cells(FIRST, FIRST + 9), cells(FIRST + 10, FIRST + 19)])
    release(one)
    done = write(kept)
    assert (done.state, codes(done), rows_known()) == ("refused", [(2, "not_your_block")], 0)


def test_what_was_dropped_or_refused_is_not_written() -> None:
    hold()
    refused = shown([cells(FIRST, FIRST + 99, street="")])
    assert refused.state == STATE.REFUSED
    with pytest.raises(IllegalMove):
        write(refused)


# ---------- Told ----------
def test_each_reader_of_the_other_side_gets_one_mail() -> None:
    for begin in range(FIRST, FIRST + 30, 10):
        hold(begin, begin + 9)
    write(shown([cells(begin, begin + 9) for begin in range(FIRST, FIRST + 30, 10)]))
    with acting(PUBLIC, OPERATOR):
        mails = [row.args for row in Message.objects.filter(name="emergency.mail_import")]
        assert not Message.objects.filter(name="registry.mail_address").exists()
    readers = [mail[3] for mail in mails]
    assert DORA.email in readers
    assert len(readers) == len(set(readers))


def test_who_declares_is_not_told_and_nothing_new_tells_nobody() -> None:
    hold()
    file = [cells(FIRST, FIRST + 99)]
    write(shown(file))
    with acting(PUBLIC, OPERATOR):
        before = Message.objects.count()
        assert ALICE.email not in [row.args[3] for row in Message.objects.filter(name="emergency.mail_import")]
    write(shown(file))
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.count() == before

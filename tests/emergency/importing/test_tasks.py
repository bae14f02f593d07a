"""Long files written by the worker, one mail a reader, and files that go when they are old.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from emergency.importing import services
from emergency.importing.services import ask_to_write, empty_imports
from emergency.importing.tasks import empty_old_imports
from emergency.models import AddressImport
from extranet.accounts.models import Membership
from extranet.numbering.models import Holding
from extranet.outbox.models import Message
from extranet.outbox.services import deliver
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, DORA, client_for, person_of
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.importing.files import cells, shown, write
from tests.registry.acts import SAINTES, declare
from tests.registry.cutting import towns

pytestmark = pytest.mark.django_db


def delivered(name: str) -> None:
    """Make every delivery of a name that is due."""
    with acting(ALPHA, PARTNER):
        ids = list(Message.objects.filter(name=name, delivered_at__isnull=True).values_list("pk", flat=True))
        assert ids
        for message_id in ids:
            assert deliver(message_id=message_id, at=timezone.now())


def again(kept: AddressImport) -> AddressImport:
    """Return the import as it is now."""
    with acting(ALPHA, PARTNER):
        return AddressImport.objects.get(pk=kept.pk)


@pytest.fixture
def long_file(monkeypatch: pytest.MonkeyPatch) -> AddressImport:
    """A file that is longer than what a request writes."""
    monkeypatch.setattr(services, "ROWS_AT_ONCE", 1)
    hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19)
    return shown([cells(FIRST, FIRST + 9), cells(FIRST + 10, FIRST + 19)])


def asked(kept: AddressImport) -> AddressImport:
    """Ask for a file to be written."""
    with acting(ALPHA, PARTNER):
        return ask_to_write(import_id=kept.pk, person=person_of(ALICE), at=timezone.now())


def test_a_long_file_is_written_by_the_worker_and_its_page_may_be_left(long_file: AddressImport) -> None:
    assert asked(long_file).state == "queued"
    assert asked(long_file).state == "queued"
    page = client_for(ALICE).get(f"/numbers/imports/{long_file.pk}/").content.decode()
    assert "Vous pouvez quitter cette page" in page
    assert "Voir où il en est" in page
    assert towns(FIRST) == ["none_declared"]
    delivered("emergency.write_import")
    assert again(long_file).state == "written"
    assert towns(FIRST, FIRST + 10) == ["Bruxelles", "Bruxelles"]


def test_what_changed_meanwhile_refuses_a_long_file_and_is_kept_with_it(long_file: AddressImport) -> None:
    asked(long_file)
    with acting(PUBLIC, OPERATOR):
        block = Holding.objects.get(numbers__contains=FIRST)
    declare(block, SAINTES)
    delivered("emergency.write_import")
    kept = again(long_file)
    assert (kept.state, "a changé" in kept.refusal) == ("refused", True)
    assert towns(FIRST + 10) == ["none_declared"]
    assert kept.refusal in client_for(ALICE).get(f"/numbers/imports/{kept.pk}/").content.decode()


def test_whoever_lost_the_access_meanwhile_writes_nothing(long_file: AddressImport) -> None:
    asked(long_file)
    with acting(PUBLIC, OWNER):
        Membership.objects.filter(user=ALICE.id).delete()
    delivered("emergency.write_import")
    assert again(long_file).state == "refused"
    assert towns(FIRST) == ["none_declared"]


def test_the_mail_counts_and_lists_the_blocks_and_claims_nothing_more() -> None:
    subscription = subscribe()
    for turn in range(25):
        hold(FIRST + turn, FIRST + turn, subscription=subscription)
    write(shown([cells(FIRST + turn) for turn in range(25)]))
    delivered("emergency.mail_import")
    (told,) = [one for one in mail.outbox if one.to == [DORA.email]]
    assert "25 blocs" in told.subject
    assert "et 5 autres" in told.body
    assert "Rue Haute 10, 1000 Bruxelles" in told.body
    assert "Déclarée ne veut pas dire transmise" in told.body


def test_files_older_than_thirty_days_are_emptied_and_what_was_not_decided_is_dropped() -> None:
    hold()
    done = write(shown([cells(FIRST, FIRST + 99)]))
    pending = shown([cells(FIRST, FIRST + 99, street="Rue Neuve")])
    with acting(ALPHA, PARTNER):
        assert empty_imports(at=timezone.now() + timedelta(days=29)) == 0
        assert empty_imports(at=timezone.now() + timedelta(days=31)) == 2
        assert empty_imports(at=timezone.now() + timedelta(days=31)) == 0
    assert [(again(one).state, again(one).content) for one in (done, pending)] == [("written", None), ("dropped", None)]
    assert again(done).sha256 == done.sha256
    assert "n’est plus gardé" in client_for(ALICE).get(f"/numbers/imports/{done.pk}/").content.decode()


def test_every_partner_is_asked_once_a_night() -> None:
    assert empty_old_imports(PUBLIC) >= 2
    delivered("emergency.empty_imports")

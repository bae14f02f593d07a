"""Files of addresses by key: read, shown, written whole or refused whole, once.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any, Final
from uuid import uuid4

import pytest

from emergency.models import AddressImport
from emergency.registry.models import Registration
from extranet.accounts.models import Role
from tests.cast import BETA, CHARLIE, SIBLING
from tests.contracts import FIRST, hold
from tests.emergency.api.calls import ROOT, send
from tests.emergency.importing.files import cells, written
from tests.registry.acts import SAINTES, declare
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")
IMPORTS: Final = f"{ROOT}/imports"


def file(*rows: list[str]) -> bytes:
    """Return a file; one row about Delta's block by default."""
    return written(rows or (cells(FIRST, FIRST + 9),))


def confirm(caller: Caller, sent: Any) -> Any:
    """Confirm a file that was sent."""
    return caller.post(f"{IMPORTS}/{sent.json()['id']}/confirm")


def test_a_file_is_read_first_and_declared_once_confirmed() -> None:
    hold(FIRST, FIRST + 9)
    caller = Caller(key())
    sent = send(caller, file())
    told = sent.json()
    assert (sent.status_code, told["state"], told["rows"], told["counts"]["new"]) == (201, "shown", 1, 1)
    assert (told["encoding"], told["separator"], told["created_by_name"]) == ("utf-8", "semicolon", "CRM (API)")
    assert not Registration.objects.exists()
    done, again = confirm(caller, sent), confirm(caller, sent)
    assert (done.status_code, done.json()["state"], done.json()["changed_blocks"]) == (200, "written", 1)
    assert again.json() == done.json()
    assert Registration.objects.get().author_name == "CRM (API)"
    assert caller.get(f"{IMPORTS}/{told['id']}").json() == done.json()


def test_the_same_file_sent_twice_under_one_key_is_kept_once() -> None:
    hold(FIRST, FIRST + 9)
    caller = Caller(key())
    first, second = (send(caller, file(), idempotency_key="i-1") for _time in range(2))
    assert (second.json(), second["Idempotent-Replay"]) == (first.json(), "true")
    assert AddressImport.objects.count() == 1
    other = send(caller, file(cells(FIRST, FIRST + 9, street="Rue Basse")), idempotency_key="i-1")
    assert code_of(other) == (422, "idempotency_key_reused")
    read_otherwise = send(caller, file(), idempotency_key="i-1", separator="comma")
    assert code_of(read_otherwise) == (422, "idempotency_key_reused")


def test_ec_66_one_wrong_row_refuses_the_file_with_its_report_and_writes_nothing() -> None:
    hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19)
    caller = Caller(key())
    wrong = cells(FIRST + 10, FIRST + 19, house_number="")
    sent = send(caller, file(cells(FIRST, FIRST + 9), wrong))
    told = sent.json()
    assert (sent.status_code, told["state"], told["fault_count"]) == (422, "refused", 1)
    assert (told["faults"][0]["line"], told["faults"][0]["code"]) == (3, "house_number_missing")
    assert confirm(caller, sent).status_code in (409, 422)
    assert not Registration.objects.exists()
    report = caller.get(f"{IMPORTS}/{told['id']}/report")
    assert (report.status_code, report["Content-Type"].partition(";")[0]) == (200, "text/csv")
    assert "error" in report.content.decode().splitlines()[0]


def test_a_block_that_changed_since_is_told_as_it_is_now() -> None:
    block = hold(FIRST, FIRST + 9)
    caller = Caller(key())
    sent = send(caller, file())
    declare(block, SAINTES)
    answer = confirm(caller, sent)
    assert code_of(answer) == (409, "blocks_changed")
    assert answer.json()["current"][0]["present"][0]["address"]["line"] == SAINTES.line


def test_files_are_listed_newest_first_to_whoever_may_declare_there() -> None:
    hold(FIRST, FIRST + 9)
    partner, client = Caller(key()), Caller(client_key())
    mine, theirs = send(client, file()).json()["id"], send(partner, file()).json()["id"]
    assert [one["id"] for one in partner.get(IMPORTS).json()["imports"]] == [theirs, mine]
    page = partner.get(IMPORTS, limit=1).json()
    assert [one["id"] for one in partner.get(IMPORTS, cursor=page["next_cursor"]).json()["imports"]] == [mine]
    assert [one["id"] for one in client.get(IMPORTS).json()["imports"]] == [mine]
    for stranger in (client, Caller(client_key(client_id=SIBLING)), Caller(key(by=CHARLIE), schema=BETA)):
        for part in ("", "/report"):
            assert code_of(stranger.get(f"{IMPORTS}/{theirs}{part}")) == (404, "not_found")
        assert code_of(stranger.post(f"{IMPORTS}/{theirs}/confirm")) == (404, "not_found")
    assert code_of(Caller(client_key(Role.CLIENT_USER)).get(IMPORTS)) == (403, "right_missing")
    assert code_of(send(Caller(key(Role.FINANCE)), file())) == (403, "right_missing")
    assert code_of(send(Caller(key(scopes=["emergency.read"])), file())) == (403, "scope_missing")


def test_what_is_no_file_of_addresses_is_refused() -> None:
    caller = Caller(key())
    assert code_of(send(caller, b"%PDF-1.7 no table")) == (422, "file_not_text")
    assert code_of(caller.post(IMPORTS, {}, idempotency_key="x")) == (415, "wrong_media")
    answer = caller._browser.post(IMPORTS, {}, headers={**caller._headers, "Idempotency-Key": "x"})
    assert code_of(answer) == (400, "invalid")
    assert code_of(send(caller, file(), separator="dot")) == (400, "invalid")
    assert code_of(caller.post(f"{IMPORTS}/{uuid4()}/confirm")) == (404, "not_found")
    assert not AddressImport.objects.exists()

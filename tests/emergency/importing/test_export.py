"""The export of numbers comes back as it is: it says that nothing changes.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.utils import timezone

from tests.cast import ALICE, DORA, SIBLING, Member, client_for
from tests.contracts import FIRST, hold
from tests.emergency.importing.files import shown, write
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, declare, say
from tests.registry.cutting import split

pytestmark = pytest.mark.django_db

HARD = replace(
    SAINTES,
    street='\'=Rue "du" Point;virgule',
    house_number="",
    no_house_number_reason="-zoning",
    access_note="@barrière, à gauche",
    language="nl",
)


def exported(by: Member = ALICE, query: str = "") -> bytes:
    """Return the export."""
    content: bytes = client_for(by).get(f"/numbers/export/{query}").content
    return content


def lines(content: bytes) -> list[dict[str, str]]:
    """Return the lines of an export by their header."""
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def everything() -> None:
    """Write blocks in every state: declared, to follow, waiting, without an address, cut, of two clients."""
    split(declare(hold(FIRST, FIRST + 99)).holding)
    later = hold(FIRST + 100, FIRST + 109)
    declare(later, BRUSSELS)
    declare(later, SAINTES, effective=timezone.now() + timedelta(days=40, microseconds=7))
    waits = hold(FIRST + 110, FIRST + 119)
    declare(waits, BRUSSELS)
    say(waits, ABROAD)
    hold(FIRST + 120, FIRST + 129)
    only_later = hold(FIRST + 130, FIRST + 139)
    declare(only_later, SAINTES, effective=timezone.now() + timedelta(days=5))
    declare(hold(FIRST + 140, FIRST + 149, client_id=SIBLING), replace(BRUSSELS, access_note="=1+1", box="7"))


@pytest.mark.parametrize("by", [ALICE, DORA])
def test_the_export_sent_back_changes_nothing(by: Member) -> None:
    everything()
    content = exported(by)
    kept = shown(content, by=by)
    assert (kept.state, kept.faults, kept.changed) == ("shown", [], 0)
    assert set(kept.verdicts) == {"s", "e"}
    assert write(kept, by=by).changed == 0
    assert exported(by) == content


def test_an_export_corrected_in_one_line_changes_one_block() -> None:
    everything()
    text = exported().decode("utf-8-sig").replace(";7;1000;", ";8;1000;")
    assert write(shown(text.encode())).changed == 1
    assert [line["Boîte"] for line in lines(exported()) if line["Boîte"]] == ["8"]


def test_what_looks_like_a_formula_is_guarded_and_comes_back() -> None:
    hold()
    review = say(hold(FIRST + 100, FIRST + 109), HARD)
    assert review.address.facts == HARD
    declare(hold(FIRST + 110, FIRST + 119), replace(HARD, house_number="3", no_house_number_reason=""))
    content = exported()
    (line,) = [line for line in lines(content) if line["Rue"]]
    assert (line["Rue"], line["Accès pour les secours"]) == (f"'{HARD.street}", f"'{HARD.access_note}")
    assert set(shown(content).verdicts) == {"s", "e"}


def test_an_export_may_be_of_another_instant() -> None:
    block = hold()
    declare(block, BRUSSELS)
    then = timezone.now()
    declare(block, SAINTES)
    assert [line["Commune"] for line in lines(exported())] == ["Saintes"]
    at = then.isoformat().replace("+", "%2B")
    assert [line["Commune"] for line in lines(exported(query=f"?at={at}"))] == ["Bruxelles"]
    assert client_for(ALICE).get("/numbers/export/?at=hier").status_code == 400

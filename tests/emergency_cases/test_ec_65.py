"""EC-65: semicolons, Windows-1252, no mark, « Léon » in a cell.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from tests.cast import ALICE, client_for
from tests.contracts import FIRST, hold
from tests.emergency.importing.files import shown, write
from tests.registry.cutting import towns

pytestmark = pytest.mark.django_db

NUMBERS = b"+3222268800;+3222268899"
BYTES = b"Avenue L\xe9on Champagne;3;;1480;Saintes"


def test_what_was_guessed_is_shown_and_can_be_changed_before_anything_is_written() -> None:
    hold()
    kept = shown(NUMBERS + b";" + BYTES)
    page = client_for(ALICE).get(f"/numbers/imports/{kept.pk}/").content.decode()
    assert "Avenue Léon Champagne 3, 1480 Saintes" in page
    assert '<option value="windows-1252" selected>' in page
    assert '<option value=";" selected>' in page
    assert towns(FIRST) == ["none_declared"]
    write(kept)
    assert towns(FIRST) == ["Saintes"]

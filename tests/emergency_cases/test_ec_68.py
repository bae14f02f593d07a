"""EC-68: a cell that starts with = when it is exported.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from emergency.registry.selectors import lookup
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, client_for
from tests.contracts import FIRST, hold
from tests.emergency.importing.files import shown
from tests.registry.acts import BRUSSELS, declare

pytestmark = pytest.mark.django_db

NOTE = '=HYPERLINK("http://x")'


def test_the_cell_is_written_with_an_apostrophe_and_the_stored_value_stays() -> None:
    declare(hold(), replace(BRUSSELS, access_note=NOTE))
    content = client_for(ALICE).get("/numbers/export/").content
    (line,) = csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert line["Accès pour les secours"] == f"'{NOTE}"
    with acting(PUBLIC, OPERATOR):
        found = lookup(FIRST)
    assert found.declared is not None
    assert found.declared.facts.access_note == NOTE
    assert shown(content).verdicts == "s", "sent back as it is, the file changes nothing"

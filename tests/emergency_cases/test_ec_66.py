"""EC-66: a hundred rows, row 57 wrong.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from io import BytesIO, StringIO

import pytest

from emergency.models import AddressImport
from extranet.tenancy.context import PARTNER, acting
from tests.cast import ALICE, ALPHA, client_for
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.importing.files import cells, written
from tests.registry.cutting import towns

pytestmark = pytest.mark.django_db

BAD = 57


def test_nothing_is_written_and_the_report_says_line_column_value_code_and_way_out() -> None:
    subscription = subscribe()
    for turn in range(100):
        hold(FIRST + turn, FIRST + turn, subscription=subscription)
    rows = [cells(FIRST + turn, postal_code="100" if turn == BAD - 1 else "1000") for turn in range(100)]
    file = BytesIO(written(rows))
    file.name = "cent.csv"
    browser = client_for(ALICE)
    answer = browser.post("/numbers/imports/send-file/", {"file": file})
    assert answer.status_code == 422
    with acting(ALPHA, PARTNER):
        kept = AddressImport.objects.get()
    (fault,) = kept.faults
    # The header is line 1.
    assert (fault["line"], fault["column"], fault["value"], fault["code"]) == (
        BAD + 1,
        "postal_code",
        "100",
        "postal_code_invalid",
    )
    assert "1480" in fault["sentence"]
    assert towns(FIRST, FIRST + BAD - 1) == ["none_declared", "none_declared"]
    report = browser.get(f"/numbers/imports/{kept.pk}/export-faults/").content.decode("utf-8-sig")
    lines = list(csv.DictReader(StringIO(report), delimiter=";"))
    assert [place for place, line in enumerate(lines, 1) if line["error"]] == [BAD]

"""Who has not accepted the newest terms, as a file for a spreadsheet.

Terms: general.1
"""

import csv
from io import StringIO
from typing import Final

import pytest
from django.utils import timezone

from extranet.times import brussels_day
from tests.backoffice.things import placed_order
from tests.cast import ALPHA, ERIK, client_for
from tests.terms.acts import publish

pytestmark = pytest.mark.django_db
EXPORT: Final = "/admin/terms/behind/export/"


def rows() -> list[list[str]]:
    """Return the file as support gets it, without its head."""
    response = client_for(ERIK).get(EXPORT)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    written = response.content.decode().removeprefix("\ufeff")
    return list(csv.reader(StringIO(written), delimiter=";"))[1:]


def test_one_line_an_organisation_and_part_with_both_versions_and_their_days() -> None:
    placed_order()
    today = brussels_day(timezone.now())
    publish("2026-10", today, languages=["fr"])
    first, second = rows()
    assert (first[0], first[1], first[3], first[5], first[6]) == ("Alpha SRL", "Alpha", "1", "2", today.isoformat())
    assert first[4].startswith(today.isoformat())
    assert {first[2], second[2]} == {"Conditions générales", "Business Telephony"}


def test_nobody_behind_is_a_file_with_its_head_only() -> None:
    placed_order()
    assert rows() == []


def test_the_file_is_not_there_under_a_mount() -> None:
    assert client_for(ERIK).get(f"/at/{ALPHA}{EXPORT}").status_code == 404


def test_the_list_leads_to_the_file_and_the_sections_do_not() -> None:
    assert f'href="{EXPORT}"' not in client_for(ERIK).get("/admin/").content.decode()
    placed_order()
    publish("2026-10", brussels_day(timezone.now()), languages=["fr"])
    assert f'href="{EXPORT}"' in client_for(ERIK).get("/admin/terms/behind/").content.decode()

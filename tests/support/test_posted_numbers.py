"""Whole numbers as pages post them: what is too long to be one is none, and no page falls over it."""

from typing import Any

import pytest

from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.posted import whole_number
from tests.cast import ALICE, ALPHA, DORA, ERIK, Member, client_for
from tests.desk.incidents.playing import noted
from tests.support.playing import opened

ENDLESS = "9" * 5000


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("9" * 9, 999_999_999),
        (ENDLESS, None),
    ],
)
def test_only_a_whole_number_of_nine_digits_is_one(written: str, number: int | None) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize(
    ("by", "path", "posted"),
    [
        (DORA, "/tickets/{id}/move/", {"status": "resolved"}),
        (ALICE, "/tickets/{id}/assign/", {"agent": "me"}),
        (ALICE, "/tickets/act/", {"act": "take", "ticket": f"{{id}}:{ENDLESS}"}),
        (ERIK, f"/at/{ALPHA}/admin/support/ticket/{{id}}/move/", {"status": "resolved"}),
    ],
)
def test_a_revision_without_an_end_is_a_page_that_changed(
    at_alpha: None, by: Member, path: str, posted: dict[str, Any]
) -> None:
    ticket = opened()
    answers = {name: value.format(id=ticket.pk) for name, value in posted.items()}
    response = client_for(by).post(path.format(id=ticket.pk), {"revision": ENDLESS, **answers}, follow=True)
    assert response.status_code in (200, 409)


def test_an_incident_is_not_published_by_such_a_number(at_alpha: None) -> None:
    incident = noted()
    path = f"/admin/desk/incidents/{incident.pk}/publish/"
    response = client_for(ERIK).post(path, {"revision": ENDLESS}, follow=True)
    assert response.status_code == 200
    with acting(PUBLIC, OPERATOR):
        incident.refresh_from_db()
    assert incident.published_at is None

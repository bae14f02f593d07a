"""The cockpit: what may need staff, in a fixed number of queries, never partner by partner."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import brussels_day
from tests.backoffice.things import draft_order, open_invitation, placed_order, waiting_message
from tests.cast import ALPHA, ANNA, BETA, BETA_CLIENT, CHARLIE, ERIK, Member, client_for
from tests.terms.acts import publish

pytestmark = pytest.mark.django_db
QUERIES = 37


def cockpit(member: Member = ERIK) -> str:
    """Return the index as a member of staff sees it."""
    return str(client_for(member).get("/admin/").content.decode())


def facts_of(template: str) -> Any:
    """Return the facts of the box that `template` draws."""
    boxes = client_for(ERIK).get("/admin/").context["cockpit"]
    return next(box.facts for box in boxes if box.template == template)


def test_the_last_orders_of_all_partners_are_there_with_the_way_to_each() -> None:
    ours = placed_order()
    theirs = placed_order(CHARLIE, client_id=BETA_CLIENT, order_id=UUID("0d0e0000-0000-4000-8000-0000000000b1"))
    page = cockpit()
    assert f'href="/at/{ALPHA}/orders/{ours.pk}/"' in page
    assert f'href="/at/{BETA}/orders/{theirs.pk}/"' in page


def test_a_draft_is_nobodys_business_yet() -> None:
    assert str(draft_order().pk) not in cockpit()


def test_organisations_behind_are_counted_part_by_part() -> None:
    placed_order()
    publish("2026-10", brussels_day(timezone.now()), languages=["fr"])
    facts = facts_of("backoffice/_terms_behind.html")
    counted = {version.part: (version.number, count) for _words, version, count in facts["parts"]}
    assert counted["general"] == counted["bt"] == (2, 1)
    assert counted["sip"] == (1, 0)


def test_a_delivery_is_late_after_five_minutes_and_not_before() -> None:
    message = waiting_message()
    assert "1 envoi attend" in cockpit()
    with acting(PUBLIC, OPERATOR):
        Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(minutes=4))
    assert "Tout ce qui devait partir est parti." in cockpit()


def test_administrators_see_which_staff_they_still_wait_for() -> None:
    open_invitation()
    assert "nina@public.example" in cockpit(ANNA)
    assert "nina@public.example" not in cockpit(ERIK)


def test_partners_are_listed_with_what_the_operators_own_tables_know() -> None:
    placed_order()
    first, address = facts_of("backoffice/_partners_at_work.html")["partners"][0]
    assert (first.schema_name, first.people, first.orders, address) == (ALPHA, 6, 1, f"/at/{ALPHA}/")


def test_the_cockpit_asks_a_fixed_number_of_questions_and_enters_no_schema() -> None:
    placed_order(), waiting_message(), open_invitation()
    browser = client_for(ANNA)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get("/admin/").status_code == 200
    assert len(asked) == QUERIES, "\n".join(query["sql"] for query in asked)
    assert not any("ordering_" in query["sql"] or "clients_" in query["sql"] for query in asked)


def test_under_a_mount_there_is_no_cockpit() -> None:
    response: Any = client_for(ERIK).get(f"/at/{ALPHA}/admin/")
    assert "cockpit" not in response.context

"""The journal: narrowed by partner, act and day, found by words, and readable line by line."""

import ast
from pathlib import Path
from typing import Final

import pytest
from django.db.models import Model
from django.utils import timezone

from extranet.accounts import adapter
from extranet.audit.models import AuditEvent
from extranet.audit.services import record
from extranet.backoffice.acts import ACTS
from extranet.partners.models import Partner
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BETA, CHARLIE, ERIK, Member, client_for, user_of

pytestmark = pytest.mark.django_db
LIST: Final = "/admin/audit/auditevent/"
SOURCES: Final = tuple(
    Path(__file__).resolve().parents[2] / name for name in ("extranet", "emergency", "support", "billing")
)


def act(member: Member, *, name: str = "client.changed") -> AuditEvent:
    """Return an act of a partner's person."""
    with acting(member.schema, PARTNER):
        target: Model = Partner.objects.get(schema_name=member.schema)
        changes = {"name": ["Avant SA", "Après SA"], "services": ["bt", "sip", "telavox"]}
        return record(actor=user_of(member), act=name, target=target, at=timezone.now(), changes=changes)


def listed(query: str) -> str:
    """Return the list as support sees it."""
    response = client_for(ERIK).get(f"{LIST}?{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_journal_narrows_to_one_partner() -> None:
    act(ALICE), act(CHARLIE)
    page = listed(f"partner={ALPHA}")
    assert ALICE.name in page
    assert CHARLIE.name not in page


def test_the_journal_narrows_to_one_act_and_finds_by_name() -> None:
    act(ALICE), act(CHARLIE, name="order.placed")
    assert ALICE.name not in listed("act=order.placed")
    assert CHARLIE.name not in listed("q=alice")


def test_the_operators_own_acts_are_named_as_its() -> None:
    assert "Opérateur" in listed(f"partner={PUBLIC}")


def test_an_act_reads_line_by_line() -> None:
    page = client_for(ERIK).get(f"{LIST}{act(ALICE).pk}/change/").content.decode()
    assert "<td>Avant SA</td><td>Après SA</td>" in page
    assert "bt, sip, telavox" in page
    assert str(ACTS["client.changed"]) in page


def test_an_object_shows_what_was_done_to_it() -> None:
    act(ALICE), act(CHARLIE)
    with acting(PUBLIC, OPERATOR):
        beta = Partner.objects.get(schema_name=BETA)
    page = client_for(ERIK).get(f"/admin/partners/partner/{beta.pk}/history/").content.decode()
    assert CHARLIE.name in page
    assert ALICE.name not in page
    assert "name : Avant SA → Après SA" in page


def acts_recorded() -> set[str]:
    """Return every act that the source records."""
    paths = [path for source in SOURCES for path in source.rglob("*.py")]
    calls = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    words = [word for call in calls if isinstance(call, ast.Call) for word in call.keywords if word.arg == "act"]
    return {str(word.value.value) for word in words if isinstance(word.value, ast.Constant)}


def test_every_act_has_its_words() -> None:
    recorded = acts_recorded()
    assert "order.placed" in recorded
    assert recorded | set(adapter.ACTS.values()) == ACTS.keys()

"""Rows written together are the rows that `bulk_create` writes, to the last sign.

Source: `insert_together` hands rows over as one JSON value; JSON knows neither instants, ranges nor decimals.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DataError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emergency.registry.models import Address, Registration, Review, Transmission
from extranet.audit.models import AuditEvent
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.tenancy.inserting import insert_together
from tests.contracts import FIRST, SINCE, hold
from tests.registry.acts import ABROAD, declare, say

pytestmark = pytest.mark.django_db

# Whatever PostgreSQL keeps: no NUL, no half of a pair.
SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(SIGNS, max_size=20)
INSTANTS = st.datetimes(datetime(2026, 2, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
EXAMPLES = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def kept(rows: list[Any]) -> list[dict[str, Any]]:
    """Return what the table has of rows, but what tells them apart."""
    model: type[Model] = type(rows[0])
    found = model._default_manager.in_bulk([row.pk for row in rows])
    # What the database or the clock gives by itself is each row's own.
    own = {"id", "sequence", "recorded_at"}
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in own]
    return [{name: getattr(found[row.pk], name) for name in names} for row in rows]


def compare(one: list[Any], other: list[Any]) -> None:
    """See that two equal lists of rows are kept alike, each written its own way; then undo both."""
    with acting(PUBLIC, OPERATOR), transaction.atomic():
        type(one[0])._default_manager.bulk_create(one)
        expected = kept(one)
        # Where two rows may not say the same twice, the first ones go before the others come.
        with transaction.atomic():
            insert_together(other)
            assert kept(other) == expected
        transaction.set_rollback(True)


@pytest.fixture
def block() -> Holding:
    """A block."""
    return hold()


@EXAMPLES
@given(
    st.lists(
        st.tuples(TEXTS, JSON.filter(bool), INSTANTS, st.none() | INSTANTS, st.integers(0, 99)), min_size=1, max_size=4
    )
)
def test_messages_of_any_content(block: Holding, drawn: list[tuple[Any, ...]]) -> None:
    def rows() -> list[Transmission]:
        return [
            Transmission(
                pk=uuid4(),
                holding=block,
                partner=block.partner,
                client_id=block.client_id,
                numbers=NumericRange(FIRST + place, FIRST + place + 1),
                kind="withdraw",
                holds_from=since,
                content=content,
                queued_at=since,
                next_try_at=then,
                error=text,
            )
            for text, content, since, then, place in drawn
        ]

    compare(rows(), rows())


@EXAMPLES
@given(st.lists(st.tuples(TEXTS, TEXTS, INSTANTS), min_size=1, max_size=4))
def test_addresses_of_any_text(drawn: list[tuple[str, str, datetime]]) -> None:
    def rows() -> list[Address]:
        client = UUID(int=7)
        facts = [{"street": one, "access_note": two, "house_number": "1", "created_at": at} for one, two, at in drawn]
        return [Address(pk=uuid4(), partner="alpha", client_id=client, **each) for each in facts]

    compare(rows(), rows())


@EXAMPLES
@given(st.lists(st.tuples(JSON, TEXTS, st.none() | st.uuids()), min_size=1, max_size=4))
def test_acts_of_any_facts(drawn: list[tuple[Any, str, UUID | None]]) -> None:
    def rows() -> list[AuditEvent]:
        return [
            AuditEvent(at=SINCE, partner="alpha", act="a.b", actor_id=who, target_label=text, changes={"facts": facts})
            for facts, text, who in drawn
        ]

    one, other = rows(), rows()
    with acting(PUBLIC, OPERATOR), transaction.atomic():
        before = set(AuditEvent.objects.values_list("pk", flat=True))
        AuditEvent.objects.bulk_create(one)
        expected = kept(one)
        first = set(AuditEvent.objects.values_list("pk", flat=True)) - before
        insert_together(other)
        # Their numbers are not read back: they follow each other in the order given.
        written = AuditEvent.objects.exclude(pk__in=before | first).order_by("pk")
        assert kept(list(written)) == expected
        transaction.set_rollback(True)


@EXAMPLES
@given(INSTANTS, st.none() | INSTANTS, st.integers(0, 99), st.none() | st.integers(1, 9))
def test_what_is_known_of_any_time(
    block: Holding, since: datetime, until: datetime | None, place: int, number: int | None
) -> None:
    declared = declare(block)
    assert isinstance(declared, Registration)
    end = until if until is None or until > since else None

    def row() -> Registration:
        values = {field.attname: getattr(declared, field.attname) for field in Registration._meta.concrete_fields}
        values |= {"id": uuid4(), "numbers": NumericRange(FIRST + place, FIRST + 100), "terms_number": number}
        # Known for a moment only, long ago: it stands beside what is known now.
        moment = DateTimeTZRange(SINCE, SINCE + timedelta(microseconds=1))
        values |= {"valid": DateTimeTZRange(since, end), "recorded": moment}
        return Registration(**values)

    def alone(write: Any) -> list[dict[str, Any]]:
        with acting(PUBLIC, OPERATOR), transaction.atomic():
            written = [row()]
            write(written)
            found = kept(written)
            transaction.set_rollback(True)
        return found

    assert alone(insert_together) == alone(Registration.objects.bulk_create)


def test_what_waits_with_its_doubts(block: Holding) -> None:
    review = say(block, ABROAD)
    assert isinstance(review, Review)
    values = {field.attname: getattr(review, field.attname) for field in Review._meta.concrete_fields}
    values |= {"state": Review.State.REFUSED, "decided_at": SINCE, "decision_reason": "Non"}

    def rows() -> list[Review]:
        return [Review(**{**values, "id": uuid4(), "doubts": doubts}) for doubts in ([], ["a", 'b",{}', "c\\"], ["é"])]

    compare(rows(), rows())


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_what_no_database_keeps_is_refused_whole(text: str) -> None:
    rows = [
        Address(pk=uuid4(), partner="alpha", client_id=UUID(int=7), street=street, house_number="1", created_at=SINCE)
        for street in ("Rue Haute", text)
    ]
    with acting(PUBLIC, OPERATOR):
        with pytest.raises((DataError, ValueError)), transaction.atomic():
            insert_together(rows)
        assert not Address.objects.filter(pk__in=[row.pk for row in rows]).exists()

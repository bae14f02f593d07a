"""The second wall: a partner reads its own blocks and writes none; a block changes once, for everybody.

Terms: telavox.7, bt.14, sip.4
"""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from extranet.catalogue.families import Family
from extranet.numbering.kinds import NumberKind
from extranet.numbering.models import Holding, Sheet
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, place
from tests.contracts import FIRST, SINCE, hold
from tests.numbering.playing import allocate, release

pytestmark = pytest.mark.django_db


def refused_to_owner(sql: str, reason: str) -> None:
    """See that even the owner of the tables is refused, for this reason."""
    with acting(PUBLIC, OWNER), pytest.raises(DatabaseError, match=reason), transaction.atomic():
        connection.cursor().execute(sql)


def test_a_partner_sees_its_own_blocks_only() -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    ours, theirs = hold(), hold(FIRST + 100, FIRST + 199, schema=BETA, client_id=BETA_CLIENT)
    place(ALPHA, PARTNER)
    assert [*Holding.objects.all()] == [ours]
    assert [sheet.pk for sheet in Sheet.objects.all()] == [ours.pk]
    place(BETA, PARTNER)
    assert [*Holding.objects.all()] == [theirs]
    place(PUBLIC, PARTNER)
    assert not Holding.objects.exists()
    place(PUBLIC, OPERATOR)
    assert Holding.objects.count() == 2


@pytest.mark.parametrize("partner", [ALPHA, BETA])
def test_a_partner_gives_itself_no_block(partner: str) -> None:
    place(ALPHA, PARTNER)
    with pytest.raises(DatabaseError, match="given by the operator"), transaction.atomic():
        Holding.objects.create(
            partner=partner,
            client_id=CLIENT,
            client_name="Delta",
            subscription_id=uuid4(),
            family=Family.BT,
            kind=NumberKind.GEOGRAPHIC,
            numbers=NumericRange(FIRST, FIRST + 1),
            held=DateTimeTZRange(SINCE, None),
            allocated_at=SINCE,
            allocated_by_name="Alice",
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE numbering_holding SET released_at = now()",
        "DELETE FROM numbering_holding",
        "TRUNCATE numbering_holding CASCADE",
        "DELETE FROM numbering_sheet",
        "UPDATE numbering_sheet SET partner = 'beta'",
        "INSERT INTO numbering_sheet (holding_id, partner, revision) SELECT id, partner, 9 FROM numbering_holding",
    ],
)
def test_a_partner_writes_nothing_but_the_revision(sql: str) -> None:
    hold()
    place(ALPHA, PARTNER)
    refused = pytest.raises(DatabaseError, match=r"permission denied|changes once|numbering_sheet_pkey")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Sheet.objects.update(revision=2) == 1


def test_a_partner_does_not_raise_the_revision_of_anothers_block() -> None:
    hold(schema=BETA, client_id=BETA_CLIENT)
    place(ALPHA, PARTNER)
    assert Sheet.objects.update(revision=9) == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("partner", "'beta'"),
        ("client_id", "gen_random_uuid()"),
        ("client_name", "'Autre'"),
        ("subscription_id", "gen_random_uuid()"),
        ("family", "'sip'"),
        ("kind", "'mobile'"),
        ("numbers", "'[3222268800,3222268950)'"),
        ("allocated_at", "now()"),
        ("allocated_by_name", "'Quelqu’un'"),
        ("held", "tstzrange(lower(held) - interval '1 day', now())"),
        ("held", "tstzrange(lower(held), NULL)"),
    ],
)
def test_what_was_given_is_frozen_even_for_the_owner(column: str, value: str) -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    hold()
    ending = "" if column == "held" else ", held = tstzrange(lower(held), now())"
    refused_to_owner(f"UPDATE numbering_holding SET released_at = now(), {column} = {value}{ending}", "changes once")


def test_a_release_is_for_ever() -> None:
    release(allocate())
    for held in ("tstzrange(lower(held), NULL)", "tstzrange(lower(held), upper(held) - interval '1 second')"):
        refused_to_owner(f"UPDATE numbering_holding SET held = {held}", "changes once")
    refused_to_owner("DELETE FROM numbering_holding", "never deleted")


def test_no_number_is_held_twice_whoever_writes() -> None:
    """Terms: telavox.7, bt.14, sip.4"""
    hold()
    with pytest.raises(DatabaseError, match="number_held_once"), transaction.atomic():
        hold(FIRST + 99, FIRST + 120, schema=BETA, client_id=BETA_CLIENT)

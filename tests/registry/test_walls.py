"""What the database itself refuses, whatever the code says.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange

from emergency.registry.models import Address, Registration
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, place
from tests.contracts import FIRST, SINCE, hold
from tests.registry.acts import declare

pytestmark = pytest.mark.django_db


def copy_of(row: Registration, **changed: object) -> Registration:
    copy = Registration.objects.get(pk=row.pk)
    copy.pk = None
    for name, value in changed.items():
        setattr(copy, name, value)
    return copy


@pytest.mark.parametrize("role", [PARTNER, OPERATOR, OWNER])
@pytest.mark.parametrize("table", ["registry_registration", "registry_address"])
@pytest.mark.parametrize("order", ["UPDATE {} SET partner = partner", "DELETE FROM {}"])
def test_what_is_declared_is_never_edited(role: str, table: str, order: str) -> None:
    declare(hold())
    place(ALPHA, role)
    refused = pytest.raises(ProgrammingError, match=r"permission denied|append-only|changes once|never deleted")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order.format(table))


def test_knowledge_is_closed_once() -> None:
    block = hold()
    declared = declare(block)
    place(ALPHA)
    row = Registration.objects.get(pk=declared.pk)
    row.recorded = DateTimeTZRange(row.recorded.lower, row.recorded.lower + timedelta(seconds=1))
    row.save(update_fields=["recorded"])
    row.recorded = DateTimeTZRange(row.recorded.lower, row.recorded.lower + timedelta(seconds=2))
    with pytest.raises(ProgrammingError, match="changes once"), transaction.atomic():
        row.save(update_fields=["recorded"])


def test_two_addresses_for_a_number_at_an_instant_are_impossible() -> None:
    declared = declare(hold())
    place(ALPHA)
    with pytest.raises(IntegrityError, match="one_address_a_number_and_instant"), transaction.atomic():
        copy_of(declared, numbers=NumericRange(FIRST + 5, FIRST + 6)).save(force_insert=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"numbers": NumericRange(FIRST + 200, FIRST + 201)},
        {"valid": DateTimeTZRange(SINCE - timedelta(days=2), SINCE - timedelta(days=1))},
    ],
)
def test_only_held_numbers_have_addresses(changed: dict[str, object]) -> None:
    declared = declare(hold())
    place(ALPHA)
    with pytest.raises(IntegrityError, match="while they are held"), transaction.atomic():
        copy_of(declared, **changed).save(force_insert=True)


def test_a_partner_sees_and_writes_its_own_rows_only() -> None:
    declared = declare(hold())
    hold(FIRST + 200, FIRST + 209, schema=BETA, client_id=BETA_CLIENT)
    place(BETA)
    assert not Registration.objects.exists()
    assert not Address.objects.exists()
    place(PUBLIC)
    assert not Registration.objects.exists()
    with acting(ALPHA, PARTNER):
        foreign = copy_of(declared, partner=BETA)
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            foreign.save(force_insert=True)

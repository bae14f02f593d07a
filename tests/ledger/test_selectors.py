"""Invoices as each person may see them, and their lines by client.

Terms: general.1
"""

from datetime import date
from decimal import Decimal

import pytest

from billing.ledger.models import Invoice
from billing.ledger.selectors import lines_of, sections, visible_invoices
from extranet.accounts.permissions import Right
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import (
    ALICE,
    ALPHA,
    BETA,
    BETA_CLIENT,
    CHARLIE,
    CLIENT,
    DIRECT,
    DIRECT_CLIENT,
    DIRECT_SIBLING,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    GITA,
    SIBLING,
    SOFIE,
    STAFF,
    Member,
    person_of,
)
from tests.ledger.playing import AT, USERS, bill, contract, report

pytestmark = pytest.mark.django_db
MARCH, LAST = date(2026, 3, 1), date(2026, 3, 31)
HOUSES = ((ALPHA, (CLIENT, SIBLING)), (BETA, (BETA_CLIENT,)), (DIRECT, (DIRECT_CLIENT, DIRECT_SIBLING)))


@pytest.fixture
def books() -> None:
    """March issued for every house, and Alpha's April still a draft."""
    for month, (schema, clients) in enumerate(HOUSES, start=3):
        for client_id in clients:
            own = contract(USERS, schema=schema, client_id=client_id, starts_on=date(2026, month, 1))
            report(own, date(2026, month, 1), date(2026, 6, 30), {"bt-user": 10}, schema=schema)
        run = bill(date(2026, month, 1), schema)
        with acting(PUBLIC, OPERATOR):
            for number, invoice in enumerate(Invoice.objects.filter(run=run).order_by("buyer_name")):
                invoice.status, invoice.number = Invoice.Status.ISSUED, f"F2026-{month}{number}"
                invoice.issued_on = invoice.due_on = AT.date()
                invoice.save()
    bill(date(2026, 6, 1), ALPHA)


def seen(member: Member, *, schema: str | None = None) -> list[str]:
    """Return the numbers of the invoices a person sees where they stand."""
    person = person_of(member, schema=schema)
    with acting(person.schema, OPERATOR if member in STAFF else PARTNER):
        return sorted(visible_invoices(person).values_list("number", flat=True))


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    ("member", "schema", "expected"),
    [
        (ALICE, None, ["F2026-30"]),
        (FATOU, None, ["F2026-30"]),
        (CHARLIE, None, ["F2026-40"]),
        (GITA, None, ["F2026-50"]),
        (DORA, None, []),
        (EMIL, None, []),
        (SOFIE, ALPHA, ["F2026-30"]),
        (ERIK, DIRECT, ["F2026-50", "F2026-51"]),
        (SOFIE, None, ["F2026-30", "F2026-40", "F2026-50", "F2026-51"]),
    ],
)
def test_everybody_sees_the_issued_invoices_that_are_theirs(
    member: Member, schema: str | None, expected: list[str]
) -> None:
    """Terms: general.1"""
    assert seen(member, schema=schema) == expected


def test_who_may_read_invoices_at_all() -> None:
    assert [who.name for who in (ALICE, FATOU, GITA, SOFIE, DORA) if person_of(who).may(Right.READ_INVOICES)] == [
        ALICE.name,
        FATOU.name,
        GITA.name,
        SOFIE.name,
    ]


@pytest.mark.usefixtures("books")
def test_lines_are_shown_by_client_with_what_each_comes_to() -> None:
    person = person_of(ALICE)
    with acting(ALPHA, PARTNER):
        invoice = visible_invoices(person).get()
        found = sections(lines_of(invoice))
    assert [(one.client_name, len(one.lines), one.net) for one in found] == [
        ("Delta Conseil", 1, Decimal("80.00")),
        ("Epsilon Édition", 1, Decimal("80.00")),
    ]
    assert sum(one.net for one in found) == invoice.net


def test_no_line_makes_no_section() -> None:
    assert sections([]) == ()

"""Editions of the demo terms, published for the tests that need them, in a register that was empty."""

from typing import Final

import pytest
from django.db import connection

from extranet.tenancy.context import OWNER, PUBLIC, acting
from extranet.terms.models import TermsText
from tests.terms.acts import FIRST_DAY, SECOND_DAY, publish

TABLES: Final = (
    "terms_accepteddocument",
    "terms_acceptance",
    "terms_acceptancecounter",
    "terms_termstext",
    "terms_termsversion",
)


@pytest.fixture
def empty_register(db: None) -> None:
    """No terms and no acceptances, until the test ends: what other tests stand on is set aside."""
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")
        connection.check_constraints()
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def first_edition(empty_register: None) -> list[TermsText]:
    """The first edition, in four languages."""
    return publish("2026-05", FIRST_DAY)


@pytest.fixture
def second_edition(first_edition: list[TermsText]) -> list[TermsText]:
    """The second edition after the first: the general terms and Business Telephony are new in it."""
    return publish("2026-10", SECOND_DAY)

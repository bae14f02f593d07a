"""What the database refuses by itself, whoever asks and whatever the code says.

Terms: general.1
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC
from extranet.terms.models import Acceptance, AcceptedDocument, TermsText, TermsVersion
from extranet.terms.selectors import is_intact
from tests.cast import ALICE, ALPHA, BETA, place
from tests.terms.acts import FIRST_DAY, accept, publish

TABLES = ("terms_termsversion", "terms_termstext", "terms_acceptance", "terms_accepteddocument")


def _copy_of(acceptance: Acceptance, **changed: Any) -> Acceptance:
    """Return the same act under another number, as a careless writer would insert it."""
    copied = Acceptance.objects.get(pk=acceptance.pk)
    for name, value in {"pk": uuid4(), "number": "A-1999-000001", "order_id": uuid4(), **changed}.items():
        setattr(copied, name, value)
    return copied


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", [PARTNER, OPERATOR, OWNER])
@pytest.mark.parametrize("order", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_is_written_stays_as_it_is(second_edition: list[TermsText], table: str, role: str, order: str) -> None:
    place(ALPHA)
    accept(ALICE)
    place(ALPHA, role)
    connection.check_constraints()
    refused = pytest.raises(ProgrammingError, match=r"permission denied|append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(order.format(table))


@pytest.mark.parametrize("role", [PARTNER, OPERATOR])
@pytest.mark.parametrize("shift", [timedelta(minutes=-3), timedelta(minutes=3), timedelta(days=-200)])
def test_an_act_is_dated_when_it_is_given(second_edition: list[TermsText], role: str, shift: timedelta) -> None:
    place(ALPHA, role)
    with pytest.raises(IntegrityError, match="an acceptance is dated when it is given"), transaction.atomic():
        accept(ALICE, at=timezone.now() + shift)
    assert Acceptance.objects.count() == 0
    assert accept(ALICE, at=timezone.now() - timedelta(minutes=1)).number.endswith("000001")


def test_the_register_keeps_its_own_clock(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    copied = _copy_of(accept(ALICE), recorded_at=timezone.now() - timedelta(days=5))
    copied.save(force_insert=True)
    copied.refresh_from_db()
    assert timezone.now() - copied.recorded_at < timedelta(minutes=1)


def test_the_owner_may_write_the_older_acts_of_a_demo(second_edition: list[TermsText]) -> None:
    place(ALPHA, OWNER)
    assert accept(ALICE, at=timezone.now() - timedelta(days=30)).number.endswith("000001")


def test_the_same_act_cannot_be_written_twice(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    first = accept(ALICE)
    with pytest.raises(IntegrityError, match="terms_acceptance_once"), transaction.atomic():
        _copy_of(first, order_id=first.order_id).save(force_insert=True)
    without_order = accept(ALICE, order_id=None)
    with pytest.raises(IntegrityError, match="terms_acceptance_once"), transaction.atomic():
        _copy_of(without_order, order_id=None).save(force_insert=True)


def test_a_partner_writes_no_evidence_of_another(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    accepted = accept(ALICE)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        _copy_of(accepted, partner=BETA).save(force_insert=True)
    document = accepted.documents.all()[0]
    document.pk, document.partner = None, BETA
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        document.save(force_insert=True)


def test_a_partner_sees_documents_of_its_own_acts_only(second_edition: list[TermsText]) -> None:
    place(ALPHA)
    accept(ALICE)
    assert AcceptedDocument.objects.count() == 3
    place(BETA)
    assert AcceptedDocument.objects.count() == 0
    place(PUBLIC)
    assert AcceptedDocument.objects.count() == 0


def test_only_the_operator_publishes(first_edition: list[TermsText]) -> None:
    place(ALPHA)
    version = TermsVersion.objects.all()[0]
    version.pk, version.number, version.valid_from = None, 9, version.valid_from + timedelta(days=1)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        version.save(force_insert=True)


@pytest.mark.usefixtures("empty_register")
def test_a_text_is_kept_under_its_own_hash_only() -> None:
    publish("2026-05", FIRST_DAY, languages=("fr",))
    place(PUBLIC, OPERATOR)
    text = TermsText.objects.all()[0]
    text.pk, text.language, text.text = None, "nl", text.text + " "
    with pytest.raises(IntegrityError, match="terms_text_hash_is_its_own"), transaction.atomic():
        text.save(force_insert=True)


def test_evidence_that_was_tampered_with_is_found(second_edition: list[TermsText]) -> None:
    place(ALPHA, OWNER)
    accepted = accept(ALICE)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE terms_acceptance DISABLE TRIGGER USER")
        cursor.execute("UPDATE terms_acceptance SET user_name = 'Somebody Else'")
    assert Acceptance.objects.get(pk=accepted.pk).digest == accepted.digest
    assert not is_intact(Acceptance.objects.get(pk=accepted.pk))

"""Who answers first and who is told at night: a contact counts once it has confirmed a message.

Terms: general.7
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test.utils import override_settings
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.errors import IllegalMove, InvalidInput, Stale
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from support.models import SupportProfile
from support.profile_links import VALID_FOR, ContactTest, read_test, sign_test
from support.profiles import change_profile, confirm_contact_test, send_contact_test
from support.rules import FirstLine
from tests.cast import ALICE, ALPHA, BETA, user_of
from tests.support.profile.acts import WANTED, change, confirm, profile, proved, send

pytestmark = pytest.mark.django_db


def acts() -> list[str]:
    """Return the acts about profiles in the journal, oldest first."""
    with acting(PUBLIC, OPERATOR):
        found = AuditEvent.objects.filter(act__startswith="support.").order_by("id")
        return list(found.values_list("act", flat=True))


# ---------- Changing ----------
def test_before_anybody_chose_the_operator_is_first_line_and_nobody_is_told() -> None:
    found = profile()
    assert (found.first_line, found.contact_email, found.is_contact_tested) == (FirstLine.OPERATOR, "", False)


def test_a_contact_is_kept_and_the_act_too() -> None:
    change()
    found = profile()
    assert (found.contact_name, found.contact_email) == (WANTED.contact_name, WANTED.contact_email)
    assert (found.contact_phone, found.contact_language) == (WANTED.contact_phone, "nl")
    assert acts() == ["support.profile_changed"]


def test_the_same_answers_are_no_act() -> None:
    change()
    before = profile().revision
    assert change().fields == ()
    assert profile().revision == before
    assert acts() == ["support.profile_changed"]


def test_a_page_that_showed_something_else_is_stale() -> None:
    change()
    with acting(ALPHA, PARTNER), pytest.raises(Stale):
        change_profile(revision=1, wanted=WANTED, actor=user_of(ALICE), at=timezone.now())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"contact_name": " "}, "contact_name"),
        ({"contact_email": ""}, "contact_email"),
        ({"contact_email": "garde"}, "contact_email"),
        ({"contact_phone": ""}, "contact_phone"),
        ({"contact_phone": "O2 199 09 00"}, "contact_phone"),
        ({"contact_phone": "112"}, "contact_phone"),
        ({"contact_phone": "199 09 00"}, "contact_phone"),
        ({"contact_phone": "+32 2 199 09 00 01 02 03"}, "contact_phone"),
        ({"contact_language": "xx"}, "contact_language"),
        ({"first_line": "nobody"}, "first_line"),
    ],
)
def test_what_nobody_could_call_is_refused_beside_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(**wrong)
    assert set(refused.value.fields) == {field}
    assert profile().contact_email == ""


def test_a_number_abroad_is_as_good() -> None:
    change(contact_phone="+352 621 123 456")
    assert profile().contact_phone == "+352 621 123 456"


def test_a_contact_may_be_taken_away_whole() -> None:
    proved()
    change(contact_name="", contact_email="", contact_phone="")
    assert not profile().is_contact_tested


# ---------- First line ----------
@pytest.mark.parametrize("is_contact_there", [True, False])
def test_nobody_is_first_line_without_a_tested_contact(is_contact_there: bool) -> None:
    if is_contact_there:
        change()
    empty: dict[str, Any] = {} if is_contact_there else {"contact_name": "", "contact_email": "", "contact_phone": ""}
    with pytest.raises(InvalidInput) as refused:
        change(first_line=FirstLine.PARTNER, **empty)
    assert set(refused.value.fields) == {"first_line"}
    assert profile().first_line == FirstLine.OPERATOR


def test_a_new_contact_and_first_line_in_one_act_are_refused() -> None:
    proved()
    with pytest.raises(InvalidInput) as refused:
        change(first_line=FirstLine.PARTNER, contact_phone="02 199 09 01")
    assert set(refused.value.fields) == {"first_line"}
    assert profile().is_contact_tested


def test_with_a_tested_contact_the_partner_is_first_line() -> None:
    proved()
    assert not change(first_line=FirstLine.PARTNER).is_contact_new
    assert profile().first_line == FirstLine.PARTNER


@pytest.mark.parametrize(
    "changes",
    [{"contact_email": "nuit@alpha.example"}, {"contact_phone": "02 199 09 01"}, {"contact_name": "Garde de nuit"}],
)
def test_another_contact_is_untested_and_gives_first_line_back(changes: dict[str, Any]) -> None:
    proved()
    change(first_line=FirstLine.PARTNER)
    changed = change(first_line=FirstLine.PARTNER, **changes)
    assert changed.is_first_line_reset
    found = profile()
    assert found.first_line == FirstLine.OPERATOR
    assert (found.contact_tested_at, found.contact_test_sent_at) == (None, None)


def test_another_language_is_the_same_contact() -> None:
    proved()
    change(first_line=FirstLine.PARTNER)
    assert not change(first_line=FirstLine.PARTNER, contact_language="fr").is_contact_new
    assert (profile().first_line, profile().is_contact_tested) == (FirstLine.PARTNER, True)


def test_the_database_refuses_first_line_without_a_tested_contact() -> None:
    change()
    with acting(ALPHA, OWNER), pytest.raises(IntegrityError, match="first_line"), transaction.atomic():
        SupportProfile.objects.update(first_line=FirstLine.PARTNER)


def test_the_database_keeps_one_profile() -> None:
    with acting(ALPHA, OWNER), pytest.raises(IntegrityError, match="one_support_profile"), transaction.atomic():
        SupportProfile.objects.create(pk=2)


# ---------- The test of a contact ----------
def test_without_a_contact_there_is_nothing_to_test() -> None:
    with pytest.raises(InvalidInput):
        send()


def test_a_test_is_confirmed_by_its_link() -> None:
    change()
    at = timezone.now()
    assert not profile().is_contact_tested
    confirm(send(at), at)
    assert profile().contact_tested_at == at
    assert acts()[-2:] == ["support.contact_test_sent", "support.contact_test_confirmed"]


def test_a_link_used_twice_changes_nothing_the_second_time() -> None:
    change()
    first = timezone.now()
    token = send(first)
    confirm(token, first)
    confirm(token, first + timedelta(hours=1))
    assert profile().contact_tested_at == first
    assert acts().count("support.contact_test_confirmed") == 1


def test_a_link_lives_seven_days(monkeypatch: pytest.MonkeyPatch) -> None:
    change()
    token = send()
    assert read_test(token) is not None
    monkeypatch.setattr("support.profile_links.VALID_FOR", timedelta(0) - timedelta(seconds=1))
    with pytest.raises(IllegalMove):
        confirm(token)
    assert timedelta(days=7) == VALID_FOR


def test_the_link_of_a_contact_that_was_replaced_is_dead() -> None:
    change()
    token = send()
    change(contact_email="nuit@alpha.example")
    with pytest.raises(IllegalMove):
        confirm(token)
    change()
    with pytest.raises(IllegalMove):
        confirm(token)
    assert not profile().is_contact_tested


def test_only_the_newest_link_works() -> None:
    change()
    at = timezone.now()
    old, new = send(at), send(at + timedelta(minutes=2))
    with pytest.raises(IllegalMove):
        confirm(old)
    confirm(new)
    assert profile().is_contact_tested


def test_a_test_may_be_repeated_and_the_newest_answer_is_kept() -> None:
    proved()
    at = timezone.now() + timedelta(days=30)
    confirm(send(at), at + timedelta(minutes=1))
    assert profile().contact_tested_at == at + timedelta(minutes=1)


def test_two_tests_in_a_row_are_refused() -> None:
    change()
    at = timezone.now()
    send(at)
    with pytest.raises(IllegalMove, match="deux minutes"):
        send(at + timedelta(minutes=1, seconds=59))


def test_a_link_of_one_partner_opens_nothing_at_another() -> None:
    change()
    token = send()
    with acting(BETA, PARTNER):
        wanted = WANTED
        change_profile(revision=1, wanted=wanted, actor=user_of(ALICE), at=timezone.now())
        send_contact_test(actor=user_of(ALICE), at=timezone.now())
        with pytest.raises(IllegalMove):
            confirm_contact_test(token=token, at=timezone.now())


@pytest.mark.parametrize("token", ["", "x", "a:b:c"])
def test_what_is_no_link_opens_nothing(token: str) -> None:
    change()
    with pytest.raises(IllegalMove):
        confirm(token)


def test_a_link_signed_with_another_key_opens_nothing() -> None:
    change()
    token = send()
    with override_settings(SECRET_KEY="another"), pytest.raises(IllegalMove):
        confirm(token)


def test_a_link_that_was_never_sent_cannot_be_made_for_an_untested_contact() -> None:
    change()
    with acting(ALPHA, PARTNER):
        forged = sign_test(ContactTest.of(profile()))
    with pytest.raises(IllegalMove):
        confirm(forged)

"""People: an administrator changes an address, takes a second factor away, closes and reopens an account."""

from typing import Any, Final

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from extranet.accounts.models import User
from extranet.audit.models import AuditEvent
from extranet.backoffice.confirming import ANSWER
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ANNA, BOB, ERIK, Member, client_for, user_of

pytestmark = pytest.mark.django_db
LIST: Final = "/admin/accounts/user/"
MEMBERSHIPS: Final = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "1"}


def act(member: Member, action: str, *chosen: Member, confirmed: bool = True) -> str:
    """Run an action of the list on people, and return the page that follows."""
    posted: dict[str, Any] = {"action": action, ACTION_CHECKBOX_NAME: [str(one.id) for one in chosen]}
    if confirmed:
        posted[ANSWER] = "1"
    response = client_for(member).post(LIST, posted, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def change_address(member: Member, of: Member, email: str, *, shown: str = "") -> Any:
    """Post the form of a person."""
    posted = {"email": email, "shown": shown or of.email, **MEMBERSHIPS}
    return client_for(member).post(f"{LIST}{of.id}/change/", posted)


def has_factor(member: Member) -> bool:
    """Whether a person has a second factor."""
    with acting(PUBLIC, OPERATOR):
        return bool(Authenticator.objects.filter(user_id=member.id).exists())


def acts_on(member: Member) -> list[tuple[str, str]]:
    """Return what the journal holds about a person: act and actor."""
    with acting(PUBLIC, OPERATOR):
        return list(AuditEvent.objects.filter(target_id=str(member.id)).values_list("act", "actor_name"))


def mails() -> list[str]:
    """Return the names of what waits to be sent."""
    with acting(PUBLIC, OPERATOR):
        return list(Message.objects.values_list("name", flat=True))


def test_the_list_shows_where_people_belong_and_whether_they_have_a_second_factor() -> None:
    page = client_for(ERIK).get(f"{LIST}?q=alice").content.decode()
    assert "Alpha (administrateur du partenaire)" in page
    assert "icon-yes" in page


def test_a_second_factor_is_taken_away_only_after_the_question() -> None:
    question = act(ANNA, "reset_factor", ALICE, confirmed=False)
    assert "Vérifiez d’abord par téléphone" in question
    assert ALICE.email in question
    assert has_factor(ALICE)
    assert "Le second facteur de 1 personne est réinitialisé." in act(ANNA, "reset_factor", ALICE)
    assert not has_factor(ALICE)
    assert acts_on(ALICE) == [("person.second_factor_reset", ANNA.name)]
    assert mails() == ["accounts.mail_second_factor_reset"]


def test_one_who_has_no_second_factor_stops_the_whole_act() -> None:
    page = act(ANNA, "reset_factor", ALICE, BOB)
    assert "n’a pas de second facteur" in page
    assert has_factor(ALICE)
    assert mails() == []


@pytest.mark.parametrize("action", ["reset_factor", "close"])
def test_nobody_does_it_to_themselves(action: str) -> None:
    act(ANNA, action, ANNA)
    assert has_factor(ANNA)
    assert user_of(ANNA).is_active


@pytest.mark.parametrize("action", ["reset_factor", "close", "reopen"])
def test_support_has_no_such_action(action: str) -> None:
    act(ERIK, action, ALICE)
    assert has_factor(ALICE)
    assert user_of(ALICE).is_active
    assert acts_on(ALICE) == []


def test_a_closed_account_ends_its_sessions_and_opens_again() -> None:
    browser = client_for(ALICE)
    assert browser.get("/account/2fa/").status_code == 200
    assert "1 compte est fermé." in act(ANNA, "close", ALICE)
    assert browser.get("/account/2fa/").status_code == 302
    assert not user_of(ALICE).is_active
    act(ANNA, "reopen", ALICE)
    assert user_of(ALICE).is_active
    assert browser.get("/account/2fa/").status_code == 302, "the session of before stays closed"
    assert [name for name, _actor in acts_on(ALICE)] == ["person.reopened", "person.closed"]


def test_a_closed_member_of_staff_is_out_at_once() -> None:
    browser = client_for(ERIK)
    act(ANNA, "close", ERIK)
    assert browser.get("/admin/").status_code == 302


def test_an_administrator_changes_an_address_and_the_old_one_is_told() -> None:
    assert change_address(ANNA, BOB, "bob.bastin@alpha.example").status_code == 302
    assert user_of(BOB).email == "bob.bastin@alpha.example"
    assert acts_on(BOB) == [("person.email_changed", ANNA.name)]
    assert mails() == ["accounts.mail_email_changed"]


def test_the_same_address_changes_nothing() -> None:
    change_address(ANNA, BOB, BOB.email)
    assert acts_on(BOB) == []
    assert mails() == []


def test_an_address_that_changed_meanwhile_is_not_overwritten() -> None:
    response = change_address(ANNA, BOB, "bob.bastin@alpha.example", shown="before@alpha.example")
    assert "L’adresse a changé entre-temps" in response.content.decode()
    assert user_of(BOB).email == BOB.email


def test_an_address_of_somebody_else_is_refused() -> None:
    assert change_address(ANNA, BOB, ALICE.email.upper()).status_code == 200
    assert user_of(BOB).email == BOB.email


def test_neither_role_nor_name_can_be_posted() -> None:
    posted = {"email": BOB.email, "shown": BOB.email, "name": "Mallory", "staff_role": "staff_admin", **MEMBERSHIPS}
    client_for(ANNA).post(f"{LIST}{BOB.id}/change/", posted)
    with acting(PUBLIC, OPERATOR):
        bob = User.objects.get(pk=BOB.id)
    assert (bob.name, bob.staff_role) == (BOB.name, "")

"""Another address: asked by the person, proved by a link, told to the old one."""

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from extranet.accounts import services
from extranet.accounts.models import User
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import LOGIN, link_in, sign_in
from tests.accounts.times import NOW
from tests.cast import ALICE, ALPHA, ANNA, BOB, HOSTS, PASSWORD, Member, anonymous, place, user_of
from tests.outbox.postman import deliver_everything

pytestmark = pytest.mark.django_db

CHANGE = "/account/email/"
NEW = "bob.bastin@elsewhere.example"


def ask(client: Client, email: str, mailoutbox: list[EmailMessage]) -> str:
    """Ask for another address; return the path of the link."""
    assert client.post(CHANGE, {"email": email}).headers["Location"] == "/account/2fa/"
    deliver_everything()
    host, path = link_in(str(mailoutbox[-1].body))
    assert (mailoutbox[-1].to, host) == ([email.lower()], HOSTS[ALPHA])
    return path


def test_nothing_changes_before_the_link_is_confirmed(mailoutbox: list[EmailMessage]) -> None:
    client = sign_in(BOB)
    path = ask(client, NEW.upper(), mailoutbox)
    assert client.get(path).status_code == 200
    assert user_of(BOB).email == BOB.email
    assert client.post(path).headers["Location"] == "/account/2fa/"
    assert user_of(BOB).email == NEW
    deliver_everything()
    assert mailoutbox[-1].to == [BOB.email]  # the old address is told
    assert client.get("/people/").status_code == 200
    posted = {"login": NEW, "password": PASSWORD}
    assert anonymous(ALPHA).post(LOGIN, posted).headers["Location"] == "/"


def test_a_link_works_once_and_only_for_whom_asked(mailoutbox: list[EmailMessage]) -> None:
    client = sign_in(BOB)
    path = ask(client, NEW, mailoutbox)
    assert sign_in(ALICE).post(path).status_code == 410
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 410
    assert client.get(f"{CHANGE}confirm/made-up/").status_code == 410


def test_the_address_of_another_account_is_told_to_its_reader_only(mailoutbox: list[EmailMessage]) -> None:
    client = sign_in(BOB)
    path = ask(client, ALICE.email, mailoutbox)
    refused = client.post(path)
    assert refused.status_code == 200
    assert "déjà celle d’un autre compte" in refused.content.decode()
    assert user_of(BOB).email == BOB.email


def test_the_present_address_is_refused() -> None:
    refused = sign_in(BOB).post(CHANGE, {"email": BOB.email.upper()})
    assert refused.context["form"].errors["email"]


def change(email: str, *, old_email: str = BOB.email, by: Member = BOB) -> User:
    """Change Bob's address."""
    return services.change_email(user_id=BOB.id, old_email=old_email, email=email, actor=user_of(by), at=NOW)


def test_only_the_person_or_staff_change_an_address() -> None:
    place(ALPHA)
    with pytest.raises(NotAllowed):
        change(NEW, by=ALICE)
    with pytest.raises(InvalidInput):
        change(ALICE.email.upper())
    with pytest.raises(Stale):
        change(NEW, old_email="older@alpha.example")
    assert change(NEW).email == NEW


def test_when_staff_change_it_every_session_ends() -> None:
    client = sign_in(BOB)
    with acting(PUBLIC, OPERATOR):
        services.change_email(user_id=BOB.id, old_email=BOB.email, email=NEW, actor=user_of(ANNA), at=NOW)
        assert User.objects.get(pk=BOB.id).email == NEW
    assert client.get("/people/").status_code == 302

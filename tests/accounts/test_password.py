"""A forgotten password, a changed one: links stand on the house's own host, other sessions end."""

import pytest
from django.core.mail import EmailMessage

from extranet.accounts.models import Membership, Role
from extranet.audit.models import AuditEvent
from extranet.outbox.models import Message
from extranet.partners.models import Host, Partner
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.accounts.doors import Answer, link_in, post_password, sign_in
from tests.cast import ALICE, ALPHA, BETA, BOB, CHARLIE, ERIK, HOSTS, PASSWORD, Member, anonymous, user_of
from tests.outbox.postman import deliver_everything

pytestmark = pytest.mark.django_db

RESET = "/account/password/reset/"
CHANGE = "/account/password/change/"
NEW = "another-password-of-the-tests-2"


def ask(member: Member, schema: str, *, path: str = RESET, host: str | None = None) -> Answer:
    """Ask for a link at the door of a house."""
    client = anonymous(schema)
    return client.post(path, {"email": member.email}, headers={"host": host} if host else {})


@pytest.mark.parametrize(("member", "schema"), [(BOB, ALPHA), (CHARLIE, BETA), (ERIK, PUBLIC)])
def test_the_link_stands_on_the_host_of_the_house(member: Member, schema: str, mailoutbox: list[EmailMessage]) -> None:
    assert ask(member, schema).headers["Location"] == f"{RESET}done/"
    deliver_everything()
    (mail,) = mailoutbox
    host, path = link_in(str(mail.body))
    assert mail.to == [member.email]
    assert host == HOSTS[schema]
    assert path.startswith(f"{RESET}key/")


def test_the_link_stands_on_the_first_host_whatever_host_was_asked(mailoutbox: list[EmailMessage]) -> None:
    with acting(PUBLIC, OPERATOR):
        alpha = Partner.objects.get(schema_name=ALPHA)
        Host.objects.create(domain="second.alpha.test", tenant=alpha, is_primary=False)
    ask(BOB, ALPHA, host="second.alpha.test:1234")
    deliver_everything()
    assert link_in(str(mailoutbox[0].body))[0] == HOSTS[ALPHA]


def test_staff_who_ask_under_a_mount_get_the_operators_mail_and_host(mailoutbox: list[EmailMessage]) -> None:
    ask(ERIK, PUBLIC, path="/at/alpha" + RESET)
    deliver_everything()
    host, path = link_in(str(mailoutbox[0].body))
    assert (host, path.startswith(f"{RESET}key/")) == (HOSTS[PUBLIC], True)
    assert mailoutbox[0].from_email.startswith("ALLOcloud <")


@pytest.mark.parametrize(("member", "schema"), [(CHARLIE, ALPHA), (ERIK, ALPHA), (BOB, PUBLIC), (BOB, BETA)])
def test_somebody_of_another_house_gets_the_same_answer_and_no_mail(member: Member, schema: str) -> None:
    known, outsider = ask(BOB, ALPHA), ask(member, schema)
    unknown = ask(Member(99, "Nobody Known", BOB.role, ALPHA), schema)
    answers = {(one.status_code, one.headers["Location"]) for one in (known, outsider, unknown)}
    assert answers == {(302, f"{RESET}done/")}
    with acting(PUBLIC, OPERATOR):
        assert [message.args[0] for message in Message.objects.all()] == [BOB.email]


def test_a_new_password_opens_and_ends_what_was_open(mailoutbox: list[EmailMessage]) -> None:
    elsewhere = sign_in(BOB)
    ask(BOB, ALPHA)
    deliver_everything()
    client, (_host, path) = anonymous(ALPHA), link_in(str(mailoutbox[0].body))
    form = client.get(path, follow=True)
    posted = {"password1": NEW, "password2": NEW}
    done = client.post(form.context["action_url"], posted)
    assert done.headers["Location"] == f"{RESET}key/done/"
    assert post_password(BOB)[1].status_code == 200
    assert post_password(BOB, password=NEW)[1].status_code == 302
    assert elsewhere.get("/people/").status_code == 302
    assert "Ce lien ne sert plus" in anonymous(ALPHA).get(path).content.decode()
    with acting(ALPHA, OPERATOR):
        assert AuditEvent.objects.filter(act="person.password_reset", actor_id=BOB.id).count() == 1


def test_a_bad_new_password_is_refused_with_the_rules(mailoutbox: list[EmailMessage]) -> None:
    ask(BOB, ALPHA)
    deliver_everything()
    client, (_host, path) = anonymous(ALPHA), link_in(str(mailoutbox[0].body))
    action = client.get(path, follow=True).context["action_url"]
    for bad in ("short", "bob bastin alpha", "123456789012"):
        refused = client.post(action, {"password1": bad, "password2": bad})
        assert refused.context["form"].errors["password1"]


def test_an_unproved_address_never_bars_the_second_factor() -> None:
    """The library would keep an address row at a reset, and then refuse the second factor for it."""
    ask(BOB, ALPHA)
    client = sign_in(BOB)
    assert client.get("/account/2fa/totp/activate/").status_code == 200


def test_changing_ones_password_keeps_this_session_and_ends_the_others(mailoutbox: list[EmailMessage]) -> None:
    here, elsewhere = sign_in(BOB), sign_in(BOB)
    wrong = here.post(CHANGE, {"oldpassword": "not-it", "password1": NEW, "password2": NEW})
    assert wrong.context["form"].errors["oldpassword"]
    done = here.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert done.headers["Location"] == "/account/2fa/"
    assert here.get("/people/").status_code == 200
    assert elsewhere.get("/people/").status_code == 302
    deliver_everything()
    assert mailoutbox[0].subject == "Votre mot de passe a changé"


def test_the_mail_is_in_the_persons_language(mailoutbox: list[EmailMessage]) -> None:
    user = user_of(BOB)
    user.language = "en"
    user.save(update_fields=("language",))
    ask(BOB, ALPHA)
    deliver_everything()
    assert mailoutbox[0].extra_headers["Content-Language"] == "en"


def test_who_was_removed_gets_no_link_any_more() -> None:
    with acting(ALPHA, OPERATOR):
        assert Membership.objects.get(user_id=ALICE.id).role == Role.PARTNER_ADMIN
        Membership.objects.filter(user_id=BOB.id).delete()
    ask(BOB, ALPHA)
    with acting(PUBLIC, OPERATOR):
        assert not Message.objects.exists()

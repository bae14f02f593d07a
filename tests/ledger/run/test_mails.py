"""Whoever pays hears of an issued invoice, once, in their language, with the way to it."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from extranet.accounts.models import Membership, User
from extranet.tenancy.context import OWNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BOB, CHARLIE, CLIENT, DIRECT, DIRECT_CLIENT, FATOU, GITA, Member
from tests.ledger.run.playing import invoices, telephony, three_houses, to_approved, worked
from tests.outbox.postman import deliver_everything

pytestmark = pytest.mark.django_db


def told() -> dict[str, EmailMessage]:
    """Have everything delivered; return the mails by the address they went to."""
    while deliver_everything():
        pass
    return {message.to[0]: message for message in mail.outbox}


def test_a_partners_administrators_and_finance_and_a_direct_clients_administrators_are_told() -> None:
    three_houses()
    worked(to_approved())
    mails = told()
    assert mails.keys() == {member.email for member in (ALICE, FATOU, CHARLIE, GITA)}
    assert len(mail.outbox) == 4
    assert BOB.email not in mails


def test_the_mail_says_what_to_pay_until_when_and_where_it_is_explained() -> None:
    telephony()
    run = worked(to_approved())
    (invoice,) = invoices(run)
    message = told()[ALICE.email]
    assert message.subject == "Facture F-2026-00001, juillet 2026"
    body = str(message.body)
    assert f"http://{ALPHA}.test:8000/invoices/{invoice.pk}/" in body
    for words in ("96,80", "3 septembre 2026", invoice.communication, ALICE.name):
        assert words in body


def test_each_reads_it_in_their_language() -> None:
    telephony()
    with acting(PUBLIC, OWNER):
        User.objects.filter(pk=FATOU.id).update(language="en")
    worked(to_approved())
    assert told()[FATOU.email].extra_headers["Content-Language"] == "en"


@pytest.mark.parametrize("gone", [ALICE, FATOU])
def test_who_has_left_meanwhile_hears_nothing(gone: Member) -> None:
    telephony()
    worked(to_approved())
    with acting(PUBLIC, OWNER):
        Membership.objects.filter(user_id=gone.id).delete()
    assert gone.email not in told()


def test_a_direct_clients_invoice_is_not_told_to_its_sibling() -> None:
    telephony(DIRECT, DIRECT_CLIENT)
    with acting(PUBLIC, OWNER):
        Membership.objects.filter(user_id=GITA.id).update(client_id=CLIENT)
    worked(to_approved())
    assert told() == {}

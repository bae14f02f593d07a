"""The mails of a placed order: to the orderer and to the client's contact, each in their language."""

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from extranet.accounts.models import User
from extranet.clients.models import Client
from extranet.ordering import tasks  # noqa: F401 - registers the deliveries
from extranet.ordering.models import Order
from extranet.outbox import registry
from extranet.outbox.models import Message
from extranet.outbox.services import deliver
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ALPHA, CLIENT, place
from tests.ordering.playing import placed, with_lines


def text(message: mail.EmailMessage) -> str:
    return f"{message.subject}\n{message.body}".replace("\N{NO-BREAK SPACE}", " ")


def test_the_orderer_gets_a_confirmation_with_the_address_of_the_receipt(at_alpha: None) -> None:
    order = placed()
    registry.perform("ordering.mail_order_placed", [str(order.pk)])
    (message,) = mail.outbox
    assert message.to == [ALICE.email]
    assert message.from_email.startswith("Alpha <")
    assert message.reply_to == ["support@alpha.example"]
    for words in (order.number, "Delta Conseil", "14 × bt-user fr", "121,40 €", "SIP Trunking, version 1"):
        assert words in text(message)
    assert f"http://alpha.test:8000/orders/{order.pk}/" in text(message)
    assert message.extra_headers["Content-Language"] == "fr"


def test_the_clients_contact_learns_what_was_ordered_for_them(at_alpha: None) -> None:
    """Terms: general.1"""
    Client.objects.filter(pk=CLIENT).update(name="Delta & Fils", contact_email="camille@delta.example", language="nl")
    order = placed()
    registry.perform("ordering.mail_client_of_order", [str(order.pk)])
    (message,) = mail.outbox
    assert message.to == ["camille@delta.example"]
    for words in ("Alpha", ALICE.name, "Delta & Fils", order.number, "bt-user nl"):
        assert words in text(message)
    assert f"/orders/{order.pk}/" not in text(message)
    assert message.extra_headers["Content-Language"] == "nl"


def test_a_contact_removed_since_gets_nothing(at_alpha: None) -> None:
    order = placed()
    Client.objects.filter(pk=CLIENT).update(contact_email="")
    registry.perform("ordering.mail_client_of_order", [str(order.pk)])
    assert mail.outbox == []


def test_a_draft_is_never_confirmed(at_alpha: None) -> None:
    order = with_lines()
    with pytest.raises(Order.DoesNotExist):
        registry.perform("ordering.mail_order_placed", [str(order.pk)])


def test_the_outbox_makes_each_delivery_once(at_alpha: None) -> None:
    placed()
    for message in Message.objects.filter(name__startswith="ordering."):
        assert deliver(message_id=message.pk, at=timezone.now())
        assert not deliver(message_id=message.pk, at=timezone.now())
    assert len(mail.outbox) == 2


@override_settings(IS_PRODUCTION=True, SCHEME="https")
def test_in_production_links_carry_no_port(at_alpha: None) -> None:
    order = placed()
    registry.perform("ordering.mail_order_placed", [str(order.pk)])
    assert f"https://alpha.test/orders/{order.pk}/" in mail.outbox[0].body


def test_names_of_line_follow_the_orderers_language(at_alpha: None) -> None:
    with acting(PUBLIC, OPERATOR):
        User.objects.filter(pk=ALICE.id).update(language="nl")
    place(ALPHA)
    order = placed()
    assert (order.language, order.lines.all()[0].name) == ("nl", "bt-user nl")

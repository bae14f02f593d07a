"""Mail in a house's name."""

import pytest
from django.core.mail import EmailMessage
from django.test import override_settings

from extranet.outbox.mail import Operator, absolute, send
from extranet.partners.models import Partner
from tests.cast import ALPHA, place

pytestmark = pytest.mark.django_db


def alpha() -> Partner:
    """Alpha, read where its worker stands."""
    place(ALPHA)
    partner: Partner = Partner.objects.get(schema_name=ALPHA)
    return partner


def test_it_comes_from_the_partner_and_answers_go_to_its_support(mailoutbox: list[EmailMessage]) -> None:
    send(to="dora@alpha.example", subject="Deux\n lignes", body="…", language="nl", partner=alpha())
    (mail,) = mailoutbox
    assert mail.from_email == "Alpha <no-reply@allocloud.example>"
    assert mail.reply_to == ["support@alpha.example"]
    assert mail.subject == "Deux lignes"
    assert mail.extra_headers["Content-Language"] == "nl"


def test_it_comes_from_the_operator_on_its_own_host(mailoutbox: list[EmailMessage]) -> None:
    send(to="erik@public.example", subject="…", body="…", language="fr", partner=Operator())
    assert mailoutbox[0].from_email.startswith("ALLOcloud <")
    assert mailoutbox[0].reply_to == []


def test_the_same_mail_sent_again_is_known_as_the_same(mailoutbox: list[EmailMessage]) -> None:
    for body in ("one", "one", "two"):
        send(to="dora@alpha.example", subject="…", body=body, language="fr", partner=alpha())
    first, again, other = (str(mail.message()["Message-ID"]) for mail in mailoutbox)
    assert first == again != other


def test_links_stand_on_the_first_host_with_the_port_of_a_development_machine() -> None:
    with override_settings(IS_PRODUCTION=False, SCHEME="http", PORT="8123"):
        assert absolute("/a/", partner=alpha()) == "http://alpha.test:8123/a/"
    with override_settings(IS_PRODUCTION=True, SCHEME="https"):
        assert absolute("/a/", partner=alpha()) == "https://alpha.test/a/"

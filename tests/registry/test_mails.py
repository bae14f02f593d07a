"""The other party is told, in their language, and only once it has committed.

Terms: telavox.7, bt.14, sip.4
"""

import pytest
from django.core import mail

from extranet.accounts.models import User
from extranet.clients.models import Client
from extranet.numbering.models import Holding
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, OWNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, CLIENT, DIRECT, DIRECT_CLIENT, DORA, ERIK, GITA, Member
from tests.contracts import hold
from tests.outbox.postman import deliver_everything
from tests.registry.acts import BRUSSELS, SAINTES, clock, declare

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def contact(db: None) -> None:
    """Delta has a contact who reads Dutch."""
    with acting(ALPHA, OWNER):
        Client.objects.filter(pk=CLIENT).update(contact_email="camille@delta.example", language="nl")


def told(block: Holding, by: Member) -> list[mail.EmailMessage]:
    declare(block, by=by)
    deliver_everything()
    return list(mail.outbox)


def text(message: mail.EmailMessage) -> str:
    return f"{message.subject}\n{message.body}".replace("\N{NO-BREAK SPACE}", " ")


def test_a_partner_declares_the_clients_side_is_told() -> None:
    messages = told(hold(), ALICE)
    assert sorted(message.to[0] for message in messages) == ["camille@delta.example", DORA.email]
    assert {message.to[0]: message.extra_headers["Content-Language"] for message in messages} == {
        "camille@delta.example": "nl",
        DORA.email: "fr",
    }
    french = next(text(message) for message in messages if message.to == [DORA.email])
    for words in (
        "+32 2 226 88 00 – 99",
        "100 numéros",
        "Rue Haute 10, 1000 Bruxelles",
        "étage 2, Sonner à l’accueil",
        "Alpha (Alice Aerts)",
        "bt.14",
        "Déclarée ne veut pas dire transmise",
        "http://alpha.test:8000/numbers/",
    ):
        assert words in french, words
    assert all(message.from_email.startswith("Alpha <") for message in messages)


def test_a_client_declares_the_partners_side_is_told() -> None:
    messages = told(hold(), DORA)
    assert sorted(message.to[0] for message in messages) == [ALICE.email, "support@alpha.example"]
    assert "Dora Delvaux, de Delta Conseil, a déclaré" in text(messages[0])


def test_the_operator_declares_both_are_told() -> None:
    messages = told(hold(), ERIK)
    assert {message.to[0] for message in messages} == {
        ALICE.email,
        "support@alpha.example",
        DORA.email,
        "camille@delta.example",
    }
    assert all(
        "L’opérateur (Erik Eeckhout)" in text(m) for m in messages if m.extra_headers["Content-Language"] == "fr"
    )


def test_at_the_house_the_operators_side_is_not_told() -> None:
    block = hold(schema=DIRECT, client_id=DIRECT_CLIENT)
    assert told(block, GITA) == []


def test_a_coming_change_says_from_when() -> None:
    block = hold()
    declare(block, BRUSSELS, effective=clock().replace(year=clock().year + 1, day=1))
    deliver_everything()
    assert "Valable – dès le" in text(mail.outbox[0])


def test_nothing_new_tells_nobody() -> None:
    block = hold()
    declare(block, SAINTES)
    with acting(PUBLIC, OPERATOR):
        before = Message.objects.count()
    declare(block, SAINTES)
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.count() == before


def test_somebody_who_left_is_not_told() -> None:
    with acting(PUBLIC, OWNER):
        User.objects.filter(pk=DORA.id).update(is_active=False)
    assert [message.to[0] for message in told(hold(), ALICE)] == ["camille@delta.example"]

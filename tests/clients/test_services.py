"""Adding and changing clients."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from extranet.audit.models import AuditEvent
from extranet.clients.models import Client
from extranet.clients.services import ClientFacts, change_client, create_client
from extranet.errors import InvalidInput
from tests.cast import ALICE, ALPHA, BETA_CLIENT, CLIENT, place, user_of

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)
FACTS = ClientFacts(
    name="Théâtre du Pré",
    legal_name="Théâtre du Pré ASBL",
    enterprise_number="BE 0821.802.905",
    street="Rue du Pré 7",
    postal_code="1080",
    municipality="Molenbeek-Saint-Jean",
    contact_email="prete@pre.example",
)


@pytest.fixture(autouse=True)
def at_alpha(db: None) -> None:
    """Stand in Alpha's schema as a request on its host does."""
    place(ALPHA)


def create(facts: ClientFacts = FACTS) -> Client:
    return create_client(facts=facts, actor=user_of(ALICE), at=AT)


def test_a_client_is_kept_with_its_key_and_its_act() -> None:
    client = create()
    assert (client.enterprise_number, client.sort_key, client.created_at) == ("0821802905", "theatre du pre", AT)
    event = AuditEvent.objects.get(target_id=str(client.pk))
    assert (event.act, event.actor_name) == ("client.created", ALICE.name)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"enterprise_number": "0821802906"}, "enterprise_number"),
        ({"enterprise_number": "0199000349"}, "__all__"),
        ({"postal_code": "103"}, "postal_code"),
        ({"postal_code": "0130"}, "postal_code"),
        ({"name": ""}, "name"),
        ({"language": "it"}, "language"),
        ({"contact_email": "nobody"}, "contact_email"),
    ],
)
def test_wrong_facts_are_refused_with_their_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(replace(FACTS, **changed))
    assert set(refused.value.fields) == {field}
    assert not Client.objects.filter(legal_name=FACTS.legal_name).exists()


def test_only_what_changed_is_written_and_told() -> None:
    client = create()
    changed = replace(FACTS, name="Théâtre Œdipe", contact_email="")
    change_client(client_id=client.pk, facts=changed, actor=user_of(ALICE), at=AT)
    client.refresh_from_db()
    assert client.sort_key == "theatre oedipe"
    event = AuditEvent.objects.get(act="client.changed")
    assert event.changes == {
        "name": ["Théâtre du Pré", "Théâtre Œdipe"],
        "contact_email": ["prete@pre.example", ""],
    }


def test_changing_nothing_is_no_act() -> None:
    client = create()
    change_client(client_id=client.pk, facts=FACTS, actor=user_of(ALICE), at=AT)
    assert not AuditEvent.objects.filter(act="client.changed").exists()


def test_the_client_of_another_partner_does_not_exist() -> None:
    with pytest.raises(Client.DoesNotExist):
        change_client(client_id=BETA_CLIENT, facts=FACTS, actor=user_of(ALICE), at=AT)


def test_the_database_knows_a_number_once_and_in_digits() -> None:
    for number in ("0199000448", "BE19900034"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Client.objects.filter(pk=CLIENT).update(enterprise_number=number)

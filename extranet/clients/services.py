"""Writes about clients."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.clients.models import Client
from extranet.errors import InvalidInput
from extranet.partners.validators import compact_enterprise_number


@dataclass(frozen=True)
class ClientFacts:
    """Everything a person writes about a client. `enterprise_number` may be typed with BE, dots or spaces."""

    name: str
    legal_name: str
    enterprise_number: str
    street: str
    postal_code: str
    municipality: str
    language: str = "fr"
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    is_active: bool = True


@transaction.atomic
def create_client(*, facts: ClientFacts, actor: User | None, at: datetime, client_id: UUID | None = None) -> Client:
    """Add a client. Raises InvalidInput.

    `client_id` is given by whoever loads clients with known ids; a new one otherwise.
    """
    client = Client(created_at=at, **_written(facts))
    if client_id is not None:
        client.pk = client_id
    _check(client)
    client.save(force_insert=True)
    audit.record(actor=actor, act="client.created", target=client, at=at, changes=asdict(facts))
    return client


@transaction.atomic
def change_client(*, client_id: UUID, facts: ClientFacts, actor: User, at: datetime) -> Client:
    """Change what is known of a client; orders placed keep the name they were placed with.

    Raises Client.DoesNotExist, InvalidInput.
    """
    client = Client.objects.select_for_update().get(pk=client_id)
    wanted = _written(facts)
    changes = {name: [getattr(client, name), value] for name, value in wanted.items() if getattr(client, name) != value}
    if not changes:
        return client
    for name in changes:
        setattr(client, name, wanted[name])
    _check(client)
    client.save(update_fields=changes)
    audit.record(actor=actor, act="client.changed", target=client, at=at, changes=changes)
    return client


def _written(facts: ClientFacts) -> dict[str, str | bool]:
    """Return the facts as columns: the enterprise number as ten digits. Raises InvalidInput."""
    try:
        number = compact_enterprise_number(facts.enterprise_number)
    except ValidationError as error:
        raise _refused({"enterprise_number": error.messages}) from error
    return {**asdict(facts), "enterprise_number": number}


def _check(client: Client) -> None:
    try:
        client.full_clean(exclude=["sort_key"])
    except ValidationError as error:
        raise _refused(error.message_dict) from error


def _refused(messages: dict[str, list[str]]) -> InvalidInput:
    fields = {name: " ".join(sentences) for name, sentences in messages.items()}
    return InvalidInput(_("Le client n’est pas enregistré."), code="client", fields=fields)

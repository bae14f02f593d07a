"""A ticket of every owner's client, at its partner's desk whatever the hour: everything may be done to it."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from extranet.accounts.models import Role
from extranet.accounts.people import Person
from extranet.accounts.permissions import rights_of
from support.files import check_contents, keep
from support.models import SavedReply, SupportProfile
from support.rules import FirstLine
from support.services import Asked, open_ticket
from tests.cast import CLIENT, DENIS, DIRECT, person_of

NAMES: Final = UUID("71c4e700-0000-4000-8000-000000000000")
# A text that every house uses again, under the same id.
REPLY: Final = UUID("5e9140e0-0000-4000-8000-0000000000f0")


def write(schema: str, client_id: UUID, at: datetime) -> UUID:
    """Open a ticket as somebody of the client, in the schema we stand in; the partner is first line."""
    SupportProfile.objects.get_or_create(
        pk=1,
        defaults={
            "first_line": FirstLine.PARTNER if schema != DIRECT else FirstLine.OPERATOR,
            "contact_name": "Garde",
            "contact_email": "garde@partner.example",
            "contact_phone": "02 199 09 00",
            "contact_tested_at": at,
        },
    )
    SavedReply.objects.get_or_create(
        pk=REPLY, defaults={"title": "Merci", "text_fr": "Bien reçu.", "changed_at": at, "changed_by_name": "Alice"}
    )
    ticket_id, person = uuid5(NAMES, str(client_id)), _somebody(schema, client_id)
    kept = keep(check_contents([("trace.log", b"10:01 486\n")]), page_id=ticket_id, person=person, at=at)
    ticket = open_ticket(
        ticket_id=ticket_id,
        asked=Asked(
            client_id=client_id,
            subject="Une question",
            text="Comment renvoyer un numéro ?",
            attachment_ids=tuple(one.pk for one in kept),
        ),
        person=person,
        at=at,
    )
    return ticket.pk


def _somebody(schema: str, client_id: UUID) -> Person:
    """Return a client's person: Denis, so that he sees his own, and elsewhere one like him."""
    denis = person_of(DENIS)
    if client_id == CLIENT:
        return denis
    rights = rights_of(Role.CLIENT_USER, is_direct=schema == DIRECT)
    return replace(denis, schema=schema, client_id=client_id, rights=rights)

"""People asked to read the notice, as the pages ask them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.core import mail

from emergency.acknowledging.people import Asked
from emergency.acknowledging.selectors import newest_rows
from emergency.acknowledging.services import Outcome, Shown, acknowledge_notice, ask_people
from emergency.models import Acknowledgement
from emergency.registry.models import NomadicNotice
from emergency.registry.notices import newest_notice, publish_notice, text_of, texts_of
from extranet.accounts.models import User
from extranet.clients.models import Device, Site
from extranet.requests import Origin
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from extranet.times import brussels_day
from tests.cast import ALICE, ALPHA, ANNA, CLIENT, STAFF, Member, person_of, user_of
from tests.outbox.postman import deliver_everything

NOW: Final = datetime(2026, 10, 20, 13, tzinfo=UTC)
ORIGIN: Final = Origin(ip="192.0.2.7", user_agent="Firefox 145")
HUGO: Final = Asked("Hugo Henry", "hugo@delta.example", "fr")
MIEKE: Final = Asked("Mieke Maes", "mieke@delta.example", "nl")


def asked(
    people: Sequence[Asked] = (HUGO,),
    *,
    by: Member = ALICE,
    client_id: UUID = CLIENT,
    at: datetime = NOW,
    schema: str = "",
) -> Outcome:
    """Ask people, as `by`."""
    place = schema or (ALPHA if by in STAFF else by.schema)
    with acting(place, OPERATOR if by in STAFF else PARTNER):
        return ask_people(
            client_id=client_id,
            people=people,
            due_on=brussels_day(at + timedelta(days=14)),
            person=person_of(by, schema=place),
            at=at,
        )


def question(email: str = HUGO.email, *, schema: str = ALPHA, client_id: UUID = CLIENT) -> Acknowledgement:
    """Return the newest question to somebody."""
    with acting(schema, PARTNER):
        return newest_rows([client_id]).get(person_email=email)


def read(
    row: Acknowledgement, language: str = "fr", *, at: datetime = NOW, user: User | None = None, schema: str = ALPHA
) -> Acknowledgement:
    """Acknowledge, from the page in a language."""
    with acting(schema, PARTNER):
        text = text_of(row.campaign.notice_number, language)
        return acknowledge_notice(
            acknowledgement_id=row.pk, shown=Shown(language, text.sha256), origin=ORIGIN, user=user, at=at
        )


def new_version(at: datetime = NOW) -> NomadicNotice:
    """Publish another wording, in four languages."""
    with acting(PUBLIC, OPERATOR):
        newest = newest_notice()
        texts = {code: f"{text}\n\n({newest.pk + 1})" for code, text in texts_of(newest.pk).items()}
        return publish_notice(texts=texts, after=newest.pk, actor=user_of(ANNA), at=at)


def mailed() -> list[mail.EmailMessage]:
    """Deliver everything, and return the mails that left since."""
    before = len(mail.outbox)
    deliver_everything()
    return list(mail.outbox[before:])


def link_in(message: mail.EmailMessage) -> str:
    """Return the path of the personal link in a mail."""
    found = re.search(r"http://[^/]+(/acknowledge/[^/\s]+/)", str(message.body))
    assert found
    return found[1]


def device(kind: str = "smartphone", *, name: str = "GSM Hugo", client_id: UUID = CLIENT, **more: object) -> Device:
    """Put a device on a site of the client."""
    with acting(ALPHA, PARTNER):
        site, _made = Site.objects.get_or_create(client_id=client_id, name="Siège", defaults={"created_at": NOW})
        return Device.objects.create(
            id=uuid4(), client_id=client_id, site=site, name=name, kind=kind, created_at=NOW, **more
        )

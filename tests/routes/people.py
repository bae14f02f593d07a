"""For every owner's client: people asked to read the notice, one of whom did, and an installation with its plan."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils import timezone

from emergency.acknowledging.people import Asked
from emergency.acknowledging.services import Shown, acknowledge_notice, ask_people
from emergency.installations.files import checked_plans
from emergency.installations.services import InstallationFacts, record_installation
from emergency.models import Acknowledgement, Campaign
from emergency.registry.notices import text_of
from extranet.accounts.selectors import digest_of
from extranet.clients.models import InstallationFile, InstallationRecord
from extranet.requests import Origin
from extranet.tenancy.context import current_schema
from extranet.times import brussels_day
from tests.cast import CAST, ERIK, STAFF, Member, person_of
from tests.routes import sites

NAMES: Final = UUID("9e091e00-0000-4000-8000-000000000000")
READ: Final = "read@notice.example"
LINKED: Final = "linked@notice.example"
PDF: Final = b"%PDF-1.7\n%%EOF\n"


def write(schema: str, client_id: UUID) -> None:
    """Ask everybody of the house and three more people, and write an installation down, as staff."""
    person, at = person_of(ERIK, schema=schema), timezone.now()
    members = [Asked(one.name, one.email, "fr") for one in CAST if one not in STAFF]
    others = [Asked("Somebody", email, "fr") for email in (READ, LINKED, "waits@notice.example")]
    due_on = brussels_day(at + timedelta(days=14))
    ask_people(client_id=client_id, people=[*members, *others], due_on=due_on, person=person, at=at)
    shown = Shown("fr", text_of(1, "fr").sha256)
    acknowledge_notice(
        acknowledgement_id=asked(client_id, READ), shown=shown, origin=Origin(ip="192.0.2.1"), user=None, at=at
    )
    if not Acknowledgement.objects.filter(token_digest=digest_of(token_here())).exists():
        Acknowledgement.objects.filter(pk=asked(client_id, LINKED)).update(token_digest=digest_of(token_here()))
    record_installation(
        record_id=uuid5(NAMES, str(client_id)),
        site_id=sites.site_of(client_id),
        replaces_id=None,
        facts=InstallationFacts(brussels_day(at), "Ines", "", True, True, ""),
        plans=checked_plans([("plan.pdf", PDF)]),
        person=person,
        at=at,
    )


def token_here() -> str:
    """Return the secret of a link of the house we stand in."""
    return f"notice-of-{current_schema()}"


def asked(client_id: UUID, email: str = "waits@notice.example") -> UUID:
    """Return the question to somebody of a client; to whoever waits when they were not asked."""
    rows = Acknowledgement.objects.filter(campaign__client_id=client_id)
    return (rows.filter(person_email=email).first() or rows.get(person_email="waits@notice.example")).pk


def campaign_of(client_id: UUID) -> UUID:
    """Return the client's campaign."""
    return Campaign.objects.get(client_id=client_id).pk


def plan_of(client_id: UUID) -> UUID:
    """Return the plan of the client's first site."""
    return InstallationFile.objects.get(record__site__client_id=client_id).pk


def reading_by(client_id: UUID, member: Member | None) -> dict[str, Any]:
    """Post that a person of the house read the notice."""
    row = asked(client_id, member.email if member else "")
    return {"acknowledgement": str(row), "language": "fr", "sha256": text_of(1, "fr").sha256}


def more_people() -> Mapping[str, Any]:
    """Post somebody else to ask, confirmed."""
    due_on = brussels_day(timezone.now() + timedelta(days=14))
    return {"pasted": "Nina; nina@notice.example", "due_on": due_on.isoformat(), "confirmed": "1"}


def correction(client_id: UUID) -> Mapping[str, Any]:
    """Post a correction of the record as it stands."""
    record = InstallationRecord.objects.get(site__client_id=client_id, replaced_by__isnull=True)
    return {
        "record": str(uuid5(NAMES, f"{client_id} corrected")),
        "replaces": str(record.pk),
        "installed_on": record.installed_on.isoformat(),
        "installer_name": "Ines",
        "untrained_shown": f"{record.installed_on.isoformat()}|",
        "is_cabling_clean": "yes",
        "is_cabling_documented": "no",
    }

"""Installations written down as a page would."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Final
from uuid import UUID, uuid4

from PIL import Image

from emergency.installations.files import Plan, checked_plans
from emergency.installations.services import InstallationFacts, record_installation
from extranet.clients.models import InstallationRecord, Site
from extranet.tenancy.context import OPERATOR, PARTNER, acting
from tests.cast import ALPHA, BOB, CLIENT, STAFF, Member, person_of

NOW: Final = datetime(2026, 11, 20, 10, tzinfo=UTC)
CLEAN: Final = InstallationFacts(date(2026, 11, 19), "Ines Installateur", "Câbles SRL", True, True, "")
MESSY: Final = InstallationFacts(date(2026, 11, 19), "Ines Installateur", "", False, False, "Câbles sans étiquette")
PDF: Final = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def site_of(client_id: UUID = CLIENT, name: str = "Siège", *, schema: str = ALPHA) -> Site:
    """Return an open site of the client."""
    with acting(schema, PARTNER):
        site, _made = Site.objects.get_or_create(client_id=client_id, name=name, defaults={"created_at": NOW})
        return site


def photo() -> bytes:
    """Return a small JPEG that says where it was taken."""
    written, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Camera of Ines"
    Image.new("RGB", (40, 30), "red").save(written, "JPEG", exif=exif)
    return written.getvalue()


def plans(*named: tuple[str, bytes]) -> Sequence[Plan]:
    """Return files as they are kept."""
    return checked_plans(named or [("plan.pdf", PDF), ("baie.jpg", photo())])


def recorded(
    site: Site,
    facts: InstallationFacts = CLEAN,
    *,
    by: Member = BOB,
    replaces: InstallationRecord | None = None,
    files: Sequence[Plan] = (),
    record_id: UUID | None = None,
    schema: str = ALPHA,
    at: datetime = NOW,
) -> InstallationRecord:
    """Write an installation down, as `by`."""
    with acting(schema, OPERATOR if by in STAFF else PARTNER):
        return record_installation(
            record_id=record_id or uuid4(),
            site_id=site.pk,
            replaces_id=replaces.pk if replaces else None,
            facts=facts,
            plans=files,
            person=person_of(by, schema=schema),
            at=at,
        )

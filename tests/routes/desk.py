"""Things of the desk for the routes: the ticket staff work on under a fixed id, contacts whose test was sent."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from support.desk.models import Aim, DeskReply, Incident
from support.models import SupportProfile
from support.profile_forms import ASKED
from support.profile_links import ContactTest, sign_test
from support.profiles import profile_here
from tests.cast import ALPHA, BETA, CLIENT, DIRECT, DORA, ERIK
from tests.routes.tickets import NAMES

WORKED: Final = f"support/ticket/{uuid5(NAMES, str(CLIENT))}"
NOTE: Final = {"audience": "operator", "text": "Vu."}
CALLED: Final = {
    "caller": str(DORA.id),
    "ticket": "71c4e700-0000-4000-8000-0000000000fe",
    "told": "queue",
    "ground": "no_incoming",
    "place": "Accueil",
    "call_back_number": "0470 00 00 01",
    "subject": "Plus d’appels",
    "text": "Elle appelle.",
}
CLOSING: Final = {"status": "closed", "revision": "1"}
WAITING: Final = {"status": "waiting_third_party", "third_party": "Proximus", "revision": "1"}
INCIDENT: Final = UUID("1c1de000-0000-4000-8000-000000000001")
REPLY: Final = UUID("1c1de000-0000-4000-8000-000000000002")
VIEW: Final = UUID("1c1de000-0000-4000-8000-000000000003")
NEW_VIEW: Final = {"name": "Urgences", "query": "critical=yes"}
TEXTS: Final = {f"text_{code}": f"Texte {code}" for code in ("fr", "nl", "de", "en")}
NEW_INCIDENT: Final = {"title": "Panne", "started_at_0": "2026-06-01", "started_at_1": "08:30:00", **TEXTS}
AIMS: Final = {
    "critical_answer_minutes": 15,
    "critical_solution_minutes": 120,
    "answer_minutes": 60,
    "solution_minutes": 480,
}
NEW_AIMS: Final = {**AIMS, "answer_minutes": 45, "note": "essai", "shown": "1"}
SAME_INCIDENT: Final = {**NEW_INCIDENT, "updates-TOTAL_FORMS": "0", "updates-INITIAL_FORMS": "0"}
NEW_REPLY: Final = {"title": "Merci", **TEXTS}


def write(at: datetime) -> None:
    """Note that a test went to the contact of each house, at this moment; note an incident and a reply of the desk."""
    with acting(PUBLIC, OPERATOR):
        Aim.objects.create(number=1, note="Premiers", published_at=at, published_by_name=ERIK.name, **AIMS)
        Incident.objects.create(id=INCIDENT, title="Panne", started_at=at, created_by_name=ERIK.name, **TEXTS)
        DeskReply.objects.create(id=REPLY, title="Bonjour", changed_at=at, changed_by_name=ERIK.name, **TEXTS)
    for schema in (ALPHA, BETA, DIRECT):
        with acting(schema, PARTNER):
            SupportProfile.objects.update(contact_test_sent_at=at)


def token_here() -> str:
    """Return the token of the link that was sent in the schema we stand in."""
    return sign_test(ContactTest.of(profile_here()))


def answers_here() -> dict[str, Any]:
    """Return what the page of the profile posts in the schema we stand in, as it stands."""
    profile = profile_here()
    return {"revision": profile.revision, **{name: getattr(profile, name) or "" for name in ASKED}}

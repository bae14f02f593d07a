"""Things of the desk for the routes: the ticket staff work on under a fixed id, contacts whose test was sent."""

from datetime import datetime
from typing import Any, Final
from uuid import uuid5

from extranet.tenancy.context import PARTNER, acting
from support.models import SupportProfile
from support.profile_forms import ASKED
from support.profile_links import ContactTest, sign_test
from support.profiles import profile_here
from tests.cast import ALPHA, BETA, CLIENT, DIRECT
from tests.routes.tickets import NAMES

WORKED: Final = f"support/ticket/{uuid5(NAMES, str(CLIENT))}"
NOTE: Final = {"audience": "operator", "text": "Vu."}
CLOSING: Final = {"status": "closed", "revision": "1"}


def write(at: datetime) -> None:
    """Note that a test went to the contact of each house, at this moment."""
    for schema in (ALPHA, BETA, DIRECT):
        with acting(schema, PARTNER):
            SupportProfile.objects.update(contact_test_sent_at=at)


def token_here() -> str:
    """Return the token of the link that was sent in the schema we stand in."""
    return sign_test(ContactTest.of(profile_here()))


def answers_here() -> dict[str, Any]:
    """Return what the page of the profile posts in the schema we stand in, as it stands."""
    profile = profile_here()
    return {"revision": profile.revision, **{name: getattr(profile, name) for name in ASKED}}

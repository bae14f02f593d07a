"""What the tests of the profile do over and over."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from extranet.tenancy.context import PARTNER, acting
from support.models import SupportProfile
from support.profile_links import ContactTest, sign_test
from support.profiles import Changed, Wanted, change_profile, confirm_contact_test, profile_here, send_contact_test
from support.rules import FirstLine
from tests.cast import ALICE, ALPHA, user_of

WANTED: Final = Wanted(
    first_line=FirstLine.OPERATOR,
    contact_name="Garde Alpha",
    contact_email="garde@alpha.example",
    contact_phone="02 199 09 00",
    contact_language="nl",
)
# What the form posts for the same.
ANSWERS: Final = {
    "first_line": "operator",
    "contact_name": "Garde Alpha",
    "contact_email": "garde@alpha.example",
    "contact_phone": "02 199 09 00",
    "contact_language": "nl",
}


def change(at: datetime | None = None, **changes: Any) -> Changed:
    """Change Alpha's profile as Alice, from the page as it stands."""
    actor = user_of(ALICE)
    with acting(ALPHA, PARTNER):
        wanted = replace(WANTED, **changes)
        at = at or timezone.now()
        return change_profile(revision=profile_here().revision, wanted=wanted, actor=actor, at=at)


def send(at: datetime | None = None) -> str:
    """Send a test to Alpha's contact; return the token of its link."""
    actor = user_of(ALICE)
    with acting(ALPHA, PARTNER):
        return sign_test(ContactTest.of(send_contact_test(actor=actor, at=at or timezone.now())))


def confirm(token: str, at: datetime | None = None) -> SupportProfile:
    """Follow a link and confirm."""
    with acting(ALPHA, PARTNER):
        return confirm_contact_test(token=token, at=at or timezone.now())


def proved() -> SupportProfile:
    """Give Alpha a contact that has confirmed its test."""
    change()
    return confirm(send(timezone.now() - timedelta(hours=1)))


def profile() -> SupportProfile:
    """Return Alpha's profile as it stands."""
    with acting(ALPHA, PARTNER):
        return profile_here()

"""The link in a test message: it stands for one contact and one sending, is signed, and lives seven days.

Terms: general.7
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

from django.core import signing

from extranet.tenancy.context import current_schema
from support.models import SupportProfile

VALID_FOR: Final = timedelta(days=7)
SALT: Final = "support.contact_test"


@dataclass(frozen=True)
class ContactTest:
    """What a link stands for. `sent`: the instant its message was asked for, empty when none was."""

    partner: str
    name: str
    email: str
    phone: str
    sent: str

    @classmethod
    def of(cls, profile: SupportProfile) -> Self:
        """Return the test that would prove the profile's contact as it is now."""
        sent = profile.contact_test_sent_at
        return cls(
            partner=current_schema(),
            name=profile.contact_name,
            email=profile.contact_email,
            phone=profile.contact_phone,
            sent=sent.astimezone(UTC).isoformat() if sent else "",
        )

    @property
    def sent_at(self) -> datetime:
        """When its message was asked for."""
        return datetime.fromisoformat(self.sent)


def sign_test(test: ContactTest) -> str:
    """Return the token that stands for a test."""
    return signing.dumps(asdict(test), salt=SALT, compress=True)


def read_test(token: str) -> ContactTest | None:
    """Return what a token stands for; None when it is not ours, or older than seven days."""
    try:
        return ContactTest(**signing.loads(token, salt=SALT, max_age=VALID_FOR))
    except (signing.BadSignature, TypeError):  # a link of an earlier shape is not ours any more
        return None

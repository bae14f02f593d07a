"""A person's new address is proved by a link sent to it. Nothing is stored until the link is followed."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing

from extranet.accounts.models import User
from extranet.outbox import services as outbox

VALID_FOR = timedelta(days=1)
SALT = "extranet.accounts.email_change"


@dataclass(frozen=True)
class EmailChange:
    """What a link stands for. It works once: afterwards the old address is not the person's any more."""

    user_id: str
    old: str
    new: str

    def is_of(self, user: User) -> bool:
        """Whether `user` asked for it and it still changes something."""
        return UUID(self.user_id) == user.pk and self.old == user.email


def ask_for_change(*, user: User, email: str) -> None:
    """Send a link to `email`; following it makes it the address `user` signs in with.

    Whether another account has the address is told to whoever reads its mail, not to whoever types it.
    """
    change = EmailChange(user_id=str(user.pk), old=user.email, new=email.lower())
    token = signing.dumps(asdict(change), salt=SALT)
    outbox.enqueue("accounts.mail_email_confirmation", str(user.pk), change.new, token)


def read_change(token: str) -> EmailChange | None:
    """Return what a link stands for, None when it is not ours or older than a day."""
    try:
        return EmailChange(**signing.loads(token, salt=SALT, max_age=VALID_FOR))
    except signing.BadSignature:
        return None

"""How people of the demo sign in: the same keys everywhere, so real installations refuse the demo."""

import base64
import hashlib
from datetime import datetime
from typing import Final

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt

PASSWORD: Final = "demo-extranet-2026"  # noqa: S105 - printed by `make run`


def totp_secret(email: str) -> str:
    """Return the secret a person's authenticator app would hold."""
    return base64.b32encode(hashlib.sha256(f"demo totp {email}".encode()).digest()[:20]).decode()


def recovery_seed(email: str) -> str:
    """Return what a person's recovery codes are derived from."""
    return hashlib.sha256(f"demo recovery {email}".encode()).hexdigest()


def recovery_codes(email: str) -> list[str]:
    """Return the codes a person would have on paper."""
    kept = Authenticator(data={"seed": encrypt(recovery_seed(email)), "used_mask": 0})
    return list(RecoveryCodes(kept).generate_codes())


def code_at(email: str, at: datetime) -> str:
    """Return the six figures a person's authenticator app shows at an instant."""
    counter = int(at.timestamp()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(totp_secret(email), counter)))

"""What the routes of platforms are played on: an account of Alpha's, and a key."""

from typing import Final

from tests.platforms.acts import a_token, opened

ACCOUNT: Final = "BT-0412"


def write() -> None:
    """Open the account and make the key."""
    opened(ACCOUNT)
    a_token()

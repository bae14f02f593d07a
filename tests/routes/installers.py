"""What the routes of the register of training are played on: one training of Alpha's."""

from typing import Final

from tests.cast import ALPHA
from tests.partners.training import trained

NEW_TRAINING: Final = {
    "partner": ALPHA,
    "person_name": "Nina Noël",
    "person_email": "nina@alpha.example",
    "course": "Installation Telavox",
    "given_on": "2026-01-12",
    "expires_on": "2099-01-11",
}
WITHDRAWN: Final = {"reason": "Inscrite par erreur"}


def write() -> None:
    """Write the training down."""
    trained()

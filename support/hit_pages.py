"""What a page of a new ticket shows of a client's sites and devices, to tick or to look for.

Terms: general.7
"""

from datetime import datetime
from uuid import UUID

from support.forms import AskForm
from support.hits import Choices, choices_of

# The button of those without JavaScript: it looks for what was typed, and sends nothing.
SEEK = "seek"


def choices_on(form: AskForm, client_id: UUID | None, at: datetime) -> Choices:
    """Return the sites and devices that a form shows: what is ticked on it, and what holds the words it seeks."""
    return choices_of(
        client_id,
        ticked_sites=form.ticked("sites"),
        ticked_devices=form.ticked("known_devices"),
        words=str(form["sought"].value() or ""),
        at=at,
    )

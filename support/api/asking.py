"""What stands around a call: its key of idempotency, the revision it was decided on, where a list goes on."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from rest_framework.request import Request

from support.api.errors import Malformed, Unconditional

KEY_LENGTH: Final = 100
CURSOR_LENGTH: Final = 200


# ---------- Once ----------
def id_of_call(request: Request, act: str, *, chosen: UUID | None) -> UUID:
    """Return the id of what a call makes: the one it chose, else one that its `Idempotency-Key` gives, for its key.

    Source: draft-ietf-httpapi-idempotency-key-header. Raises Malformed when it has neither.
    """
    if chosen is not None:
        return chosen
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        sentence = _("Envoyez un en-tête « Idempotency-Key » ou un « id » : la même demande compte une fois.")
        raise Malformed(sentence, code="idempotency_key_missing")
    if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable():
        sentence = _("La clé d’idempotence a au plus %(count)s lettres, chiffres et signes simples.")
        raise Malformed(sentence % {"count": KEY_LENGTH}, code="idempotency_key_invalid")
    return uuid5(request.person.user.pk, f"{act}:{key}")


# ---------- On which reading ----------
def revision_asked(request: Request, *, is_required: bool) -> int | None:
    """Return the revision that `If-Match` names; None for `*` and for none.

    Source: RFC 9110, 13.1.1; RFC 6585, 3. Raises Unconditional when one is required, Malformed.
    """
    match = request.headers.get("If-Match", "").strip()
    if match == "*":
        return None
    if not match:
        if is_required:
            sentence = _("Envoyez dans « If-Match » la révision du ticket que vous avez lue, ou « * ».")
            raise Unconditional(sentence, code="if_match_missing")
        return None
    number = match.removeprefix('"').removesuffix('"')
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise Malformed(_('« If-Match » est la révision du ticket, par exemple "3".'), code="if_match_invalid")
    return int(number)


# ---------- Where a list goes on ----------
@dataclass(frozen=True)
class Place:
    """A place in a list of tickets: behind this change of this ticket."""

    changed_at: datetime
    ticket_id: UUID

    def written(self) -> str:
        """Return the place as a cursor."""
        said = f"{self.changed_at.isoformat()}|{self.ticket_id}"
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read_cursor(text: str) -> Place:
    """Return the place that a cursor names. Raises Malformed for what is not one of ours."""
    try:
        if len(text) > CURSOR_LENGTH:
            raise ValueError
        said = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        instant, _bar, ticket_id = said.partition("|")
        place = Place(datetime.fromisoformat(instant), UUID(ticket_id))
        if place.changed_at.tzinfo is None:
            raise ValueError
    except (ValueError, binascii.Error) as error:
        sentence = _("Ce curseur n’est pas de nous : reprenez celui de la réponse d’avant, ou recommencez sans.")
        raise Malformed(sentence, code="cursor_invalid") from error
    return place

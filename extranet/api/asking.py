"""What stands around a call: its key of idempotency, the revision it was decided on, where a list goes on."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from rest_framework.request import Request

from extranet.api.errors import Malformed, Unconditional

KEY_LENGTH: Final = 100
CURSOR_LENGTH: Final = 200
# Behind it a number is no revision that anybody ever counted to.
LONGEST_REVISION: Final = 9


# ---------- Once ----------
def id_of_call(request: Request, act: str, *, chosen: UUID | None) -> UUID:
    """Return the id of what a call makes: the one it chose, else one that its `Idempotency-Key` gives, for its key.

    Source: draft-ietf-httpapi-idempotency-key-header. Raises Malformed when it has neither.
    """
    return chosen if chosen is not None else uuid5(request.person.user.pk, f"{act}:{key_of_call(request)}")


def key_of_call(request: Request) -> str:
    """Return the `Idempotency-Key` of a call. Raises Malformed when it has none."""
    key = str(request.headers.get("Idempotency-Key", "")).strip()
    if not key:
        sentence = _("Envoyez un en-tête « Idempotency-Key » ou un « id » : la même demande compte une fois.")
        raise Malformed(sentence, code="idempotency_key_missing")
    if len(key) > KEY_LENGTH or not key.isascii() or not key.isprintable():
        sentence = _("La clé d’idempotence a au plus %(count)s lettres, chiffres et signes simples.")
        raise Malformed(sentence % {"count": KEY_LENGTH}, code="idempotency_key_invalid")
    return key


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
    return _revision(match)


def revision_read(request: Request) -> int:
    """Return the revision that `If-Match` names, which must be one: some acts are never done unread.

    Source: RFC 9110, 13.1.1; RFC 6585, 3. Raises Unconditional, Malformed.
    """
    match = request.headers.get("If-Match", "").strip()
    if not match:
        sentence = _("Envoyez dans « If-Match » la révision que vous avez lue : elle est dans « ETag ».")
        raise Unconditional(sentence, code="if_match_missing")
    return _revision(match)


def _revision(match: str) -> int:
    number = match.removeprefix('"').removesuffix('"')
    if not number.isascii() or not number.isdecimal() or len(number) > LONGEST_REVISION:
        raise Malformed(_('« If-Match » est la révision que vous avez lue, par exemple "3".'), code="if_match_invalid")
    return int(number)


# ---------- Where a list goes on ----------
def cursor_of(*place: str) -> str:
    """Return a place in a list as a cursor: what its order compares, as text."""
    return base64.urlsafe_b64encode("|".join(place).encode()).decode().rstrip("=")


def place_of(cursor: str, *, parts: int) -> list[str]:
    """Return the place that a cursor names, in so many parts. Raises Malformed for what is not one of ours."""
    try:
        if len(cursor) > CURSOR_LENGTH:
            raise ValueError
        said = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
        place = said.split("|")
        if len(place) != parts:
            raise ValueError
    except (ValueError, binascii.Error) as error:
        raise not_ours() from error
    return place


def not_ours() -> Malformed:
    """Return the refusal of a cursor that is not one of ours."""
    sentence = _("Ce curseur n’est pas de nous : reprenez celui de la réponse d’avant, ou recommencez sans.")
    return Malformed(sentence, code="cursor_invalid")


@dataclass(frozen=True)
class Moment:
    """A place in a list that goes by an instant: behind this row of that instant."""

    at: datetime
    id: UUID

    def written(self) -> str:
        """Return the place as a cursor."""
        return cursor_of(self.at.isoformat(), str(self.id))


def read_moment(cursor: str) -> Moment:
    """Return the place that a cursor names. Raises Malformed for what is not one of ours."""
    at, row_id = place_of(cursor, parts=2)
    try:
        moment = Moment(datetime.fromisoformat(at), UUID(row_id))
    except ValueError as error:
        raise not_ours() from error
    if moment.at.tzinfo is None:
        raise not_ours()
    return moment

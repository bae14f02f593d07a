"""What the API refuses beyond what pages do."""

from collections.abc import Sequence
from typing import Any

from extranet.errors import InvalidInput, Refusal, Stale


class Malformed(InvalidInput):
    """What was sent is not in the language it should be in."""

    status = 400


class TooLarge(Refusal):
    """More was sent than one call may hold."""

    status = 413


class WrongMedia(Refusal):
    """The content is of another type than this address takes."""

    status = 415


class KeyReused(Refusal):
    """A key of idempotency that served for something else."""

    status = 422


class Changed(Stale):
    """Something changed since the revision that the body names. `current`: what it is now, to decide again."""

    def __init__(self, message: str, *, code: str, current: Sequence[Any] = ()) -> None:
        super().__init__(message, code=code)
        self.current = list(current)


class Overtaken(Changed):
    """It changed since the revision that `If-Match` names."""

    status = 412


class Unconditional(Refusal):
    """An act that must say, in `If-Match`, which revision it was decided on."""

    status = 428

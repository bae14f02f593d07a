"""Refusals: what the house says no to, with the way out.

Each has a stable `code` for tests, API and logs, and a message a person can act on.
A wrong state is not a missing right, and neither is "not yours": the last is a 404.
"""

from collections.abc import Mapping


class Refusal(Exception):
    """An act was refused. Nothing was written."""

    status = 400

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class IllegalMove(Refusal):
    """The thing is not in a state that allows the act."""

    status = 409


class Stale(Refusal):
    """What the person saw has changed since: they must read again before they commit."""

    status = 409


class NotAllowed(Refusal):
    """The person may see the thing but has no right to the act."""

    status = 403


class InvalidInput(Refusal):
    """Some answers must be corrected; `fields` maps a form field to its sentence."""

    status = 400

    def __init__(self, message: str, *, code: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message, code=code)
        self.fields = dict(fields or {})

"""Refusals about numbers. Each sentence says what to correct."""

from extranet.errors import InvalidInput


class NumberRefused(InvalidInput):
    """What was typed is no number, or no block of numbers, that the operator could hold.

    `suggestion`: what may have been meant, as people write it; empty when nothing is close enough.
    """

    def __init__(self, message: str, *, code: str, field: str = "", suggestion: str = "") -> None:
        super().__init__(message, code=code, fields={field: message} if field else None)
        self.suggestion = suggestion

    def at(self, field: str) -> "NumberRefused":
        """Return the same refusal, told at a field of a form."""
        return NumberRefused(self.message, code=self.code, field=field, suggestion=self.suggestion)

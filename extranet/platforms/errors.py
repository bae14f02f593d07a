"""What reports and accounts are refused for."""

from collections.abc import Sequence

from django.utils.translation import ngettext

from extranet.errors import InvalidInput, Refusal
from extranet.platforms.rules import Fault


class ReportRefused(InvalidInput):
    """A report says what cannot be. `faults`: everything that is wrong, in the order of the reports; never empty."""

    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        more = len(faults) - 1
        others = ngettext("Il y a %(count)s autre erreur.", "Il y a %(count)s autres erreurs.", more)
        sentence = f"{faults[0].sentence} {others % {'count': more}}" if more else faults[0].sentence
        super().__init__(sentence, code=faults[0].code, fields=_by_field(faults))
        self.faults = tuple(faults)


def _by_field(faults: Sequence[Fault]) -> dict[str, str]:
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(fault.element or "day", fault.sentence)
    return found


class Malformed(InvalidInput):
    """What was sent is not in the language it should be in."""

    status = 400


class Unreadable(InvalidInput):
    """What was sent can be parsed, and does not say what it must."""

    status = 422


class TooLarge(Refusal):
    """What was sent is longer than anything that makes sense."""

    status = 413


class WrongMedia(Refusal):
    """What was sent is said to be of a kind that is not read here."""

    status = 415


class UnknownAccount(Refusal):
    """No subscription has this platform account."""

    status = 404


class KeyReused(Refusal):
    """An idempotency key came back with another content than the first time."""

    status = 422


class Busy(Refusal):
    """The database broke a conflict with somebody else by undoing this act. It may be sent again as it is."""

    status = 503

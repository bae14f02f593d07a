"""Refusals about tickets. Each sentence says the way out."""

from typing import ClassVar

from extranet.errors import Refusal, Stale


class NotUnderContract(Refusal):
    """Support is for partners and clients under contract on that day.

    Terms: general.7
    """

    status = 403
    CODE: ClassVar[str] = "not_under_contract"


class OutcomeChanged(Stale):
    """What would happen is no longer what the writer was told: they read the new sentence and decide again.

    Terms: general.7
    """

    CODE: ClassVar[str] = "outcome_changed"

"""Trainings written into the register as staff would."""

from datetime import UTC, date, datetime
from typing import Final

from extranet.partners.models import Training
from extranet.partners.training import TrainingFacts, record_training, withdraw_training
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, ERIK, user_of

AT: Final = datetime(2026, 11, 20, 10, tzinfo=UTC)
INES: Final = "ines@cables.example"
COURSE: Final = "Installation Business Telephony"


def trained(
    partner: str = ALPHA,
    *,
    name: str = "Ines Installateur",
    email: str = INES,
    course: str = COURSE,
    given: date = date(2026, 1, 12),
    until: date = date(2027, 1, 11),
    at: datetime = AT,
) -> Training:
    """Write a training down on the operator's pages, as staff."""
    facts = TrainingFacts(partner, name, email, course, given, until)
    with acting(PUBLIC, OPERATOR):
        return record_training(facts=facts, actor=user_of(ERIK), at=at)


def withdrawn(training: Training, *, reason: str = "Inscrite par erreur", at: datetime = AT) -> Training:
    """Withdraw a training on the operator's pages, as staff."""
    with acting(PUBLIC, OPERATOR):
        return withdraw_training(training_id=training.pk, reason=reason, actor=user_of(ERIK), at=at)

"""Whether whoever installed was trained by the operator that day, by the partner's own register.

Terms: general.3
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from extranet.clients.models import InstallationRecord
from extranet.partners.models import Training
from extranet.partners.training import plain_email, trained_on


@dataclass(frozen=True)
class Judged:
    """A person on the day of an installation, and the training that counts; None: not trained that day."""

    email: str
    day: date
    training: Training | None

    @property
    def token(self) -> str:
        """What the page posts to say that it told this about this person and this day."""
        return f"{self.day.isoformat()}|{self.email}"

    def was_told(self, shown: str) -> bool:
        """Whether nothing is left to say before saving: trained, or the page said that they are not."""
        return self.training is not None or shown == self.token


def judge(partner: str, email: str, day: date) -> Judged:
    """Judge a person of a partner on a day.

    Terms: general.3
    """
    return Judged(plain_email(email), day, trained_on(partner, email, day))


def training_of(record: InstallationRecord) -> Training | None:
    """Return the training that a record was judged by."""
    return Training.objects.filter(pk=record.training_id).first() if record.training_id else None


def trainings_behind(records: Iterable[InstallationRecord]) -> dict[int, Training]:
    """Return the trainings that records were judged by, by id. One query, none where there is none."""
    ids = {record.training_id for record in records if record.training_id}
    return Training.objects.in_bulk(ids) if ids else {}

"""The register of training: who of which partner followed which course of the operator, and until when it counts.

Staff write it, each partner reads its own. A person is known by their e-mail address within the partner.

Terms: general.3
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from extranet.audit import services as audit
from extranet.errors import InvalidInput, Stale
from extranet.partners.models import Partner, Training
from extranet.partners.training_rules import SOON, Period, TrainingState, is_valid_on, state_on
from extranet.times import brussels_day

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

FIRST_DAY = date(1990, 1, 1)


@dataclass(frozen=True)
class TrainingFacts:
    """What staff write down: a person of a partner (its schema), a course, its day and its last valid day."""

    partner: str
    person_name: str
    person_email: str
    course: str
    given_on: date
    expires_on: date


# ---------- Reads ----------
def trainings_of(partner: str) -> QuerySet[Training]:
    """Return every training of the people of a partner, the withdrawn ones too.

    Terms: general.3
    """
    return Training.objects.filter(partner=partner)


def period_of(training: Training) -> Period:
    """Return the days of a training, as the rules read them."""
    withdrawn = training.withdrawn_at
    return Period(training.given_on, training.expires_on, brussels_day(withdrawn) if withdrawn else None)


def training_state(training: Training, day: date) -> TrainingState:
    """Return what a training is on a day."""
    return state_on(period_of(training), day)


def trained_on(partner: str, email: str, day: date) -> Training | None:
    """Return the training that made a person of a partner a trained installer on `day`; of several the longest.

    Terms: general.3
    """
    if not email.strip():
        return None
    rows = trainings_of(partner).filter(person_email=plain_email(email)).order_by("-expires_on", "-pk")
    return next((row for row in rows if is_valid_on(period_of(row), day)), None)


def trained_people(partner: str, day: date) -> list[Training]:
    """Return, for each person of the register whose training holds on `day`, the one that holds longest, by name."""
    return _longest(row for row in trainings_of(partner) if is_valid_on(period_of(row), day))


def people_of(partner: str) -> list[Training]:
    """Return, for each person the register knows, the training that reaches furthest, by name.

    Withdrawn ones are among them: an installation may have been before.
    """
    return _longest(trainings_of(partner))


def soon_untrained(partner: str, day: date) -> list[Training]:
    """Return the last training of each person who is trained on `day` and will not be within sixty days.

    Terms: general.3
    """
    return [row for row in trained_people(partner, day) if row.expires_on - day <= SOON]


def narrowed(rows: QuerySet[Training], show: str, day: date) -> QuerySet[Training]:
    """Return the trainings that are valid, soon (sixty days), expired or withdrawn; all of them for another word."""
    stands = Q(withdrawn_at__isnull=True)
    holds = stands & Q(given_on__lte=day, expires_on__gte=day)
    asked = {
        "valid": holds,
        "soon": holds & Q(expires_on__lte=day + SOON),
        "expired": stands & Q(expires_on__lt=day),
        "withdrawn": ~stands,
    }
    return rows.filter(asked[show]) if show in asked else rows


def plain_email(email: str) -> str:
    """Return an address as the register knows it: case tells nobody apart."""
    return email.strip().lower()


def _longest(rows: Iterable[Training]) -> list[Training]:
    found: dict[str, Training] = {}
    for row in sorted(rows, key=lambda one: (one.withdrawn_at is None, one.expires_on, one.pk)):
        found[row.person_email] = row
    return sorted(found.values(), key=lambda one: (one.person_name.casefold(), one.person_email))


# ---------- Writes ----------
@transaction.atomic
def record_training(*, facts: TrainingFacts, actor: "AbstractBaseUser", at: datetime) -> Training:
    """Write down that a person followed a course. Whoever calls has checked that the actor is staff.

    Raises InvalidInput, every fault beside its field, and when the same is there already; Partner.DoesNotExist.

    Terms: general.3
    """
    email = plain_email(facts.person_email)
    _check(facts, email, at)
    partner = Partner.objects.select_for_update().get(schema_name=facts.partner)  # one page after the other
    written = {**vars(facts), "person_email": email}
    written |= {name: written[name].strip() for name in ("person_name", "course")}
    key = {name: written[name] for name in ("partner", "person_email", "course", "given_on")}
    if Training.objects.filter(**key, withdrawn_at__isnull=True).exists():
        sentence = _("Cette formation est déjà inscrite pour cette personne. Retirez-la d’abord si elle est fausse.")
        raise InvalidInput(sentence, code="training_there", fields={"course": sentence})
    training: Training = Training.objects.create(
        **written, recorded_at=at, recorded_by_name=str(getattr(actor, "name", ""))
    )
    place = partner.schema_name
    audit.record(actor=actor, act="training.recorded", target=training, at=at, changes=written, partner=place)
    return training


@transaction.atomic
def withdraw_training(*, training_id: int, reason: str, actor: "AbstractBaseUser", at: datetime) -> Training:
    """End a training from today on; installations written down before stay judged as they were.

    Raises InvalidInput without a reason, Stale when it is withdrawn already, Training.DoesNotExist.

    Terms: general.3
    """
    training: Training = Training.objects.select_for_update().get(pk=training_id)
    if training.withdrawn_at is not None:
        raise Stale(_("Cette formation est déjà retirée. Relisez la page."), code="training_withdrawn")
    if not reason.strip():
        sentence = _("Dites pourquoi elle est retirée : le partenaire le lit.")
        raise InvalidInput(sentence, code="reason_missing", fields={"reason": sentence})
    training.withdrawn_at, training.withdrawn_reason = at, reason.strip()[:300]
    training.withdrawn_by_name = str(getattr(actor, "name", ""))
    training.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_reason"])
    told = {"reason": training.withdrawn_reason, "person": training.person_email, "course": training.course}
    audit.record(actor=actor, act="training.withdrawn", target=training, at=at, changes=told, partner=training.partner)
    return training


def _check(facts: TrainingFacts, email: str, at: datetime) -> None:
    """Raise InvalidInput, every fault beside its field."""
    fields = {}
    if not facts.person_name.strip():
        fields["person_name"] = _("Dites qui a suivi la formation.")
    if not facts.course.strip():
        fields["course"] = _("Dites quelle formation.")
    try:
        validate_email(email)
    except ValidationError:
        fields["person_email"] = _("Écrivez l’adresse e-mail de la personne : le registre la reconnaît par elle.")
    if not FIRST_DAY <= facts.given_on <= brussels_day(at):
        fields["given_on"] = _("Choisissez le jour de la formation, aujourd’hui au plus tard.")
    if facts.expires_on < facts.given_on:
        fields["expires_on"] = _("Une formation expire après le jour où elle a été suivie.")
    if fields:
        raise InvalidInput(_("La formation n’est pas encore inscrite."), code="training_refused", fields=fields)

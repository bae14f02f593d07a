"""What finance chooses for the days to come: a partner's discount, a reading of the terms. Never edited afterwards.

Stand in `public` as the operator.

Terms: telavox.4, bt.11, bt.11d, bt.11k
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from billing.ledger.models import Discount, Reading
from billing.ledger.readings import check_reading
from billing.ledger.runs import BILLERS
from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from extranet.partners.models import Partner
from extranet.times import brussels_day

HUNDRED = Decimal(100)


@transaction.atomic
def give_discount(*, partner: str, percentage: Decimal, valid_from: date, actor: User | None, at: datetime) -> Discount:
    """Give a partner a discount from a Brussels day on, until the next one; 0 ends it.

    `actor` None is a command run by the operator, which alone may write days gone by.
    Raises NotAllowed, InvalidInput.

    Terms: bt.11k
    """
    _require_biller(actor)
    if not Partner.objects.filter(schema_name=partner).exists():
        raise _refused("partner", _("Aucun partenaire n’a ce nom. Choisissez-le dans la liste."))
    if not 0 <= percentage <= HUNDRED:
        raise _refused("percentage", _("Une remise va de 0 à 100 %."))
    _check_day(valid_from, actor, at)
    given = Discount(
        partner=partner,
        percentage=percentage,
        valid_from=valid_from,
        created_at=at,
        created_by_name=actor.name if actor else audit.SYSTEM,
    )
    _save_once(given, _("Ce partenaire a déjà une remise dès ce jour. Choisissez un autre jour."))
    facts = {"percentage": percentage, "valid_from": valid_from}
    audit.record(actor=actor, act="discount.given", target=given, at=at, changes=facts, partner=partner)
    return given


@transaction.atomic
def choose_reading(*, name: str, value: str, valid_from: date, actor: User | None, at: datetime) -> Reading:
    """Choose a reading of the terms from a Brussels day on, until the next choice.

    `actor` None is a command run by the operator, which alone may write days gone by.
    Raises NotAllowed, InvalidInput.

    Terms: bt.11d
    Reading: a changed rule of decrease takes effect at the next opening of a quarter.
    """
    _require_biller(actor)
    check_reading(name, value)
    _check_day(valid_from, actor, at)
    chosen = Reading(
        name=name,
        value=value,
        valid_from=valid_from,
        created_at=at,
        created_by_name=actor.name if actor else audit.SYSTEM,
    )
    _save_once(chosen, _("Cette règle a déjà une lecture dès ce jour. Choisissez un autre jour."))
    audit.record(actor=actor, act="reading.chosen", target=chosen, at=at, changes={"valid_from": valid_from})
    return chosen


def _require_biller(actor: User | None) -> None:
    if actor is not None and actor.staff_role not in BILLERS:
        sentence = _("Les finances et les administrateurs de l’opérateur choisissent les remises et les lectures.")
        raise NotAllowed(sentence, code="choosing_is_for_finance")


def _check_day(valid_from: date, actor: User | None, at: datetime) -> None:
    if actor is not None and valid_from < brussels_day(at):
        sentence = _("Choisissez aujourd’hui ou un jour plus tard : le passé garde ce qui valait alors.")
        raise _refused("valid_from", sentence)


def _save_once(row: Any, sentence: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise _refused("valid_from", sentence) from error


def _refused(field: str, sentence: str) -> InvalidInput:
    return InvalidInput(sentence, code="choice_refused", fields={field: sentence})

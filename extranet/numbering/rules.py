"""Which subscription may hold numbers, pure."""

from datetime import date

from django.utils.translation import gettext as _

from extranet.catalogue.families import Family
from extranet.errors import IllegalMove
from extranet.ordering.rules import TELEPHONY


def check_subscription(family: str, *, ends_on: date | None, day: date) -> None:
    """Refuse numbers for a service that has ended on `day` or that carries none. Raises IllegalMove.

    `ends_on`: the first day the service is no longer there.

    Terms: telavox.7, bt.14, sip.4
    Reading: the duty to declare addresses comes with telephony; Web Meeting, which has no specific terms, holds
    no numbers.
    """
    if family not in TELEPHONY:
        sentence = _("%(service)s n’a pas de numéros. Choisissez un abonnement de téléphonie.")
        raise IllegalMove(sentence % {"service": Family(family).label}, code="service_without_numbers")
    if ends_on is not None and ends_on <= day:
        sentence = _("Cet abonnement est terminé à cette date. Choisissez un abonnement en cours, ou un jour plus tôt.")
        raise IllegalMove(sentence, code="subscription_ended")

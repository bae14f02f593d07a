"""Accounts that are not billed yet, in words for who will be billed: what is missing, and that nothing is lost.

Terms: telavox.4, bt.11
Reading: an account that cannot be billed as it stands stops no other; it waits, and is said to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.ledger.drafts import draft_account
from billing.ledger.facts import collect_facts
from billing.ledger.frozen import AccountFacts, LedgerPark, SetAside
from billing.ledger.models import Invoice, InvoiceLine
from billing.ledger.wording import name_of
from billing.rules.days import month_of
from billing.rules.parking import ParkReason
from billing.rules.readings import HOURLY_WORK
from extranet.look import formats
from extranet.look.parts import Text
from extranet.ordering.models import Subscription
from extranet.partners.models import Partner

CHECKED: Final = gettext_lazy("L’opérateur doit vérifier ce compte.")
REASONS: Final[Mapping[str, Text]] = {
    ParkReason.NOT_REPORTED: gettext_lazy("La plateforme n’a pas rapporté ce qui est configuré le %(day)s."),
    ParkReason.NO_PRICE: gettext_lazy("%(element)s n’a pas encore de prix le %(day)s."),
    ParkReason.NO_HOURLY_RATE: gettext_lazy("Le prix de l’heure du %(day)s n’est pas encore fixé."),
    ParkReason.NO_OPENING: gettext_lazy(
        "Le nombre d’utilisateurs facturés à la fin du trimestre précédent n’est pas connu."
    ),
    LedgerPark.PRODUCT_RETIRED: gettext_lazy("%(element)s n’est plus vendu et n’a plus de prix le %(day)s."),
}


@dataclass(frozen=True)
class Unbilled:
    """An account that waits: whose, for which service, and what is missing."""

    client_name: str
    service: str
    account: str
    sentence: str
    clause: str


def unbilled(set_aside: Iterable[SetAside]) -> list[Unbilled]:
    """Return accounts set aside in the words of who will be billed for them."""
    return [_waiting(one) for one in set_aside]


def unbilled_on(invoice: Invoice, lines: Iterable[InvoiceLine], partner: Partner) -> list[Unbilled]:
    """Return the accounts in service in the month of an issued invoice that should be on it and are not.

    What the run noted of them is the operator's own: the same rules say it again from the facts as they are known
    now. Two queries where every account has a line. Stand in the partner's schema.

    Terms: telavox.4, bt.11
    """
    month = month_of(invoice.period)
    served = Subscription.objects.filter(starts_on__lt=month.end).exclude(ends_on__lte=month.start)
    if invoice.client_id is not None:
        served = served.filter(client_id=invoice.client_id)
    missing = set(served.values_list("pk", flat=True)) - {line.subscription_id for line in lines}
    if not missing:
        return []
    known = collect_facts(partner=partner, month=month, client_id=invoice.client_id, is_with_late=False)
    return list(_left_out([one for one in known if one.account.subscription_id in missing]))


def _left_out(accounts: Sequence[AccountFacts | SetAside]) -> Iterable[Unbilled]:
    for known in accounts:
        outcome = known if isinstance(known, SetAside) else draft_account(known)
        if isinstance(outcome, SetAside):
            yield _waiting(outcome)
        elif any(line.element != HOURLY_WORK for line in outcome.draft.lines):  # work goes on the next invoice
            sentence = _("Ce qui était configuré n’a été connu qu’après l’émission de la facture.")
            yield _of_account(SetAside(outcome.facts.account, ""), sentence)


def _waiting(aside: SetAside) -> Unbilled:
    if aside.reason == ParkReason.NOT_REPORTED and not aside.account.account:
        return _of_account(aside, _("L’opérateur n’a pas encore ouvert le compte."))
    told = {
        "element": name_of(aside.product) if aside.product else aside.element,
        "day": formats.day(aside.day) if aside.day else "",
    }
    return _of_account(aside, str(REASONS.get(aside.reason, CHECKED)) % told)


def _of_account(aside: SetAside, sentence: str) -> Unbilled:
    account = aside.account
    return Unbilled(account.client_name, str(account.family.label), account.account, sentence, aside.clause)

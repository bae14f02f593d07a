"""Numbers that come from another operator: requested with a letter of authority, confirmed or refused, then there.

Stand in the partner's schema. Requesting is the partner's or the operator's, deciding the operator's.
"""

import re
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from extranet.numbering.formats import written_at_home
from extranet.numbering.models import Holding, PortIn
from extranet.numbering.reading import read_block
from extranet.numbering.rules import check_subscription
from extranet.numbering.services import allocate_block
from extranet.ordering.models import Subscription
from extranet.tenancy.context import current_schema
from extranet.times import brussels_day

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def request_port_in(
    *,
    port_in_id: UUID,
    subscription: Subscription,
    first: str,
    last: str,
    donor: str,
    letter_name: str,
    letter_sha256: str,
    wanted_on: date,
    person: Person,
    at: datetime,
) -> PortIn:
    """Request that numbers come from `donor`; `letter_sha256`: the digest of the holder's letter of authority.

    The same id again is the same request. Raises NumberRefused, InvalidInput, IllegalMove, NotAllowed.

    Terms: telavox.7, bt.14, sip.4
    """
    if not (person.may(Right.PLACE_ORDERS) or person.may(Right.REVIEW_ADDRESSES)):
        sentence = _("Demandez à un administrateur ou à un technicien de demander ce portage.")
        raise NotAllowed(sentence, code="may_not_port")
    known = PortIn.objects.filter(pk=port_in_id).first()
    if known is not None:
        return known
    block = read_block(first, last)
    _check_request(donor, letter_name, letter_sha256, wanted_on, at)
    check_subscription(subscription.family, ends_on=subscription.ends_on, day=wanted_on)
    port_in = PortIn.objects.create(
        pk=port_in_id,
        partner=current_schema(),
        client_id=subscription.client_id,
        client_name=subscription.client.name,
        subscription_id=subscription.pk,
        numbers=NumericRange(block.first, block.last + 1),
        donor=donor.strip(),
        letter_name=letter_name,
        letter_sha256=letter_sha256,
        wanted_on=wanted_on,
        requested_at=at,
        requested_by_id=person.user.pk,
        requested_by_name=person.user.name,
    )
    changes = {"numbers": str(port_in), "donor": port_in.donor, "letter": letter_sha256, "wanted": wanted_on}
    audit.record(actor=person.user, act="numbers.port_in_requested", target=port_in, at=at, changes=changes)
    return port_in


@transaction.atomic
def confirm_port_in(*, port_in_id: UUID, planned_on: date, actor: User, at: datetime) -> PortIn:
    """Note that the donor agreed, and for which day. Raises PortIn.DoesNotExist, IllegalMove.

    Terms: telavox.7, bt.14, sip.4
    """
    port_in = _locked(port_in_id)
    port_in.move_to(PortIn.State.CONFIRMED)
    port_in.planned_on = planned_on
    _decide(port_in, actor, at)
    changes = {"numbers": str(port_in), "planned": planned_on}
    audit.record(actor=actor, act="numbers.port_in_confirmed", target=port_in, at=at, changes=changes)
    return port_in


@transaction.atomic
def refuse_port_in(*, port_in_id: UUID, reason: str, actor: User, at: datetime) -> PortIn:
    """Note that the numbers do not come, and why. Raises PortIn.DoesNotExist, InvalidInput, IllegalMove."""
    if not reason.strip():
        sentence = _("Dites pourquoi le portage est refusé : le demandeur le lit.")
        raise InvalidInput(sentence, code="reason_missing", fields={"reason": sentence})
    port_in = _locked(port_in_id)
    port_in.move_to(PortIn.State.REFUSED)
    port_in.refusal_reason = reason.strip()
    _decide(port_in, actor, at)
    changes = {"numbers": str(port_in), "reason": port_in.refusal_reason}
    audit.record(actor=actor, act="numbers.port_in_refused", target=port_in, at=at, changes=changes)
    return port_in


@transaction.atomic
def complete_port_in(*, port_in_id: UUID, since: datetime, actor: User, at: datetime) -> Holding:
    """Give the numbers that arrived to their subscription from `since` on; their address is to be declared.

    Raises PortIn.DoesNotExist, IllegalMove, also when somebody here holds one of them already.

    Terms: telavox.7, bt.14, sip.4
    """
    port_in = _locked(port_in_id)
    port_in.move_to(PortIn.State.DONE)
    subscription = Subscription.objects.get(pk=port_in.subscription_id)
    holding = allocate_block(
        subscription=subscription,
        first=written_at_home(port_in.first),
        last=written_at_home(port_in.last),
        since=since,
        actor=actor,
        at=at,
        holding_id=port_in.pk,
    )
    port_in.holding, port_in.done_at = holding, at
    port_in.save(update_fields=["state", "holding", "done_at"])
    changes = {"numbers": str(port_in), "donor": port_in.donor, "since": since}
    audit.record(actor=actor, act="numbers.ported_in", target=holding, at=at, changes=changes)
    return holding


def _locked(port_in_id: UUID) -> PortIn:
    return PortIn.objects.select_for_update().get(pk=port_in_id, partner=current_schema())


def _decide(port_in: PortIn, actor: User, at: datetime) -> None:
    port_in.decided_at, port_in.decided_by_name = at, actor.name
    port_in.save(update_fields=["state", "planned_on", "decided_at", "decided_by_name", "refusal_reason"])


def _check_request(donor: str, letter_name: str, letter_sha256: str, wanted_on: date, at: datetime) -> None:
    if not donor.strip():
        sentence = _("Nommez l’opérateur qui a ces numéros maintenant.")
        raise InvalidInput(sentence, code="donor_missing", fields={"donor": sentence})
    if not letter_name or not _SHA256.fullmatch(letter_sha256):
        sentence = _("Joignez la lettre d’autorisation signée par le titulaire des numéros.")
        raise InvalidInput(sentence, code="letter_missing", fields={"letter": sentence})
    if wanted_on <= brussels_day(at):
        sentence = _("Un portage se demande pour un jour à venir. Choisissez-en un plus tard.")
        raise InvalidInput(sentence, code="wanted_in_past", fields={"wanted_on": sentence})

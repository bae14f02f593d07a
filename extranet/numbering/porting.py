"""Numbers that come from another operator: requested with a letter of authority, confirmed or refused, then there.

Stand in the partner's schema. Requesting is the partner's or the operator's, deciding the operator's.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from extranet.numbering.formats import written_at_home
from extranet.numbering.letters import Letter
from extranet.numbering.models import Holding, PortIn, PortInLetter
from extranet.numbering.reading import ReadBlock, read_block
from extranet.numbering.rules import check_subscription
from extranet.numbering.services import allocate_block
from extranet.ordering.models import Subscription
from extranet.outbox.services import enqueue
from extranet.tenancy.context import current_schema
from extranet.times import brussels_day

DECIDED_MAIL: Final = "numbering.mail_port_in_decided"
# Delivered by the department above: a block that arrived is one whose address somebody must confirm.
PORTED_IN: Final = "emergency.ported_in"
# Any number that no other advisory lock of the house uses.
REQUESTING: Final = 7_115_002
LONGEST_NAME: Final = 80
LONGEST_REASON: Final = 300


@transaction.atomic
def request_port_in(
    *,
    port_in_id: UUID,
    subscription: Subscription,
    first: str,
    last: str,
    donor: str,
    letter: Letter | None,
    wanted_on: date,
    person: Person,
    at: datetime,
) -> PortIn:
    """Request that numbers come from `donor`, with the holder's letter of authority.

    The same id again is the same request. Raises NumberRefused, InvalidInput (also for numbers that are on their way
    or here already), IllegalMove, NotAllowed.

    Terms: telavox.7, bt.14, sip.4
    """
    if not (person.may(Right.PLACE_ORDERS) or person.may(Right.REVIEW_ADDRESSES)):
        sentence = _("Demandez à un administrateur ou à un technicien de demander ce portage.")
        raise NotAllowed(sentence, code="may_not_port")
    with connection.cursor() as cursor:
        # Two clicks at once would both find nothing here. One at a time.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REQUESTING])
    known = PortIn.objects.filter(pk=port_in_id, partner=current_schema()).first()
    if known is not None:
        return known
    block = read_block(first, last)
    _check_request(donor, wanted_on, at)
    if letter is None:
        sentence = _("Joignez la lettre d’autorisation signée par le titulaire des numéros.")
        raise InvalidInput(sentence, code="letter_missing", fields={"letter": sentence})
    _check_elsewhere(block)
    check_subscription(subscription.family, ends_on=subscription.ends_on, day=wanted_on)
    port_in = PortIn.objects.create(
        pk=port_in_id,
        partner=current_schema(),
        client_id=subscription.client_id,
        client_name=subscription.client.name,
        subscription_id=subscription.pk,
        numbers=NumericRange(block.first, block.last + 1),
        donor=donor.strip(),
        letter_name=letter.name,
        letter_sha256=letter.sha256,
        wanted_on=wanted_on,
        requested_at=at,
        requested_by_id=person.user.pk,
        requested_by_name=person.user.name,
    )
    PortInLetter.objects.create(
        port_in=port_in, partner=port_in.partner, media_type=letter.media_type, content=letter.content
    )
    changes = {"numbers": str(port_in), "donor": port_in.donor, "letter": letter.sha256, "wanted": wanted_on}
    audit.record(actor=person.user, act="numbers.port_in_requested", target=port_in, at=at, changes=changes)
    return port_in


@transaction.atomic
def confirm_port_in(*, port_in_id: UUID, planned_on: date, actor: User, at: datetime) -> PortIn:
    """Note that the donor agreed, and for which day. Raises PortIn.DoesNotExist, InvalidInput, IllegalMove.

    Terms: telavox.7, bt.14, sip.4
    """
    if planned_on < brussels_day(at):
        sentence = _("Ce jour est passé. Donnez le jour convenu avec l’opérateur cédant.")
        raise InvalidInput(sentence, code="planned_in_past", fields={"planned_on": sentence})
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
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        sentence = _("Dites pourquoi le portage est refusé, en 300 signes au plus : le demandeur le lit.")
        raise InvalidInput(sentence, code="reason_missing", fields={"reason": sentence})
    port_in = _locked(port_in_id)
    port_in.move_to(PortIn.State.REFUSED)
    port_in.refusal_reason = said
    _decide(port_in, actor, at)
    changes = {"numbers": str(port_in), "reason": port_in.refusal_reason}
    audit.record(actor=actor, act="numbers.port_in_refused", target=port_in, at=at, changes=changes)
    return port_in


@transaction.atomic
def complete_port_in(*, port_in_id: UUID, since: datetime, actor: User, at: datetime) -> Holding:
    """Give the numbers that arrived to their subscription from `since` on; their address is to be declared.

    Raises PortIn.DoesNotExist, InvalidInput for an instant to come, IllegalMove, also when somebody here holds one of
    them already.

    Terms: telavox.7, bt.14, sip.4
    """
    port_in = _locked(port_in_id)
    port_in.move_to(PortIn.State.DONE)
    if since > at:
        sentence = _("Cet instant est à venir : notez l’arrivée quand les numéros sont là.")
        raise InvalidInput(sentence, code="arrival_not_past", fields={"since": sentence})
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
    enqueue(DECIDED_MAIL, str(port_in.pk), port_in.state)
    enqueue(PORTED_IN, str(holding.pk))
    return holding


def _locked(port_in_id: UUID) -> PortIn:
    return PortIn.objects.select_for_update().get(pk=port_in_id, partner=current_schema())


def _decide(port_in: PortIn, actor: User, at: datetime) -> None:
    port_in.decided_at, port_in.decided_by_name = at, actor.name
    port_in.save(update_fields=["state", "planned_on", "decided_at", "decided_by_name", "refusal_reason"])
    enqueue(DECIDED_MAIL, str(port_in.pk), port_in.state)


def _check_request(donor: str, wanted_on: date, at: datetime) -> None:
    if not donor.strip() or len(donor.strip()) > LONGEST_NAME:
        sentence = _("Nommez l’opérateur qui a ces numéros maintenant.")
        raise InvalidInput(sentence, code="donor_missing", fields={"donor": sentence})
    if wanted_on <= brussels_day(at):
        sentence = _("Un portage se demande pour un jour à venir. Choisissez-en un plus tard.")
        raise InvalidInput(sentence, code="wanted_in_past", fields={"wanted_on": sentence})


def _check_elsewhere(block: ReadBlock) -> None:
    """Refuse numbers that are here or on their way, as far as this partner may know: only its own are read."""
    own = {"partner": current_schema(), "numbers__overlap": NumericRange(block.first, block.last + 1)}
    open_states = (PortIn.State.REQUESTED, PortIn.State.CONFIRMED)
    if PortIn.objects.filter(**own, state__in=open_states).exists():
        sentence = _("Un portage de ces numéros est déjà demandé. Suivez-le dans la liste des portages.")
        raise InvalidInput(sentence, code="already_requested", fields={"first": sentence})
    if Holding.objects.filter(**own, held__upper_inf=True).exists():
        sentence = _("Un de ces numéros est déjà ici. Vérifiez-les dans la liste des numéros.")
        raise InvalidInput(sentence, code="already_here", fields={"first": sentence})

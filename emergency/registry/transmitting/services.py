"""What staff decide about a message that did not arrive: queue it again, or cancel it; with a reason, for the trail.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.models import Transmission
from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput

LONGEST_REASON: Final = 300
QUEUED_AGAIN: Final = frozenset({Transmission.State.FAILED, Transmission.State.SENT})


@transaction.atomic
def queue_again(*, transmission_id: UUID, reason: str, actor: User, at: datetime) -> Transmission:
    """Let a message that failed, or that was sent and never answered, be sent again, with all its tries.

    It leaves under the same id: the other side keeps it once. Raises Transmission.DoesNotExist, IllegalMove,
    InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    """
    why = _why(reason)
    row = Transmission.objects.select_for_update().get(pk=transmission_id)
    if row.state not in QUEUED_AGAIN:
        sentence = _("Seul un message échoué ou sans réponse est remis en file. Celui-ci est « %(state)s ».")
        raise IllegalMove(sentence % {"state": row.get_state_display()}, code="transmission_moved_on")
    row.move_to(Transmission.State.QUEUED)
    # The alarm is given again should it fail again.
    row.attempts, row.next_try_at, row.error, row.alarmed_at = 0, None, "", None
    row.save(update_fields=["state", "attempts", "next_try_at", "error", "alarmed_at"])
    _record(act="transmission.queued_again", row=row, why=why, actor=actor, at=at)
    return row


@transaction.atomic
def cancel_transmission(*, transmission_id: UUID, reason: str, actor: User, at: datetime) -> Transmission:
    """Let a message never leave: later ones about its numbers wait for it no more.

    One that was tried may have arrived: it is cancelled only once it failed. Raises Transmission.DoesNotExist,
    IllegalMove, InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    """
    why = _why(reason)
    row = Transmission.objects.select_for_update().get(pk=transmission_id)
    if row.state == Transmission.State.QUEUED and row.attempts:
        sentence = _("Un essai est en cours ou a pu arriver. Attendez qu’il soit confirmé ou échoué, puis décidez.")
        raise IllegalMove(sentence, code="transmission_tried")
    row.move_to(Transmission.State.CANCELLED)
    row.next_try_at = None
    row.save(update_fields=["state", "next_try_at"])
    _record(act="transmission.cancelled", row=row, why=why, actor=actor, at=at)
    return row


def _why(reason: str) -> str:
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        sentence = _("Dites pourquoi, en 300 signes au plus : la piste d’audit le garde.")
        raise InvalidInput(sentence, code="reason_missing", fields={"reason": sentence})
    return said


def _record(*, act: str, row: Transmission, why: str, actor: User, at: datetime) -> None:
    changes = {"numbers": str(row), "sequence": row.sequence, "error": row.error, "reason": why}
    audit.record(actor=actor, act=act, target=row, at=at, changes=changes, partner=row.partner)

"""A client's place moves, or what was known of a past time was wrong: many blocks, or the past, in one act.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.registry.facts import AddressFacts
from emergency.registry.models import Reason, Registration, Review
from emergency.registry.places import judged
from emergency.registry.services import check_declarer, checked, declare_on
from emergency.registry.telling import tell_other_side
from emergency.registry.timeline import Area
from emergency.registry.writing import after_all_known, authorship, kept_address, register
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from extranet.numbering.cutting import lock_sheets
from extranet.numbering.models import Holding
from extranet.numbering.selectors import visible_holdings
from extranet.numbering.services import lock_sheet, raise_revision
from extranet.tenancy.context import current_schema

LONGEST_NOTE: Final = 300


@transaction.atomic
def move_addresses(
    *,
    revisions: Mapping[UUID, int],
    facts: AddressFacts,
    effective: datetime | None,
    person: Person,
    at: datetime,
) -> list[Registration | Review]:
    """Declare that the place of these blocks of one client has moved: one new version each, with the reason *move*.

    `revisions`: of each block, as the page listed it; all or none. A block whose zone disagrees waits for staff and
    keeps its address. Raises Holding.DoesNotExist, NotAllowed, Stale, IllegalMove, InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    """
    check_declarer(person)
    visible = visible_holdings(person, at)
    holdings = {holding_id: visible.get(pk=holding_id) for holding_id in revisions}
    if len({holding.client_id for holding in holdings.values()}) != 1:
        sentence = _("Un déménagement est celui d’un client. Choisissez les blocs d’un seul client.")
        raise InvalidInput(sentence, code="blocks_of_several_clients")
    return [
        declare_on(
            locked=locked,
            judgement=checked(judged(facts, locked.holding)),
            effective=effective,
            person=person,
            at=at,
            reason=Reason.MOVE,
        )
        for locked in lock_sheets(revisions)
    ]


@transaction.atomic
def correct_address(
    *,
    holding_id: UUID,
    revision: int,
    facts: AddressFacts,
    since: datetime,
    until: datetime | None,
    note: str,
    person: Person,
    at: datetime,
) -> Registration:
    """Correct what was known of a past time, staff only and with a reason; when we came to know it stays visible.

    `until`: None lets the address go on. What was answered before stays answerable as it was known then. Also for a
    block that is no longer held, up to its end. Raises Holding.DoesNotExist, NotAllowed, Stale, InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    Reading: nobody declares for the past; the operator may correct it, and both instants are kept.
    """
    if not person.may(Right.REVIEW_ADDRESSES):
        sentence = _("Le passé se corrige par l’opérateur seul. Signalez-lui l’erreur par un ticket.")
        raise NotAllowed(sentence, code="may_not_correct")
    why = " ".join(note.split())
    if not why or len(why) > LONGEST_NOTE:
        sentence = _("Dites ce qui était faux et d’où vous le savez, en 300 signes au plus.")
        raise InvalidInput(sentence, code="reason_missing", fields={"note": sentence})
    judgement = checked(judged(facts, Holding.objects.get(pk=holding_id, partner=current_schema())))
    locked = lock_sheet(holding_id=holding_id, revision=revision)
    holding = locked.holding
    instant = after_all_known([holding], locked.instant)
    taken = _past(holding, since, until, instant)
    address = kept_address(holding, judgement.facts, instant)
    author = authorship(holding, person, instant)
    registration, before = register(
        holding, taken, address, author, instant=instant, reason=Reason.CORRECTION, note=why
    )
    raise_revision(locked.sheet)
    changes = {
        "address": [[str(row.address) for row in before], str(address)],
        "from": taken.since,
        "until": taken.until,
        "reason": why,
        "registration": registration.pk,
    }
    audit.record(actor=person.user, act="address.corrected", target=holding, at=at, changes=changes)
    tell_other_side(registration)
    return registration


def _past(holding: Holding, since: datetime, until: datetime | None, instant: datetime) -> Area:
    """Return the area of a correction: it begins in the past, and within the time the block was held."""
    end = min((one for one in (until, holding.held.upper) if one is not None), default=None)
    if since >= instant:
        sentence = _("Cet instant est à venir : déclarez l’adresse, il n’y a rien à corriger.")
        raise InvalidInput(sentence, code="effective_not_past", fields={"since": sentence})
    if holding.held.isempty or since < holding.held.lower or (end is not None and end <= since):
        sentence = _("Ces numéros n’étaient pas détenus dans ce bloc à cet instant. Cherchez le bloc d’alors.")
        raise InvalidInput(sentence, code="effective_before_held", fields={"since": sentence})
    return replace(Area(holding.first, holding.last + 1, since), until=end)

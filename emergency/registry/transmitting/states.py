"""How far a block's addresses got: declared is not sent, sent is not acknowledged.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from emergency.registry.models import Registration, Transmission
from emergency.registry.transmitting.channels.choosing import is_set_up
from extranet.look.parts import Badge, Text, Tone
from extranet.numbering.models import Holding


class SentState(StrEnum):
    """The states of a block, from the worst to the best."""

    FAILED = "failed"
    NOT_SENT = "not_sent"
    QUEUED = "queued"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"


WORDS: Final[Mapping[SentState, tuple[Text, Text, Tone]]] = {
    SentState.FAILED: (
        _("transmission échouée"),
        _("Déclarée, mais la transmission aux services d’urgence a échoué. L’opérateur en est prévenu."),
        Tone.DANGER,
    ),
    SentState.NOT_SENT: (
        _("pas transmise"),
        _("Déclarée, mais pas transmise aux services d’urgence."),
        Tone.WARN,
    ),
    SentState.QUEUED: (
        _("pas encore envoyée"),
        _("Déclarée. Le message aux services d’urgence attend son tour ; il n’est pas encore parti."),
        Tone.WARN,
    ),
    SentState.SENT: (
        _("envoyée, pas confirmée"),
        _("Déclarée et envoyée. Les services d’urgence ne l’ont pas encore confirmée."),
        Tone.INFO,
    ),
    SentState.ACKNOWLEDGED: (
        _("confirmée"),
        _("Déclarée, envoyée et confirmée par les services d’urgence."),
        Tone.OK,
    ),
}
NO_CHANNEL: Final = _("Déclarée, pas transmise : aucun canal vers les services d’urgence n’est configuré.")
NOTHING: Final = _("Aucune adresse à transmettre.")


@dataclass(frozen=True)
class Sent:
    """How far the addresses of a block got. `has_address`: there is one, now or later; else nothing is to be sent.

    `acknowledged_at`, `reference`: of the newest acknowledgement, once all of it is acknowledged.
    """

    state: SentState
    has_address: bool
    is_set_up: bool
    acknowledged_at: datetime | None = None
    reference: str = ""

    @property
    def badge(self) -> Badge:
        """The word of the state, never more than it."""
        if not self.has_address:
            return Badge(_("rien à transmettre"))
        word, _sentence, tone = WORDS[self.state]
        return Badge(_("pas transmise"), Tone.WARN) if self.has_no_channel else Badge(word, tone)

    @property
    def words(self) -> Text:
        """The state in a sentence."""
        if not self.has_address:
            return NOTHING
        return NO_CHANNEL if self.has_no_channel else WORDS[self.state][1]

    @property
    def has_no_channel(self) -> bool:
        """Whether it waits because there is no way to the emergency side."""
        return not self.is_set_up and self.state in (SentState.NOT_SENT, SentState.QUEUED)


@dataclass(frozen=True)
class Message:
    """What the state of a block is judged by: numbers [first, end), and where the message stands."""

    first: int
    end: int
    sequence: int
    kind: str
    state: str
    acknowledged_at: datetime | None = None
    reference: str = ""


def state_of(holdings: Iterable[Holding]) -> dict[UUID, Sent]:
    """Return, by block, how far its addresses got; two queries for all.

    Only what the place may see is counted: a partner's own messages.

    Terms: telavox.7, bt.14, sip.4
    """
    blocks = list(holdings)
    if not blocks:
        return {}
    ids = [block.pk for block in blocks]
    lasts = Q(valid__upper_inf=True) | Q(valid__endswith__gt=Now())
    known = Registration.objects.filter(lasts, holding__in=ids, recorded__upper_inf=True)
    covered: dict[UUID, list[tuple[int, int]]] = {}
    for holding_id, numbers in known.order_by().values_list("holding_id", "numbers"):
        covered.setdefault(holding_id, []).append((int(numbers.lower), int(numbers.upper)))
    by_client: dict[UUID, list[Message]] = {}
    for client_id, message in _messages(blocks):
        by_client.setdefault(client_id, []).append(message)
    has_way = is_set_up()
    return {block.pk: _sent(covered.get(block.pk, []), by_client.get(block.client_id, []), has_way) for block in blocks}


def judge(covered: Sequence[tuple[int, int]], messages: Sequence[Message]) -> SentState:
    """Return the state of numbers with an address: that of the one that got the least far.

    `messages`: of these numbers. Of a number the newest message counts, and any still on its way: one that staff
    cancelled was never told, so that what an older one said is not what is declared.

    Terms: telavox.7, bt.14, sip.4
    """
    found = SentState.ACKNOWLEDGED
    for first, end in _pieces(covered, messages):
        about = [one for one in messages if one.first <= first and end <= one.end]
        found = min(found, _state_of_piece(about), key=_ORDER.index)
    return found


_ORDER: Final = tuple(SentState)
_CANCELLED: Final = Transmission.State.CANCELLED.value


def _state_of_piece(about: Sequence[Message]) -> SentState:
    newest = max(about, key=lambda one: one.sequence, default=None)
    if newest is None or newest.kind == Transmission.Kind.WITHDRAW or newest.state == _CANCELLED:
        return SentState.NOT_SENT
    return min((SentState(one.state) for one in about if one.state != _CANCELLED), key=_ORDER.index)


def _pieces(covered: Sequence[tuple[int, int]], messages: Sequence[Message]) -> list[tuple[int, int]]:
    """Return the covered numbers, cut wherever a message begins or ends."""
    cuts = {bound for one in messages for bound in (one.first, one.end)}
    pieces: set[tuple[int, int]] = set()
    for first, end in covered:
        inner = sorted({first, end, *(cut for cut in cuts if first < cut < end)})
        pieces.update(pairwise(inner))
    return sorted(pieces)


def _sent(covered: Sequence[tuple[int, int]], messages: Sequence[Message], has_way: bool) -> Sent:
    about = [one for one in messages if any(one.first < end and first < one.end for first, end in covered)]
    state = judge(covered, about) if covered else SentState.NOT_SENT
    if state != SentState.ACKNOWLEDGED:
        return Sent(state, bool(covered), has_way)
    newest = max(about, key=lambda one: one.sequence)
    return Sent(state, bool(covered), has_way, newest.acknowledged_at, newest.reference)


def _messages(blocks: Sequence[Holding]) -> list[tuple[UUID, Message]]:
    """Return the messages about any number of the blocks, with their client."""
    ranges = reduce(or_, (Q(numbers__overlap=block.numbers) for block in blocks))
    rows = Transmission.objects.filter(
        ranges, partner__in={block.partner for block in blocks}, client_id__in={block.client_id for block in blocks}
    )
    names = ("client_id", "numbers", "sequence", "kind", "state", "acknowledged_at", "reference")
    return [(one[0], _message(one[1:])) for one in rows.order_by().values_list(*names)]


def _message(row: tuple[Any, ...]) -> Message:
    numbers, sequence, kind, state, acknowledged_at, reference = row
    return Message(int(numbers.lower), int(numbers.upper), sequence, kind, state, acknowledged_at, reference)

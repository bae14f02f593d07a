"""What a request must say before it is a ticket: checked here, whatever page or caller it comes from.

Terms: general.7
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.catalogue.families import Family
from extranet.errors import InvalidInput
from extranet.numbering.characters import digits_of
from extranet.numbering.errors import NumberRefused
from extranet.numbering.formats import written_block
from extranet.numbering.models import Holding
from extranet.numbering.selectors import numbers_of_client
from extranet.partners.models import LANGUAGES
from support.hooks import addresses_of
from support.judging import Asked
from support.models import Ticket
from support.rules import Ground

SHORTEST_NUMBER, LONGEST_NUMBER = 9, 16
LONGEST_TEXT: Final = 20_000
LONGEST_SUBJECT: Final = 160
LONGEST_PLACE: Final = 200
LONGEST_DEVICES: Final = 300
NO_CALL_BACK: Final = gettext_lazy("Indiquez un numéro qui marche maintenant : c’est là que l’on vous rappelle.")
CRITICAL: Final = tuple(ground for ground in Ground if ground != Ground.NONE)


@dataclass(frozen=True)
class Block:
    """A block of numbers that is hit. `address`: the one declared for it at that instant, empty when there is none."""

    holding: Holding
    label: str
    address: str


def read_call_back(text: str) -> str:
    """Return a number to call back, as it was typed but without stray spaces; of any country. Raises InvalidInput.

    Terms: general.7
    """
    try:
        digits = digits_of(text)
    except NumberRefused as refusal:
        raise _refused({"call_back_number": str(refusal)}) from refusal
    if not digits.startswith(("0", "+")) or not SHORTEST_NUMBER <= len(digits) <= LONGEST_NUMBER:
        sentence = _("Écrivez le numéro entier, avec sa zone ou son pays, par exemple +32 2 226 88 88.")
        raise _refused({"call_back_number": sentence})
    return " ".join(text.split())


def blocks_of(client_id: UUID | None, at: datetime) -> list[Block]:
    """Return the blocks that a client holds at `at`, each with the address declared for it."""
    if client_id is None:
        return []
    holdings = list(numbers_of_client(client_id, at).order_by("numbers"))
    addresses = addresses_of(holdings, at)
    return [Block(one, written_block(one.first, one.last), addresses.get(one.pk, "")) for one in holdings]


def checked_asked(asked: Asked, *, client_id: UUID | None, at: datetime) -> list[Block]:
    """Return the blocks a request names, with their addresses. Raises InvalidInput with a sentence a field.

    Terms: general.7
    Reading: who is called at night must know whom to call back, and where: a critical request names a number that
    works and at least one block or place.
    """
    faults = _text_faults(asked)
    known = {block.holding.pk: block for block in blocks_of(client_id, at)} if asked.holding_ids else {}
    strangers = [one for one in asked.holding_ids if one not in known]
    if strangers:
        faults["holdings"] = _("Un de ces blocs n’est plus à ce client. Choisissez parmi ceux de la liste.")
    if Ground(asked.ground) in CRITICAL:
        faults |= critical_faults(asked.call_back_number, is_located=bool(asked.holding_ids or asked.place.strip()))
    elif asked.call_back_number.strip():
        faults |= call_back_faults(asked.call_back_number)
    if faults:
        raise _refused(faults)
    return [known[one] for one in dict.fromkeys(asked.holding_ids)]


def critical_faults(call_back_number: str, *, is_located: bool) -> dict[str, str]:
    """Return what a critical request still lacks, by field.

    Terms: general.7
    """
    faults = {}
    if not call_back_number.strip():
        faults["call_back_number"] = str(NO_CALL_BACK)
    else:
        faults |= call_back_faults(call_back_number)
    if not is_located:
        faults["place"] = _("Cochez au moins un bloc de numéros, ou nommez le lieu touché.")
    return faults


def call_back_faults(text: str) -> dict[str, str]:
    """Return what is wrong with a number to call back."""
    try:
        read_call_back(text)
    except InvalidInput as refusal:
        return dict(refusal.fields)
    return {}


def holds(blocks: Iterable[Block], call_back_number: str) -> bool:
    """Return whether a number to call back is one of the numbers that are hit: it may be dead too."""
    try:
        digits = digits_of(call_back_number)
    except NumberRefused:
        return False
    national = digits.removeprefix("+32").removeprefix("0032").removeprefix("0")
    if not national.isdigit():
        return False
    number = int(f"32{national}")
    return any(block.holding.first <= number <= block.holding.last for block in blocks)


def _text_faults(asked: Asked) -> dict[str, str]:
    faults = {}
    if not asked.subject.strip():
        faults["subject"] = _("Donnez un sujet, en quelques mots.")
    if not asked.text.strip():
        faults["text"] = _("Décrivez ce qui se passe, en quelques mots.")
    if asked.family and asked.family not in Family:
        faults["family"] = _("Choisissez un service de la liste.")
    if asked.category not in Ticket.Category:
        faults["category"] = _("Choisissez une catégorie de la liste.")
    if asked.language not in dict(LANGUAGES):
        faults["language"] = _("Choisissez une langue de la liste.")
    lengths = {
        "subject": (asked.subject, LONGEST_SUBJECT),
        "place": (asked.place, LONGEST_PLACE),
        "devices": (asked.devices, LONGEST_DEVICES),
        "text": (asked.text, LONGEST_TEXT),
        "failed_calls": (asked.failed_calls, LONGEST_TEXT),
    }
    for name, (written, most) in lengths.items():
        if len(written) > most:
            faults[name] = _("Raccourcissez : %(most)s caractères au plus.") % {"most": most}
    return faults


def _refused(faults: dict[str, str]) -> InvalidInput:
    return InvalidInput(_("Rien n’est encore envoyé."), code="ticket", fields=faults)

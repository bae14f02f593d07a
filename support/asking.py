"""What a request must say before it is a ticket: checked here, whatever page or caller it comes from.

Terms: general.7
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.catalogue.families import Family
from extranet.errors import InvalidInput
from extranet.numbering.characters import digits_of
from extranet.numbering.errors import NumberRefused
from extranet.partners.models import LANGUAGES
from support.hits import Block, Hit, blocks_of, places_of
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


def checked_asked(asked: Asked, *, client_id: UUID | None, at: datetime) -> Hit:
    """Return what a request names as hit, with its addresses. Raises InvalidInput with a sentence a field.

    Terms: general.7
    Reading: who is called at night must know whom to call back, and where: a critical request names a number that
    works and at least one block, site, device or place in words.
    """
    faults = _text_faults(asked)
    blocks = {block.id: block for block in blocks_of(client_id, at)} if asked.holding_ids else {}
    sites, devices = places_of(client_id, site_ids=asked.site_ids, device_ids=asked.device_ids, at=at)
    if not blocks.keys() >= set(asked.holding_ids):
        faults["holdings"] = _("Un de ces blocs n’est plus à ce client. Choisissez parmi ceux de la liste.")
    if not sites.keys() >= set(asked.site_ids):
        faults["sites"] = _("Un de ces sites n’est plus à ce client. Choisissez parmi ceux de la liste.")
    if not devices.keys() >= set(asked.device_ids):
        faults["known_devices"] = _("Un de ces appareils n’est plus à ce client. Choisissez parmi ceux de la liste.")
    if Ground(asked.ground) in CRITICAL:
        named = asked.holding_ids or asked.site_ids or asked.device_ids or asked.place.strip()
        faults |= critical_faults(asked.call_back_number, is_located=bool(named))
    elif asked.call_back_number.strip():
        faults |= call_back_faults(asked.call_back_number)
    if faults:
        raise _refused(faults)
    return Hit(
        blocks=tuple(blocks[one] for one in dict.fromkeys(asked.holding_ids)),
        sites=tuple(sites[one] for one in dict.fromkeys(asked.site_ids)),
        devices=tuple(devices[one] for one in dict.fromkeys(asked.device_ids)),
    )


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
        faults["place"] = _("Cochez au moins un bloc de numéros, un site ou un appareil, ou nommez le lieu touché.")
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
    return any(block.first <= number <= block.last for block in blocks)


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

"""The letter by which the holder of numbers lets them come here: a PDF or a picture, kept as it was found fit.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from extranet.errors import InvalidInput
from extranet.filetypes import NotAllowed, clean_name, kept_of

LARGEST_MB: Final[int] = settings.ATTACHMENT_MAX_MB
# What a phone or a scanner gives; the content decides, never the name.
ACCEPTED: Final = ".pdf,image/*,.heic,.heif"
_TYPES: Final = frozenset({"application/pdf", "image/jpeg", "image/png"})


@dataclass(frozen=True)
class Letter:
    """A letter of authority as it is kept. `sha256`: of `content`, in hexadecimal."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def read_letter(name: str, content: bytes) -> Letter:
    """Return a letter as it will be kept: a PDF as it came, a picture drawn anew. Raises InvalidInput.

    Terms: telavox.7, bt.14, sip.4
    """
    if not content:
        raise _refused(_("Joignez la lettre d’autorisation signée par le titulaire des numéros."), "letter_missing")
    if len(content) > LARGEST_MB * 1_000_000:
        sentence = _("Cette lettre est trop lourde, %(most)s Mo au plus. Joignez-la en PDF ou photographiez-la.")
        raise _refused(sentence % {"most": LARGEST_MB}, "letter_too_large")
    try:
        kept = kept_of(content, name)
    except NotAllowed:
        kept = None
    if kept is None or kept.content_type not in _TYPES:
        sentence = _("Cette lettre n’est ni un PDF ni une image lisible. Joignez un PDF, ou une photo de la lettre.")
        raise _refused(sentence, "letter_unreadable")
    return Letter(clean_name(name, kept.ending), kept.content_type, kept.content, sha256(kept.content).hexdigest())


def _refused(sentence: str, code: str) -> InvalidInput:
    return InvalidInput(sentence, code=code, fields={"letter": sentence})

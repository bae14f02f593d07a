"""Plans and photos of an installation: PDF and pictures, by their content; pictures are drawn anew.

Terms: telavox.5, bt.12
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeAlias

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from extranet.errors import InvalidInput
from extranet.filetypes import NotAllowed, clean_name, kept_of, readable

LARGEST_MB: Final[int] = settings.ATTACHMENT_MAX_MB
MOST_FILES: Final[int] = settings.ATTACHMENTS_MAX
# What a phone or a scanner gives; the content decides, never the name.
ACCEPTED: Final = "image/*,.heic,.heif,.pdf"
FIELD: Final = "uploads"
_TYPES: Final = frozenset({"application/pdf", "image/jpeg", "image/png"})
Upload: TypeAlias = "UploadedFile[Any]"


@dataclass(frozen=True)
class Plan:
    """A plan or a photo as it is kept. `sha256`: of `content`, in hexadecimal."""

    name: str
    media_type: str
    content: bytes
    sha256: str


def read_plans(uploads: Sequence[Upload]) -> list[Plan]:
    """Return files as they will be kept, all or none.

    Raises InvalidInput with one sentence for the field `uploads` that names each file refused and the way out.

    Terms: telavox.5, bt.12
    """
    if len(uploads) > MOST_FILES:
        raise _refused(_("Joignez %(most)s fichiers au plus par fiche.") % {"most": MOST_FILES})
    large = [one.name or "" for one in uploads if (one.size or 0) > LARGEST_MB * 1_000_000]
    if large:
        sentence = _("Trop lourd, %(most)s Mo au plus par fichier : %(names)s.")
        raise _refused(sentence % {"most": LARGEST_MB, "names": _listed(large)})
    return checked_plans((one.name or "", one.read()) for one in uploads)


def checked_plans(named: Iterable[tuple[str, bytes]]) -> list[Plan]:
    """Return named contents as they will be kept, all or none. Raises InvalidInput for the field `uploads`."""
    plans, strange = [], []
    for name, content in named:
        try:
            plans.append(_plan(name, content))
        except NotAllowed:
            strange.append(name)
    if strange:
        sentence = _("Pas accepté : %(names)s. Joignez un plan en PDF ou une photo.")
        raise _refused(sentence % {"names": _listed(strange)})
    return plans


def _plan(name: str, content: bytes) -> Plan:
    kept = kept_of(content, name)
    if kept.content_type not in _TYPES:
        raise NotAllowed("neither a plan nor a photo")
    return Plan(clean_name(name, kept.ending), kept.content_type, kept.content, sha256(kept.content).hexdigest())


def _refused(sentence: str) -> InvalidInput:
    return InvalidInput(_("La fiche n’est pas encore écrite."), code="files", fields={FIELD: sentence})


def _listed(names: Iterable[str]) -> str:
    return ", ".join(readable(name) or "?" for name in names)

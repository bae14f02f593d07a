"""What publishing a document would do, part by part. Read only: the preview and the service share it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from extranet.errors import InvalidInput
from extranet.terms.models import TermsVersion
from extranet.terms.parts import Language, Part
from extranet.terms.reading import PartText, language_of, read_document


class Outcome(StrEnum):
    """What becomes of one part of a document."""

    NEW = "new"
    LANGUAGE = "language"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlannedPart:
    """One part of the document, and the version it becomes or already is."""

    read: PartText
    outcome: Outcome
    number: int


@dataclass(frozen=True)
class Published:
    """A version that exists: `hashes` by language."""

    number: int
    valid_from: date
    hashes: dict[str, str]


def plan_publication(*, document: str, language: str, valid_from: date, day: date) -> list[PlannedPart]:
    """Return what publishing `document` in `language` from `valid_from` would do, on the Brussels `day`.

    Raises TermsUnreadable, and InvalidInput for a language or a date that cannot be.

    Terms: general.1
    Reading: history is not rewritten: a version begins after the one before it and, once one is in force,
    not before today. Every version has a French text first; other languages join it by its date.
    """
    parts = read_document(document)
    written_in, wanted = language_of(parts), Language(language)
    if written_in is not wanted:
        raise _invalid(
            "language",
            _("Le titre des conditions générales est en %(found)s, pas en %(asked)s. Choisissez la langue du document.")
            % {"found": written_in.label, "asked": wanted.label},
        )
    published = _published()
    return [_planned(read, wanted, valid_from, day, published[read.part]) for read in parts]


def _published() -> dict[Part, list[Published]]:
    """Return the versions of each part, oldest first."""
    published: dict[Part, list[Published]] = {part: [] for part in Part}
    for version in TermsVersion.objects.order_by("valid_from").prefetch_related("texts"):
        hashes = {text.language: text.sha256 for text in version.texts.all()}
        published[Part(version.part)].append(Published(version.number, version.valid_from, hashes))
    return published


def _planned(
    read: PartText, language: Language, valid_from: date, day: date, versions: Sequence[Published]
) -> PlannedPart:
    same_day = next((version for version in versions if version.valid_from == valid_from), None)
    newest = versions[-1] if versions else None
    known = same_day or newest
    if known and known.hashes.get(language) == read.sha256:
        return PlannedPart(read, Outcome.UNCHANGED, known.number)
    if same_day and language not in same_day.hashes:
        return PlannedPart(read, Outcome.LANGUAGE, same_day.number)
    sentence = _objection(language, valid_from, day, versions)
    if sentence:
        facts = {"number": known.number, "since": known.valid_from.isoformat()} if known else {}
        message = sentence % {"part": read.part.label, "language": language.label, **facts}
        raise _invalid("valid_from", message)
    return PlannedPart(read, Outcome.NEW, newest.number + 1 if newest else 1)


def _objection(language: Language, valid_from: date, day: date, versions: Sequence[Published]) -> str:
    """Return why no version of a part may begin on `valid_from`, empty when one may."""
    if any(version.valid_from == valid_from for version in versions):
        return _("%(part)s : la version %(number)s du %(since)s a un autre texte. Choisissez un jour plus tard.")
    if language is not Language.FRENCH:
        return _("%(part)s : une version commence par son texte français. Publiez-le d’abord pour ce jour.")
    if versions and valid_from < versions[-1].valid_from:
        return _("%(part)s : la version %(number)s commence le %(since)s. Choisissez un jour plus tard.")
    if valid_from < day and any(version.valid_from <= day for version in versions):
        return _("%(part)s : la version %(number)s est en vigueur. Choisissez aujourd’hui ou un jour plus tard.")
    return ""


def _invalid(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, code="terms_not_publishable", fields={field: message})

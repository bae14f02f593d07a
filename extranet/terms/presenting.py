"""One part of the terms as a reader sees it: the text, its paragraphs in HTML, and the other versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from extranet.look.parts import Badge, Tone
from extranet.terms.models import TermsText, TermsVersion
from extranet.terms.parts import Language, Part
from extranet.terms.publishing import Outcome, PlannedPart
from extranet.terms.reading import Paragraph
from extranet.terms.rendering import render_body

OUTCOMES: Final = {
    Outcome.NEW: Badge(_("nouvelle version"), Tone.ACCENT),
    Outcome.LANGUAGE: Badge(_("nouvelle langue"), Tone.INFO),
    Outcome.UNCHANGED: Badge(_("inchangé")),
}


@dataclass(frozen=True)
class ShownParagraph:
    """A paragraph or item to show."""

    paragraph: Paragraph

    @property
    def html(self) -> SafeString:
        """Its body; `render_body` escapes every piece of the document's text."""
        level = 5 if self.paragraph.item else 4
        return mark_safe(render_body(self.paragraph.body, level=level))  # noqa: S308 - escaped there


@dataclass(frozen=True)
class ListedVersion:
    """A version in the list of a part's versions."""

    version: TermsVersion
    state: Badge
    is_shown: bool


@dataclass(frozen=True)
class Reading:
    """A part to read. `asked`: the language wanted, which this version may not exist in."""

    text: TermsText
    asked: str
    languages: tuple[TermsText, ...]
    versions: tuple[ListedVersion, ...]

    @property
    def part(self) -> Part:
        return Part(self.text.version.part)

    @property
    def is_fallback(self) -> bool:
        """Whether the text is shown in French for want of the language asked."""
        return self.asked != self.text.language

    @property
    def paragraphs(self) -> list[ShownParagraph]:
        return paragraphs_of(self.text)

    @property
    def state(self) -> Badge:
        return next(listed.state for listed in self.versions if listed.is_shown)


def paragraphs_of(text: TermsText) -> list[ShownParagraph]:
    """Return what a page shows of a text: its paragraphs and items, in their order."""
    return [ShownParagraph(paragraph) for paragraph in text.readable()]


@dataclass(frozen=True)
class PlannedShown:
    """One part of a document about to be published, for the preview."""

    planned: PlannedPart
    state: Badge

    @property
    def paragraphs(self) -> list[ShownParagraph]:
        return [ShownParagraph(paragraph) for paragraph in self.planned.read.paragraphs]


def planned_shown(planned: PlannedPart) -> PlannedShown:
    """Return a planned part with the word for what becomes of it."""
    return PlannedShown(planned, OUTCOMES[planned.outcome])


def text_to_read(*, part: Part, day: date, number: str, language: str) -> Reading | None:
    """Return the text of `part`: of version `number`, or of the one in force on `day` when it is empty.

    In `language`, else in French. None when there is no such version.

    Terms: general.1
    """
    versions = list(TermsVersion.objects.filter(part=part).order_by("-number").prefetch_related("texts"))
    in_force = next((version for version in versions if version.valid_from <= day), None)
    wanted = next((version for version in versions if str(version.number) == number), None) if number else in_force
    if wanted is None:
        return None
    texts = {text.language: text for text in wanted.texts.all()}
    asked = language if language in Language.values else Language.FRENCH.value
    return Reading(
        text=texts.get(asked) or texts[Language.FRENCH],
        asked=asked,
        languages=tuple(texts[code] for code in Language.values if code in texts),
        versions=tuple(_listed(versions, wanted, in_force)),
    )


def _listed(
    versions: Sequence[TermsVersion], shown: TermsVersion, in_force: TermsVersion | None
) -> list[ListedVersion]:
    return [ListedVersion(version, _state(version, in_force), is_shown=version == shown) for version in versions]


def _state(version: TermsVersion, in_force: TermsVersion | None) -> Badge:
    if version == in_force:
        return Badge(_("en vigueur"), Tone.OK)
    if in_force is None or version.number > in_force.number:
        return Badge(_("à venir"), Tone.INFO)
    return Badge(_("ancienne"))

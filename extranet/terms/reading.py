"""Read a document of terms into its parts, paragraphs and items, to the letter.

What is normalised, and nothing else: line ends become `\\n`, and lines of white space before the
title of a part and after its last line are left out. A part's text is exactly what stands between, its
SHA-256 that of the UTF-8 bytes of this text. Every line of a part belongs to its title or to one of its
paragraphs, so that a page which shows title and paragraphs has shown the whole text.

Pure: no database, no clock, no settings.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from extranet.terms.marks import (
    Mark,
    TermsUnreadable,
    comparable,
    item_mark,
    number_mark,
    part_named,
    title_of,
    words_for,
)
from extranet.terms.parts import GENERAL_WORDS, SHAPES, Language, Part, anchor_of, clause_of


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph, or one lettered item of it; `body` is the Markdown after its title."""

    clause: str
    number: int
    item: str
    title: str
    body: str

    @property
    def anchor(self) -> str:
        return anchor_of(self.clause)

    @property
    def label(self) -> str:
        return self.item or str(self.number)


@dataclass(frozen=True)
class PartText:
    """One part of the terms in one language, as it stands in the document."""

    part: Part
    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class _Lines:
    """A run of lines of the document; `start` is the number of its first line, counted from 1."""

    rows: Sequence[str]
    start: int

    def between(self, first: int, beyond: int) -> "_Lines":
        return _Lines(self.rows[first - self.start : beyond - self.start], first)

    @property
    def beyond(self) -> int:
        return self.start + len(self.rows)

    @property
    def trimmed(self) -> str:
        """The exact text, without lines of white space at either end."""
        written = [index for index, row in enumerate(self.rows) if row.strip()]
        return "\n".join(self.rows[written[0] : written[-1] + 1]) if written else ""

    def first_written(self) -> int | None:
        return next((self.start + index for index, row in enumerate(self.rows) if row.strip()), None)

    def last_written(self) -> int:
        return max((self.start + index for index, row in enumerate(self.rows) if row.strip()), default=self.start)


def normalised(text: str) -> str:
    """Return `text` with `\\n` for every line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, without a byte order mark. Raises TermsUnreadable."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TermsUnreadable(line, "ce n’est pas du texte UTF-8. Enregistrez le document en UTF-8.") from error


def read_document(text: str) -> list[PartText]:
    """Return the five parts of a document of terms, in the order of `Part`.

    Raises TermsUnreadable, with the line, when a part, a paragraph or an item is missing, there twice,
    unknown, out of order or ambiguous, when a paragraph has no text, and when text stands outside them.

    Terms: general.1
    """
    document = _Lines(normalised(text).split("\n"), 1)
    titles = _titles(document)
    _refuse_text_outside(document.between(1, titles[0].line if titles else document.beyond), "avant le titre")
    ends = [*(title.line for title in titles[1:]), document.beyond][: len(titles)]
    found: dict[Part, PartText] = {}
    for title, end in zip(titles, ends, strict=True):
        part = Part(title.label)
        found[part] = _part(part, title, document.between(title.line, end))
    for part in Part:
        if part not in found:
            raise TermsUnreadable(
                document.last_written(),
                f"la partie « {part.value} » manque. Ajoutez-la avec un titre qui contient {words_for(part)}.",
            )
    return [found[part] for part in Part]


def language_of(parts: Sequence[PartText]) -> Language:
    """Return the language the title of the general part is written in."""
    title = comparable(next(part.title for part in parts if part.part is Part.GENERAL))
    return next(language for words, language in GENERAL_WORDS.items() if words in title)


def _titles(document: _Lines) -> list[Mark]:
    """Return the titles of parts; the label of each is the part it names."""
    seen: dict[Part, int] = {}
    titles = []
    for line, row in enumerate(document.rows, document.start):
        title = title_of(row)
        if title is None:
            continue
        part = part_named(title, line)
        if part in seen:
            raise TermsUnreadable(
                line,
                f"la partie « {part.value} » a déjà son titre à la ligne {seen[part]}. "
                "Gardez-en un ; un sous-titre dans un paragraphe s’écrit avec ####.",
            )
        seen[part] = line
        titles.append(Mark(line, part.value, title))
    return titles


def _refuse_text_outside(lines: _Lines, where: str) -> None:
    line = lines.first_written()
    if line is not None:
        raise TermsUnreadable(
            line,
            f"du texte se trouve {where} et n’appartient à aucun paragraphe. Déplacez-le dans un paragraphe.",
        )


def _part(part: Part, title: Mark, lines: _Lines) -> PartText:
    shape = SHAPES[part]
    inside = lines.between(title.line + 1, lines.beyond)
    marks = [
        mark
        for line, row in enumerate(inside.rows, inside.start)
        if (mark := number_mark(row, line, shape)) is not None
    ]
    _check_sequence(marks, shape.numbers, inside.last_written(), f"de la partie « {part.value} »", "paragraphe")
    _refuse_text_outside(inside.between(inside.start, marks[0].line), "entre le titre et le premier paragraphe")
    ends = [mark.line for mark in marks[1:]] + [lines.beyond]
    paragraphs: list[Paragraph] = []
    for mark, end in zip(marks, ends, strict=True):
        paragraphs += _paragraph(part, mark, inside.between(mark.line + 1, end))
    return PartText(part, title.title, lines.trimmed, tuple(paragraphs))


def _paragraph(part: Part, opening: Mark, lines: _Lines) -> list[Paragraph]:
    """Return a paragraph and the items in it."""
    number = int(opening.label)
    letters = SHAPES[part].items.get(number, "")
    marks = [
        mark for line, row in enumerate(lines.rows, lines.start) if (mark := item_mark(row, line, letters)) is not None
    ]
    clause = clause_of(part, number)
    _check_sequence(marks, list(letters), max(lines.last_written(), opening.line), f"du paragraphe {clause}", "point")
    openings = [opening, *marks]
    ends = [mark.line for mark in marks] + [lines.beyond]
    paragraphs = []
    for mark, end in zip(openings, ends, strict=True):
        item = "" if mark is opening else mark.label
        body = _body(mark, lines.between(mark.line + 1, end))
        if not mark.title or not (body or (letters and not item)):
            missing = "texte" if mark.title else "titre"
            raise TermsUnreadable(mark.line, f"{clause_of(part, number, item)} n’a pas de {missing}. Ajoutez-le.")
        paragraphs.append(Paragraph(clause_of(part, number, item), number, item, mark.title, body))
    return paragraphs


def _body(mark: Mark, following: _Lines) -> str:
    if not mark.rest.strip():
        return following.trimmed
    return _Lines([mark.rest, *following.rows], mark.line).trimmed


def _check_sequence(marks: Sequence[Mark], labels: Sequence[str], end: int, where: str, noun: str) -> None:
    """Refuse marks that are not exactly `labels`, in order; `end`: the line after which the last would be."""
    seen: dict[str, int] = {}
    for position, mark in enumerate(marks):
        if mark.label in seen:
            raise TermsUnreadable(
                mark.line,
                f"le {noun} {mark.label} {where} est déjà à la ligne {seen[mark.label]}. Gardez-en un, "
                "ou ajoutez au-dessus le titre de la partie qui commence ici.",
            )
        if mark.label not in labels:
            known = f"ils vont de {labels[0]} à {labels[-1]}" if labels else "il n’y en a pas ici"
            raise TermsUnreadable(
                mark.line,
                f"le {noun} {mark.label} {where} est inconnu : {known}. Corrigez le numéro, "
                "ou ajoutez au-dessus le titre de la partie qui commence ici.",
            )
        if mark.label != labels[position]:
            raise TermsUnreadable(
                mark.line,
                f"ici vient le {noun} {mark.label} {where}, le {noun} {labels[position]} manque avant lui. "
                "Remettez-le à sa place.",
            )
        seen[mark.label] = mark.line
    if len(marks) < len(labels):
        raise TermsUnreadable(
            end, f"le {noun} {labels[len(marks)]} {where} manque : il devrait suivre cette ligne. Ajoutez-le."
        )

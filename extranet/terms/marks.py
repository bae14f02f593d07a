"""What one line of a terms document is: a title, a numbered paragraph, an item, or text.

The operator's document marks the same thing in several ways (headings of two levels, bold or not,
bold lines alone, an item whose bold opens nowhere). A line is a mark only where one reading is
possible; a line that looks like a mark but is not one is refused, never guessed.
"""

import re
import unicodedata
from dataclasses import dataclass

from extranet.errors import Refusal
from extranet.terms.parts import GENERAL_WORDS, SERVICE_WORDS, Part, Shape

HEADING = re.compile(r"(#{1,6})\s+(.*)")
BOLD_START = re.compile(r"\*\*([^*]+)\*\*(.*)")
NUMBERED = re.compile(r"(\d+)\.(?!\d)\s*(.*)")
ALMOST_NUMBERED = re.compile(r"\s*(?:[*_]{1,3}|#{1,6}\s*(?:[*_]{1,3})?)?(\d+)\s?(?:\\?[.)])(?![\d.])")
ITEM = re.compile(r"\s*[-*+]\s+(?:\*\*)?([a-z])\.\s+(.*)")
ITEM_TITLE = re.compile(r"(?:\*\*)?\s*([^*]+?)\s*:?\s*\*\*\s*(?::\s*)?(.*)")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
TITLE_LEVELS = 3


class TermsUnreadable(Refusal):
    """The document does not have the shape of the terms; says the line and the way out."""

    def __init__(self, line_number: int, message: str) -> None:
        super().__init__(f"Ligne {line_number} : {message}", code="terms_unreadable")
        self.line_number = line_number


@dataclass(frozen=True)
class Mark:
    """A line that opens something: `label` is its number or letter, `rest` the text after its title."""

    line: int
    label: str
    title: str
    rest: str = ""


def plain(title: str) -> str:
    """Return a title without its Markdown: bold marks and links dropped, spaces single."""
    return " ".join(LINK.sub(r"\1", title).replace("**", "").split())


def title_of(text: str) -> str | None:
    """Return the words of a line that can be the title of a part, None when it is text.

    A title is a heading of level 1 to 3, or a line that is bold from end to end, without a number.
    """
    heading = HEADING.fullmatch(text.strip())
    if heading:
        words = plain(heading[2])
        return None if len(heading[1]) > TITLE_LEVELS or NUMBERED.fullmatch(words) else words
    bold = BOLD_START.fullmatch(text.strip())
    if bold is None or bold[2] or NUMBERED.fullmatch(bold[1]):
        return None
    return plain(bold[1])


def comparable(title: str) -> str:
    """Return a title as the tables of words are compared with it."""
    return unicodedata.normalize("NFC", title).casefold()


def words_for(part: Part) -> str:
    """Return, for a sentence, the words of which a title of `part` contains one."""
    words = list(GENERAL_WORDS) if part is Part.GENERAL else [w for w, p in SERVICE_WORDS.items() if p is part]
    return " ou ".join(f"« {word} »" for word in words)


def part_named(title: str, line: int) -> Part:
    """Return the part a title names. Raises TermsUnreadable when it names none, or more than one."""
    words = comparable(title)
    named = {part for word, part in SERVICE_WORDS.items() if word in words}
    if any(word in words for word in GENERAL_WORDS):
        named.add(Part.GENERAL)
    if len(named) == 1:
        return named.pop()
    if named:
        raise TermsUnreadable(line, f"le titre « {title} » nomme plusieurs parties. Donnez un titre à chacune.")
    services = ", ".join(f"« {word} »" for word in SERVICE_WORDS)
    raise TermsUnreadable(
        line,
        f"le titre « {title} » ne nomme aucune partie connue. Un titre contient {services} ou, par exemple, "
        "« conditions générales » ; un sous-titre dans un paragraphe s’écrit avec ####.",
    )


def number_mark(text: str, line: int, shape: Shape) -> Mark | None:
    """Return the numbered paragraph this line opens, None when it is text.

    Raises TermsUnreadable for a line that looks like a paragraph of this part without being one.
    """
    stripped = text.strip()
    heading = HEADING.fullmatch(stripped)
    if heading and len(heading[1]) <= TITLE_LEVELS:
        numbered = NUMBERED.fullmatch(plain(heading[2]))
        return Mark(line, numbered[1], numbered[2]) if numbered else None
    bold = BOLD_START.fullmatch(text.lstrip())
    numbered = NUMBERED.fullmatch(plain(bold[1])) if bold else None
    if bold and numbered and re.fullmatch(r"\s*(?::.*)?", bold[2]):
        return Mark(line, numbered[1], numbered[2], bold[2].lstrip().removeprefix(":").lstrip())
    almost = ALMOST_NUMBERED.match(text)
    if almost and shape.first <= int(almost[1]) <= shape.last:
        raise TermsUnreadable(
            line,
            f"cette ligne ressemble au paragraphe {almost[1]} sans en être le titre. Écrivez un titre "
            f"« ### {almost[1]}. Titre » ou « **{almost[1]}. Titre** », et une liste avec des tirets.",
        )
    return None


def item_mark(text: str, line: int, letters: str) -> Mark | None:
    """Return the lettered item this line opens, None when it is text.

    `letters`: the items its paragraph must have. Raises TermsUnreadable for an item without a bold title.
    """
    item = ITEM.fullmatch(text)
    if item is None or not (item[1] in letters or "**" in item[2]):
        return None
    titled = ITEM_TITLE.fullmatch(item[2])
    if titled is None:
        raise TermsUnreadable(
            line, f"le point {item[1]} n’a pas de titre en gras. Écrivez « - {item[1]}. **Titre** : texte »."
        )
    return Mark(line, item[1], plain(titled[1]), titled[2])

"""Keep the message catalogues in step with the texts, without gettext installed.

`python -m extranet.look.messages` reads every French text of the code and of the templates and updates
`locale/<language>/LC_MESSAGES/django.po`: translations stay, obsolete ones go, nothing is guessed.
`--check` changes nothing and answers 1 when an update would, or when a translation is missing, fuzzy,
or has other placeholders than its text.

French is the source. Its own catalogue is written too, with the plural texts only: gettext without one
counts as English does, where 0 is plural; in French 0 and 1 are singular.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import normalize, read_po
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("extranet", "support", "emergency", "billing")
SOURCE: Final = "fr"
LANGUAGES: Final = ("nl", "de", "en")
SINGLE = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"))
PLURAL = dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2))
CONTEXT = dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
CONTEXT_PLURAL = dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3))
KEYWORDS: Final = SINGLE | PLURAL | CONTEXT | CONTEXT_PLURAL
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|%s|%d|\{\w*\}")
UPDATE: Final = "python -m extranet.look.messages"


@dataclass(frozen=True)
class Text:
    """A text of the source, in French; `plural` is empty for a text without number."""

    context: str
    singular: str
    plural: str = ""


@dataclass(frozen=True)
class Entry:
    """A text and what one language says for it: one string, or one a plural form."""

    text: Text
    strings: tuple[str, ...]
    is_fuzzy: bool = False


def sources(root: Path) -> Iterator[Path]:
    """Yield the files whose texts people read: code but migrations, and every template."""
    for package in PACKAGES:
        yield from (path for path in (root / package).rglob("*.py") if "migrations" not in path.parts)
        yield from (root / package).rglob("templates/**/*.*")
    yield from (path for path in (root / "templates").rglob("*") if path.is_file())


def texts_of(path: Path) -> Iterator[Text]:
    """Yield the texts of one file, as gettext will be asked for them."""
    written = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django's own reading of a template; without its indentation, which would not be Python's.
        written = "\n".join(line.lstrip() for line in templatize(written, origin=str(path)).splitlines())
    for _line, message, _comments, context in extract("python", BytesIO(written.encode()), KEYWORDS):
        singular, plural = message if isinstance(message, tuple) else (message, "")
        yield Text(context or "", singular, plural)


def all_texts(root: Path) -> list[Text]:
    """Return the texts of the project in a stable order, each once; a plural also serves its singular."""
    found = {text for path in sources(root) for text in texts_of(path)}
    with_plural = {(text.context, text.singular) for text in found if text.plural}
    kept = (text for text in found if text.plural or (text.context, text.singular) not in with_plural)
    return sorted(kept, key=lambda text: (text.singular, text.context, text.plural))


def catalogue_path(root: Path, language: str) -> Path:
    """Return where the catalogue of a language is kept."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def entries(root: Path, language: str, texts: Iterable[Text]) -> list[Entry]:
    """Return the catalogue a language should have: what is translated already, and blanks for the rest."""
    if language == SOURCE:
        return [Entry(text, (text.singular, text.plural)) for text in texts if text.plural]
    path = catalogue_path(root, language)
    if not path.exists():
        known = Catalog(locale=language)
    else:
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    return [_entry(text, known) for text in texts]


def _entry(text: Text, known: Catalog) -> Entry:
    blank = ("",) * (known.num_plurals if text.plural else 1)
    message = known.get(text.singular, context=text.context or None)
    if message is None:
        return Entry(text, blank)
    strings = message.string if isinstance(message.string, tuple) else (str(message.string),)
    if len(strings) != len(blank):
        return Entry(text, blank)
    return Entry(text, strings, is_fuzzy=message.fuzzy)


def written(language: str, listed: Iterable[Entry]) -> str:
    """Return a catalogue as it is kept. It names no date, author, file or line: they change for nothing."""
    plural_forms = "nplurals=2; plural=(n > 1);" if language == SOURCE else Catalog(locale=language).plural_forms
    head = f"Language: {language}\nContent-Type: text/plain; charset=utf-8\nPlural-Forms: {plural_forms}\n"
    return "\n".join([f'msgid ""\nmsgstr {normalize(head)}\n', *(_written_entry(entry) for entry in listed)])


def _written_entry(entry: Entry) -> str:
    lines = ["#, fuzzy"] if entry.is_fuzzy else []
    if entry.text.context:
        lines.append(f"msgctxt {_quoted(entry.text.context)}")
    lines.append(f"msgid {_quoted(entry.text.singular)}")
    if entry.text.plural:
        lines.append(f"msgid_plural {_quoted(entry.text.plural)}")
        lines += [f"msgstr[{number}] {_quoted(string)}" for number, string in enumerate(entry.strings)]
    else:
        lines.append(f"msgstr {_quoted(entry.strings[0])}")
    return "\n".join(lines) + "\n"


def _quoted(string: str) -> str:
    return normalize(string, width=110)


def faults(language: str, listed: Iterable[Entry]) -> list[str]:
    """Return what a person must mend in a catalogue, one line each."""
    return [
        f"{language}: « {entry.text.singular} » {fault}" for entry in listed if (fault := _fault(entry)) is not None
    ]


def _fault(entry: Entry) -> str | None:
    if "" in entry.strings:
        return "is not translated"
    if entry.is_fuzzy:
        return "is fuzzy"
    # The singular may spell its one out; the last form is for many and names everything.
    if _placeholders(entry.strings[-1]) != _placeholders(entry.text.plural or entry.text.singular):
        return "has other placeholders"
    known = _placeholders(entry.text.singular) | _placeholders(entry.text.plural)
    if any(_placeholders(string) - known for string in entry.strings):
        return "has placeholders its text has not"
    return None


def _placeholders(string: str) -> set[str]:
    return set(PLACEHOLDER.findall(string))


def update(root: Path) -> list[Path]:
    """Write the catalogues that changed; return them."""
    texts = all_texts(root)
    changed = []
    for language in (SOURCE, *LANGUAGES):
        path = catalogue_path(root, language)
        fresh = written(language, entries(root, language, texts))
        if not path.exists() or path.read_text(encoding="utf-8") != fresh:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh, encoding="utf-8")
            changed.append(path)
    return changed


def check(root: Path) -> list[str]:
    """Return what is wrong with the catalogues, empty when they may be shipped."""
    texts = all_texts(root)
    found = []
    for language in (SOURCE, *LANGUAGES):
        path = catalogue_path(root, language)
        listed = entries(root, language, texts)
        if not path.exists() or path.read_text(encoding="utf-8") != written(language, listed):
            found.append(f"{path.relative_to(root)} is not up to date: run {UPDATE}")
        found += faults(language, listed)
    return found


def main(arguments: list[str]) -> int:
    """Run the command; return its exit status."""
    lines = check(ROOT) if "--check" in arguments else [f"{path.relative_to(ROOT)} updated" for path in update(ROOT)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

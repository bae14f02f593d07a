"""Catalogues are compiled without gettext, and only when they changed."""

import gettext
import os
from pathlib import Path

from extranet.boot.messages import compile_catalogues

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Commande"
msgstr "Bestelling"

#, fuzzy
msgid "Facture"
msgstr "Rekening?"
"""


def write_dutch(locale: Path) -> Path:
    """Write a Dutch catalogue and return its path."""
    source = locale / "nl" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE, encoding="utf-8")
    return source


def test_a_catalogue_is_compiled_and_read(tmp_path: Path) -> None:
    write_dutch(tmp_path)
    compile_catalogues(tmp_path)
    dutch = gettext.translation("django", tmp_path, ["nl"])
    assert dutch.gettext("Commande") == "Bestelling"
    assert dutch.gettext("Facture") == "Facture"


def test_only_a_changed_catalogue_is_compiled_again(tmp_path: Path) -> None:
    source = write_dutch(tmp_path)
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]


def test_no_catalogues_is_no_fault(tmp_path: Path) -> None:
    assert compile_catalogues(tmp_path / "locale") == []

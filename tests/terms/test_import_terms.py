"""`manage.py import_terms`: publishes a file, or says in one line what is wrong with it.

Terms: general.1
"""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from extranet.terms.models import TermsText
from tests.terms.documents import irregular


def _import(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_terms", str(path), "--valid-from", "2024-05-01", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A file as an editor on another system writes it: byte order mark and its own line ends."""
    path = tmp_path / "terms.md"
    path.write_bytes(b"\xef\xbb\xbf" + irregular().replace("\n", "\r\n").encode())
    return path


@pytest.mark.usefixtures("empty_register")
def test_a_file_is_published_to_the_letter(document: Path) -> None:
    said = _import(document).splitlines()
    assert len(said) == 5
    for line, text in zip(said, TermsText.objects.order_by("id"), strict=True):
        assert line == f"{text} {text.sha256}"
        assert text.text in irregular()
    assert _import(document) == "Rien de nouveau : ces textes sont déjà publiés.\n"


@pytest.mark.usefixtures("empty_register")
def test_what_cannot_be_read_is_told_in_one_line_with_its_number(document: Path) -> None:
    document.write_text(irregular().replace("### **5. Robots**", "### Robots"), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        _import(document)
    assert str(refused.value).startswith(f"{document} : Ligne 181 : le titre « Robots » ne nomme aucune")
    assert "\n" not in str(refused.value)
    assert not TermsText.objects.exists()


@pytest.mark.usefixtures("empty_register")
def test_a_file_that_is_not_text_is_refused_with_its_line(document: Path) -> None:
    document.write_bytes(b"## Conditions\n\n\xe9t\xe9")
    with pytest.raises(CommandError, match="Ligne 3 : ce n’est pas du texte UTF-8"):
        _import(document)


@pytest.mark.usefixtures("empty_register")
def test_a_file_that_is_not_there_and_a_wrong_day_are_refused(tmp_path: Path, document: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        _import(tmp_path / "missing.md")
    with pytest.raises(CommandError, match="valid-from"):
        call_command("import_terms", str(document), "--valid-from", "1 mai")
    with pytest.raises(CommandError, match="est en français, pas en néerlandais"):
        _import(document, "--language", "nl")

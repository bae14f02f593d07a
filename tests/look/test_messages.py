"""The catalogues follow the texts: extraction, update and check."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest

from extranet.boot.messages import compile_catalogues
from extranet.boot.places import ROOT
from extranet.look.messages import LANGUAGES, PACKAGES, SOURCE, Text, all_texts, catalogue_path, check, update

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, npgettext, pgettext
TITLE = _("Clients")
LONG = _(
    "Une phrase "
    "sur deux lignes."
)
def said(n):
    said_so = npgettext("jour", "un", "%(n)s", n)
    return ngettext("Un client", "%(n)s clients", n), pgettext("mois", "mai"), said_so
NOT = f"{TITLE}"
"""
PAGE = """
{% load i18n %}
  {% translate "Commander" %} {% trans 'Retour' context "bouton" as back %}
      {% blocktranslate trimmed with name=client.name %}
        Chez {{ name }},
        10 % de moins
      {% endblocktranslate %}
{% blocktranslate count n=orders %}Une commande{% plural %}{{ n }} commandes{% endblocktranslate %}
{% error_summary form _("Rien n’est commandé.") %} {{ title|default:_("Sans titre") }}
{# {% translate "Caché" %} #}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one module, one page and one migration."""
    (tmp_path / "extranet/clients/migrations").mkdir(parents=True)
    (tmp_path / "templates/clients").mkdir(parents=True)
    (tmp_path / "extranet/clients/views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "extranet/clients/migrations/0001_initial.py").write_text('_("Ancien")', encoding="utf-8")
    (tmp_path / "templates/clients/list.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


def translate(path: Path, singular: str, *strings: str) -> None:
    """Fill in one translation, as a translator would."""
    before = path.read_text(encoding="utf-8")
    head, tail = before.split(f'msgid "{singular}"\n', 1)
    for number, string in enumerate(strings):
        blank = f'msgstr[{number}] ""' if len(strings) > 1 else 'msgstr ""'
        tail = tail.replace(blank, blank.replace('""', f'"{string}"'), 1)
    path.write_text(f'{head}msgid "{singular}"\n{tail}', encoding="utf-8")


def test_texts_are_found_in_code_and_templates(project: Path) -> None:
    assert set(all_texts(project)) == {
        Text("", "Clients"),
        Text("", "Une phrase sur deux lignes."),
        Text("", "Un client", "%(n)s clients"),
        Text("mois", "mai"),
        Text("jour", "un", "%(n)s"),
        Text("", "Commander"),
        Text("bouton", "Retour"),
        Text("", "Chez %(name)s, 10 %% de moins"),
        Text("", "Une commande", "%(n)s commandes"),
        Text("", "Rien n’est commandé."),
        Text("", "Sans titre"),
    }


def test_an_update_keeps_translations_and_drops_what_nobody_says_any_more(project: Path) -> None:
    update(project)
    dutch = catalogue_path(project, "nl")
    translate(dutch, "Commander", "Bestellen")
    (project / "extranet/clients/views.py").write_text("", encoding="utf-8")
    assert dutch in update(project)
    text = dutch.read_text(encoding="utf-8")
    assert 'msgid "Commander"\nmsgstr "Bestellen"' in text
    assert "Clients" not in text


def test_a_second_update_changes_nothing(project: Path) -> None:
    assert len(update(project)) == 1 + len(LANGUAGES)
    assert update(project) == []


def test_a_catalogue_names_no_date_file_or_line(project: Path) -> None:
    update(project)
    text = catalogue_path(project, "de").read_text(encoding="utf-8")
    assert "Date" not in text
    assert "#:" not in text


def test_a_text_that_gains_a_plural_is_translated_anew(project: Path) -> None:
    update(project)
    translate(catalogue_path(project, "en"), "Clients", "Clients")
    code = CODE.replace('_("Clients")', 'ngettext("Clients", "%(n)s clients en tout", 2)')
    (project / "extranet/clients/views.py").write_text(code, encoding="utf-8")
    update(project)
    assert 'msgid_plural "%(n)s clients en tout"\nmsgstr[0] ""\nmsgstr[1] ""' in catalogue_path(
        project, "en"
    ).read_text(encoding="utf-8")


def test_french_counts_nought_as_singular(project: Path) -> None:
    update(project)
    french = catalogue_path(project, SOURCE).read_text(encoding="utf-8")
    assert "plural=(n > 1)" in french
    assert 'msgid "Un client"\nmsgid_plural "%(n)s clients"\nmsgstr[0] "Un client"\nmsgstr[1] "%(n)s clients"' in french
    assert "Commander" not in french


@pytest.mark.parametrize(("number", "said"), [(0, "Un client"), (1, "Un client"), (2, "%(n)s clients")])
def test_the_compiled_french_catalogue_counts_as_french_does(project: Path, number: int, said: str) -> None:
    update(project)
    (compiled,) = [path for path in compile_catalogues(project / "locale") if "/fr/" in str(path)]
    with compiled.with_suffix(".mo").open("rb") as file:
        assert GNUTranslations(file).ngettext("Un client", "%(n)s clients", number) == said


def test_a_check_names_what_is_missing_and_changes_nothing(project: Path) -> None:
    assert "locale/nl/LC_MESSAGES/django.po is not up to date: run python -m extranet.look.messages" in check(project)
    assert not (project / "locale").exists()
    update(project)
    assert "nl: « Commander » is not translated" in check(project)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with two texts, translated everywhere."""
    (tmp_path / "templates").mkdir()
    greeting = "{% blocktranslate %}Bonjour {{ name }}{% endblocktranslate %}"
    count = "{% blocktranslate count n=n %}Un{% plural %}{{ n }}{% endblocktranslate %}"
    (tmp_path / "templates/page.html").write_text(greeting + count, encoding="utf-8")
    update(tmp_path)
    for language in LANGUAGES:
        translate(catalogue_path(tmp_path, language), "Bonjour %(name)s", "Hello %(name)s")
        translate(catalogue_path(tmp_path, language), "Un", "One", "%(n)s")
    return tmp_path


def test_a_complete_catalogue_passes(small: Path) -> None:
    assert check(small) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("Hello %(name)s", "Hello", "« Bonjour %(name)s » has other placeholders"),
        ("Hello %(name)s", "Hello %(nom)s", "« Bonjour %(name)s » has other placeholders"),
        ('msgstr[0] "One"', 'msgstr[0] "%(x)s"', "« Un » has placeholders its text has not"),
        ('msgid "Bonjour', '#, fuzzy\nmsgid "Bonjour', "« Bonjour %(name)s » is fuzzy"),
    ],
)
def test_a_check_refuses_a_wrong_translation(small: Path, right: str, wrong: str, fault: str) -> None:
    dutch = catalogue_path(small, "nl")
    dutch.write_text(dutch.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    assert f"nl: {fault}" in check(small)


def test_texts_are_marked_by_names_the_catalogues_know() -> None:
    # Another name for gettext hides its texts from the catalogues: they would stay French for everybody.
    alias = re.compile(r"import \w*gettext\w* as (?!_\b)\w+")
    hidden = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if (found := alias.search(path.read_text(encoding="utf-8")))
    ]
    assert not hidden

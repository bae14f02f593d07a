"""Every template parses, and none needs what the content security policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from extranet.look.icons import icon_names

FOLDER = settings.BASE_DIR / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
# A file for paper, opened without the house: it carries its own style.
FOR_PAPER = FOLDER / "registry/printed_list.html"
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and path != FOR_PAPER]
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
NAMED_ICON = re.compile(r"""\{% icon ["']([^"']+)["']""")
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a script without nonce": re.compile(r"<script(?![^>]*\bnonce=)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "a file of another host": re.compile(r"<(?:link|script|img)[^>]*(?:href|src)=[\"']https?:", re.IGNORECASE),
}


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_parses(path: Path) -> None:
    get_template(name_of(path))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_needs_nothing_the_policy_forbids(path: Path) -> None:
    source = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_names_only_icons_that_are_drawn(path: Path) -> None:
    assert set(NAMED_ICON.findall(path.read_text(encoding="utf-8"))) - icon_names() == set()

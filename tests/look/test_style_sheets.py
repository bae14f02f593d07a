"""The style sheets keep to their budget and to their roles."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
BUDGET = 40_000  # what a page of a partner or client loads
BUDGET_OF_THE_ADMIN = 8_000
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\((?!from )"
    r"|:[^;{}]*\b(?:white|black|red|green|blue|gr[ae]y|yellow|orange|silver)\b",
    re.IGNORECASE,
)
OF_THE_ADMIN = (".main", ".actions", ".sticky", ".content", ".module")


def rules(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_sheets_of_a_page_stay_under_forty_kilobytes() -> None:
    assert sum(sheet.stat().st_size for sheet in SHEETS if sheet.name != "admin.css") < BUDGET


def test_the_sheet_of_the_admin_stays_under_eight_kilobytes() -> None:
    assert sum(sheet.stat().st_size for sheet in SHEETS if sheet.name == "admin.css") < BUDGET_OF_THE_ADMIN


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.name != "tokens.css"], ids=lambda sheet: sheet.name
)
def test_only_the_tokens_name_a_colour(sheet: Path) -> None:
    assert COLOUR.findall(rules(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_uses_only_tokens_that_exist(sheet: Path) -> None:
    defined = set(re.findall(r"(--[\w-]+):", "".join(rules(one) for one in SHEETS)))
    assert set(re.findall(r"var\((--[\w-]+)", rules(sheet))) - defined == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_braces_pair_and_nothing_comes_from_elsewhere(sheet: Path) -> None:
    assert rules(sheet).count("{") == rules(sheet).count("}")
    assert "url(" not in rules(sheet)
    assert "@import" not in rules(sheet)


def test_our_classes_do_not_meet_those_of_the_admin() -> None:
    components = rules(settings.BASE_DIR / "static" / "css" / "components.css")
    assert [name for name in OF_THE_ADMIN if re.search(re.escape(name) + r"\b(?!-)", components)] == []

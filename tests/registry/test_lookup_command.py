"""`manage.py lookup`: the answer, and how it ends."""

import pytest
from django.core.management import CommandError, call_command

from tests.contracts import hold
from tests.registry.acts import BRUSSELS, SAINTES, declare

pytestmark = pytest.mark.django_db


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Return how the command ends and what it says."""
    try:
        call_command("lookup", *words)
        end = 0
    except SystemExit as ending:
        end = int(str(ending.code))
    return end, capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def test_a_declared_address_with_all_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    declare(hold(), BRUSSELS)
    end, said = ask(capsys, "02", "226", "88", "42")
    assert end == 0
    for words in (
        "+32 2 226 88 42",
        "Rue Haute 10, 1000 Bruxelles",
        "Alice Aerts <alice@alpha.example>",
        "Delta Conseil",
    ):
        assert words in said


def test_both_axes(capsys: pytest.CaptureFixture[str]) -> None:
    block = hold()
    declare(block, BRUSSELS)
    changed = declare(block, SAINTES)
    instant = changed.declared_at.isoformat()
    assert "Saintes" in ask(capsys, "+3222268842", "--at", instant)[1]
    before = declare(block, BRUSSELS)
    assert "Saintes" in ask(capsys, "+3222268842", "--at", before.declared_at.isoformat(), "--known-at", instant)[1]


def test_none_declared_and_not_hosted_have_their_own_ends(capsys: pytest.CaptureFixture[str]) -> None:
    """EC-69, EC-70"""
    hold()
    end, said = ask(capsys, "+3222268842")
    assert (end, "aucune adresse déclarée" in said) == (3, True)
    end, said = ask(capsys, "+32 67 12 34 56")
    assert (end, "non hébergé" in said) == (4, True)
    assert ask(capsys, "+3222268842", "--at", "2025-12-31 23:59")[0] == 4


@pytest.mark.parametrize(
    "words",
    [["O2 226 88 88"], ["112"], ["+3222268842", "--at", "hier"], ["+3222268842", "--known-at", "2026-10-25 02:30"]],
)
def test_what_cannot_be_read_ends_with_two(words: list[str]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("lookup", *words)
    assert refused.value.returncode == 2

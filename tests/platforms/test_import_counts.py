"""`manage.py import_counts FILE`: all of a file or nothing, with the lines that are wrong.

Terms: telavox.4, bt.11
"""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.platforms.models import Count, ReportedDay, Source
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT
from tests.platforms.acts import NOW, days_of, on, opened, ranges, report

pytestmark = pytest.mark.django_db
HEADING: Final = "account;day;element;quantity"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command run at noon of the tests' own day."""
    clock = SimpleNamespace(now=lambda: NOW)
    monkeypatch.setattr("extranet.platforms.management.commands.import_counts.timezone", clock)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the file to import stands."""
    return tmp_path / "counts.csv"


def run(file: Path, *lines: str, heading: str = HEADING, end: str = "\n", encoding: str = "utf-8") -> str:
    """Import lines under a heading; return what the command says."""
    file.write_bytes(end.join([heading, *lines, ""]).encode(encoding))
    out = StringIO()
    call_command("import_counts", str(file), stdout=out)
    return out.getvalue()


def refusal(file: Path, *lines: str, **other: str) -> list[str]:
    """Import lines that are wrong; return what is said of each."""
    with pytest.raises(CommandError) as caught:
        run(file, *lines, **other)
    first, *told = str(caught.value).splitlines()
    assert first.endswith("rien n’est enregistré.")
    return told


# ---------- What is recorded ----------
def test_a_file_is_recorded_at_every_partner_it_names(file: Path) -> None:
    """Terms: telavox.4, bt.11"""
    ours, theirs = opened("BT-1"), opened("BT-2", schema=BETA, client_id=BETA_CLIENT)
    said = run(
        file,
        "BT-1;2026-03-02;bt-user;12",
        "BT-2;2026-03-02;bt-user;4.5",
        "BT-1;2026-03-01;bt-user;12",
        "BT-1;2026-03-03;;",
    )
    assert "lignes 4, comptes 2, jours rapportés 4, partenaires 2." in said
    assert ranges(ours) == [("bt-user", on(1), on(3), 12)]
    assert days_of(ours) == [on(1), on(2), on(3)]
    assert [str(row[3]) for row in ranges(theirs, schema=BETA)] == ["4.500"]
    with acting(ALPHA, PARTNER):
        assert set(Count.objects.values_list("source", flat=True)) == {Source.CSV}
    with acting(PUBLIC, OPERATOR):
        events = AuditEvent.objects.filter(act="counts.imported").order_by("partner")
        assert [(event.partner, event.changes["rows"], event.actor_id) for event in events] == [
            (ALPHA, 3, None),
            (BETA, 1, None),
        ]


@pytest.mark.parametrize(
    ("heading", "line", "end", "encoding"),
    [
        (HEADING, "BT-1;2026-03-02;bt-user;12", "\n", "utf-8"),
        (HEADING, "BT-1;2026-03-02;bt-user;12", "\r\n", "utf-8-sig"),
        ("account,day,element,quantity", "BT-1,2026-03-02,bt-user,12", "\n", "utf-8"),
        ("Account; Day; Element; Quantity", " BT-1 ; 2026-03-02 ; bt-user ; 12 ", "\r", "utf-8"),
        ('"account";"day";"element";"quantity"', '"BT-1";"2026-03-02";"bt-user";"12"', "\n", "utf-8"),
        (HEADING, "\n\nBT-1;2026-03-02;bt-user;12\n", "\n", "utf-8"),
    ],
)
def test_a_file_may_look_as_spreadsheets_write_it(file: Path, heading: str, line: str, end: str, encoding: str) -> None:
    one = opened("BT-1")
    run(file, line, heading=heading, end=end, encoding=encoding)
    assert ranges(one) == [("bt-user", on(2), on(3), 12)]


def test_the_same_file_twice_changes_no_count(file: Path) -> None:
    """Terms: telavox.4, bt.11"""
    one = opened("BT-1")
    lines = ("BT-1;2026-03-02;bt-user;12", "BT-1;2026-03-03;bt-fax;1", "BT-1;2026-03-02;bt-fax;1")
    run(file, *lines)
    before = ranges(one)
    run(file, *reversed(lines))
    assert ranges(one) == before
    assert days_of(one) == [on(2), on(3)]


def test_an_element_named_twice_for_a_day_counts_the_highest(file: Path) -> None:
    """Terms: telavox.4, bt.11"""
    one = opened("BT-1")
    report(one, on(2), {"bt-user": 5})
    run(file, "BT-1;2026-03-02;bt-user;4", "BT-1;2026-03-02;bt-user;9", "BT-1;2026-03-02;bt-user;7")
    assert ranges(one) == [("bt-user", on(2), on(3), 9)]
    with acting(ALPHA, PARTNER):
        assert ReportedDay.objects.get().reports == 4


# ---------- What is refused ----------
@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("BT-1;2026-03-02;bt-user", "il faut 4 colonnes, il y en a 3."),
        ("BT-1;2026-03-02;bt-user;12;", "il faut 4 colonnes, il y en a 5."),
        ("BT-1;2/3/2026;bt-user;12", "« 2/3/2026 » n’est pas un jour. Écrivez-le ainsi : 2026-10-03."),
        ("BT-1;2026-03-02;bt-user;12,5", "« 12,5 » n’est pas un nombre. Écrivez 12 ou 12.5, avec un point."),
        ("BT-1;2026-03-02;bt-user;", "« » n’est pas un nombre."),
        ("BT-1;2026-03-02;;12", "un nombre sans élément."),
        ("BT 1;2026-03-02;bt-user;12", "« BT 1 » n’est pas un nom de compte."),
        ("BT-9;2026-03-02;bt-user;12", "aucun abonnement n’a le compte « BT-9 »."),
        ("BT-1;2026-03-02;bt-usr;12", "« bt-usr » n’est pas un code de produit du catalogue."),
        ("BT-1;2026-03-02;telavox-plus;12", "d’un autre service"),
        ("BT-1;2026-03-02;bt-user;-1", "bt-user : -1 est sous zéro."),
        ("BT-1;2199-01-01;bt-user;1", "Le 2199-01-01 n’est pas encore venu."),
        ('BT-1;2026-03-02;"bt-user;1', "les guillemets de cette ligne ne se ferment pas."),
    ],
)
def test_a_wrong_line_is_told_with_its_number_and_nothing_is_recorded(file: Path, line: str, sentence: str) -> None:
    """Terms: telavox.4, bt.11"""
    one = opened("BT-1")
    told = refusal(file, "BT-1;2026-03-01;bt-user;3", line)
    assert len(told) == 1
    assert told[0].startswith("ligne 3 : ")
    assert sentence.replace("« »", "«  »") in told[0].replace("\N{NO-BREAK SPACE}", " ")
    assert ranges(one) == []
    assert days_of(one) == []


def test_every_wrong_line_is_told_over_all_partners(file: Path) -> None:
    ours, theirs = opened("BT-1"), opened("TX-2", schema=BETA, client_id=BETA_CLIENT, family=Family.TELAVOX)
    told = refusal(
        file,
        "BT-1;2026-03-02;bt-user;3",
        "TX-2;2026-03-02;bt-user;3",
        "BT-1;2026-03-03;bt-usr;-3",
        "TX-2;2199-01-01;telavox-plus;3",
        "TX-2;2199-01-01;bt-user;3",
    )
    assert [line.split(" :")[0] for line in told] == ["ligne 3", "ligne 4", "ligne 4", "ligne 5", "ligne 6"]
    assert ranges(ours) == ranges(theirs, schema=BETA) == []
    with acting(PUBLIC, OPERATOR):
        assert not AuditEvent.objects.filter(act="counts.imported").exists()


def test_a_long_list_of_faults_is_cut(file: Path) -> None:
    told = refusal(file, *(f"BT-{number};2026-03-02;bt-user;x" for number in range(30)))
    assert len(told) == 21
    assert told[-1] == "… et 10 de plus"


def test_what_is_no_such_file_is_told(file: Path, tmp_path: Path) -> None:
    assert refusal(file, "1;2", heading="compte;jour;élément;quantité")[0].startswith("ligne 1 :")
    assert "aucun comptage" in refusal(file)[0]
    file.write_bytes(b"account;day;element;quantity\nBT-1;2026-03-02;\xe9;1\n")
    with pytest.raises(CommandError, match="ligne 2 : ce n’est pas de l’UTF-8"):
        call_command("import_counts", str(file))
    file.write_bytes(b"")
    with pytest.raises(CommandError, match="ligne 1"):
        call_command("import_counts", str(file))
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("import_counts", str(tmp_path / "missing.csv"))


def test_ten_thousand_lines_cost_few_queries(file: Path) -> None:
    accounts = [opened(f"BT-{number}") for number in range(67)]
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(75)]
    lines = [
        f"{one.account};{day};{element};{quantity + day.day % 3}"
        for one in accounts
        for day in days
        for element, quantity in (("bt-user", 12), ("bt-fax", 1))
    ]
    assert len(lines) == 10_050
    with CaptureQueriesContext(connection) as queries:
        assert "lignes 10050, comptes 67, jours rapportés 5025" in run(file, *lines)
    assert len(queries) < 50  # one each would take minutes
    assert len(days_of(accounts[0])) == 75

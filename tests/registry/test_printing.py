"""The list for the day the database is down: every number once, its address or that there is none, whole or not at all.

Terms: telavox.7, bt.14, sip.4
"""

import csv
from dataclasses import replace
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from emergency.registry.printing import services
from emergency.registry.printing.rows import Line, lines_at
from emergency.registry.printing.services import Printed, nightly_lists, write_list, write_tonight
from extranet.audit.models import AuditEvent
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import BETA, BETA_CLIENT, ERIK, client_for
from tests.contracts import FIRST, hold
from tests.registry.acts import BRUSSELS, SAINTES, declare, release
from tests.registry.cutting import port

pytestmark = pytest.mark.django_db


def printed_in(folder: Path) -> Printed:
    """Write the list of this moment."""
    return write_list(out=folder / "list.html", at=timezone.now())


def cells_of(printed: Printed) -> list[list[str]]:
    """Return the rows of the CSV, without its head."""
    text = printed.csv.read_text(encoding="utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))[1:]


def now_lines() -> list[Line]:
    """Return the lines of this moment."""
    with acting(PUBLIC, OPERATOR):
        return list(lines_at(timezone.now()))


def test_every_number_of_every_partner_is_there_once_by_number(tmp_path: Path) -> None:
    declare(hold(FIRST + 200, FIRST + 209, schema=BETA, client_id=BETA_CLIENT), SAINTES, by=ERIK)
    declare(hold(), BRUSSELS)
    hold(FIRST + 300, FIRST + 300)
    printed = printed_in(tmp_path)
    assert (printed.numbers, printed.uncovered, printed.lines) == (111, 1, 3)
    page = printed.html.read_text(encoding="utf-8")
    assert page.index("Rue Haute 10, 1000 Bruxelles") < page.index("1480 Saintes") < page.index("AUCUNE ADRESSE")
    assert "étage 2, Sonner à l’accueil" in page
    assert [row[6] for row in cells_of(printed)] == ["Rue Haute", "Avenue Léon Champagne", ""]


def test_numbers_without_an_address_inside_a_block_are_a_line_of_their_own() -> None:
    block = hold()
    declare(block, BRUSSELS)
    port(block, FIRST + 10, FIRST + 19)
    hold(FIRST + 10, FIRST + 19, since=timezone.now())
    lines = now_lines()
    assert [(one.first - FIRST, one.last - FIRST, one.facts is None) for one in lines] == [
        (0, 9, False),
        (10, 19, True),
        (20, 99, False),
    ]


def test_a_block_taken_back_is_not_there() -> None:
    block = hold()
    declare(block, BRUSSELS)
    release(block)
    assert now_lines() == []


def test_the_page_needs_nothing_else_and_names_the_hash_of_its_csv(tmp_path: Path) -> None:
    declare(hold(), replace(BRUSSELS, access_note="=HYPERLINK(1)"))
    printed = printed_in(tmp_path)
    page = printed.html.read_text(encoding="utf-8")
    assert "src=" not in page
    assert "href=" not in page
    assert printed.csv_sha256 == sha256(printed.csv.read_bytes()).hexdigest()
    assert printed.csv_sha256 in page
    assert printed.html_sha256 == sha256(printed.html.read_bytes()).hexdigest()
    hashes = (tmp_path / "list.sha256").read_text(encoding="utf-8")
    assert hashes == f"{printed.html_sha256}  list.html\n{printed.csv_sha256}  list.csv\n"
    assert cells_of(printed)[0][14] == "'=HYPERLINK(1)", "no cell is a formula"


def test_what_people_typed_is_text_on_the_page(tmp_path: Path) -> None:
    declare(hold(), replace(BRUSSELS, access_note="<script>alert(1)</script>"))
    assert "<script>" not in printed_in(tmp_path).html.read_text(encoding="utf-8")


def test_a_list_that_breaks_off_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(hold(), BRUSSELS)
    before = printed_in(tmp_path).html.read_bytes()

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(services, "_write_page", full)
    with pytest.raises(CommandError, match="L’ancienne liste reste"):
        call_command("print_registry", "--out", str(tmp_path / "list.html"))
    assert (tmp_path / "list.html").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "list.html", "list.sha256"]


def test_the_command_says_what_it_wrote(tmp_path: Path) -> None:
    hold()
    told = StringIO()
    call_command("print_registry", "--out", str(tmp_path / "list.html"), stdout=told)
    assert "100 numéros, dont 100 sans adresse." in told.getvalue()
    with pytest.raises(CommandError, match=r"finit par \.html"):
        call_command("print_registry", "--out", str(tmp_path / "list.pdf"))


def test_the_night_writes_where_the_settings_say_and_nowhere_else(settings: Settings, tmp_path: Path) -> None:
    assert write_tonight(at=timezone.now()) is None
    settings.REGISTRY_PRINT_FOLDER = str(tmp_path / "nights")
    printed = write_tonight(at=timezone.now())
    assert printed is not None
    assert nightly_lists() == [printed.html.name]


def test_staff_take_the_list_and_the_trail_says_who() -> None:
    declare(hold(), BRUSSELS)
    client = client_for(ERIK)
    assert "Aucun dossier n’est réglé" in client.get("/admin/registry/print/").content.decode()
    page = client.post("/admin/registry/print/download/", {"html": "1"})
    assert b"Rue Haute 10" in page.getvalue()
    assert page["Content-Disposition"].startswith("attachment")
    table = client.post("/admin/registry/print/download/", {"csv": "1"})
    assert b"Rue Haute" in table.getvalue()
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.filter(act="registry.printed", actor_name="Erik Eeckhout").count() == 2

"""A pack says everything known about one number of one client, the same bytes for the same question.

Terms: telavox.7, bt.14, sip.4
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emergency.acknowledging.people import Asked
from emergency.evidence.packing import Pack, pack_of, take_pack
from emergency.evidence.rules import document_of, verify
from emergency.evidence.wording import sentences_of
from extranet.audit.models import AuditEvent
from extranet.errors import InvalidInput
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from extranet.terms.evidence import canonical
from support.models import TicketNumbers
from tests.cast import (
    ALICE,
    ALPHA,
    BOB,
    CHARLIE,
    DENIS,
    DORA,
    EMIL,
    ERIK,
    FATOU,
    SIBLING,
    SOFIE,
    STAFF,
    Member,
    client_for,
    person_of,
)
from tests.contracts import FIRST, SINCE, hold, subscribe
from tests.emergency.acknowledging.acts import asked as asked_people
from tests.emergency.reconfirming.acts import ask, give
from tests.emergency.sites.acts import choose, device, site
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, clock, declare, release, say
from tests.registry.cutting import carve, transfer
from tests.support.playing import opened

pytestmark = pytest.mark.django_db
QUERIES = 16


def pack(
    number: int = FIRST, at: datetime | None = None, *, by: Member = ALICE, known_at: datetime | None = None
) -> Pack:
    """Return the pack of a number."""
    schema = ALPHA if by in STAFF else by.schema
    with acting(schema, OPERATOR if by in STAFF else PARTNER):
        return pack_of(number, at, person_of(by, schema=schema), known_at=known_at)


def facts(number: int = FIRST, at: datetime | None = None, **how: Any) -> dict[str, Any]:
    """Return what is in it."""
    return dict(pack(number, at, **how).facts)


def whole() -> Holding:
    """Return a block about which everything there is has happened."""
    block = hold()
    declare(block, BRUSSELS, by=DORA)
    office = site()
    phone = device(office, kind="smartphone", number=FIRST)
    choose(phone, FIRST)
    ask(phone, "device_moved")
    question = ask(block)
    give(question, by=DORA)
    say(block, ABROAD)
    declare(block, SAINTES, effective=clock() + timedelta(days=30))
    return block


def test_what_was_declared_by_whom_and_when_it_was_known() -> None:
    block = whole()
    said = facts()
    assert (said["format"], said["version"]) == ("allocloud.emergency-evidence", 1)
    assert said["answer"]["state"] == "declared"
    assert said["answer"]["address"]["street"] == "Rue Haute"
    assert said["answer"]["is_acknowledged"] is False
    first = said["registrations"][0]
    assert (first["author"]["name"], first["author"]["role"], first["author"]["side"]) == (
        "Dora Delvaux",
        "client_admin",
        "client",
    )
    assert (first["terms"]["part"], first["terms"]["version"], len(first["terms"]["sha256"])) == ("bt", 1, 64)
    assert [one["block"] for one in said["held"]] == [str(block.pk)]
    assert len(said["registrations"]) == 3
    assert [one["state"] for one in said["reviews"]] == ["replaced"]
    assert [one["device"]["name"] for one in said["caller_ids"]] == ["Accueil"]
    assert sorted(one["outcome"] for one in said["reconfirmations"]) == ["", "confirmed"]
    assert "address.declared" in [one["act"] for one in said["acts"]]
    assert [one["state"] for one in said["transmissions"]][:1] == ["queued"]


def test_a_number_that_was_never_declared_is_said_to_be_uncovered() -> None:
    hold()
    said = facts()
    assert (said["answer"]["state"], said["answer"]["address"]) == ("uncovered", None)
    assert said["uncovered"] == [{"from": "2026-01-05T08:00:00.000000Z", "until": None}]


def test_what_was_uncovered_before_it_was_declared_stays_said() -> None:
    block = hold()
    row = declare(block)
    said = facts()
    assert [one["until"] is not None for one in said["uncovered"]] == [True]
    assert facts(at=row.valid.lower - timedelta(days=1))["answer"]["state"] == "uncovered"
    assert facts(at=SINCE - timedelta(days=1))["answer"]["state"] == "not_held"


def test_an_overdue_question_is_said_so() -> None:
    block = hold()
    declare(block)
    question = ask(block, at=clock() - timedelta(days=40))
    said = facts()
    assert said["answer"]["overdue_questions"] == [str(question.pk)] == said["answer"]["open_questions"]


def test_the_same_question_gives_the_same_bytes_whatever_happens_later() -> None:
    block = whole()
    known = clock()
    before = pack(known_at=known)
    assert pack(known_at=known).content == before.content
    declare(block, SAINTES)
    carve(block, FIRST + 50)
    give(ask(hold(3267123400, 3267123499)), "void", note="Une autre question")
    again = pack(known_at=known)
    assert json.loads(again.content) == json.loads(before.content)
    assert again.sha256 == before.sha256
    assert pack().sha256 != before.sha256


def test_tickets_that_name_the_block_are_told_by_number_only() -> None:
    block = hold()
    with acting(ALPHA, PARTNER):
        ticket = opened()
        TicketNumbers.objects.create(ticket=ticket, holding_id=block.pk, label=str(block))
    (said,) = facts()["tickets"]
    assert (said["number"], sorted(said)) == (ticket.number, ["number", "opened_at"])
    assert ticket.subject not in pack().content.decode()


def test_nobody_knows_the_future() -> None:
    hold()
    with pytest.raises(InvalidInput, match="Personne ne sait"):
        pack(known_at=clock() + timedelta(days=1))


# ---------- Walls ----------
@pytest.mark.parametrize("by", [BOB, FATOU, DORA, ERIK, SOFIE])
def test_the_partner_the_client_and_staff_take_the_same_pack(by: Member) -> None:
    whole()
    known = clock()
    assert pack(by=by, known_at=known).content == pack(known_at=known).content


def test_a_clients_user_learns_of_their_own_tickets_and_of_what_they_read_themselves_only() -> None:
    block = hold()
    phone = device(site(), kind="smartphone", number=FIRST)
    asked_people([Asked("Hugo Henry", "hugo@delta.example", "fr", phone.pk)])
    asked_people([Asked(DENIS.name, DENIS.email, "fr", phone.pk)])
    with acting(ALPHA, PARTNER):
        tickets = [opened(by=by) for by in (DORA, DENIS)]
        for ticket in tickets:
            TicketNumbers.objects.create(ticket=ticket, holding_id=block.pk, label=str(block))
    said, of_the_client = facts(by=DENIS), facts(by=DORA)
    assert [one["number"] for one in said["tickets"]] == [tickets[1].number]
    assert [one["person"] for one in said["acknowledgements"]] == [DENIS.name]
    assert [one["number"] for one in of_the_client["tickets"]] == [one.number for one in tickets]
    assert len(of_the_client["acknowledgements"]) == 2
    assert (said["is_narrowed"], of_the_client["is_narrowed"]) == (True, False)


def test_a_narrowed_pack_says_so_first() -> None:
    hold()
    sentence = "seuls ceux de la personne qui a pris ce dossier y sont."
    assert sentence in sentences_of(facts(by=DENIS))[-1]
    assert not [one for one in sentences_of(facts(by=DORA)) if sentence in one]


@pytest.mark.parametrize("by", [EMIL, CHARLIE])
def test_a_sibling_and_another_partner_have_none(by: Member) -> None:
    hold()
    with pytest.raises(Holding.DoesNotExist):
        pack(by=by)


def test_another_holder_of_the_number_is_never_in_it() -> None:
    block = hold()
    declare(block, BRUSSELS, by=DORA)
    (moved,) = [
        one for one in transfer(block, FIRST, FIRST + 99, subscribe(client_id=SIBLING)) if one.client_id == SIBLING
    ]
    declare(moved, SAINTES, by=EMIL)
    before, after = pack(by=DORA), pack(by=EMIL)
    for mine, other in ((before, ("Emil", "Saintes", str(SIBLING))), (after, ("Dora", "Haute", str(block.client_id)))):
        for word in other:
            assert word not in mine.content.decode(), word
    assert before.facts["answer"]["state"] == "not_held"  # type: ignore[call-overload,index]


def test_a_block_taken_back_keeps_its_pack() -> None:
    block = hold()
    declare(block)
    known = clock()
    release(block)
    assert facts(at=known)["answer"]["state"] == "declared"
    assert facts()["answer"]["state"] == "not_held"


def test_a_pack_costs_a_fixed_number_of_statements() -> None:
    whole()
    person = person_of(ALICE)
    with acting(ALPHA, PARTNER):
        pack_of(FIRST, None, person)
        with CaptureQueriesContext(
            connection,
        ) as few:
            pack_of(FIRST, None, person)
    block = hold(FIRST + 1000, FIRST + 1099)
    for number in range(3):
        declare(block, SAINTES if number % 2 else BRUSSELS)
    with acting(ALPHA, PARTNER), CaptureQueriesContext(connection) as more:
        pack_of(FIRST + 1000, None, person)
    assert len(more) <= len(few) <= QUERIES, [one["sql"] for one in few.captured_queries]


# ---------- Verifying ----------
def leaves(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every fact in a pack."""
    if isinstance(thing, dict):
        for key, inner in thing.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(thing, list):
        for place, inner in enumerate(thing):
            yield from leaves(inner, (*path, place))
    else:
        yield path


def changed(read: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """Return a copy in which one fact says something else."""
    copy = deepcopy(read)
    inner: Any = copy
    for step in path[:-1]:
        inner = inner[step]
    before = inner[path[-1]]
    inner[path[-1]] = (not before) if isinstance(before, bool) else f"{before}0"
    return copy


def test_a_change_of_any_field_is_seen() -> None:
    whole()
    made = pack()
    read = json.loads(made.content)
    assert verify(made.content).is_intact
    ways = list(leaves(read))
    assert len(ways) > 150
    unseen = [path for path in ways if verify(canonical(changed(read, path))).is_intact]
    assert not unseen


def test_a_field_taken_away_or_added_or_moved_is_seen() -> None:
    whole()
    read = json.loads(pack().content)
    for name in read:
        rest = {key: value for key, value in read.items() if key != name}
        assert not verify(canonical(rest)).is_intact, name
    assert not verify(canonical({**read, "more": "x"})).is_intact
    acts = {**read, "acts": list(reversed(read["acts"]))}
    assert not verify(canonical(acts)).is_intact


def test_blanks_and_the_order_of_keys_say_nothing() -> None:
    hold()
    read = json.loads(pack().content)
    shuffled = json.dumps(dict(reversed(read.items())), indent=4, ensure_ascii=True)
    assert verify(shuffled.encode()).is_intact


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[]", "not_a_pack"),
        (b"{}", "not_a_pack"),
        (b'{"format":"allocloud.emergency-evidence","sha256":"x","version":2}', "other_version"),
        (b'{"a":1,"a":2}', "not_json"),
        (b'{"a":1.5}', "not_json"),
        (b'{"a":NaN}', "not_json"),
        (b"[" * 100_000, "not_json"),
    ],
)
def test_what_is_no_pack_is_said_so(content: bytes, fault: str) -> None:
    assert verify(content).fault == fault


# ---------- Taking and checking ----------
def page(by: Member, block: Holding, posted: dict[str, str] | None = None) -> Any:
    """Ask for the page of a block's evidence, or take a pack on it."""
    address = f"{'/at/alpha' if by in STAFF else ''}/numbers/{block.pk}/evidence/"
    browser = client_for(by)
    return browser.post(address, posted) if posted is not None else browser.get(address)


def test_taking_is_kept_with_its_digest() -> None:
    block = whole()
    for kind in ("json", "pdf"):
        answer = page(DORA, block, {"number": "02 226 88 00", "form": kind})
        assert answer["Content-Disposition"].endswith(f'.{kind}"')
        assert answer.content[:5] == (b"%PDF-" if kind == "pdf" else b'{"ack')
    with acting(PUBLIC, OPERATOR):
        events = list(AuditEvent.objects.filter(act="evidence.taken").order_by("id"))
    assert [(one.actor_name, one.changes["form"]) for one in events] == [
        ("Dora Delvaux", "json"),
        ("Dora Delvaux", "pdf"),
    ]
    assert all(len(one.changes["sha256"]) == 64 for one in events)


def test_the_paper_is_the_same_bytes_too() -> None:
    block = whole()
    posted = {"number": "+3222268800", "form": "pdf", "known_at": clock().isoformat()}
    assert page(ALICE, block, posted).content == page(ALICE, block, posted).content


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"number": "02 226 89 99"}, "n’est pas de ce bloc"),
        ({"number": "bonjour"}, "Aucun dossier n’est établi"),
        ({"number": "02 226 88 00", "at": "demain"}, "Aucun dossier n’est établi"),
        ({"number": "02 226 88 00", "known_at": "2099-01-01 00:00"}, "Personne ne sait encore"),
    ],
)
def test_a_question_that_cannot_be_answered_says_the_way_out(posted: dict[str, str], sentence: str) -> None:
    answer = page(ALICE, hold(), posted)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    with acting(PUBLIC, OPERATOR):
        assert not AuditEvent.objects.filter(act="evidence.taken").exists()


@pytest.mark.parametrize("by", [EMIL, CHARLIE])
def test_the_page_of_another_client_is_not_there(by: Member) -> None:
    block = hold()
    for posted in (None, {"number": "02 226 88 00"}):
        assert page(by, block, posted).status_code == 404


def checked(content: bytes, by: Member = ALICE) -> str:
    """Return what the page says of a file."""
    address = f"{'/at/alpha' if by in STAFF else ''}/numbers/check-evidence/"
    answer = client_for(by).post(address, {"pack": SimpleUploadedFile("pack.json", content)})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_pack_is_recognised_later_and_a_forged_one_is_not() -> None:
    block = whole()
    made = page(ALICE, block, {"number": "02 226 88 00", "form": "json"}).content
    for by in (ALICE, DORA, ERIK):
        assert "Inchangé." in checked(made, by)
    assert "Changé." in checked(made.replace(b"Rue Haute", b"Rue Basse"))
    read = json.loads(made)
    read.pop("sha256")
    read["client"]["name"] = "Un autre"
    assert "Pas reconnu." in checked(document_of(read))
    assert "Pas reconnu." in checked(made, CHARLIE)
    assert "n’est pas un dossier" in checked(b"%PDF-")


def test_checking_keeps_nothing() -> None:
    hold()
    with acting(PUBLIC, OPERATOR):
        before = AuditEvent.objects.count()
    checked(pack().content)
    with acting(PUBLIC, OPERATOR):
        assert AuditEvent.objects.count() == before


def test_the_command_says_what_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hold()
    with acting(ALPHA, PARTNER):
        taken = take_pack(FIRST, None, person_of(ALICE), kind="json", now=clock())
    file = tmp_path / "pack.json"
    file.write_bytes(taken.content)
    call_command("verify_evidence", str(file))
    assert taken.sha256 in capsys.readouterr().out
    for content, code in (
        (taken.content.replace(b"uncovered", b"uncoverod"), 1),
        (b"{}", 1),
        (pack().content, 2),
    ):
        file.write_bytes(content)
        with pytest.raises(SystemExit) as left:
            call_command("verify_evidence", str(file))
        assert left.value.code == code
    with pytest.raises(CommandError, match="ne se lit pas"):
        call_command("verify_evidence", str(tmp_path / "none.json"))

"""When reminders go out, and how lists of people are read.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import UTC, datetime, timedelta

import pytest

from emergency.acknowledging.people import Asked, read_people
from emergency.acknowledging.rules import (
    MOST_PEOPLE,
    MOST_REMINDERS,
    Standing,
    is_reminder_due,
    reminder_at,
    standing_of,
)
from extranet.errors import InvalidInput


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        (utc(2026, 11, 3, 15), utc(2026, 11, 10, 8)),  # winter: nine is eight in UTC
        (utc(2026, 7, 3, 15), utc(2026, 7, 10, 7)),
        (utc(2026, 10, 20, 15), utc(2026, 10, 27, 8)),  # asked in summer time, due after the clock went back
        (utc(2027, 3, 25, 15), utc(2027, 4, 1, 7)),  # asked in winter time, due after it went forward
        (utc(2026, 10, 19, 22, 30), utc(2026, 10, 27, 8)),  # 00:30 in Brussels: the day is the one people live in
    ],
)
def test_the_first_reminder_is_due_at_nine_in_brussels_on_the_seventh_day(asked_at: datetime, due: datetime) -> None:
    assert reminder_at(asked_at=asked_at, reminders=0, reminded_at=None) == due


def test_a_reminder_follows_a_week_after_the_one_before() -> None:
    asked_at, sent = utc(2026, 10, 6, 15), utc(2026, 10, 20, 7, 5)
    assert reminder_at(asked_at=asked_at, reminders=2, reminded_at=sent) == utc(2026, 10, 27, 8)


def test_after_the_last_reminder_none_follows() -> None:
    assert reminder_at(asked_at=utc(2026, 1, 6), reminders=MOST_REMINDERS, reminded_at=utc(2026, 3, 3)) is None


@pytest.mark.parametrize(
    ("at", "is_due"),
    [
        (utc(2026, 10, 27, 7, 59), False),
        (utc(2026, 10, 27, 8), True),
        (utc(2026, 10, 27, 10, 59, 59), True),
        (utc(2026, 10, 27, 11), False),
        (utc(2026, 10, 27, 20), False),
        (utc(2026, 10, 28, 8), True),  # the worker was down the day before
    ],
)
def test_reminders_go_out_in_the_morning_only(at: datetime, is_due: bool) -> None:
    assert is_reminder_due(asked_at=utc(2026, 10, 20, 15), reminders=0, reminded_at=None, at=at) is is_due


def test_however_often_the_clock_is_asked_everybody_gets_eight_reminders_a_week_apart() -> None:
    asked_at, sent = utc(2026, 9, 29, 15), list[datetime]()
    at = asked_at
    while at < utc(2027, 2, 1):
        last = sent[-1] if sent else None
        if is_reminder_due(asked_at=asked_at, reminders=len(sent), reminded_at=last, at=at):
            sent.append(at)
        at += timedelta(minutes=15)
    assert len(sent) == MOST_REMINDERS
    assert [(one - asked_at).days for one in sent] == [6, 13, 20, 27, 34, 41, 48, 55]
    assert [one.hour for one in sent] == [7, 7, 7, 8, 8, 8, 8, 8]


@pytest.mark.parametrize(
    ("asked_number", "is_read", "is_withdrawn", "is_open", "standing"),
    [
        (2, True, False, False, Standing.READ),
        (1, True, False, True, Standing.AGAIN),
        (2, False, False, True, Standing.WAITING),
        (2, False, True, True, Standing.WITHDRAWN),
        (1, False, False, False, Standing.CLOSED),
    ],
)
def test_whoever_read_an_older_version_is_to_be_asked_again(
    asked_number: int, is_read: bool, is_withdrawn: bool, is_open: bool, standing: Standing
) -> None:
    found = standing_of(
        asked_number=asked_number, is_read=is_read, is_withdrawn=is_withdrawn, is_open=is_open, newest=2
    )
    assert found is standing


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Hugo Henry; Hugo@Delta.example; nl", [Asked("Hugo Henry", "hugo@delta.example", "nl")]),
        ("Hugo\thugo@delta.example", [Asked("Hugo", "hugo@delta.example", "fr")]),
        ("Hugo, hugo@delta.example, DE", [Asked("Hugo", "hugo@delta.example", "de")]),
        ("hugo@delta.example;Hugo", [Asked("Hugo", "hugo@delta.example", "fr")]),
        ('"Hugo H.";"hugo@delta.example";', [Asked("Hugo H.", "hugo@delta.example", "fr")]),
        ("Nom;E-mail;Langue\nHugo;hugo@delta.example;fr\n\n", [Asked("Hugo", "hugo@delta.example", "fr")]),
        ("A;a@x.example\nB;A@x.example", [Asked("A", "a@x.example", "fr")]),
        ("  \n", []),
    ],
)
def test_a_pasted_list_is_read_as_people_write_it(text: str, people: list[Asked]) -> None:
    assert read_people(text, language="fr") == people


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hugo", "ligne 1 : il y faut un nom et une adresse e-mail"),
        ("A;a@x.example\nHugo;hugo at delta", "ligne 2 : cette adresse e-mail"),
        ("Hugo;hugo@delta.example;es", "ligne 1 : cette langue"),
        (";hugo@delta.example", "ligne 1 : le nom manque"),
        ("Hu\x00go;hugo@delta.example", "ligne 1 : ce nom"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}Hugo;hugo@delta.example", "ligne 1 : ce nom"),
        ("Hugo;hugo@delta.example\r\nBcc: x@y.example;fr", "ligne 2"),
    ],
)
def test_a_line_that_names_nobody_is_told_with_its_number(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_people(text, language="fr")
    assert told in refused.value.fields["pasted"]


def test_ten_thousand_lines_are_refused_with_the_way_out() -> None:
    text = "\n".join(f"P{number};p{number}@x.example" for number in range(10_000))
    with pytest.raises(InvalidInput) as refused:
        read_people(text, language="fr")
    assert f"{MOST_PEOPLE} personnes au plus à la fois. Partagez-la." in refused.value.fields["pasted"]

"""What makes an address doubtful is asked about once, and never changes it.

Terms: telavox.7, bt.14, sip.4
"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from emergency.models import Reconfirmation
from emergency.reconfirming.following import follow
from emergency.reconfirming.watching import ask_about_moved_sites, ask_about_old, ask_about_port_in
from emergency.registry.models import Address, Registration
from emergency.registry.pace import Pace, publish_pace
from extranet.numbering.models import Holding
from extranet.outbox.services import enqueue
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ANNA, CLIENT, SIBLING, user_of
from tests.contracts import FIRST, hold, subscribe
from tests.emergency.reconfirming.acts import DAY, ask, asked, give, now
from tests.emergency.sites.acts import choose, device, move, relocate, site
from tests.outbox.postman import deliver_everything
from tests.registry.acts import BRUSSELS, SAINTES, declare, numbered, release
from tests.registry.cutting import carve

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)
AGO = datetime(2024, 1, 1, tzinfo=UTC)


def old(*, at: datetime | None = None) -> list[Reconfirmation]:
    """Ask about old addresses, as the house does every hour."""
    with acting(ALPHA, PARTNER):
        return ask_about_old(at=at or timezone.now())


def aged(block: Holding, days: int) -> Holding:
    """Return a block whose address was declared so many days ago: written by the owner, as nobody may backdate."""
    at = timezone.now() - days * DAY
    owner = {"partner": block.partner, "client_id": block.client_id}
    with acting(PUBLIC, OWNER):
        Registration.objects.create(
            holding=block,
            numbers=block.numbers,
            address=Address.objects.create(**owner, **asdict(BRUSSELS), created_at=at),
            valid=DateTimeTZRange(at, None),
            recorded=DateTimeTZRange(at, None),
            declared_at=at,
            author_id=uuid4(),
            author_name="Camille",
            author_email="camille@alpha.example",
            author_role="partner_admin",
            author_side="partner",
            **owner,
        )
    return block


def named(question: Reconfirmation) -> str:
    """Return what a question is about, its spaces as people see them."""
    return str(question).replace("\N{NO-BREAK SPACE}", " ")


def reasons() -> list[tuple[str, str]]:
    """Return what is asked about and why, in the order of the alphabet."""
    return sorted((named(one), one.reason) for one in asked())


# ---------- Age ----------
def test_an_address_of_a_year_is_asked_about_and_a_younger_one_is_not() -> None:
    aged(hold(since=AGO), 366)
    aged(hold(FIRST + 1000, FIRST + 1009, since=AGO), 300)
    hold(FIRST + 2000, FIRST + 2009)
    assert [named(one) for one in old()] == ["+32 2 226 88 00 – 99"]
    (question,) = asked()
    assert (question.reason, question.level) == ("age", "client")


def test_asking_twice_asks_once() -> None:
    aged(hold(since=AGO), 400)
    assert len(old()) == 1
    assert old() == []


def test_what_was_confirmed_is_young_again() -> None:
    aged(hold(since=AGO), 400)
    (question,) = old()
    give(question)
    assert old() == []
    assert len(old(at=timezone.now() + YEAR)) == 1


def test_nobody_is_flooded_and_the_oldest_come_first() -> None:
    subscription = subscribe()
    for place in range(13):
        first = FIRST + 10 * place
        aged(hold(first, first + 9, subscription=subscription, since=AGO), 400 + place)
    today = timezone.now()
    asked_first = old(at=today)
    assert len(asked_first) == 10
    assert named(asked_first[0]) == "+32 2 226 89 20 – 29"
    assert old(at=today) == []
    assert len(old(at=today + DAY)) == 3


def test_one_clients_questions_take_no_place_of_anothers() -> None:
    mine, others = subscribe(), subscribe(client_id=SIBLING)
    for place in range(11):
        aged(hold(FIRST + 10 * place, FIRST + 10 * place + 9, subscription=mine, since=AGO), 400)
    aged(hold(FIRST + 500, FIRST + 509, client_id=SIBLING, subscription=others, since=AGO), 370)
    assert sorted({one.client_id for one in old()}) == sorted({CLIENT, SIBLING})


def test_the_months_are_a_setting_with_a_date() -> None:
    aged(hold(since=AGO), 100)
    assert old() == []
    with acting(PUBLIC, OPERATOR):
        publish_pace(pace=Pace(age_months=3), note="Plus souvent", actor=user_of(ANNA), at=timezone.now(), shown=0)
    assert len(old()) == 1


def test_a_block_that_is_asked_about_for_another_reason_is_left_alone() -> None:
    ask(aged(hold(since=AGO), 400), "port_in")
    assert old() == []


def test_many_blocks_cost_as_many_statements_as_one() -> None:
    subscription = subscribe()
    counts = []
    for place in range(9):
        first = FIRST + 10 * place
        aged(hold(first, first + 9, subscription=subscription, since=AGO), 400)
        if place in (0, 8):
            with CaptureQueriesContext(connection) as asked_for:
                assert len(old()) == (1 if place == 0 else 8)
            counts.append(len(asked_for))
    assert counts[0] == counts[1] <= 20


# ---------- Told by others ----------
def test_a_device_that_moves_is_asked_about() -> None:
    first, second = site(), site("Atelier", SAINTES)
    phone = device(first)
    relocate(phone, second)
    deliver_everything()
    assert reasons() == [("Accueil", "device_moved")]
    choose(phone, None)
    (question,) = asked()
    assert question.is_open


def test_choosing_its_number_answers_what_was_asked_about_a_device() -> None:
    hold()
    first, second = site(), site("Atelier", SAINTES)
    phone = device(first)
    relocate(phone, second)
    deliver_everything()
    choose(phone, FIRST)
    (question,) = asked()
    assert (question.outcome, question.answered_by_name) == ("changed", ALICE.name)


def test_ec_54_the_devices_of_a_site_that_moves_and_the_blocks_left_behind_are_asked_about() -> None:
    block, away = hold(), hold(FIRST + 1000, FIRST + 1009)
    declare(block)
    declare(away, SAINTES)
    office = site()
    device(office)
    device(office, "Cuisine")
    move(office, numbered(7))
    deliver_everything()
    assert reasons() == [("+32 2 226 88 00 – 99", "site_moved"), ("Accueil", "site_moved"), ("Cuisine", "site_moved")]


def test_a_move_to_come_is_asked_about_on_its_day_and_once() -> None:
    office = site()
    device(office)
    at = timezone.now()
    move(office, SAINTES, effective=at + 3 * DAY)
    deliver_everything()
    assert asked() == []
    with acting(ALPHA, PARTNER):
        assert ask_about_moved_sites(at=at + 2 * DAY) == []
        (question,) = ask_about_moved_sites(at=at + 3 * DAY + timedelta(hours=1))
        assert ask_about_moved_sites(at=at + 3 * DAY + timedelta(hours=2)) == []
    with acting(ALPHA, OWNER):
        Reconfirmation.objects.filter(pk=question.pk).update(answered_at=at + 4 * DAY, outcome="confirmed")
    with acting(ALPHA, PARTNER):
        assert ask_about_moved_sites(at=at + 5 * DAY) == []


def test_numbers_that_arrive_are_asked_about() -> None:
    block = hold()
    with acting(ALPHA, PARTNER):
        enqueue("emergency.ported_in", str(block.pk))
    deliver_everything()
    assert reasons() == [("+32 2 226 88 00 – 99", "port_in")]


def test_numbers_that_arrived_and_left_are_not() -> None:
    block = hold()
    release(block)
    with acting(ALPHA, PARTNER):
        assert ask_about_port_in(block.pk, at=timezone.now()) == []


def mention(*, blocks: Any = (), sites: Any = (), client_id: UUID = CLIENT) -> None:
    """Have a ticket speak of a move, twice."""
    ticket = str(uuid4())
    with acting(ALPHA, PARTNER):
        for _time in range(2):
            enqueue(
                "emergency.ticket_mentions_move",
                ticket,
                "T-2026-00001",
                str(client_id),
                [str(one.pk) for one in blocks],
                [str(one.pk) for one in sites],
            )
    deliver_everything()


def test_a_ticket_that_speaks_of_a_move_asks_about_what_it_names_and_changes_nothing() -> None:
    block, office = hold(), site()
    row = declare(block)
    mention(blocks=[block], sites=[office])
    assert reasons() == [("+32 2 226 88 00 – 99", "ticket"), ("Siège", "ticket")]
    assert {one.ticket_number for one in asked()} == {"T-2026-00001"}
    with acting(PUBLIC, OPERATOR):
        assert list(Registration.objects.values_list("pk", flat=True)) == [row.pk]


def test_a_ticket_that_names_nothing_asks_about_one_block_of_each_address() -> None:
    subscription = subscribe()
    for place, facts in enumerate((BRUSSELS, BRUSSELS, SAINTES)):
        first = FIRST + 10 * place
        declare(hold(first, first + 9, subscription=subscription), facts)
    mention()
    assert reasons() == [("+32 2 226 88 00 – 09", "ticket"), ("+32 2 226 88 20 – 29", "ticket")]


def test_a_ticket_asks_nothing_about_a_siblings_block() -> None:
    block = hold(client_id=SIBLING)
    declare(block)
    mention(blocks=[block])
    assert asked() == []


# ---------- Blocks that are cut, taken back ----------
def test_a_question_goes_on_with_what_became_of_its_block() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    carve(block, FIRST + 50, SAINTES)
    with acting(ALPHA, PARTNER):
        assert follow(at=timezone.now()) == 1
        assert follow(at=timezone.now()) == 0
    ended = now(question)
    assert (ended.outcome, ended.answered_by_side) == ("void", "operator")
    going_on = [one for one in asked() if one.is_open]
    # The number that got a new address just now is not asked about.
    assert [named(one) for one in going_on] == ["+32 2 226 88 00 – 49", "+32 2 226 88 51 – 99"]
    assert {(one.opened_at, one.due_at) for one in going_on} == {(question.opened_at, question.due_at)}


def test_a_question_about_numbers_taken_back_ends() -> None:
    block = hold()
    declare(block)
    question = ask(block)
    release(block)
    with acting(ALPHA, PARTNER):
        follow(at=timezone.now())
    assert now(question).outcome == "void"
    assert [one for one in asked() if one.is_open] == []

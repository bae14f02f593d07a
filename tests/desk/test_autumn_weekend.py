"""A week-end in which the clocks go back and everything breaks: every critical ticket is taken up once.

Time is moved, not slept. Redis is killed, a worker is killed, the gateway is down, the first person is silent.

Terms: general.7
"""

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

import pytest
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.celery import app
from extranet.tenancy.context import OPERATOR, acting
from support.chain import verify
from support.desk.models import Drill, Heartbeat, OutsideContact, Page, PageStep, PagingAlarm, WayKind
from support.desk.paging import sending
from support.desk.paging.alarm import Notebook
from support.desk.paging.rules import LEASE
from support.entries import link_of
from support.models import Entry, RoutingDecision, Ticket
from support.rules import Ground
from support.services import Asked
from tests.cast import ALICE, ALPHA, ANNA, DIRECT, DIRECT_CLIENT, DORA, ERIK, GITA, SOFIE, Member
from tests.desk.night import address_of, at_the_desk, give_ways, publish
from tests.desk.paging.conftest import gateway, mailbox
from tests.desk.paging.stand_ins import Gateway, Mailbox
from tests.desk.weekend import STEP, Arrival, Broker, Killed, Weekend, brussels
from tests.support.playing import CALL_BACK, CRITICAL, FAILING_112, QUESTION, helping, under_contract

__all__ = ["gateway", "mailbox"]

FRIDAY_CLOSING: Final = brussels(25, 16)
SATURDAY_OUTAGE: Final = brussels(26, 5)
FIRST_HALF_PAST_TWO, SECOND_HALF_PAST_TWO = brussels(27, 2, 30), brussels(27, 2, 30, fold=1)
SUNDAY_NOON, SUNDAY_THREE = brussels(27, 12), brussels(27, 15)
SUNDAY_HANDOVER: Final = brussels(27, 20)
MONDAY: Final = brussels(28, 8, 30)
MINUTE: Final = timedelta(minutes=1)
DIRECT_CRITICAL: Final = replace(CRITICAL, client_id=DIRECT_CLIENT, ground=Ground.NO_OUTGOING)


@pytest.fixture
def weekend(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mailbox: Mailbox, gateway: Gateway
) -> Weekend:
    """Erik watches until Sunday 20:00, then Sofie; Anna backs them up and administers. Somebody outside is known."""
    app.loader.import_default_modules()
    broker = Broker()
    night = Weekend(brussels(25, 15), broker, mailbox, gateway, Notebook(tmp_path / "watch.json"), habits)
    monkeypatch.setattr(app, "send_task", broker.send_task)
    monkeypatch.setattr(timezone, "now", lambda: night.now)
    for schema in (ALPHA, DIRECT):
        under_contract(schema)
    with acting(ALPHA, OPERATOR):
        helping()
    for member in (ERIK, SOFIE, ANNA):
        give_ways(member)
    publish(ERIK, SOFIE, at=night.now, weekday=6, handover=time(20))
    publish(ANNA, at=night.now, layer=2)
    with at_the_desk():
        OutsideContact.objects.create(name="Dehors", kind="email", address="guard@outside.example")
    return night


def reaches(arrival: Arrival, *members: Member) -> bool:
    """Whether a message went to one of these people."""
    return arrival.address in {address_of(member, kind) for member in members for kind in WayKind}


def habits(arrival: Arrival) -> bool:
    """Erik sleeps through Friday's closing and Anna answers by mail; later whoever is called answers what arrives.

    At noon on Sunday only the mail is seen, and at three nobody looks for a minute: a worker is killed each time.
    """
    if arrival.at < FRIDAY_CLOSING + 30 * MINUTE:
        return reaches(arrival, ANNA) and arrival.kind == "email"
    if SUNDAY_NOON <= arrival.at < SUNDAY_NOON + 30 * MINUTE:
        return arrival.kind == "email"
    return not SUNDAY_THREE <= arrival.at < SUNDAY_THREE + MINUTE


def prepared(night: Weekend, monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """Plan what happens; return the subjects of the tickets that must call the operator's night, with their instant."""
    expected: dict[str, datetime] = {}

    def asks(at: datetime, member: Member, asked: Asked, subject: str, *, is_paged: bool = True) -> None:
        if is_paged:
            expected[subject] = at
        night.at(at, lambda: night.ask(member, replace(asked, subject=subject)))

    asks(FRIDAY_CLOSING - MINUTE, ALICE, CRITICAL, "avant la fermeture")
    expected["avant la fermeture"] = FRIDAY_CLOSING
    asks(FRIDAY_CLOSING, GITA, DIRECT_CRITICAL, "à seize heures")
    asks(FRIDAY_CLOSING + timedelta(seconds=1), ALICE, QUESTION, "une question", is_paged=False)
    asks(brussels(25, 19), DORA, CRITICAL, "client du partenaire", is_paged=False)
    # The gateway is down for twenty minutes; the mail is the second way.
    night.at(brussels(25, 22), lambda: night.gateway.answers.extend([503] * 40))
    asks(brussels(25, 22, 1), ALICE, CRITICAL, "passerelle en panne")
    night.at(brussels(25, 22, 20), night.gateway.answers.clear)
    # Redis is killed before a request, and comes back empty a quarter of an hour later.
    night.at(SATURDAY_OUTAGE - STEP, lambda: None)  # beat asked until then, also in the hours the play skips
    night.at(SATURDAY_OUTAGE, night.broker.kill)
    asks(SATURDAY_OUTAGE + 2 * MINUTE, GITA, DIRECT_CRITICAL, "sans Redis")
    night.at(SATURDAY_OUTAGE + 15 * MINUTE, lambda: setattr(night.broker, "is_down", False))
    # The partner takes its client's ticket over.
    night.at(brussels(26, 11), lambda: night.escalate(ALICE, ticket_of("client du partenaire"), CALL_BACK))
    expected["client du partenaire"] = brussels(26, 11)
    # Half past two exists twice.
    asks(FIRST_HALF_PAST_TWO, GITA, DIRECT_CRITICAL, "deux heures trente, été")
    asks(SECOND_HALF_PAST_TWO, GITA, DIRECT_CRITICAL, "deux heures trente, hiver")
    # A worker is killed between claiming and sending, another between sending and marking.
    night.at(SUNDAY_NOON, lambda: kill_once(monkeypatch, "provider_for"))
    asks(SUNDAY_NOON, DORA, FAILING_112, "le 112 échoue")
    night.at(SUNDAY_THREE, lambda: kill_once(monkeypatch, "mark_sent"))
    asks(SUNDAY_THREE, ALICE, CRITICAL, "tué après l’envoi")
    # The watch is handed over while a page waits.
    asks(SUNDAY_HANDOVER, ALICE, CRITICAL, "à la relève")
    return expected


def kill_once(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Have the next worker that calls a function of the sender die there."""
    whole = getattr(sending, name)

    def dies(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(sending, name, whole)
        raise Killed

    monkeypatch.setattr(sending, name, dies)


def ticket_of(subject: str) -> Ticket:
    """Return a ticket of either house by its subject."""
    for schema in (ALPHA, DIRECT):
        with acting(schema, OPERATOR):
            found = Ticket.objects.filter(subject=subject).first()
        if found is not None:
            return found
    raise LookupError(subject)


def test_every_critical_ticket_is_taken_up_once_with_a_full_trail(
    weekend: Weekend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms: general.7"""
    expected = prepared(weekend, monkeypatch)
    weekend.play(MONDAY)
    assert weekend.killed == 2
    _every_ticket_was_taken_up_once(expected)
    _nobody_was_called_twice(weekend)
    _the_first_was_silent_then_the_second_way_then_the_backup()
    _the_gateway_down_brought_the_mail_forward()
    _what_killed_workers_held_went_out_after_the_lease(weekend)
    _the_handover_was_kept(weekend)
    _outside_was_told_while_redis_was_dead(weekend)
    _every_record_is_whole()


def _every_ticket_was_taken_up_once(expected: dict[str, datetime]) -> None:
    with at_the_desk():
        pages = {page.ticket_id: page for page in Page.objects.all()}
        assert len(pages) == Page.objects.count() == len(expected)
        answers = Counter(AuditEvent.objects.filter(act="page.acknowledged").values_list("target_id", flat=True))
    assert set(answers.values()) == {1}
    assert len(answers) == len(expected)
    for subject, at in expected.items():
        ticket = ticket_of(subject)
        page = pages[ticket.pk]
        assert page.status == Page.Status.ACKNOWLEDGED, subject
        assert page.acknowledged_at is not None
        assert at <= page.acknowledged_at <= at + 20 * MINUTE, subject
        with acting(page.partner, OPERATOR):
            assert ticket.entries.filter(event="page_acknowledged").count() == 1, subject
            paged = RoutingDecision.objects.filter(ticket=ticket, result="page_on_call")
            assert paged.count() == 1, subject
            decision = paged.get()
        assert decision.at == at, subject
        assert decision.ground == ticket.ground
        assert decision.calendar_version == 1
        assert ticket.acknowledged_at == page.acknowledged_at, subject


def _nobody_was_called_twice(weekend: Weekend) -> None:
    """Each row went out once; only the worker killed after sending made a copy, which has the same id."""
    steps = weekend.steps()
    keys = [(step.page_id, step.round, step.user_id, step.kind) for step in steps]
    assert len(keys) == len(set(keys))
    ids = {str(step.pk) for step in steps if step.sent_at is not None}
    with at_the_desk():
        # The monthly tests of the Friday afternoon are no pages.
        ids |= {str(key) for key in Drill.objects.values_list("pk", flat=True)}
    posts = [str(post["id"]) for post in weekend.gateway.posts if post["id"] in weekend.gateway.kept]
    mails = [one for one in weekend.mailbox.ids() if one.split("@")[0].strip("<") in ids]
    assert set(weekend.gateway.kept) <= ids
    copies = sum(count - 1 for count in (*Counter(mails).values(), *Counter(posts).values()) if count > 1)
    assert copies <= 1


def _steps_of(subject: str) -> list[PageStep]:
    with at_the_desk():
        return list(PageStep.objects.filter(page__ticket_id=ticket_of(subject).pk).order_by("round", "kind"))


def _the_first_was_silent_then_the_second_way_then_the_backup() -> None:
    steps = _steps_of("à seize heures")
    assert [(step.round, step.user_name, step.kind, step.due_at) for step in steps] == [
        (1, ERIK.name, "http", FRIDAY_CLOSING),
        (2, ERIK.name, "email", FRIDAY_CLOSING + 5 * MINUTE),
        (3, ANNA.name, "email", FRIDAY_CLOSING + 10 * MINUTE),
        (3, ANNA.name, "http", FRIDAY_CLOSING + 10 * MINUTE),
    ]
    assert [step.acknowledged_at is not None for step in steps] == [False, False, True, False]


def _the_gateway_down_brought_the_mail_forward() -> None:
    sms, mail = _steps_of("passerelle en panne")
    assert (sms.kind, sms.last_error) == ("http", "HTTP 503")
    assert mail.sent_at is not None
    assert mail.sent_at <= sms.due_at + MINUTE, "not after the five minutes of a silence"


def _what_killed_workers_held_went_out_after_the_lease(weekend: Weekend) -> None:
    mail = next(step for step in _steps_of("le 112 échoue") if step.kind == "email")
    assert (mail.attempts, mail.sent_at) == (2, SUNDAY_NOON + LEASE)
    (sms,) = _steps_of("tué après l’envoi")
    assert (sms.attempts, sms.sent_at) == (2, SUNDAY_THREE + LEASE)
    assert [post["id"] for post in weekend.gateway.posts].count(str(sms.pk)) == 2
    assert str(sms.pk) in weekend.gateway.kept, "a gateway keeps one of each id"


def _the_handover_was_kept(weekend: Weekend) -> None:
    assert {step.user_name for step in _steps_of("à la relève")} == {SOFIE.name}
    told = [mail for mail in weekend.mailbox.mails if str(mail["Subject"]) == "Vous prenez la garde"]
    assert len(told) == 1


def _outside_was_told_while_redis_was_dead(weekend: Weekend) -> None:
    with at_the_desk():
        alarm = PagingAlarm.objects.get()
        assert Heartbeat.objects.get(name="paging").at == MONDAY
    assert alarm.ended_at is not None
    assert SATURDAY_OUTAGE < alarm.started_at < alarm.ended_at <= SATURDAY_OUTAGE + 16 * MINUTE
    told = [str(mail["Subject"]) for mail in weekend.mailbox.mails if mail["To"] == "guard@outside.example"]
    assert told == ["La garde n’est pas veillée", "La garde est de nouveau veillée"]


def _every_record_is_whole() -> None:
    for schema in (ALPHA, DIRECT):
        with acting(schema, OPERATOR):
            for ticket in Ticket.objects.all():
                entries = list(Entry.objects.filter(ticket=ticket).order_by("position"))
                assert entries[0].position == 1
                assert verify(link_of(entry) for entry in entries) is None, ticket.subject
                assert RoutingDecision.objects.filter(ticket=ticket).exists()

"""The world of the autumn week-end: a clock that is moved, a broker that can be killed, people who read and answer.

The tasks, the database, the mail server and the gateway are the real ones; only time and Redis are played.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from django.test import Client
from kombu.exceptions import OperationalError

from extranet.celery import app
from extranet.outbox.models import Message
from extranet.tenancy.context import PARTNER, PUBLIC, acting
from extranet.times import BRUSSELS
from support.desk.models import Page, PageStep
from support.desk.paging.alarm import Notebook, look
from support.models import Ticket
from support.services import Asked, escalate_ticket, open_ticket
from tests.cast import Member, person_of
from tests.desk.night import at_the_desk
from tests.desk.paging.stand_ins import Gateway, Mailbox

BEAT: Final = ("desk.tick", "outbox.sweep", "support.judge_closings")
# Beat asks every ten seconds; while something waits the play looks as often, else it skips to what comes next.
STEP: Final = timedelta(seconds=30)
LINK: Final = re.compile(r"https?://\S+/answer/\S+/")


class Killed(BaseException):
    """A worker ended without a chance to say anything."""


@dataclass
class Broker:
    """Redis as the app sees it: takes tasks, and loses all of them when it is killed."""

    is_down: bool = False
    waiting: deque[tuple[str, tuple[Any, ...]]] = field(default_factory=deque)

    def send_task(self, name: str, args: Any = (), **_options: Any) -> None:
        """Take a task, or fail as the real client does."""
        if self.is_down:
            raise OperationalError("Error 111 connecting to redis:6379. Connection refused.")
        self.waiting.append((name, tuple(args)))

    def kill(self) -> None:
        """Lose everything, and answer nothing from now on."""
        self.waiting.clear()
        self.is_down = True


@dataclass(frozen=True)
class Arrival:
    """A message that reached somebody: when, where, and the link in it."""

    at: datetime
    address: str
    kind: str
    key: str
    text: str

    @property
    def link(self) -> str:
        """The address at which it is answered; empty for a message that asks for nothing."""
        found = LINK.search(self.text)
        return found.group() if found else ""


Habit = Callable[[Arrival], bool]


@dataclass
class Weekend:
    """The play. `answers`: whether whoever got a message presses the button, there and then."""

    now: datetime
    broker: Broker
    mailbox: Mailbox
    gateway: Gateway
    notebook: Notebook
    answers: Habit
    arrivals: list[Arrival] = field(default_factory=list)
    killed: int = 0
    _read: dict[str, int] = field(default_factory=lambda: {"email": 0, "http": 0})
    _acts: list[tuple[datetime, Callable[[], object]]] = field(default_factory=list)

    def at(self, instant: datetime, act: Callable[[], object]) -> None:
        """Have something happen at an instant of the week-end."""
        self._acts.append((instant, act))

    def ask(self, member: Member, asked: Asked) -> Ticket:
        """Open a ticket now, as a page does."""
        with acting(member.schema, PARTNER):
            return open_ticket(ticket_id=uuid4(), asked=asked, person=person_of(member), at=self.now)

    def escalate(self, member: Member, ticket: Ticket, call_back_number: str) -> Ticket:
        """Take a client's ticket over, as its partner."""
        with acting(member.schema, PARTNER):
            return escalate_ticket(
                ticket_id=ticket.pk, call_back_number=call_back_number, person=person_of(member), at=self.now
            )

    def play(self, until: datetime) -> None:
        """Let time pass: act, beat, work, read, answer, and look from outside."""
        self._acts.sort(key=lambda one: one[0])
        while self.now < until:
            self.now = min(self._next(), until)
            while self._acts and self._acts[0][0] <= self.now:
                self._acts.pop(0)[1]()
            self.beat()
            self.work()
            self.read()
            self.work()
            look(at=self.now, notebook=self.notebook)

    def beat(self) -> None:
        """Ask for the periodic tasks; without a broker beat asks nobody."""
        for name in BEAT:
            try:
                self.broker.send_task(name, [PUBLIC])
            except OperationalError:
                return

    def work(self) -> None:
        """Do what was asked for, as a worker does, until nothing waits or the worker is killed."""
        while self.broker.waiting:
            name, args = self.broker.waiting.popleft()
            try:
                app.tasks[name](*args)
            except Killed:
                self.killed += 1

    def read(self) -> None:
        """Have people look at what arrived, and answer by the link where that is their habit."""
        mails, posts = self.mailbox.mails, self.gateway.posts
        fresh = [
            Arrival(self.now, str(mail["To"]), "email", str(mail["Message-ID"]), mail.get_content())
            for mail in mails[self._read["email"] :]
        ]
        fresh += [
            Arrival(self.now, str(post["to"]), "http", str(post["id"]), str(post["text"]))
            for post in posts[self._read["http"] :]
            if post["id"] in self.gateway.kept
        ]
        self._read = {"email": len(mails), "http": len(posts)}
        for arrival in fresh:
            self.arrivals.append(arrival)
            if arrival.link and self.answers(arrival):
                response = Client(SERVER_NAME="localhost").post(urlsplit(arrival.link).path)
                assert response.status_code in (302, 200, 410), "answered, answered before, or told who was quicker"

    def steps(self) -> list[PageStep]:
        """Return every attempt, in order."""
        with at_the_desk():
            return list(PageStep.objects.select_related("page").order_by("due_at", "kind"))

    def _next(self) -> datetime:
        """Return the next instant that matters: soon while something waits, else what is planned or due."""
        with at_the_desk():
            is_busy = Page.objects.filter(status=Page.Status.OPEN).exists()
            is_busy = is_busy or Message.objects.filter(delivered_at__isnull=True).exists()
            due = Page.objects.filter(status=Page.Status.OPEN, next_round_at__gt=self.now)
            leases = PageStep.objects.filter(sent_at__isnull=True, dropped_at__isnull=True, claimed_until__gt=self.now)
            planned = [*due.values_list("next_round_at", flat=True), *leases.values_list("claimed_until", flat=True)]
        planned += [instant for instant, _act in self._acts if instant > self.now]
        soon = self.now + (STEP if is_busy or self.broker.is_down else timedelta(hours=1))
        return min([soon, *(instant for instant in planned if instant is not None)])


def brussels(day: int, hour: int, minute: int = 0, second: int = 0, *, fold: int = 0) -> datetime:
    """Return an instant of October 2030 by the wall clock; `fold` 1 for the second 02:30 of that night."""
    return datetime(2030, 10, day, hour, minute, second, tzinfo=BRUSSELS, fold=fold).astimezone(UTC)

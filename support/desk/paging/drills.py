"""The test page of each month: every way of everybody who watches is tried, and whoever stays silent is named.

Terms: general.7
Reading: a way whose monthly test is not answered within three working days is flagged and the administrators are
told, once a week until it is; it stays a tried way. A test missed in a holiday must not leave a night uncovered.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.outbox.services import enqueue
from extranet.times import BRUSSELS, brussels_day, day_start
from support.desk.calendars import calendar_of, version_in_force
from support.desk.models import ContactWay, Drill, Heartbeat, Page
from support.desk.rota.coverage import HORIZON
from support.desk.rota.selectors import LAYERS, watch_between
from support.desk.rota.timeline import shifts
from support.desk.rules.hours import Calendar, elapsed, is_open

SEND = "desk.send_drill"
TELL = "desk.mail_drills"
# People are at their desk by then, and have the day to answer.
FROM_HOUR: Final = 10
DAYS_TO_ANSWER: Final = 3
TOLD: Final = "drills-told"
LOOKED: Final = "drills-looked"
LOOK_EVERY: Final = timedelta(minutes=10)
TELL_EVERY: Final = timedelta(days=7)
_DRILL_LOCK: Final = 7_112_003


@transaction.atomic
def run_drills(*, at: datetime) -> int:
    """Ask for this month's tests that are missing, and tell of those unanswered; return how many were asked for.

    Only in the hours of support, from ten o'clock, and never while a page waits: a provider that
    hangs must hold nothing. Safe to repeat: a way has one test a month.
    """
    version = version_in_force(at)
    if version is None or at.astimezone(BRUSSELS).hour < FROM_HOUR:
        return 0
    calendar = calendar_of(version)
    if not is_open(calendar, at) or not _is_time(LOOKED, LOOK_EVERY, at):
        return 0
    if Page.objects.filter(status=Page.Status.OPEN).exists():
        return 0
    asked = _ask_missing(at)
    _tell_unanswered(calendar, at)
    return asked


@transaction.atomic
def answer_drill(*, drill_id: UUID, at: datetime) -> Drill:
    """Note that a test reached its person. Safe to repeat. Raises Drill.DoesNotExist."""
    drill = Drill.objects.select_for_update().get(pk=drill_id)
    if drill.answered_at is None:
        drill.answered_at = at
        drill.save(update_fields=("answered_at",))
        actor = User.objects.filter(pk=drill.user_id).first()
        audit.record(actor=actor, act="drill.answered", target=drill, at=at)
    return drill


def unanswered(calendar: Calendar, at: datetime) -> list[Drill]:
    """Return the tests of this month and the one before that nobody answered in time, of ways still in use."""
    since = _month(_month(brussels_day(at)) - timedelta(days=1))
    silent = Drill.objects.filter(answered_at__isnull=True, month__gte=since).order_by("user_name", "kind", "-month")
    ways = set(ContactWay.objects.filter(tested_at__isnull=False).values_list("user_id", "kind", "address"))
    later = set(Drill.objects.filter(answered_at__isnull=False, month__gt=since).values_list("user_id", "kind"))
    return [
        drill
        for drill in silent
        if (drill.user_id, drill.kind, drill.address) in ways
        and (drill.user_id, drill.kind) not in later
        and is_overdue(calendar, drill.due_at, at)
    ]


def is_overdue(calendar: Calendar, since: datetime, at: datetime) -> bool:
    """Whether three whole working days have passed after the day of `since`.

    Terms: general.7
    """
    today, day, passed = brussels_day(at), brussels_day(since), 0
    while passed < DAYS_TO_ANSWER:
        day += timedelta(days=1)
        if day >= today:
            return False
        passed += bool(elapsed(calendar, day_start(day), day_start(day + timedelta(days=1))))
    return True


def silent_now(at: datetime) -> list[Drill]:
    """Return what `unanswered` does by the hours in force; none while no calendar is published."""
    version = version_in_force(at)
    return [] if version is None else unanswered(calendar_of(version), at)


def _ask_missing(at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_DRILL_LOCK])
    month = _month(brussels_day(at))
    ways = ContactWay.objects.filter(user_id__in=_watchers(at), tested_at__isnull=False)
    has = set(Drill.objects.filter(month=month).values_list("user_id", "kind"))
    fresh = [
        Drill(
            month=month,
            user_id=way.user_id,
            user_name=way.user_name,
            kind=way.kind,
            address=way.address,
            due_at=at,
        )
        for way in ways
        if (way.user_id, way.kind) not in has
    ]
    Drill.objects.bulk_create(fresh)
    for drill in fresh:
        enqueue(SEND, str(drill.pk))
    return len(fresh)


def _watchers(at: datetime) -> set[UUID]:
    until = at + HORIZON
    return {shift.member for layer in LAYERS for shift in shifts(watch_between(at, until, layer), at, until)}


def _tell_unanswered(calendar: Calendar, at: datetime) -> None:
    silent: Sequence[Drill] = unanswered(calendar, at)
    if not silent or not _is_time(TOLD, TELL_EVERY, at):
        return
    for drill in silent:
        audit.record(actor=None, act="drill.unanswered", target=drill, at=at)
    enqueue(TELL)


def _is_time(name: str, every: timedelta, at: datetime) -> bool:
    """Whether so long has passed since this last said yes; kept in the transaction under way."""
    fresh = Heartbeat(name=name, at=at)
    known = Heartbeat.objects.select_for_update(skip_locked=True).filter(name=name).first()
    if known is None:
        return not Heartbeat.objects.filter(name=name).exists() and bool(Heartbeat.objects.bulk_create([fresh]))
    if known.at > at - every:
        return False
    return Heartbeat.objects.filter(name=name).update(at=at) == 1


def _month(day: date) -> date:
    return day.replace(day=1)

"""The watch as a calendar that a telephone follows: by a signed address that its person can renew.

The addresses carry no name and the calendar no client: who is on call, from when to when.

Terms: general.7
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from extranet.accounts.models import STAFF_ROLES, User
from extranet.audit import services as audit
from extranet.outbox.mail import Operator, absolute
from extranet.times import BRUSSELS, brussels_day, day_start
from support.desk.models import Rota, RotaFeed, RotaOverride
from support.desk.rota.presenting import names_of
from support.desk.rota.selectors import FIRST_LAYER, LAYERS, staff_by_id, watch_between
from support.desk.rota.timeline import shifts
from support.desk.rules.rota import Shift

BEHIND: Final = timedelta(days=31)
AHEAD: Final = timedelta(days=184)
_SIGNER: Final = Signer(salt="desk.feed", sep=".")


class Scope(StrEnum):
    """Whose watch a calendar shows: the reader's own, or everybody's."""

    MINE = "m"
    ALL = "a"


@dataclass(frozen=True)
class Feed:
    """What an address gives: to whom, and whose watch."""

    reader: User
    scope: Scope


def feed_link(user: User, scope: Scope) -> str:
    """Return the address of a calendar of `user`; the same one until it is renewed. Writes nothing."""
    known = RotaFeed.objects.filter(user_id=user.pk).values_list("generation", flat=True).first()
    short = urlsafe_b64encode(user.pk.bytes).decode().rstrip("=")
    token = _SIGNER.sign(f"{scope.value}{known or 1}-{short}")
    return absolute(reverse("rota-feed", urlconf=settings.OPERATOR_URLCONF, args=[token]), partner=Operator())


@transaction.atomic
def renew_feed(*, actor: User, at: datetime) -> RotaFeed:
    """Make the addresses of `actor` useless, and give them new ones."""
    feed, is_new = RotaFeed.objects.select_for_update().get_or_create(
        user_id=actor.pk, defaults={"generation": 2, "renewed_at": at}
    )
    if not is_new:
        RotaFeed.objects.filter(pk=feed.pk).update(generation=F("generation") + 1, renewed_at=at)
        feed.refresh_from_db()
    audit.record(actor=actor, act="feed.renewed", target=feed, at=at)
    return feed


def feed_of(token: str) -> Feed | None:
    """Return what an address gives; None for any other text, one since renewed, or who left the staff."""
    try:
        said = _SIGNER.unsign(token)
        number, short = said[1:].split("-", 1)
        scope, generation = Scope(said[0]), int(number)
        user_id = UUID(bytes=urlsafe_b64decode(short + "=" * (-len(short) % 4)))
    except (BadSignature, ValueError, IndexError, BadBase64):
        return None
    reader = User.objects.filter(pk=user_id, is_active=True, staff_role__in=STAFF_ROLES).first()
    known = RotaFeed.objects.filter(user_id=user_id).values_list("generation", flat=True).first() or 1
    return Feed(reader, scope) if reader is not None and known == generation else None


def calendar_for(feed: Feed, at: datetime) -> bytes:
    """Return the calendar of a feed in the language under way: a month back and half a year ahead, both layers.

    The same watch gives the same bytes for a month: what changes its text is only what changes the watch.

    Terms: general.7
    Reading: times are the wall clock of Brussels with its zone, so that a reader's own clock shows them right over
    both changes of the clock.
    """
    first = brussels_day(at).replace(day=1)
    start, end = day_start(first) - BEHIND, day_start(first) + AHEAD
    calendar = Calendar()
    calendar.add("prodid", "-//ALLOcloud//Extranet//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Ma garde") if feed.scope is Scope.MINE else _("Garde"))
    calendar.add("x-wr-timezone", "Europe/Brussels")
    written_at = _last_change(start)
    staff = staff_by_id()
    for layer in LAYERS:
        found = shifts(watch_between(start, end, layer), start, end)
        names = names_of(staff, {shift.member for shift in found})
        for shift in found:
            if feed.scope is Scope.ALL or shift.member == feed.reader.pk:
                calendar.add_component(_event(shift, layer, names, feed.scope, written_at))
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def _event(shift: Shift[UUID], layer: int, names: dict[UUID, str], scope: Scope, written_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{layer}-{shift.starts_at:%Y%m%dT%H%M%SZ}-{shift.member}@{settings.OPERATOR_HOST}")
    event.add("dtstamp", written_at)
    event.add("dtstart", shift.starts_at.astimezone(BRUSSELS))
    event.add("dtend", shift.ends_at.astimezone(BRUSSELS))
    called = _("Garde") if layer == FIRST_LAYER else _("Garde, second niveau")
    event.add("summary", called if scope is Scope.MINE else f"{called} · {names.get(shift.member, '')}")
    event.add("transp", "TRANSPARENT")
    return event


def _last_change(otherwise: datetime) -> datetime:
    """Return when the watch was last changed: the stamp of every event, and a part of what a reader compares."""
    rota = Rota.objects.order_by("-published_at").values_list("published_at", flat=True).first()
    override = RotaOverride.objects.order_by("-created_at").values_list("created_at", flat=True).first()
    cancelled = RotaOverride.objects.filter(cancelled_at__isnull=False).order_by("-cancelled_at")
    ended = cancelled.values_list("cancelled_at", flat=True).first()
    return max(one for one in (otherwise, rota, override, ended) if one is not None)

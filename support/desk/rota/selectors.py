"""Reads about the watch: who is on call, who can be reached, what nobody covers. For the operator role, in `public`.

Terms: general.7
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from extranet.accounts.models import STAFF_ROLES, Role, User
from support.desk.models import ContactWay, Rota, RotaOverride
from support.desk.rota.timeline import Version, Watch, watcher_at
from support.desk.rules.rota import Handover, Override

# Two ways are independent when their kinds differ.
WAYS_NEEDED = 2
# Who is called first, and who backs them up.
FIRST_LAYER, SECOND_LAYER = LAYERS = (1, 2)


@dataclass(frozen=True)
class Way:
    """A way that was proved to reach its person."""

    kind: str
    address: str


@dataclass(frozen=True)
class OnCall:
    """An active member of staff, and the ways that were proved to reach them: perhaps none."""

    user_id: UUID
    name: str
    ways: tuple[Way, ...]

    @property
    def is_reachable(self) -> bool:
        """Whether two independent ways were proved."""
        return len({way.kind for way in self.ways}) >= WAYS_NEEDED


def on_call_at(at: datetime, layer: int = FIRST_LAYER) -> OnCall | None:
    """Return who is on call in a layer at an instant; None when nobody is, or it is somebody who left the staff.

    Only ways that were proved count: a message may be answered by whoever reads it.

    Terms: general.7
    """
    user_id = watcher_at(watch_between(at, at, layer), at)
    return None if user_id is None else staff_by_id([user_id]).get(user_id)


def reachable_administrators() -> list[OnCall]:
    """Return the administrators with at least one proved way, by name."""
    ids = User.objects.filter(is_active=True, staff_role=Role.STAFF_ADMIN).values_list("pk", flat=True)
    return [person for person in staff_by_id(ids).values() if person.ways]


def staff_by_id(user_ids: Iterable[UUID] | None = None) -> dict[UUID, OnCall]:
    """Return the active members of staff among `user_ids` (all of them by default) with their proved ways, by name."""
    people = User.objects.filter(is_active=True, staff_role__in=STAFF_ROLES).order_by("name", "pk")
    if user_ids is not None:
        people = people.filter(pk__in=list(user_ids))
    names = dict(people.values_list("pk", "name"))
    ways: dict[UUID, list[Way]] = {user_id: [] for user_id in names}
    for way in ContactWay.objects.filter(user_id__in=names, tested_at__isnull=False).order_by("kind"):
        ways[way.user_id].append(Way(way.kind, way.address))
    return {user_id: OnCall(user_id, name, tuple(ways[user_id])) for user_id, name in names.items()}


def watch_between(start: datetime, end: datetime, layer: int = FIRST_LAYER) -> Watch:
    """Return the versions and overrides of a layer that decide who is on call from `start` to `end`, both included."""
    rotas_here = Rota.objects.filter(layer=layer)
    in_force = rotas_here.filter(starts_at__lte=start).order_by("-number").first()
    later = rotas_here.filter(starts_at__gt=start, starts_at__lte=end)
    rotas = [*([in_force] if in_force else []), *later.prefetch_related("members")]
    return Watch(tuple(_version(rota) for rota in rotas), _overrides_between(start, end, layer))


def override_of(row: RotaOverride) -> Override[UUID] | None:
    """Return what an override says; cut where it was cancelled, None when that was before its start."""
    ends_at = row.ends_at if row.cancelled_at is None else min(row.ends_at, row.cancelled_at)
    return None if ends_at <= row.starts_at else Override(row.user_id, row.starts_at, ends_at, row.created_at)


def coming_overrides(at: datetime) -> list[RotaOverride]:
    """Return the overrides that run or are still to come, the next first."""
    coming = RotaOverride.objects.filter(ends_at__gt=at, cancelled_at__isnull=True)
    return list(coming.order_by("starts_at", "layer", "user_name"))


def newest_rota(layer: int | None = None) -> Rota | None:
    """Return the version published last, of a layer or of all, in force or still to start."""
    rotas = Rota.objects.all() if layer is None else Rota.objects.filter(layer=layer)
    return rotas.order_by("-number").first()


def _overrides_between(start: datetime, end: datetime, layer: int) -> tuple[Override[UUID], ...]:
    known = Q(cancelled_at__isnull=True) | Q(cancelled_at__gt=start)
    rows = RotaOverride.objects.filter(known, layer=layer, starts_at__lte=end, ends_at__gt=start)
    return tuple(override for override in map(override_of, rows) if override is not None)


def _version(rota: Rota) -> Version:
    members = tuple(member.user_id for member in sorted(rota.members.all(), key=lambda one: one.position))
    return Version(
        rota.number, Handover(rota.starts_at, rota.handover_weekday, rota.handover_time.replace(second=0), members)
    )

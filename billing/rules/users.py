"""Who counts as a user of Business Telephony, from what a partner or client declares."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

FREE_DEVICES: Final = frozenset({"doorphone", "fax", "emergency_phone", "pager", "buzzer", "flasher"})
CLAUSE: Final = "bt.11d"


class Profile(StrEnum):
    """What a user may do; only the last two can be without service."""

    USER = "user"
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"


class Occupants(StrEnum):
    """Who uses the phones of a shared room."""

    NON_USERS = "non_users"
    USERS = "users"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class DeclaredUser:
    """`count` users alike. `devices`: kinds of their own. `platform_id`: the one person meant, where known."""

    profile: Profile = Profile.USER
    is_without_service: bool = False
    devices: tuple[str, ...] = ()
    is_hot_desking: bool = False
    count: int = 1
    platform_id: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A room with shared phones. Raises ValueError for a negative number of them."""

    name: str
    occupants: Occupants
    phones: int

    def __post_init__(self) -> None:
        if self.phones < 0:
            raise ValueError("a room has no phone, or some")


@dataclass(frozen=True, slots=True)
class Declaration:
    """All users, shared rooms and kinds of devices linked to nobody of one account, as declared."""

    users: tuple[DeclaredUser, ...] = ()
    rooms: tuple[Room, ...] = ()
    unlinked_devices: tuple[str, ...] = ()


class UserReason(StrEnum):
    """Why somebody or something counts, or does not."""

    PERSON = "person"
    HOT_DESKER = "hot_desker"
    ROOM_OF_NON_USERS = "room_of_non_users"
    ROOM_OF_USERS = "room_of_users"
    ROOM_OF_BOTH = "room_of_both"
    WITHOUT_SERVICE = "without_service"
    ALREADY_COUNTED = "already_counted"
    FREE_DEVICE = "free_device"
    UNLINKED_DEVICE = "unlinked_device"


class Anomaly(StrEnum):
    """What a person should look at; it is never billed by itself."""

    NO_SERVICE_WITH_DEVICE = "no_service_with_device"
    NO_SERVICE_HOT_DESKING = "no_service_hot_desking"
    NO_SERVICE_NOT_POSSIBLE = "no_service_not_possible"
    UNLINKED_DEVICE = "unlinked_device"


@dataclass(frozen=True, slots=True)
class CountedAs:
    """How many users one entry of a declaration makes, why, and what is odd about it."""

    subject: str
    users: int
    reason: UserReason
    anomaly: Anomaly | None = None


@dataclass(frozen=True, slots=True)
class UserCount:
    """The number of users of a declaration, entry by entry."""

    users: int
    entries: tuple[CountedAs, ...]
    clause: str = CLAUSE

    @property
    def anomalies(self) -> tuple[Anomaly, ...]:
        """What a person should look at, in the order of the declaration."""
        return tuple(entry.anomaly for entry in self.entries if entry.anomaly)


@lru_cache(maxsize=65536)
def count_users(declaration: Declaration) -> UserCount:
    """Return how many users a declaration makes, with the reason of each entry.

    Terms: bt.11d
    Reading: declared is counted, even without a device; whatever the devices, a person is one user. A user
    without service is an administrator or supervisor; with a device or hot-desking it is counted, and
    flagged. The same platform id counts once. An unlinked device that is not free is flagged, never billed.
    """
    entries = (*_people(declaration.users), *_rooms(declaration.rooms), *_devices(declaration.unlinked_devices))
    return UserCount(sum(entry.users for entry in entries), entries)


def _people(users: tuple[DeclaredUser, ...]) -> Iterator[CountedAs]:
    seen: set[str] = set()
    for user in users:
        subject = user.platform_id or user.profile
        if user.platform_id and user.platform_id in seen:
            yield CountedAs(subject, 0, UserReason.ALREADY_COUNTED)
            continue
        seen.add(user.platform_id)
        anomaly = _anomaly(user)
        if user.is_without_service and anomaly is None:
            yield CountedAs(subject, 0, UserReason.WITHOUT_SERVICE)
        else:
            is_nomad = user.is_hot_desking and not user.devices
            reason = UserReason.HOT_DESKER if is_nomad else UserReason.PERSON
            yield CountedAs(subject, user.count, reason, anomaly)


def _anomaly(user: DeclaredUser) -> Anomaly | None:
    if not user.is_without_service:
        return None
    if user.profile is Profile.USER:
        return Anomaly.NO_SERVICE_NOT_POSSIBLE
    if user.devices:
        return Anomaly.NO_SERVICE_WITH_DEVICE
    return Anomaly.NO_SERVICE_HOT_DESKING if user.is_hot_desking else None


ROOM_REASONS: Final = {
    Occupants.NON_USERS: UserReason.ROOM_OF_NON_USERS,
    Occupants.USERS: UserReason.ROOM_OF_USERS,
    Occupants.MIXED: UserReason.ROOM_OF_BOTH,
}


def _rooms(rooms: tuple[Room, ...]) -> Iterator[CountedAs]:
    for room in rooms:
        users = 0 if room.occupants is Occupants.USERS else room.phones
        yield CountedAs(room.name, users, ROOM_REASONS[room.occupants])


def _devices(kinds: tuple[str, ...]) -> Iterator[CountedAs]:
    for kind in kinds:
        if kind in FREE_DEVICES:
            yield CountedAs(kind, 0, UserReason.FREE_DEVICE)
        else:
            yield CountedAs(kind, 0, UserReason.UNLINKED_DEVICE, Anomaly.UNLINKED_DEVICE)


def count_devices(declaration: Declaration) -> int:
    """Return the number of devices that a claim may be based on.

    Terms: bt.11d
    Reading: the free kinds are left out, whoever holds them, and so are phones in rooms of people who are
    users elsewhere.
    """
    held = sum(user.count * _not_free(user.devices) for user in declaration.users)
    shared = sum(room.phones for room in declaration.rooms if room.occupants is not Occupants.USERS)
    return held + shared + _not_free(declaration.unlinked_devices)


def _not_free(kinds: tuple[str, ...]) -> int:
    return sum(kind not in FREE_DEVICES for kind in kinds)

"""What a request says is hit: blocks of numbers, sites and devices, each with the address registered for it.

Terms: general.7
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F, FilteredRelation, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from extranet.clients.models import NOMADIC, Device, DeviceKind, Site
from extranet.numbering.formats import written_block
from extranet.numbering.selectors import numbers_of_client
from extranet.outbox.services import JSON
from support.hooks import addresses_of, addresses_of_sites
from support.models import Ticket, TicketDevice, TicketNumbers, TicketSite

# How many sites, and how many devices, a page shows before it asks for a word.
MOST_SHOWN: Final = 12
LONGEST_SOUGHT: Final = 80
NOBODYS: Final = UUID(int=0)


@dataclass(frozen=True)
class Block:
    """A block of numbers that is hit. `address`: the one declared for it at that instant, empty when there is none.

    `first`, `last`: its numbers, while somebody asks.
    """

    id: UUID
    label: str
    address: str
    first: int = 0
    last: int = -1


@dataclass(frozen=True)
class HitSite:
    """A site that is hit. `address`: the one registered for it at that instant, empty when there is none."""

    id: UUID
    label: str
    address: str


@dataclass(frozen=True)
class HitDevice:
    """A device that is hit. `address`: its site's, empty when there is none."""

    id: UUID
    name: str
    kind: DeviceKind
    site_id: UUID
    site_name: str
    spot: str
    address: str

    @property
    def label(self) -> str:
        """The device with where it stands, as somebody would say it."""
        return ", ".join(part for part in (self.name, self.site_name, self.spot) if part)

    @property
    def is_nomadic(self) -> bool:
        """Whether it leaves its site: its address is where it is at home, not surely where it is."""
        return self.kind in NOMADIC


@dataclass(frozen=True)
class Hit:
    """Everything that a request names as hit."""

    blocks: tuple[Block, ...] = ()
    sites: tuple[HitSite, ...] = ()
    devices: tuple[HitDevice, ...] = ()

    def site_ids(self) -> list[UUID]:
        """Return the sites that are hit or have a device that is, each once."""
        return list(dict.fromkeys([one.id for one in self.sites] + [one.site_id for one in self.devices]))

    def facts(self) -> dict[str, JSON]:
        """Return it as the record of a ticket keeps it, so that the chain covers it."""
        return {
            "numbers": [{"label": one.label, "address": one.address} for one in self.blocks],
            "sites": [{"id": str(one.id), "label": one.label, "address": one.address} for one in self.sites],
            "named_devices": [
                {"id": str(one.id), "label": one.label, "kind": str(one.kind), "address": one.address}
                for one in self.devices
            ],
        }

    def rows(self, ticket: Ticket) -> list[TicketNumbers | TicketSite | TicketDevice]:
        """Return the rows that keep it beside its ticket."""
        blocks = [
            TicketNumbers(ticket=ticket, holding_id=one.id, label=one.label, address=one.address) for one in self.blocks
        ]
        sites = [TicketSite(ticket=ticket, site_id=one.id, name=one.label, address=one.address) for one in self.sites]
        devices = [
            TicketDevice(
                ticket=ticket,
                device_id=one.id,
                name=one.name,
                kind=one.kind,
                site_id=one.site_id,
                site_name=one.site_name,
                spot=one.spot,
                address=one.address,
            )
            for one in self.devices
        ]
        return [*blocks, *sites, *devices]


# ---------- What a client has ----------
def blocks_of(client_id: UUID | None, at: datetime) -> list[Block]:
    """Return the blocks that a client holds at `at`, each with the address declared for it."""
    if client_id is None:
        return []
    holdings = list(numbers_of_client(client_id, at).order_by("numbers"))
    addresses = addresses_of(holdings, at)
    return [
        Block(one.pk, written_block(one.first, one.last), addresses.get(one.pk, ""), one.first, one.last)
        for one in holdings
    ]


def places_of(
    client_id: UUID | None, *, site_ids: Collection[UUID], device_ids: Collection[UUID], at: datetime
) -> tuple[dict[UUID, HitSite], dict[UUID, HitDevice]]:
    """Return those of the sites and devices named that are in use at a client, each with its address, by id.

    Two statements whatever their count.
    """
    if client_id is None or not (site_ids or device_ids):
        return {}, {}
    # A join on no id at all would leave no site either.
    in_use = Q(devices__pk__in=list(device_ids) or [NOBODYS], devices__retired_at__isnull=True)
    rows = list(
        Site.objects.filter(client_id=client_id)
        .annotate(hit=FilteredRelation("devices", condition=in_use))
        .filter(Q(pk__in=list(site_ids), closed_at__isnull=True) | Q(hit__pk__isnull=False))
        .order_by("name", "pk", "hit__name", "hit__pk")
        .values("pk", "name", "hit__pk", "hit__name", "hit__kind", "hit__spot")
    )
    addresses = addresses_of_sites({row["pk"] for row in rows}, at)
    named = set(site_ids)
    sites = {row["pk"]: _site(row, addresses) for row in rows if row["pk"] in named}
    return sites, {row["hit__pk"]: _device(row, addresses) for row in rows if row["hit__pk"]}


def _site(row: Mapping[str, Any], addresses: Mapping[UUID, str]) -> HitSite:
    return HitSite(row["pk"], row["name"], addresses.get(row["pk"], ""))


def _device(row: Mapping[str, Any], addresses: Mapping[UUID, str]) -> HitDevice:
    return HitDevice(
        id=row["hit__pk"],
        name=row["hit__name"],
        kind=DeviceKind(row["hit__kind"]),
        site_id=row["pk"],
        site_name=row["name"],
        spot=row["hit__spot"],
        address=addresses.get(row["pk"], ""),
    )


# ---------- To choose from ----------
@dataclass(frozen=True)
class Choices:
    """The sites and devices a page shows to tick: those ticked, then those that hold the words sought.

    `is_searchable`: there are more than a page shows, so it asks for a word; `is_cut`: more hold these words.
    """

    sites: tuple[tuple[HitSite, bool], ...]
    devices: tuple[tuple[HitDevice, bool], ...]
    words: str = ""
    is_searchable: bool = False
    is_cut: bool = False


def choices_of(
    client_id: UUID | None,
    *,
    ticked_sites: Collection[UUID],
    ticked_devices: Collection[UUID],
    words: str,
    at: datetime,
) -> Choices:
    """Return what of a client's sites and devices a page shows: never more than it can, what is ticked always."""
    if client_id is None:
        return Choices((), ())
    sought = words.replace("\x00", "").strip()[:LONGEST_SOUGHT]
    sites, more_sites = _first(_sites_holding(client_id, sought))
    devices, more_devices = _first(_devices_holding(client_id, sought))
    known_sites, known_devices = places_of(
        client_id, site_ids={*sites, *ticked_sites}, device_ids={*devices, *ticked_devices}, at=at
    )
    is_cut = more_sites or more_devices
    return Choices(
        sites=tuple((one, key in ticked_sites) for key, one in _ticked_first(known_sites, ticked_sites)),
        devices=tuple((one, key in ticked_devices) for key, one in _ticked_first(known_devices, ticked_devices)),
        words=sought,
        is_searchable=is_cut or bool(sought),
        is_cut=is_cut,
    )


def _ticked_first(known: Mapping[UUID, Any], ticked: Collection[UUID]) -> list[tuple[UUID, Any]]:
    return sorted(known.items(), key=lambda item: item[0] not in ticked)


def _first(ids: "QuerySet[Any, UUID]") -> tuple[list[UUID], bool]:
    found = list(ids[: MOST_SHOWN + 1])
    return found[:MOST_SHOWN], len(found) > MOST_SHOWN


def _sites_holding(client_id: UUID, words: str) -> "QuerySet[Any, UUID]":
    sites = Site.objects.filter(client_id=client_id, closed_at__isnull=True)
    sites = sites.alias(told=_Folded(Concat(F("name"), Value(" "), F("note"))))
    return _holding(sites, words).order_by("name", "pk").values_list("pk", flat=True)


def _devices_holding(client_id: UUID, words: str) -> "QuerySet[Any, UUID]":
    devices = Device.objects.filter(client_id=client_id, retired_at__isnull=True)
    parts = [F(name) for name in ("name", "person_name", "spot", "site__name")]
    spaced = [one for part in parts for one in (part, Value(" "))]
    devices = devices.alias(told=_Folded(Concat(*spaced, F("number"), output_field=TextField())))
    return _holding(devices, words).order_by("name", "pk").values_list("pk", flat=True)


def _holding(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Return the rows whose words hold each of `words`, whatever case and accents."""
    for word in words.split():
        rows = rows.filter(told__contains=_Folded(Value(word)))
    return rows


class _Folded(Func):
    """Words without case and accents, as the database folds them."""

    function = "public.fold_words"
    output_field = TextField()


# ---------- What a ticket names ----------
def hit_on(ticket: Ticket) -> Hit:
    """Return what a ticket names as hit, as it stood when it was opened."""
    return Hit(
        blocks=tuple(Block(one.holding_id, one.label, one.address) for one in ticket.numbers.order_by("label")),
        sites=tuple(HitSite(one.site_id, one.name, one.address) for one in ticket.named_sites.order_by("name", "pk")),
        devices=tuple(
            HitDevice(one.device_id, one.name, DeviceKind(one.kind), one.site_id, one.site_name, one.spot, one.address)
            for one in ticket.named_devices.order_by("name", "pk")
        ),
    )


def is_located(ticket: Ticket) -> bool:
    """Return whether a ticket says what or where is hit, in words or in rows."""
    rows: Iterable[Any] = (ticket.numbers, ticket.named_sites, ticket.named_devices)
    return bool(ticket.place) or any(one.exists() for one in rows)

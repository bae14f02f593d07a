"""Sites and devices of clients, and what their emergency calls present.

Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from emergency.api.base import READS, NumbersCall, answers, number_of
from emergency.api.place_shapes import ChecksPageOut, DeviceOut, DevicesPageOut, OwnershipOut, SiteOut, SitesPageOut
from emergency.api.presenting import address_shown, e164, instant
from emergency.api.serializers import ChecksIn, DevicesIn, OwnershipIn, SitesIn
from emergency.caller_ids.checking import Checked, check, chosen
from emergency.caller_ids.ownership import may_present
from emergency.models import SitePlace
from emergency.sites.selectors import coming_places, places_of, sites_found, visible_devices, visible_sites
from extranet.accounts.permissions import Right
from extranet.api.asking import Moment, read_moment
from extranet.api.base import fresh
from extranet.api.errors import Malformed
from extranet.clients.models import Device, Site
from extranet.clients.selectors import visible_clients

Row = TypeVar("Row", Site, Device)


# ---------- Sites ----------
class Sites(NumbersCall):
    """The sites a key sees."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="listSites", parameters=[SitesIn], responses=answers(SitesPageOut))
    def get(self, request: Request) -> Response:
        """List the open sites, the oldest first, each with where it is, where it will be, and its caller ID."""
        asked = self.answers(SitesIn, request.query_params.dict())
        found = sites_found(_of_client(visible_sites(self.person), asked), asked.get("words", ""))
        sites, cursor = _page(found, asked)
        return fresh({"sites": _sites(sites), "next_cursor": cursor})


class OneSite(NumbersCall):
    """One site."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="readSite", responses=answers(SiteOut, also=(404,)))
    def get(self, request: Request, site_id: UUID) -> Response:
        """Read a site. Its `ETag` is its revision."""
        site = get_object_or_404(visible_sites(self.person), pk=site_id)
        return fresh(_sites([site])[0], revision=site.revision)


# ---------- Devices ----------
class Devices(NumbersCall):
    """The devices a key sees."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="listDevices", parameters=[DevicesIn], responses=answers(DevicesPageOut))
    def get(self, request: Request) -> Response:
        """List the devices in use, the oldest first."""
        asked = self.answers(DevicesIn, request.query_params.dict())
        found = _of_client(visible_devices(self.person), asked)
        if asked.get("site"):
            found = found.filter(site_id=asked["site"])
        devices, cursor = _page(found, asked)
        return fresh({"devices": _devices(devices), "next_cursor": cursor})


class OneDevice(NumbersCall):
    """One device."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="readDevice", responses=answers(DeviceOut, also=(404,)))
    def get(self, request: Request, device_id: UUID) -> Response:
        """Read a device. Its `ETag` is its revision."""
        device = get_object_or_404(visible_devices(self.person), pk=device_id)
        return fresh(_devices([device])[0], revision=device.revision)


# ---------- Caller IDs ----------
class Checks(NumbersCall):
    """What emergency calls present."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(operation_id="checkCallerIds", parameters=[ChecksIn], responses=answers(ChecksPageOut))
    def get(self, request: Request) -> Response:
        """Judge what emergency calls of each site, and of each device on it, present: pass, fail or unknown."""
        asked = self.answers(ChecksIn, request.query_params.dict())
        found = _of_client(visible_sites(self.person), asked)
        if asked.get("site"):
            found = found.filter(pk=asked["site"])
        sites, cursor = _page(found, asked)
        wanted = asked.get("verdict")
        checked = [one for one in check(sites) if wanted in (None, one.verdict.value)]
        return fresh({"checks": [_checked(one) for one in checked], "next_cursor": cursor})


class Ownership(NumbersCall):
    """Whether a client may present a number."""

    rights: ClassVar[Mapping[str, Right]] = READS

    @extend_schema(
        operation_id="mayPresent", parameters=[OwnershipIn], responses=answers(OwnershipOut, also=(404, 422))
    )
    def get(self, request: Request, number: str) -> Response:
        """Say whether a client may present a number, at an instant or now.

        A number that nobody holds, that a sibling holds or that another partner's client holds gets the same no.
        """
        asked = self.answers(OwnershipIn, request.query_params.dict())
        client_id = asked.get("client_id") or self.person.client_id
        if client_id is None:
            sentence = _("Dites de quel client il s’agit (« client_id »).")
            raise Malformed(sentence, code="invalid", fields={"client_id": sentence})
        client = get_object_or_404(visible_clients(self.person), pk=client_id)
        said = may_present(client.pk, number_of(number, "number"), asked.get("at"))
        return fresh(
            {
                "client_id": str(said.client_id),
                "number": e164(said.number),
                "at": instant(said.at),
                "may": said.may,
                "code": said.code,
                "clauses": list(said.clauses),
                "since": instant(said.since),
                "until": instant(said.until),
                "is_emergency_caller_id": said.is_eligible,
            }
        )


# ---------- Shown ----------
def _sites(sites: list[Site]) -> list[dict[str, Any]]:
    here, later, numbers = places_of(sites), coming_places(sites), chosen(sites, [])
    return [
        {
            "id": str(one.pk),
            "revision": one.revision,
            "name": one.name,
            "note": one.note,
            "client": {"id": str(one.client_id), "name": one.client.name},
            "created_at": instant(one.created_at),
            "place": _place(here.get(one.pk)),
            "coming": _place(later.get(one.pk)),
            "caller_id": _number(numbers.get(one.pk)),
        }
        for one in sites
    ]


def _place(row: SitePlace | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "address": address_shown(row.facts),
        "valid_from": instant(row.valid.lower),
        "valid_until": instant(row.valid.upper),
        "declared_at": instant(row.declared_at),
        "declared_by_name": row.author_name,
        "declared_by_side": row.author_side,
        "reason": row.reason,
    }


def _devices(devices: list[Device]) -> list[dict[str, Any]]:
    numbers = chosen([], devices)
    return [
        {
            "id": str(one.pk),
            "revision": one.revision,
            "name": one.name,
            "kind": one.kind,
            "is_nomadic": one.is_nomadic,
            "is_shared_desk": one.is_shared_desk,
            "client": {"id": str(one.client_id), "name": one.client.name},
            "site": {"id": str(one.site_id), "name": one.site.name},
            "spot": one.spot,
            "number": _number(one.number),
            "person_name": one.person_name,
            "caller_id": _number(numbers.get(one.pk)),
            "created_at": instant(one.created_at),
            "moved_at": instant(one.moved_at),
        }
        for one in devices
    ]


def _checked(one: Checked) -> dict[str, Any]:
    device = one.device
    return {
        "client_id": str(one.site.client_id),
        "site": {"id": str(one.site.pk), "name": one.site.name},
        "device": {"id": str(device.pk), "name": device.name, "kind": device.kind} if device else None,
        "number": _number(one.number),
        "is_own": one.is_own,
        "verdict": one.verdict.value,
        "reason": one.reason,
        "detail": str(one.finding.reason.label),
        "clauses": list(one.finding.clauses),
        "proposed": _number(one.proposed),
    }


def _number(number: int | None) -> str | None:
    return None if number is None else e164(number)


# ---------- Pages ----------
def _of_client(rows: QuerySet[Row], asked: Mapping[str, Any]) -> QuerySet[Row]:
    return rows.filter(client_id=asked["client"]) if asked.get("client") else rows


def _page(rows: QuerySet[Row], asked: Mapping[str, Any]) -> tuple[list[Row], str | None]:
    """Return a page of rows, those made first first, and where the list goes on. Raises Malformed."""
    if asked.get("cursor"):
        behind = read_moment(asked["cursor"])
        rows = rows.filter(Q(created_at__gt=behind.at) | Q(created_at=behind.at, pk__gt=behind.id))
    found = list(rows.order_by("created_at", "pk")[: asked["limit"] + 1])
    page = found[: asked["limit"]]
    is_last = len(found) <= asked["limit"]
    return page, None if is_last else Moment(page[-1].created_at, page[-1].pk).written()

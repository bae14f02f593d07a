"""What makes an address doubtful: its age, a device or site that moved, numbers that arrived, words in a ticket.

Stand in the partner's schema. Each function may run again: what is asked is asked once.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, Greatest, RowNumber

from emergency.models import Reconfirmation, SitePlace
from emergency.reconfirming.opening import Asking, open_all
from emergency.reconfirming.pacing import clockwork
from emergency.reconfirming.rules import DAY, said_before
from emergency.registry.facts import AddressFacts
from emergency.registry.geography import Likeness, likeness
from emergency.registry.selectors import live
from extranet.clients.models import Device, Site
from extranet.numbering.models import Holding
from extranet.tenancy.context import current_schema
from extranet.times import brussels_day, day_start

Reason = Reconfirmation.Reason
# A move that began longer ago and was never noticed is left to age.
RECENT: Final = timedelta(days=7)


# ---------- What was told by others ----------
def ask_about_device(device_id: UUID, *, at: datetime) -> list[Reconfirmation]:
    """Ask about a device that was moved to another site; nothing for one that is retired.

    Terms: telavox.7, bt.14, sip.4
    """
    devices = Device.objects.filter(pk=device_id, retired_at__isnull=True).select_related("site")
    return open_all([Asking(one.client_id, Reason.DEVICE_MOVED, device=one) for one in devices], at=at)


def ask_about_port_in(holding_id: UUID, *, at: datetime) -> list[Reconfirmation]:
    """Ask about numbers that arrived from another operator: no address came with them.

    Terms: telavox.7, bt.14, sip.4
    """
    blocks = held_now(at).filter(pk=holding_id)
    return open_all([Asking(one.client_id, Reason.PORT_IN, holding=one) for one in blocks], at=at)


def ask_about_ticket(
    ticket: tuple[UUID, str],
    client_id: UUID,
    *,
    holding_ids: Iterable[UUID],
    site_ids: Iterable[UUID],
    at: datetime,
) -> list[Reconfirmation]:
    """Ask about what a ticket that speaks of a move names: its blocks and sites.

    One that names none is about the client: one block of each of its addresses is asked about, at most as many a
    day as the setting says. The ticket itself changes nothing.

    Terms: telavox.7, bt.14, sip.4
    """
    own = held_now(at).filter(client_id=client_id)
    blocks = list(own.filter(pk__in=list(holding_ids)))
    sites = list(Site.objects.filter(client_id=client_id, pk__in=list(site_ids), closed_at__isnull=True))
    if not blocks and not sites:
        blocks = _one_of_each_address(own)[: clockwork(at).pace.most_a_day]
    askings = [
        *(Asking(client_id, Reason.TICKET, holding=one, ticket=ticket) for one in blocks),
        *(Asking(client_id, Reason.TICKET, site=one, ticket=ticket) for one in sites),
    ]
    return open_all(askings, at=at)


def _one_of_each_address(blocks: QuerySet[Holding]) -> list[Holding]:
    doors: dict[AddressFacts, Holding] = {}
    for row in live().filter(holding__in=blocks).select_related("address", "holding").order_by("numbers"):
        doors.setdefault(row.address.facts, row.holding)
    return list(dict.fromkeys(doors.values()))


# ---------- Sites that moved ----------
def ask_about_moved_sites(*, at: datetime, site_id: UUID | None = None) -> list[Reconfirmation]:
    """Ask about the devices of sites whose move has begun, and about blocks that stayed at the door they left.

    A move that is to come is asked about on its day. Terms: telavox.7, bt.14, sip.4
    """
    begun = SitePlace.objects.filter(
        reason=SitePlace.Reason.MOVE,
        valid__contains=at,
        valid__startswith__gt=at - RECENT,
        site__closed_at__isnull=True,
    )
    places = list((begun.filter(site_id=site_id) if site_id else begun).select_related("site"))
    if not places:
        return []
    asked = _moves_asked(min(place.valid.lower for place in places))
    askings = [
        asking
        for place in places
        for asking in _askings_of(place, at)
        if asking.key[0] not in asked or asked[asking.key[0]] < place.valid.lower
    ]
    return open_all(askings, at=at)


def _askings_of(place: SitePlace, at: datetime) -> Iterator[Asking]:
    """Yield what a move makes doubtful: devices that were there when it began, blocks that stayed behind."""
    devices = Device.objects.filter(site=place.site_id, retired_at__isnull=True).select_related("site")
    for device in devices:
        if (device.moved_at or device.created_at) <= place.valid.lower:
            yield Asking(device.client_id, Reason.SITE_MOVED, device=device)
    for holding in _left_behind(place, at):
        yield Asking(holding.client_id, Reason.SITE_MOVED, holding=holding)


def _moves_asked(since: datetime) -> dict[object, datetime]:
    """Return, by device and block, when it was last asked about because of a move: answered, it is not asked again."""
    rows = Reconfirmation.objects.filter(reason=Reason.SITE_MOVED, opened_at__gte=since).order_by("opened_at")
    return {row.holding_id or row.device_id: row.opened_at for row in rows}


def _left_behind(place: SitePlace, at: datetime) -> list[Holding]:
    """Return the blocks of the client whose address is still the door that the site left."""
    before = (
        SitePlace.objects.filter(site=place.site_id, valid__endswith=place.valid.lower, valid__isempty=False)
        .order_by("-valid")
        .first()
    )
    if before is None:
        return []
    rows = live().filter(partner=current_schema(), client_id=place.site.client_id, holding__in=held_now(at))
    stayed = {
        row.holding.pk: row.holding
        for row in rows.filter(address__postal_code=before.postal_code).select_related("address", "holding")
        if row.address.facts == before.facts or likeness(before.facts, row.address.facts, ()) is Likeness.SAME
    }
    return list(stayed.values())


# ---------- Age ----------
def ask_about_old(*, at: datetime) -> list[Reconfirmation]:
    """Ask about addresses that nobody said for as many months as the setting says, oldest first, some a day and client.

    What was confirmed counts as said then. A block that is asked about already is left alone.

    Terms: telavox.7, bt.14, sip.4
    """
    pace = clockwork(at).pace
    today = brussels_day(at)
    limit = day_start(said_before(today, pace.age_months) + DAY)
    old = _said(held_now(at)).filter(Q(("said_at__lt", limit))).exclude(_is_open())
    ranked = old.annotate(
        turn=Window(RowNumber(), partition_by=[F("client_id")], order_by=[F("said_at").asc(), F("numbers").asc()])
    )
    asked = _asked_on(day_start(today))
    found = ranked.filter(Q(("turn__lte", pace.most_a_day))).order_by("client_id", "turn")
    blocks = [one for one in found if _turn(one) <= pace.most_a_day - asked.get(one.client_id, 0)]
    return open_all([Asking(one.client_id, Reason.AGE, holding=one) for one in blocks], at=at)


def _said(blocks: QuerySet[Holding]) -> QuerySet[Holding]:
    """Return blocks with `said_at`, when their oldest present address was last declared or confirmed."""
    declared = live().filter(holding=OuterRef("pk")).order_by().values("holding").annotate(oldest=Min("declared_at"))
    confirmed = (
        Reconfirmation.objects.filter(holding_id=OuterRef("pk"), outcome=Reconfirmation.Outcome.CONFIRMED)
        .order_by()
        .values("holding_id")
        .annotate(newest=Max("answered_at"))
    )
    oldest = Subquery(declared.values("oldest"), output_field=DateTimeField())
    newest = Subquery(confirmed.values("newest"), output_field=DateTimeField())
    return (
        blocks.annotate(declared_at=oldest)
        .filter(declared_at__isnull=False)
        .annotate(said_at=Greatest(F("declared_at"), Coalesce(newest, F("declared_at"))))
    )


def _is_open() -> Exists:
    return Exists(Reconfirmation.objects.filter(holding_id=OuterRef("pk"), answered_at__isnull=True))


def _asked_on(since: datetime) -> dict[UUID, int]:
    rows = Reconfirmation.objects.filter(reason=Reason.AGE, opened_at__gte=since).order_by()
    return dict(rows.values("client_id").annotate(count=Count("pk")).values_list("client_id", "count"))


def _turn(holding: Holding) -> int:
    return int(getattr(holding, "turn"))  # noqa: B009 - annotated, which the type does not say


def held_now(at: datetime) -> QuerySet[Holding]:
    """Return the blocks that clients of the partner we stand in hold at `at`."""
    return Holding.objects.filter(partner=current_schema(), held__contains=at)


def same_numbers(blocks: Sequence[Holding], holding: Holding) -> list[Holding]:
    """Return, of blocks, those of the same client with numbers of `holding`."""
    return [
        one
        for one in blocks
        if one.client_id == holding.client_id and one.first <= holding.last and holding.first <= one.last
    ]

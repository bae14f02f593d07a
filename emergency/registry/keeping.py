"""How knowledge replaces knowledge: rows are closed and written anew, never edited.

Whoever calls holds the lock of the block's sheet, and gives the instant read after it as the boundary.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.db.models import F, Func, Value
from django.db.models.fields import DateTimeField

from emergency.registry.models import Registration
from emergency.registry.timeline import Area, common, outside
from emergency.registry.transmitting.queueing import note_closed, note_written, together
from extranet.numbering.models import Holding
from extranet.tenancy.inserting import insert_together


def known_within(holding: Holding, taken: Area) -> list[Registration]:
    """Return what is known now of the block's numbers within an area, by number and time."""
    rows = Registration.objects.filter(
        holding=holding,
        recorded__upper_inf=True,
        numbers__overlap=numbers_of(taken),
        valid__overlap=valid_of(taken),
    )
    return list(rows.select_related("address").order_by("numbers", "valid"))


def known_of(holdings: Iterable[Holding]) -> dict[UUID, list[Registration]]:
    """Return everything that is known now of many blocks, by block, each by number and time; in one query."""
    rows = Registration.objects.filter(holding__in=[one.pk for one in holdings], recorded__upper_inf=True)
    known: dict[UUID, list[Registration]] = {}
    for row in rows.select_related("address").order_by("numbers", "valid"):
        known.setdefault(row.holding_id, []).append(row)
    return known


def make_room(rows: Sequence[Registration], taken: Area, *, instant: datetime) -> None:
    """Close rows at `instant`, and write anew from then on what they say outside the area.

    What changes from now on is queued for the emergency side.

    Terms: telavox.7, bt.14, sip.4
    """
    make_rooms([(rows, [taken])], instant=instant)


def make_rooms(cuts: Sequence[tuple[Sequence[Registration], Sequence[Area]]], *, instant: datetime) -> None:
    """Make room in many blocks with one statement each for what closes and what goes on.

    Terms: telavox.7, bt.14, sip.4
    """
    closed = Func(
        Func(F("recorded"), function="lower", output_field=DateTimeField()),
        Value(instant),
        function="tstzrange",
        output_field=Registration._meta.get_field("recorded"),
    )
    replaced = [row for rows, _taken in cuts for row in rows]
    with together():
        note_closed(replaced, instant=instant)
        Registration.objects.filter(pk__in=[row.pk for row in replaced]).update(recorded=closed)
        kept = [_copy(row, part, instant) for rows, taken in cuts for row in rows for part in outside(row.area, taken)]
        insert_together(kept)


def numbers_of(area: Area) -> NumericRange:
    """Return the numbers of an area as the database keeps them."""
    return NumericRange(area.first, area.end)


def valid_of(area: Area) -> DateTimeTZRange:
    """Return the time of an area as the database keeps it."""
    return DateTimeTZRange(area.since, area.until)


def carry(rows: Sequence[Registration], holding: Holding, *, instant: datetime) -> list[Registration]:
    """Let what `rows` said of the numbers of a new block go on from `instant`, on that block; author and reason stay.

    Terms: telavox.7, bt.14, sip.4
    """
    wanted = Area(holding.first, holding.last + 1, instant)
    parts = [(row, common(row.area, wanted)) for row in rows]
    carried = [_copy(row, part, instant, holding) for row, part in parts if part is not None]
    with together():
        note_written([holding.pk], instant=instant)
        return insert_together(carried)


def _copy(row: Registration, part: Area, instant: datetime, holding: Holding | None = None) -> Registration:
    """Return what `row` says for a part of its area, known anew: who declared it, and when, stays."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    changed = {
        "id": uuid4(),
        "numbers": numbers_of(part),
        "valid": valid_of(part),
        "recorded": DateTimeTZRange(instant, None),
    }
    if holding is not None:
        changed |= {"holding_id": holding.pk, "client_id": holding.client_id}
    return Registration(**{**kept, **changed})

"""Answers of the billing engine: one account, one month, in the form of `month_cases.json`."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from billing.rules import facts
from billing.rules.channels import CapacityRun
from billing.rules.counts import Change, DatedDeclaration, Reported, Segment
from billing.rules.days import Days, month_of
from billing.rules.interventions import Ground, Intervention, StaffDecision
from billing.rules.lines import Line
from billing.rules.month import Draft, UsersBilled, draft_month
from billing.rules.numbers import NumberBlock, RoutedNumber
from billing.rules.packs import Pack, PackKind
from billing.rules.parking import Parked, ParkReason
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion, Tier
from billing.rules.readings import HOURLY_WORK, Decrease, Readings
from billing.rules.recording import Recording
from billing.rules.users import Declaration, DeclaredUser, Occupants, Profile, Room
from billing.rules.vat import Vat, VatCategory
from extranet.catalogue.families import Family

Typed = Mapping[str, Any]


def day(text: str | None) -> date | None:
    """Read a date that may be open."""
    return date.fromisoformat(text) if text else None


def price(typed: Typed) -> Price:
    """Read a price of one of the four models."""
    return Price(
        model=PriceModel(typed["model"]),
        unit_price=Decimal(typed["unit_price"]) if "unit_price" in typed else None,
        tiers=tuple(Tier(tier["up_to"], Decimal(tier["unit_price"])) for tier in typed.get("tiers", ())),
        size=typed.get("size"),
        package_price=Decimal(typed["package_price"]) if "package_price" in typed else None,
        is_prorated=typed.get("proration") != "none",
    )


def prices(typed: Typed) -> dict[str, Price]:
    """Read prices by element."""
    return {element: price(one) for element, one in typed.items()}


def declaration(typed: Typed) -> Declaration:
    """Read the input of `count_users`: persons, users, rooms, devices linked to nobody."""
    users = [
        DeclaredUser(
            profile=Profile(one.get("profile", "user")),
            is_without_service=one.get("no_service", False),
            devices=tuple(one.get("devices", ())),
            is_hot_desking=one.get("hot_desking", False),
            count=one.get("count", 1),
            platform_id=str(one.get("id", "")),
        )
        for one in (*typed.get("persons", ()), *typed.get("users", ()))
    ]
    rooms = [Room(one.get("name", ""), Occupants(one["occupants"]), one["phones"]) for one in typed.get("rooms", ())]
    return Declaration(tuple(users), tuple(rooms), tuple(typed.get("unlinked_devices", ())))


def block(typed: Typed) -> NumberBlock:
    """Read a block of numbers."""
    return NumberBlock(int(typed["first"]), typed["size"], day(typed.get("from")), day(typed.get("to")))


def routed(typed: Typed) -> RoutedNumber:
    """Read a number and where it leads."""
    reaches = tuple(typed.get("reaches") or ())
    return RoutedNumber(
        typed["e164"], typed.get("destination") or "", reaches, day(typed.get("from")), day(typed.get("to"))
    )


def segment(typed: Typed) -> Segment:
    """Read a count that holds from a day."""
    return Segment(date.fromisoformat(typed["from"]), typed["qty"])


def source(typed: Typed) -> facts.Source:
    """Read an element in one of its shapes."""
    if "daily_gb" in typed:
        daily_gb = tuple(None if gb is None else Decimal(gb) for gb in typed["daily_gb"])
        return Recording(typed["recordings"], daily_gb)
    if "daily" in typed:
        return Reported(tuple(typed["daily"]), typed.get("known_before"), typed.get("missing_before", 0))
    if "changes" in typed:
        changes = tuple(Change(datetime.fromisoformat(one["at"]), one["change"]) for one in typed["changes"])
        return facts.Changes(typed["count_before"], changes)
    if "segments" in typed:
        return facts.Segments(tuple(map(segment, typed["segments"])))
    if "declarations" in typed:
        dated = [DatedDeclaration(date.fromisoformat(one["from"]), declaration(one)) for one in typed["declarations"]]
        return facts.Declarations(tuple(dated))
    if "blocks" in typed:
        return facts.Blocks(tuple(map(block, typed["blocks"])))
    return facts.RoutedNumbers(tuple(map(routed, typed["numbers"])))


def order(typed: Typed) -> facts.Order:
    """Read an order."""
    discount = typed.get("discount_pct")
    return facts.Order(
        start=date.fromisoformat(typed["start"]),
        end=day(typed.get("end")),
        users=typed.get("quantities", {}).get("users", 0),
        prices=prices(typed.get("prices", {})),
        discount_pct=None if discount is None else Decimal(discount),
    )


def vat(typed: Typed) -> Vat:
    """Read a category and rate."""
    return Vat(VatCategory(typed["category"]), None if typed["rate"] is None else Decimal(typed["rate"]))


def pack(typed: Typed) -> Pack:
    """Read packs bought."""
    return Pack(
        product=typed["product"],
        quantity=typed["quantity"],
        channel_limit=typed.get("channel_limit"),
        start=day(typed.get("from")),
        end=day(typed.get("to")),
        kind=PackKind(typed.get("kind", "monthly")),
    )


def intervention(typed: Typed) -> Intervention:
    """Read work done."""
    decision = typed.get("decision")
    return Intervention(
        ticket=typed["ticket"],
        on=date.fromisoformat(typed["on"]),
        minutes=typed["minutes"],
        ground=Ground(typed["ground"]),
        decision=StaffDecision(decision) if decision else None,
    )


def readings(typed: Typed) -> Readings:
    """Read the settings of a month."""
    chosen = typed.get("settings", {})
    return Readings(
        decrease=Decrease(chosen.get("decrease", "min_one")),
        increment_minutes=chosen.get("increment_minutes", 15),
        undiscounted=frozenset(typed.get("not_discounted", [HOURLY_WORK])),
    )


def month(typed: Typed) -> Days:
    """Read a month like 2026-03."""
    return month_of(date.fromisoformat(f"{typed['month']}-01"))


def account_month(typed: Typed) -> facts.AccountMonth:
    """Read everything that is known about one account in one month."""
    versions = [PriceVersion(date.fromisoformat(one["from"]), prices(one["prices"])) for one in typed["price_list"]]
    return facts.AccountMonth(
        service=Family(typed["service"]),
        month=month(typed),
        order=order(typed["order"]),
        price_book=PriceBook(tuple(versions)),
        vat=vat(typed["vat"]),
        elements={element: source(one) for element, one in typed["elements"].items()},
        partner_discount_pct=Decimal(typed.get("partner_discount_pct") or "0"),
        quarter_opening=typed.get("quarter_opening"),
        vat_by_element={element: vat(one) for element, one in typed.get("vat_by_element", {}).items()},
        packs=tuple(map(pack, typed.get("packs", ()))),
        interventions=tuple(map(intervention, typed.get("interventions", ()))),
        readings=readings(typed),
    )


def answer(case: Typed, _document: Typed) -> dict[str, Any]:
    """Answer the draft of one account and month, or why it is parked."""
    try:
        known = account_month(case["input"])
    except (LookupError, TypeError, ValueError) as fault:
        return {"not answered": repr(fault)}
    drafted = draft_month(known)
    if isinstance(drafted, Parked):
        return {"refused": refused(drafted)}
    totals = drafted.totals
    return {
        "lines": [line(one) for one in drafted.lines],
        "totals": {
            "net": str(totals.net),
            "vat": [{**vat_words(one.vat), "base": str(one.base), "vat": str(one.amount)} for one in totals.vat],
            "vat_total": str(totals.vat_total),
            "gross": str(totals.gross),
        },
        "users": users(drafted.users, known.month),
        "channels": channels(drafted),
    }


def refused(parked: Parked) -> str:
    """Say in the words of the cases why an account is parked."""
    if parked.reason is ParkReason.NO_PRICE:
        return f"no price for {parked.element} on {parked.day}"
    if parked.reason is ParkReason.NOT_REPORTED:
        return "not reported for more than three days"
    return f"{parked.reason} of {parked.element} on {parked.day}"


def vat_words(one: Vat) -> dict[str, str | None]:
    """Say a category and rate."""
    return {"category": str(one.category), "rate": None if one.rate is None else str(one.rate)}


def line(one: Line) -> dict[str, str | None]:
    """Say a line."""
    charge, said_vat = one.charge, vat_words(one.vat)
    return {
        "element": one.element,
        "clause": one.clause,
        "from": str(one.start),
        "to": str(one.end),
        "unit_days": str(charge.unit_days),
        "days_in_month": str(one.days_in_month),
        "quantity": str(charge.quantity),
        "unit_price": None if one.price.unit_price is None else str(one.price.unit_price),
        "assumed_days": str(charge.assumed_days),
        "gross": str(charge.gross),
        "discount_pct": str(one.discount_pct),
        "discount": str(charge.discount),
        "net": str(charge.net),
        "vat_category": said_vat["category"],
        "vat_rate": said_vat["rate"],
        "reference": one.reference,
    }


def users(billed: UsersBilled | None, days: Days) -> dict[str, Any] | None:
    """Say the users billed on every day of the month, none on days without service."""
    if billed is None:
        return None
    by_day = {one: run.count for run in billed.billed for one in Days(run.start, run.end)}
    return {
        "opening": str(billed.floor.opening),
        "allowance": str(billed.floor.allowance),
        "min_billable": str(billed.floor.min_billable),
        "billed": [str(by_day.get(one, 0)) for one in days],
    }


def channels(drafted: Draft) -> list[dict[str, str]] | None:
    """Say the channels of each run of days."""
    if drafted.channels is None:
        return None
    said: list[dict[str, str]] = []
    for run in drafted.channels:
        said += (
            []
            if said and said[-1]["channels"] == channels_of(run)
            else [{"from": str(run.start), "channels": channels_of(run)}]
        )
    return said


def channels_of(run: CapacityRun) -> str:
    """Say how many channels a run has, on whatever basis."""
    return str(run.capacity.channels)


ANSWERS: Final[Mapping[str, Callable[[Typed, Typed], Any]]] = {"month_invoice": answer}

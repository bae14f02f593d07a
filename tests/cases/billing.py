"""Answers of the billing engine's single rules, in the forms of `billing_cases.json`; by the name of the rule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from billing.rules.channels import BANDS, Capacity, capacity, quarter_channels
from billing.rules.claims import ClaimBasis, claim, licence_claim, missing, month_claimed
from billing.rules.counts import Segment, segment_runs
from billing.rules.credits import automatic_credit
from billing.rules.days import Days, Run, month_of, overlap, quarter_of
from billing.rules.identifiers import enterprise_number, structured_communication
from billing.rules.interventions import Ground, billability
from billing.rules.lines import daily_charge, discounted, full_month_charge, volume_charge
from billing.rules.numbers import NumberBlock, RoutedNumber, count_numbers, count_virtual_faxes
from billing.rules.prices import Price, PriceModel, amount_of
from billing.rules.quantities import plain
from billing.rules.quarter import OpeningSource, QuarterFloor, billed_runs, billed_users, openings, quarter_floor
from billing.rules.readings import ChannelRounding, Decrease
from billing.rules.recording import Recording, Volume, is_billed
from billing.rules.series import gaps, next_numbers, still_to_draft
from billing.rules.users import Declaration, DeclaredUser, Profile, count_users
from billing.rules.vat import STANDARD, Supply, Vat, VatCategory, totals_of, vat_decision
from billing.rules.warranty import Payer, warranty
from extranet.money import to_cents
from extranet.times import brussels_day
from tests.cases import months

Typed = Mapping[str, Any]
NO_DISCOUNT: Final = Decimal(0)
# `floor` is another word for the setting that rounds the allowance down.
DECREASES: Final = {"floor": Decrease.STRICT}
PAYERS: Final = {Payer.OPERATOR: "allocloud", Payer.CUSTOMER: "customer"}
CAUSES: Final = {
    "client_change_needing_corrective_intervention": Ground.CLIENT_CAUSE,
    "third_party_change_needing_corrective_intervention": Ground.CLIENT_CAUSE,
    "client_cause": Ground.CLIENT_CAUSE,
    "outside_duty": Ground.OUTSIDE_DUTY,
    "request_outside_duty": Ground.OUTSIDE_DUTY,
    "untrained_installer": Ground.UNTRAINED_INSTALLER,
    "installer_without_training": Ground.UNTRAINED_INSTALLER,
    "own": Ground.OWN,
}
# What is counted when a case names both what was configured and what was used.
COUNTED: Final = ("channels_configured_by_allocloud", "packs_bought", "rooms_created")


def per_unit(text: str, *, is_prorated: bool = True) -> Price:
    """Return a price per unit."""
    return Price(PriceModel.PER_UNIT, unit_price=Decimal(text), is_prorated=is_prorated)


def said(number: Decimal) -> str:
    """Say a number without trailing zeros."""
    return str(plain(number))


# ---------- bt.11d ----------
def channels(case: Typed) -> dict[str, Any]:
    """Answer the channels of an account."""
    typed = case["input"]
    users = typed["users"] if "users" in typed else _with_service(typed)
    limits = [(pack["quantity"], pack["channel_limit"]) for pack in typed["packs"]]
    rounding = ChannelRounding.DOWN if typed.get("rounding") == "floor" else ChannelRounding.UP
    held: Capacity = capacity(users, limits, rounding)
    raw = None if held.raw is None else said(held.raw)
    return {"billable_users": users, "raw": raw, "channels": held.channels}


def _with_service(typed: Typed) -> int:
    without = {Profile.ADMINISTRATOR: typed["no_service_admin"], Profile.SUPERVISOR: typed["no_service_supervisor"]}
    people = [DeclaredUser(profile, is_without_service=True, count=count) for profile, count in without.items()]
    people.append(DeclaredUser(count=typed["user_accounts"] - sum(without.values())))
    return count_users(Declaration(users=tuple(people))).users


def channels_property(case: Typed) -> dict[str, Any]:
    """Answer whether more users never have fewer channels; by the product's reading, whatever the case names."""
    typed = case["input"]
    first, last = typed.get("range") or (min(typed["compare_users"]), max(typed["compare_users"]))
    quarters = [quarter_channels(users) for users in range(first, last + 1)]
    return {
        "monotonic": quarters == sorted(quarters),
        "raw": [said(Decimal(quarter_channels(users)) / 4) for users in typed.get("compare_users", ())],
        "bands": len(BANDS) + 1,
    }


def counted_users(case: Typed) -> dict[str, Any]:
    """Answer how many users a declaration makes."""
    counted = count_users(months.declaration(case["input"]))
    return {"billable_users": counted.users, "anomalies": [str(anomaly) for anomaly in counted.anomalies]}


def _decrease(typed: Typed) -> Decrease:
    name = typed.get("rounding_policy", Decrease.MIN_ONE)
    return DECREASES.get(name) or Decrease(name)


def _floor(typed: Typed) -> QuarterFloor:
    if typed.get("first_quarter"):
        return quarter_floor(typed["order_form_users"], OpeningSource.ORDER_FORM, _decrease(typed))
    return quarter_floor(typed["quarter_open_billed"], OpeningSource.PREVIOUS_QUARTER, _decrease(typed))


def users_billed(case: Typed) -> dict[str, Any]:
    """Answer the users billed on a day."""
    floor = _floor(case["input"])
    billed = billed_users(case["input"]["configured_now"], floor)
    return {"allowance": floor.allowance, "min_billable": floor.min_billable, "billed": billed}


def users_billed_sequence(case: Typed) -> dict[str, Any]:
    """Answer the users billed quarter after quarter."""
    typed = case["input"]
    configured = [typed["configured_every_quarter"]] * typed["quarters"]
    return {"billed": openings(typed["start_billed"], configured, _decrease(typed))}


def users_billed_within_quarter(case: Typed) -> dict[str, Any]:
    """Answer the users billed at the end of each month of a quarter, and the opening of the next."""
    typed = case["input"]
    segments = [months.segment(one) for one in typed["daily_configured"]]
    days = quarter_of(segments[0].start)
    runs = billed_runs(segment_runs(segments, days), _floor(typed))
    ends = [month_of(days.start + timedelta(days=31 * number)).end for number in range(3)]
    last_days = [end - timedelta(days=1) for end in ends]
    billed = {f"{last:%Y-%m}": _count_on(runs, last) for last in last_days}
    return {"billed_by_month": billed, "next_quarter_open": _count_on(runs, last_days[-1])}


def _count_on(runs: Sequence[Run], day: date) -> int:
    return next(run.count for run in runs if run.start <= day < run.end)


# ---------- Amounts ----------
def prorated_quantity(case: Typed) -> dict[str, Any]:
    """Answer what a count that changes within a month costs."""
    typed, month = case["input"], months.month(case["input"])
    runs = segment_runs([Segment(date.fromisoformat(one["from"]), one["qty"]) for one in typed["segments"]], month)
    if case["policy"] == "alt:full_month":
        charge = full_month_charge(runs, per_unit(typed["unit_price"], is_prorated=False), NO_DISCOUNT)
    else:
        charge = daily_charge(runs, per_unit(typed["unit_price"]), month.count, NO_DISCOUNT)
    return {
        "unit_days": charge.unit_days,
        "days_in_month": month.count,
        "billed_qty": int(charge.quantity),
        "amount": str(charge.gross),
    }


def day_boundary(case: Typed) -> dict[str, Any]:
    """Answer the Brussels day of an instant."""
    return {"local_day": str(brussels_day(datetime.fromisoformat(case["input"]["activated_at_utc"])))}


def invoice_lines(case: Typed) -> dict[str, Any]:
    """Answer the lines and totals of a full month; a plural name has the price of its singular."""
    typed, month = case["input"], months.month(case["input"])
    quantities: dict[str, int] = {}
    for name, count in typed.items():
        if name not in ("month", "prices"):
            quantities |= count if isinstance(count, dict) else {name.removesuffix("s"): count}
    charges = [
        daily_charge((Run(month.start, month.end, count),), per_unit(typed["prices"][name]), month.count, NO_DISCOUNT)
        for name, count in quantities.items()
    ]
    totals = totals_of((STANDARD, charge.net) for charge in charges)
    return {
        "lines": [str(charge.net) for charge in charges],
        "net": str(totals.net),
        "vat": str(totals.vat_total),
        "gross": str(totals.gross),
    }


def line(case: Typed) -> dict[str, Any]:
    """Answer the amounts of one line."""
    typed = case["input"]
    gross = to_cents(amount_of(per_unit(typed["unit_price"]), Decimal(typed["qty"])))
    discount, net = discounted(gross, Decimal(typed.get("partner_discount_pct", "0")))
    return {"gross": str(gross), "allowance": str(discount), "net": str(net)}


def vat(case: Typed) -> dict[str, Any]:
    """Answer the VAT of a document."""
    typed = case["input"]
    rate = Vat(VatCategory(typed["category"]), None if typed["rate"] is None else Decimal(typed["rate"]))
    totals = totals_of((rate, Decimal(net)) for net in typed["line_nets"])
    return {"base": str(totals.net), "vat": str(totals.vat_total), "gross": str(totals.gross)}


def tax_category(case: Typed) -> dict[str, Any]:
    """Answer the VAT category of a sale."""
    typed = case["input"]
    is_valid = None if typed["vat"] is None else typed["vat"] == "valid"
    decided = vat_decision(typed["country"], is_vat_number_valid=is_valid, supply=Supply(typed["supply"]))
    return {**months.vat_words(decided.vat), "exemption_code": decided.exemption_code}


# ---------- What is counted ----------
def count(case: Typed) -> dict[str, Any]:
    """Answer how many of an element are billed."""
    typed = case["input"]
    if "numbers" in typed:
        numbers = [_fax_number(one) for one in typed["numbers"]]
        return {"virtual_faxes": count_virtual_faxes(numbers), "numbers": len({one.e164 for one in numbers})}
    if "blocks" in typed:
        blocks = [months.block(one) for one in typed["blocks"]]
        return {"billed": count_numbers([*blocks, *(NumberBlock(int(one), 1) for one in typed.get("single", ()))])}
    billed = next(typed[name] for name in COUNTED if name in typed)
    return {"billed": billed, "amount": str(to_cents(amount_of(per_unit(typed.get("unit_price", "0")), billed)))}


def _fax_number(typed: Any) -> RoutedNumber:
    """Read a number of a case about faxes; one without more leads to a fax."""
    return RoutedNumber(typed, "fax:") if isinstance(typed, str) else months.routed(typed)


def recording(case: Typed) -> dict[str, Any]:
    """Answer what stored recordings cost."""
    typed = case["input"]
    volumes = typed.get("daily_gb", [{"days": 30, "gb": typed.get("avg_gb", "0")}])
    start, runs = date(2026, 1, 1), []
    for one in volumes:
        end = start + timedelta(days=one["days"])
        runs.append(Volume(start, end, Decimal(one["gb"])))
        start = end
    in_month = typed.get("days_in_month", sum(one["days"] for one in volumes))
    charge = volume_charge(tuple(runs), per_unit(typed["unit_price"]), in_month, NO_DISCOUNT)
    billed = is_billed(Recording(typed.get("recordings", 1), ()))
    return {
        "billed": billed,
        "avg_gb": str(charge.quantity),
        "amount": str(charge.gross if billed else to_cents(NO_DISCOUNT)),
    }


def must_bill(case: Typed) -> dict[str, Any]:
    """Answer whether work of a cause is billed by itself, by decision, or never."""
    ground = CAUSES.get(case["input"]["cause"])
    return {"billable": None if ground is None else str(billability(ground))}


# ---------- Claims, warranty, credit ----------
def retroactive(case: Typed) -> dict[str, Any]:
    """Answer a claim for what was not declared."""
    typed = case["input"]
    if "missing_licences" in typed:
        end = date.fromisoformat(typed["claim_period_end"]) + timedelta(days=1)
        prices = [(date.fromisoformat(one["from"]), Decimal(one["price"])) for one in typed["price_history"]]
        days = Days(date.fromisoformat(typed["contract_start"]), end)
        licences = licence_claim(days, typed["missing_licences"], prices)
        return {"months": len(licences.months), "amount": str(licences.amount)}
    start = months.day(typed.get("contract_start"))
    short = [missing(basis, billed) for basis, billed in zip(typed["basis_qty"], typed["billed_qty"], strict=True)]
    claimed = []
    for name, units, price in zip(typed["months"], short, typed["price"], strict=True):
        month = month_of(date.fromisoformat(f"{name}-01"))
        days = overlap(month, start, None) or month
        claimed.append(month_claimed(days, [(units, days.count)], Decimal(price)))
    whole = claim(ClaimBasis(typed["basis"]), claimed)
    return {"missing": short, "amounts": [str(one.amount) for one in whole.months], "amount": str(whole.amount)}


def warranty_of(case: Typed) -> dict[str, Any]:
    """Answer whether a ticket is in warranty, and who pays carriage back."""
    typed = case["input"]
    decided = warranty(date.fromisoformat(typed["delivered"]), date.fromisoformat(typed["ticket_opened"]))
    return {"in_warranty": decided.is_in_warranty, "return_shipping_paid_by": PAYERS[decided.carriage_back]}


def goodwill(case: Typed) -> dict[str, Any]:
    """Answer the credit that an outage makes by itself."""
    return {"automatic_credit": str(automatic_credit(case["input"]["outage_hours"] * 60).amount)}


# ---------- Numbers with check digits, plans of a run ----------
def communication(case: Typed) -> dict[str, Any]:
    """Answer a structured communication."""
    made = structured_communication(case["input"]["base"])
    return {"digits": made.digits, "display": made.display}


def enterprise(case: Typed) -> dict[str, Any]:
    """Answer whether an enterprise number is one."""
    canonical = enterprise_number(case["input"]["value"])
    return {"valid": canonical is not None, "canonical": canonical}


def idempotency(case: Typed) -> dict[str, Any]:
    """Answer what each of three runs plans; that two at once make no double is the database's to say."""
    wanted = list(range(case["input"]["accounts"]))
    created: list[int] = []
    made: set[int] = set()
    for _run in range(case["input"]["runs_of_same_period"]):
        planned = still_to_draft(wanted, made)
        created.append(len(planned))
        made.update(planned)
    later = dict(zip(("second_run_created", "third_run_created"), created[1:], strict=False))
    return {"invoices": len(made), **later}


def resume(case: Typed) -> dict[str, Any]:
    """Answer what a run plans after it was killed; that a kill leaves nothing half done is the database's to say."""
    wanted = list(range(case["input"]["accounts"]))
    committed = wanted[: case["input"]["killed_after_committed"]]
    made = [*committed, *still_to_draft(wanted, committed)]
    before = next_numbers("x", 0, len(committed))
    positions = _positions([*before, *next_numbers("x", len(before), len(made) - len(before))])
    return {
        "invoices_after_resume": len(made),
        "duplicates": len(made) - len(set(made)),
        "numbers_contiguous": not gaps(positions) and len(set(positions)) == len(made),
    }


def numbering(case: Typed) -> dict[str, Any]:
    """Answer the numbers of the drafts that were finalised, whatever was rolled back."""
    typed = case["input"]
    taken = next_numbers(typed["prefix"], 0, typed["drafts"] - typed["rolled_back"])
    positions = _positions(taken)
    return {
        "numbers": f"{taken[0]}..{taken[-1]}",
        "gaps": len(gaps(positions)),
        "duplicates": len(taken) - len(set(taken)),
    }


def _positions(taken: Sequence[str]) -> list[int]:
    return [int(number.rpartition("-")[2]) for number in taken]


RULES: Final[Mapping[str, Callable[[Typed], dict[str, Any]]]] = {
    "channels": channels,
    "channels_property": channels_property,
    "count_users": counted_users,
    "billed_users": users_billed,
    "billed_users_sequence": users_billed_sequence,
    "billed_users_within_quarter": users_billed_within_quarter,
    "prorated_quantity": prorated_quantity,
    "day_boundary": day_boundary,
    "invoice_lines": invoice_lines,
    "line": line,
    "vat": vat,
    "tax_category": tax_category,
    "count": count,
    "recording": recording,
    "must_bill": must_bill,
    "retroactive": retroactive,
    "warranty": warranty_of,
    "goodwill": goodwill,
    "structured_communication": communication,
    "enterprise_number": enterprise,
    "idempotency": idempotency,
    "resume": resume,
    "numbering": numbering,
}


def difference(case: Typed) -> tuple[Any, Any] | None:
    """Return what is expected and what the product says where they differ; None where they agree.

    Only what a case names is compared. A case of a rejected reading says what the product must not say.
    """
    expected: dict[str, Any] = case["expected"]
    try:
        answered = RULES[case["rule"]](case)
    except (LookupError, StopIteration, TypeError, ValueError) as fault:
        return expected, f"not answered: {fault!r}"
    got = {name: answered.get(name) for name in expected}
    is_rejected = str(case["policy"]).startswith("rejected:")
    if (got == expected) == is_rejected:
        return {"not": expected} if is_rejected else expected, got
    return None

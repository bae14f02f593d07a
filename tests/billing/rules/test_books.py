"""VAT, claims, warranty, credits, numbers with check digits and of documents.

Terms: general.8, telavox.4b, bt.11d
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.be import vat as stdnum_vat

from billing.rules.claims import ClaimBasis, claim, licence_claim, missing_runs, month_claimed, months_of
from billing.rules.credits import automatic_credit
from billing.rules.days import Days, Run
from billing.rules.identifiers import enterprise_number, read_communication, structured_communication
from billing.rules.series import document_number, gaps, next_numbers, still_to_draft
from billing.rules.vat import STANDARD, Supply, Vat, VatCategory, totals_of, vat_decision
from billing.rules.warranty import Payer, last_warranty_day, warranty

ZERO = Decimal(0)


@pytest.mark.parametrize(
    ("country", "is_valid", "supply", "category", "exemption", "is_for_review"),
    [
        ("BE", True, "service", "S", None, False),
        ("BE", None, "goods", "S", None, False),
        ("LU", True, "service", "AE", "VATEX-EU-AE", False),
        ("FR", False, "service", "S", None, True),
        ("FR", None, "goods", "S", None, True),
        ("NL", True, "goods", "K", "VATEX-EU-IC", False),
        ("GR", True, "service", "AE", "VATEX-EU-AE", False),
        ("XI", True, "goods", "K", "VATEX-EU-IC", False),
        ("XI", True, "service", "O", "VATEX-EU-O", False),
        ("CH", None, "service", "O", "VATEX-EU-O", False),
        ("GB", True, "goods", "G", "VATEX-EU-G", False),
    ],
)
def test_vat_follows_the_country_the_buyer_and_the_supply(
    country: str, is_valid: bool | None, supply: str, category: str, exemption: str | None, is_for_review: bool
) -> None:
    decided = vat_decision(country, is_vat_number_valid=is_valid, supply=Supply(supply))
    rates = {"S": Decimal(21), "O": None}
    assert decided.vat == Vat(VatCategory(category), rates.get(category, ZERO))
    assert (decided.exemption_code, decided.is_for_review) == (exemption, is_for_review)
    assert decided.stands_alone == (category == "O")


def test_vat_is_taken_once_per_category_and_rate() -> None:
    low = Vat(VatCategory.STANDARD, Decimal(6))
    outside = Vat(VatCategory.OUTSIDE_SCOPE, None)
    nets = [(STANDARD, Decimal("1.03"))] * 3 + [(outside, Decimal(5)), (low, Decimal("0.10"))]
    totals = totals_of(nets)
    assert [(total.vat, total.base, total.amount) for total in totals.vat] == [
        (outside, Decimal("5"), ZERO),
        (low, Decimal("0.10"), Decimal("0.01")),
        (STANDARD, Decimal("3.09"), Decimal("0.65")),
    ]
    assert (totals.net, totals.vat_total, totals.gross) == (Decimal("8.19"), Decimal("0.66"), Decimal("8.85"))


@given(st.lists(st.integers(-10_000, 10_000), max_size=8))
def test_a_credit_note_mirrors_its_invoice(cents: list[int]) -> None:
    there = totals_of((STANDARD, Decimal(one) / 100) for one in cents)
    back = totals_of((STANDARD, Decimal(-one) / 100) for one in cents)
    assert (back.net, back.vat_total, back.gross) == (-there.net, -there.vat_total, -there.gross)


def test_a_claim_goes_month_by_month_and_never_below_zero() -> None:
    days = Days(date(2026, 1, 16), date(2026, 2, 10))
    assert months_of(days) == [Days(date(2026, 1, 16), date(2026, 2, 1)), Days(date(2026, 2, 1), date(2026, 2, 10))]
    assert months_of(Days(days.start, days.start)) == []
    basis = [Run(date(2026, 1, 1), date(2026, 3, 1), 15)]
    billed = [Run(date(2026, 1, 1), date(2026, 1, 20), 10), Run(date(2026, 1, 20), date(2026, 3, 1), 20)]
    (first, second) = months_of(days)
    missing = missing_runs(basis, billed, first)
    assert missing == [(5, 4), (0, 12)]
    month = month_claimed(first, missing, Decimal("12.00"))
    assert (month.unit_days, month.amount) == (20, Decimal("7.74"))
    none = month_claimed(second, missing_runs(basis, billed, second), Decimal("12.00"))
    whole = claim(ClaimBasis.DEVICES, [month, none])
    assert (whole.amount, whole.clause) == (Decimal("7.74"), "bt.11d")


def test_licences_are_claimed_at_the_price_of_each_month() -> None:
    prices = [(date(2025, 1, 1), Decimal("14.00")), (date(2026, 1, 15), Decimal("14.50"))]
    found = licence_claim(Days(date(2025, 12, 17), date(2026, 3, 1)), 4, prices)
    assert [str(month.amount) for month in found.months] == ["27.10", "56.00", "58.00"]
    assert (found.amount, found.clause) == (Decimal("141.10"), "telavox.4b")
    with pytest.raises(ValueError, match="no price"):
        licence_claim(Days(date(2024, 12, 1), date(2025, 1, 1)), 4, prices)


@pytest.mark.parametrize(
    ("delivered", "last_day"),
    [
        (date(2025, 3, 10), date(2026, 3, 9)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_warranty_lasts_a_year_less_a_day(delivered: date, last_day: date) -> None:
    assert last_warranty_day(delivered) == last_day
    assert warranty(delivered, last_day).carriage_back is Payer.OPERATOR
    after = warranty(delivered, date.fromordinal(last_day.toordinal() + 1))
    assert (after.is_in_warranty, after.repair) == (False, Payer.CUSTOMER)


def test_no_outage_makes_a_credit() -> None:
    assert automatic_credit(100_000).amount == 0
    with pytest.raises(ValueError, match="minutes"):
        automatic_credit(-1)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0821.802.905", "0821802905"),
        ("BE 0821 802 905", "0821802905"),
        ("821802905", "0821802905"),
        ("be0821802905", "0821802905"),
        ("0821802906", None),
        ("0000000097", "0000000097"),
        ("0000000000", None),
        ("082180290", None),
        ("2821802905", None),
        ("O821802905", None),
        ("", None),
    ],
)
def test_an_enterprise_number_has_its_check_digits(typed: str, digits: str | None) -> None:
    assert enterprise_number(typed) == digits


@given(st.integers(1, 1_999_999_999), st.booleans())
def test_enterprise_numbers_agree_with_stdnum(number: int, is_checked: bool) -> None:
    eight = number // 100
    digits = f"{eight * 100 + 97 - eight % 97 if is_checked else number:010d}"
    assert (enterprise_number(digits) is not None) == bool(stdnum_vat.is_valid(digits))


def test_a_structured_communication_ends_with_its_remainder() -> None:
    made = structured_communication("0108068171")
    assert (made.digits, made.display) == ("010806817183", "+++010/8068/17183+++")
    assert structured_communication("0000000097").digits == "000000009797"
    for wrong in ("123", "12345678901", "12345678 0", "12345678٩0"):
        with pytest.raises(ValueError, match="ten digits"):
            structured_communication(wrong)


@given(st.integers(0, 9_999_999_999))
def test_a_communication_is_read_back_as_it_is_shown(base: int) -> None:
    made = structured_communication(f"{base:010d}")
    for shown in (made.display, made.digits, made.display.replace("+", "*")):
        assert read_communication(shown) == made
    other = (int(made.digits[10:]) % 97) + 1
    assert read_communication(f"{made.digits[:10]}{other:02d}") is None
    assert read_communication("merci") is None


def test_documents_are_numbered_without_a_gap() -> None:
    assert next_numbers("2026", 0, 2) == ["2026-000001", "2026-000002"]
    assert next_numbers("2026", 180, 1) == ["2026-000181"]
    assert (gaps([1, 2, 4, 6]), gaps([])) == ([3, 5], [])
    with pytest.raises(ValueError, match="starts at 1"):
        document_number("2026", 0)


def test_a_run_repeated_or_resumed_drafts_only_what_is_missing() -> None:
    assert still_to_draft(["a", "b", "b", "c"], {"b"}) == ["a", "c"]
    assert still_to_draft(["a"], {"a"}) == []

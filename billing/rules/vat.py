"""VAT: which category a sale falls under, and its amount, once per category and rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from extranet.money import to_cents

ZERO: Final = Decimal(0)
HUNDRED: Final = Decimal(100)
HOME: Final = "BE"
EU: Final = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR",
    "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
# Northern Ireland is within the Union for goods, not for services.
EU_FOR_GOODS: Final = EU | {"XI"}


class VatCategory(StrEnum):
    """Categories of EN 16931 that the operator uses."""

    STANDARD = "S"
    REVERSE_CHARGE = "AE"
    INTRA_EU_GOODS = "K"
    EXPORT = "G"
    OUTSIDE_SCOPE = "O"


class Supply(StrEnum):
    """What is sold."""

    SERVICE = "service"
    GOODS = "goods"


@dataclass(frozen=True, slots=True)
class Vat:
    """A category and its rate in per cent; outside the scope there is no rate."""

    category: VatCategory
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class VatDecision:
    """The VAT of a sale, the code of its exemption, and whether staff should look before it is issued.

    `stands_alone`: nothing else may be on the same invoice.
    """

    vat: Vat
    exemption_code: str | None = None
    is_for_review: bool = False
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class VatTotal:
    """The base and VAT of all lines of one category and rate, in euros."""

    vat: Vat
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The amounts of a whole document, in euros."""

    net: Decimal
    vat: tuple[VatTotal, ...]
    vat_total: Decimal
    gross: Decimal


STANDARD: Final = Vat(VatCategory.STANDARD, Decimal(21))


def vat_decision(country: str, *, is_vat_number_valid: bool | None, supply: Supply) -> VatDecision:
    """Return the VAT of a sale from Belgium to a buyer in `country` (two letters).

    `is_vat_number_valid`: as the register of VAT numbers answered; None: the buyer has none.

    Law: Belgian VAT code; EN 16931 categories.
    Reading: 21 % in Belgium; reverse charge for services and exempt supply for goods to businesses of the
    Union; outside it services are out of scope and goods are exports. A number that the register refuses is
    held for review and never zero-rated.
    """
    union = EU_FOR_GOODS if supply is Supply.GOODS else EU
    if country == HOME or (country in union and not is_vat_number_valid):
        return VatDecision(STANDARD, is_for_review=country != HOME)
    if supply is Supply.GOODS:
        is_within = country in union
        category = VatCategory.INTRA_EU_GOODS if is_within else VatCategory.EXPORT
        return VatDecision(Vat(category, ZERO), "VATEX-EU-IC" if is_within else "VATEX-EU-G")
    if country in union:
        return VatDecision(Vat(VatCategory.REVERSE_CHARGE, ZERO), "VATEX-EU-AE")
    return VatDecision(Vat(VatCategory.OUTSIDE_SCOPE, None), "VATEX-EU-O", stands_alone=True)


def vat_amount(base: Decimal, vat: Vat) -> Decimal:
    """Return the VAT on `base`, to the cent."""
    return to_cents(base * (vat.rate or ZERO) / HUNDRED)


def totals_of(nets: Iterable[tuple[Vat, Decimal]]) -> Totals:
    """Return the totals of a document from the VAT and net amount of each of its lines.

    Law: EN 16931 BR-CO-14, BR-CO-17: VAT once per category and rate, never per line.
    """
    bases: dict[Vat, Decimal] = {}
    for vat, net in nets:
        bases[vat] = bases.get(vat, ZERO) + net
    by_vat = sorted(bases, key=lambda vat: (vat.category, vat.rate or ZERO))
    totals = tuple(VatTotal(vat, bases[vat], vat_amount(bases[vat], vat)) for vat in by_vat)
    net = to_cents(sum((total.base for total in totals), ZERO))
    vat_total = to_cents(sum((total.amount for total in totals), ZERO))
    return Totals(net, totals, vat_total, net + vat_total)

"""Why this amount: every code has its sentence, and a line can be done again by hand.

Terms: telavox.4, bt.11, bt.11d, bt.11k
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from billing.ledger.comparing import CauseKind
from billing.ledger.formulas import formula
from billing.ledger.frozen import LedgerPark
from billing.ledger.wording import (
    ANOMALIES,
    CAUSES,
    OPENINGS,
    PARKED,
    READINGS,
    REASONS,
    explained,
    line_name,
    waiting,
)
from billing.rules.counts import Segment
from billing.rules.days import month_of
from billing.rules.facts import AccountMonth, Order, Segments
from billing.rules.interventions import Ground, Intervention
from billing.rules.lines import LineReason
from billing.rules.month import Draft, draft_month
from billing.rules.parking import ParkReason
from billing.rules.prices import Price, PriceBook, PriceModel, PriceVersion, Tier
from billing.rules.quarter import OpeningSource
from billing.rules.readings import Reading
from billing.rules.users import Anomaly
from billing.rules.vat import STANDARD
from extranet.catalogue.families import Family
from tests.cast import ALPHA
from tests.ledger.playing import bill, contract, discount, lines, publish, report

MARCH, LAST = date(2026, 3, 1), date(2026, 3, 31)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def plain(sentences: tuple[str, ...]) -> list[str]:
    """Return sentences with plain spaces."""
    return [sentence.replace(NBSP, " ").replace("\N{NARROW NO-BREAK SPACE}", " ") for sentence in sentences]


# ---------- Every code ----------
def test_every_code_of_the_rules_has_its_sentence() -> None:
    assert set(REASONS) == set(LineReason)
    assert set(READINGS) == set(Reading)
    assert set(PARKED) == {*ParkReason, *LedgerPark}
    assert set(ANOMALIES) == set(Anomaly)
    assert set(OPENINGS) == set(OpeningSource)
    assert set(CAUSES) == set(CauseKind)


@pytest.mark.parametrize("reason", sorted({*ParkReason, *LedgerPark}))
def test_a_reason_to_wait_is_said_with_whatever_is_known(reason: str) -> None:
    product = {"names": {"fr": "Numéro"}}
    for facts in (
        {},
        {"element": "numbers", "day": "2026-03-04", "clause": "bt.11j", "product": product, "error": "E"},
    ):
        told = waiting(reason, facts)
        assert told.sentence
        assert "%(" not in told.sentence
        assert told.clause == facts.get("clause", "")


def test_what_waits_is_named_as_people_name_it() -> None:
    product = {"names": {"fr": "Numéro", "nl": "Nummer"}}
    told = waiting(ParkReason.NO_PRICE, {"element": "numbers", "day": "2026-03-01", "product": product})
    assert told.sentence.startswith("Numéro n’a de prix")
    assert "1er mars 2026" in told.sentence
    with translation.override("nl"):
        assert "Nummer" in waiting(ParkReason.NO_PRICE, {"product": product}).sentence


# ---------- A line ----------
@pytest.mark.django_db
def test_a_line_below_the_floor_is_explained_from_facts_to_price() -> None:
    """Terms: bt.11d"""
    discount(ALPHA, "12", date(2026, 1, 1))
    own = contract({"bt-user": (50, "8.9")}, number="C-2026-0044")
    report(own, MARCH, date(2026, 3, 14), {"bt-user": 50})
    report(own, date(2026, 3, 15), LAST, {"bt-user": 40}, but=[LAST])
    (line,) = lines(bill(MARCH))
    told = explained(line)
    assert (told.name, told.unit, told.clause) == ("bt-user fr", "unit fr", "bt.11d")
    assert told.days == "du 1er mars 2026 au 31 mars 2026"
    assert [(fact.days, fact.day_count, fact.quantity, fact.configured, fact.is_assumed) for fact in told.facts] == [
        ("du 1er mars 2026 au 14 mars 2026", 14, "50", "", False),
        ("du 15 mars 2026 au 30 mars 2026", 16, "45", "40", False),
        ("le 31 mars 2026", 1, "45", "40", True),
    ]
    assert "50 utilisateurs, ceux de la commande" in told.floor
    assert "au moins 45" in told.floor
    assert plain(told.formula) == [
        "50 × 14 + 45 × 16 + 45 × 1 = 1 465 unités × jours",
        "1 465 × 8,90 € ÷ 31 jours du mois = 420,60 € brut",
        "420,60 € × 12 % = 50,47 € de remise",
        "420,60 € − 50,47 € = 370,13 € net",
    ]
    assert plain((told.price,)) == ["8,90 € par unité et par mois, commande C-2026-0044, dès le 1er janvier 2026"]
    assert (told.discount, told.vat) == ("12 %, remise du partenaire", "TVA 21 %")
    assert len(told.readings) == len(line.why["line"]["readings"])
    assert plain(told.channels)[0] == "du 1er mars 2026 au 14 mars 2026 : 20 appels simultanés"


@pytest.mark.django_db
def test_a_price_of_the_list_names_its_version() -> None:
    """Terms: bt.11k"""
    publish(date(2026, 2, 1), bt_fax="5.25")
    own = contract({"bt-user": (1, "8")})
    report(own, MARCH, LAST, {"bt-user": 1, "bt-fax": 1})
    fax = lines(bill(MARCH))[1]
    assert plain((explained(fax).price,)) == ["5,25 € par unité et par mois, liste de prix v2, dès le 1er février 2026"]
    assert explained(fax).floor == ""


@pytest.mark.django_db
def test_the_reader_chooses_the_language() -> None:
    own = contract({"bt-user": (1, "8")})
    report(own, MARCH, LAST, {"bt-user": 1})
    (line,) = lines(bill(MARCH))
    for language in ("fr", "nl", "de", "en"):
        with translation.override(language):
            assert (line_name(line), explained(line).name) == (f"bt-user {language}",) * 2


# ---------- Other formulas ----------
def drafted(price: Price, *, service: Family = Family.SIP, work: tuple[Intervention, ...] = ()) -> list[list[str]]:
    """Return the formulas of 12 hosts until the 10th and 3 after, at a price."""
    prices = {"hosts": price, "time_and_materials": Price(PriceModel.PER_UNIT, unit_price=Decimal(90))}
    facts = AccountMonth(
        service=service,
        month=month_of(MARCH),
        order=Order(date(2026, 1, 1)),
        price_book=PriceBook((PriceVersion(date(2026, 1, 1), prices),)),
        vat=STANDARD,
        elements={"hosts": Segments((Segment(MARCH, 12), Segment(date(2026, 3, 11), 3)))},
        interventions=work,
    )
    draft = draft_month(facts)
    assert isinstance(draft, Draft)
    return [plain(formula(line)) for line in draft.lines]


def test_a_price_by_tiers_says_what_each_count_costs() -> None:
    """Terms: bt.11k"""
    tiers = (Tier(10, Decimal(2)), Tier(None, Decimal(1)))
    assert drafted(Price(PriceModel.GRADUATED, tiers=tiers)) == [
        [
            "12 coûtent 22,00 € par mois",
            "3 coûtent 6,00 € par mois",
            "(22,00 € × 10 + 6,00 € × 21) ÷ 31 jours du mois = 11,16 € brut",
        ]
    ]


def test_what_is_not_counted_by_day_is_the_highest_count() -> None:
    """Terms: telavox.4"""
    whole = Price(PriceModel.PER_UNIT, unit_price=Decimal("2.5"), is_prorated=False)
    assert drafted(whole) == [["12 × 2,50 € = 30,00 € brut"]]
    package = Price(PriceModel.PACKAGE, size=10, package_price=Decimal(4), is_prorated=False)
    assert drafted(package) == [["12 coûtent 8,00 € par mois", "8,00 € × 1 = 8,00 € brut"]]


def test_work_is_said_in_minutes() -> None:
    """Terms: general.3"""
    work = (Intervention("T-1", date(2026, 3, 4), 16, Ground.UNTRAINED_INSTALLER),)
    (_hosts, hours) = drafted(Price(PriceModel.PER_UNIT, unit_price=Decimal(1)), work=work)
    assert hours == ["30 minutes × 90,00 € ÷ 60 = 45,00 € brut"]

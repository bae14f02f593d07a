"""Numbers of a zone are at home there; an address that is surely elsewhere is looked at.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from emergency.registry.zones import ZONES, zone_mismatch


def test_ec_51_a_brussels_number_is_not_at_home_in_eupen() -> None:
    zone = zone_mismatch("02", "4700")
    assert zone is not None
    assert zone.name == "02 Bruxelles"


@pytest.mark.parametrize(
    ("prefix", "postal_code"),
    [
        ("02", "1000"), ("02", "1480"), ("02", "1800"), ("02", "3080"), ("03", "2000"), ("03", "9120"), ("04", "4020"),
        ("09", "9800"), ("010", "1348"), ("011", "3500"), ("012", "3700"), ("013", "3290"), ("014", "2300"),
        ("015", "2800"), ("016", "3001"), ("019", "4300"), ("050", "8300"), ("051", "8800"), ("052", "9200"),
        ("053", "9300"), ("054", "9500"), ("055", "9600"), ("056", "7700"), ("057", "8900"), ("058", "8670"),
        ("059", "8400"), ("060", "6460"), ("061", "6600"), ("063", "6700"), ("064", "7100"), ("065", "7000"),
        ("067", "1400"), ("067", "7060"), ("068", "7800"), ("069", "7500"), ("071", "6000"), ("080", "4970"),
        ("081", "5000"), ("082", "5500"), ("083", "5590"), ("084", "6900"), ("085", "4500"), ("085", "5300"),
        ("086", "6940"), ("087", "4700"), ("087", "4800"), ("089", "3600"),
    ],
)  # fmt: skip
def test_the_towns_of_a_zone_are_in_it(prefix: str, postal_code: str) -> None:
    assert zone_mismatch(prefix, postal_code) is None


@pytest.mark.parametrize(
    ("prefix", "postal_code"), [("02", "2000"), ("03", "1000"), ("04", "8000"), ("067", "9000"), ("087", "1000")]
)
def test_what_is_surely_elsewhere_is_said_to_be(prefix: str, postal_code: str) -> None:
    assert zone_mismatch(prefix, postal_code) is ZONES[prefix]


@pytest.mark.parametrize("prefix", ["", "078", "04xx", "0800"])
def test_a_number_without_a_zone_is_at_home_everywhere(prefix: str) -> None:
    assert zone_mismatch(prefix, "1000") is None


def test_every_zone_has_one_entry_with_ordered_ranges() -> None:
    assert len(ZONES) == 40
    for zone in ZONES.values():
        assert all(1000 <= first <= last <= 9999 for first, last in zone.codes), zone

"""The telephone zones of Belgium, pure: where the numbers of a zone are at home.

Source: public numbering plan; written down by us. Borders of zones are not those of postal codes: the ranges are
wide, so that only what is surely elsewhere is said to be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Zone:
    """A zone: its prefix, its main town, and the postal codes under which its numbers are at home."""

    prefix: str
    town: str
    codes: Ranges

    @property
    def name(self) -> str:
        """How it is called: 02 Bruxelles."""
        return f"{self.prefix} {self.town}"

    def holds(self, postal_code: str) -> bool:
        """Whether the zone may reach to `postal_code`."""
        return any(first <= int(postal_code) <= last for first, last in self.codes)


# Anything longer is refused elsewhere; thousands of digits would break Python's own reading of numbers.
CODE_LENGTH: Final = 4
_BRABANT: Final = ((1000, 1299), (1300, 1499), (1500, 1999), (3040, 3099), (7850, 7850), (7090, 7090))
_TABLE: Final[tuple[tuple[str, str, Ranges], ...]] = (
    ("02", "Bruxelles", _BRABANT),
    ("03", "Anvers", ((2000, 2199), (2500, 2699), (2830, 2999), (9100, 9199), (2240, 2249))),
    ("04", "Liège", ((4000, 4299), (4300, 4499), (4500, 4799), (4860, 4889), (4920, 4929))),
    ("09", "Gand", ((9000, 9199), (9230, 9279), (9520, 9529), (9800, 9999), (9600, 9699), (9400, 9499))),
    ("010", "Wavre", ((1300, 1399), (1435, 1435), (1450, 1459), (1470, 1499), (5030, 5039))),
    ("011", "Hasselt", ((3400, 3599), (3800, 3899), (3200, 3299), (3900, 3999), (3700, 3739))),
    ("012", "Tongres", ((3700, 3799), (3830, 3849), (4600, 4699))),
    ("013", "Diest", ((3200, 3299), (3450, 3479), (3540, 3549), (3980, 3999), (2430, 2449))),
    ("014", "Herentals et Turnhout", ((2200, 2499), (2270, 2299), (2560, 2569), (3980, 3999))),
    ("015", "Malines", ((2800, 2899), (1820, 1829), (1910, 1989), (2220, 2229), (2570, 2599), (3140, 3199))),
    ("016", "Louvain", ((3000, 3499), (1900, 1999), (1320, 1329), (1390, 1399))),
    ("019", "Waremme", ((4250, 4369), (1350, 1359), (1370, 1379), (4210, 4219), (3400, 3409), (4530, 4539))),
    ("050", "Bruges", ((8000, 8499), (8700, 8769), (9900, 9999))),
    ("051", "Roulers", ((8600, 8659), (8700, 8899), (8480, 8489), (8920, 8929), (8970, 8989))),
    ("052", "Termonde", ((9200, 9299), (9100, 9199), (9300, 9319), (1730, 1749), (1840, 1849), (2880, 2899))),
    ("053", "Alost", ((9300, 9599), (1700, 1799), (9200, 9299))),
    ("054", "Ninove", ((9400, 9599), (1500, 1579), (1670, 1679), (1750, 1769), (7860, 7869))),
    ("055", "Renaix et Audenarde", ((9500, 9799), (7880, 7919), (8570, 8599), (7750, 7760))),
    ("056", "Courtrai et Mouscron", ((8500, 8599), (7700, 7799), (8790, 8799), (8900, 8949), (8860, 8889))),
    ("057", "Ypres", ((8900, 8999), (7780, 7789), (8640, 8659), (8600, 8609), (8830, 8849))),
    ("058", "Furnes", ((8600, 8699), (8430, 8439), (8460, 8479))),
    ("059", "Ostende", ((8400, 8489), (8370, 8379), (8420, 8439), (8620, 8629), (8680, 8689))),
    ("060", "Chimay", ((6440, 6599), (5600, 5679))),
    ("061", "Bastogne et Libramont", ((6600, 6999), (5550, 5579))),
    ("063", "Arlon", ((6700, 6829),)),
    ("064", "La Louvière", ((7070, 7199), (6140, 6199), (6530, 6549), (6200, 6249))),
    ("065", "Mons", ((7000, 7099), (7300, 7399), (7110, 7129), (7620, 7629), (7950, 7979))),
    ("067", "Nivelles", ((1400, 1499), (7060, 7099), (7180, 7199), (7190, 7199), (6210, 6239), (7850, 7850))),
    ("068", "Ath", ((7800, 7999), (7900, 7999), (9570, 9579), (7060, 7069))),
    ("069", "Tournai", ((7500, 7699), (7900, 7919), (7970, 7979), (7730, 7749))),
    ("071", "Charleroi", ((6000, 6299), (5060, 5079), (5140, 5149), (5600, 5659), (6440, 6449), (6500, 6599))),
    ("080", "Stavelot", ((4780, 4799), (4950, 4999), (6670, 6699), (4900, 4909), (4960, 4969))),
    ("081", "Namur", ((5000, 5199), (5310, 5389), (1340, 1349), (1457, 1459), (5170, 5199), (5300, 5309))),
    ("082", "Dinant", ((5500, 5559), (5540, 5579), (5520, 5529), (5170, 5179), (5570, 5579), (6929, 6929))),
    ("083", "Ciney", ((5330, 5379), (5590, 5599), (5360, 5379), (5340, 5349), (6940, 6949), (5300, 5309))),
    ("084", "Marche-en-Famenne", ((6900, 6999), (5570, 5589), (5430, 5439), (6980, 6989))),
    ("085", "Huy", ((4500, 4599), (5300, 5359), (4210, 4219), (4400, 4499), (4170, 4189))),
    ("086", "Durbuy", ((6940, 6969), (4170, 4199), (4550, 4599), (4990, 4999), (6980, 6999))),
    ("087", "Verviers", ((4600, 4669), (4700, 4779), (4800, 4919), (4830, 4859), (4960, 4969), (4670, 4699))),
    ("089", "Genk", ((3590, 3699), (3730, 3799), (3940, 3979), (3910, 3939), (3500, 3529))),
)
ZONES: Final[Mapping[str, Zone]] = {prefix: Zone(prefix, town, codes) for prefix, town, codes in _TABLE}


def zone_mismatch(prefix: str, postal_code: str) -> Zone | None:
    """Return the zone of a number when its address is surely in another; None when it may be right.

    `prefix`: 02, 067; empty for a number without a zone, which is at home everywhere.

    Terms: telavox.7, bt.14, sip.4
    Reading: a mismatch is looked at by people, not silently corrected: the number may have been ported there.
    """
    zone = ZONES.get(prefix)
    if zone is None or not postal_code.isdecimal() or len(postal_code) != CODE_LENGTH:
        return None
    return None if zone.holds(postal_code) else zone

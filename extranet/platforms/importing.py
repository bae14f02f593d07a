"""Counts from a file, `account;day;element;quantity`: all of its lines or none, whichever partners they belong to.

A line with neither element nor quantity says that the account was looked at that day and had nothing configured.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.audit import services as audit
from extranet.errors import Refusal
from extranet.partners.models import Partner, PlatformAccount
from extranet.platforms.errors import ReportRefused
from extranet.platforms.models import Source
from extranet.platforms.rules import Fault, Report, is_account_name, read_day, read_quantity
from extranet.platforms.services import record_reports
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting

COLUMNS: Final = ("account", "day", "element", "quantity")
SEPARATORS: Final = (";", ",")
LINE_END: Final = re.compile("\r\n|\n|\r")


@dataclass(frozen=True)
class LineFault:
    """What is wrong with a line of a file; lines are counted as editors count them."""

    line: int
    sentence: str


class FileRefused(Refusal):
    """A file of counts has faults. Nothing of it was recorded."""

    status = 422

    def __init__(self, faults: Iterable[LineFault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__(self.faults[0].sentence, code="file_refused")


@dataclass(frozen=True)
class Row:
    """One line as it was read. `element` is empty where it only says that the account was looked at."""

    line: int
    account: str
    day: date
    element: str
    quantity: Decimal


@dataclass(frozen=True)
class Imported:
    """How much a file held."""

    rows: int
    accounts: int
    days: int
    partners: int


@transaction.atomic
def import_counts(*, name: str, content: bytes, at: datetime) -> Imported:
    """Record the counts in a file. The same file again changes no count. Stand anywhere.

    Raises FileRefused with every line that is wrong.

    Terms: telavox.4, bt.11
    """
    rows = read_rows(content)
    with acting(PUBLIC, OPERATOR):
        ways = PlatformAccount.objects.in_bulk({row.account for row in rows})
    _refuse_unknown(rows, ways)
    # By partner, and there by account: whoever else records several accounts meets them in the same order.
    by_partner: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_partner[ways[row.account].partner_id].append(row)
    faults: list[LineFault] = []
    for partner in sorted(by_partner):
        with acting(partner, PARTNER):
            faults += _record(partner, by_partner[partner], ways, name=name, at=at)
    if faults:
        raise FileRefused(faults)
    accounts, days = {row.account for row in rows}, {(row.account, row.day) for row in rows}
    return Imported(len(rows), len(accounts), len(days), len(by_partner))


def _refuse_unknown(rows: Iterable[Row], ways: Mapping[str, PlatformAccount]) -> None:
    sentence = _("aucun abonnement n’a le compte « %(account)s ». Faites-le ouvrir par le support.")
    faults = {
        row.account: LineFault(row.line, sentence % {"account": row.account})
        for row in reversed(list(rows))
        if row.account not in ways
    }
    if faults:
        raise FileRefused(faults.values())


def _record(
    partner: str, rows: list[Row], ways: Mapping[str, PlatformAccount], *, name: str, at: datetime
) -> list[LineFault]:
    """Record the rows of the partner we stand in; return the lines that are wrong when there are any."""
    reports = _reports(rows, ways)
    try:
        record_reports(reports=reports, source=Source.CSV, at=at)
    except ReportRefused as refused:
        return list(_by_line(refused.faults, rows, ways))
    days = [row.day for row in rows]
    facts = {
        "file": name,
        "rows": len(rows),
        "accounts": len({row.account for row in rows}),
        "days": f"{min(days)} – {max(days)}",
    }
    target = Partner.objects.get(schema_name=partner)
    audit.record(actor=None, act="counts.imported", target=target, at=at, changes=facts)
    return []


def _reports(rows: Iterable[Row], ways: Mapping[str, PlatformAccount]) -> list[Report]:
    """Return the reports that rows make. An element named again for a day is another report of that day."""
    found: dict[tuple[UUID, date], list[dict[str, Decimal]]] = defaultdict(lambda: [{}])
    for row in rows:
        told = found[ways[row.account].subscription_id, row.day]
        if row.element in told[-1]:
            told.append({})
        if row.element:
            told[-1][row.element] = row.quantity
    return [Report(pk, day, counts) for (pk, day), told in found.items() for counts in told]


def _by_line(faults: Iterable[Fault], rows: Iterable[Row], ways: Mapping[str, PlatformAccount]) -> Iterator[LineFault]:
    lines: dict[tuple[UUID, date, str], int] = {}
    for row in rows:
        pk = ways[row.account].subscription_id
        for element in (row.element, ""):  # a fault of the day is told at the first line of that day
            lines.setdefault((pk, row.day, element), row.line)
    told = {(lines[fault.subscription_id, fault.day, fault.element], fault.sentence) for fault in faults}
    yield from (LineFault(line, sentence) for line, sentence in sorted(told))


# ---------- Reading ----------
def read_rows(content: bytes) -> list[Row]:
    """Read a file of counts. Raises FileRefused with every line that cannot be read.

    The heading says which separator it is, `;` or `,`; decimals have a point.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused([LineFault(line, _("ce n’est pas de l’UTF-8. Enregistrez le fichier en UTF-8."))]) from error
    lines = LINE_END.split(text)
    separator = _separator(lines[0] if lines else "")
    rows: list[Row] = []
    faults: list[LineFault] = []
    for number, cells in _cells(lines, separator, faults):
        read = _row(number, cells)
        if isinstance(read, Row):
            rows.append(read)
        else:
            faults.append(read)
    if not rows and not faults:
        faults.append(LineFault(2, _("aucun comptage ne suit l’en-tête. Vérifiez que c’est le bon fichier.")))
    if faults:
        raise FileRefused(faults)
    return rows


def _separator(heading: str) -> str:
    for separator in SEPARATORS:
        if tuple(name.strip().strip('"').lower() for name in heading.split(separator)) == COLUMNS:
            return separator
    sentence = _("la première ligne doit être « %(heading)s ».") % {"heading": ";".join(COLUMNS)}
    raise FileRefused([LineFault(1, sentence)])


def _cells(lines: list[str], separator: str, faults: list[LineFault]) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of every line after the heading that is not empty."""
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            cells = next(csv.reader([line], delimiter=separator, strict=True))
        except (csv.Error, StopIteration):
            faults.append(LineFault(number, _("les guillemets de cette ligne ne se ferment pas.")))
            continue
        yield number, [cell.strip() for cell in cells]


def _row(number: int, cells: list[str]) -> Row | LineFault:
    if len(cells) != len(COLUMNS):
        sentence = _("il faut %(wanted)s colonnes, il y en a %(count)s.")
        return LineFault(number, sentence % {"wanted": len(COLUMNS), "count": len(cells)})
    account, day_text, element, quantity_text = cells
    if not is_account_name(account):
        return LineFault(number, _("« %(account)s » n’est pas un nom de compte.") % {"account": account[:40]})
    day = read_day(day_text)
    if day is None:
        sentence = _("« %(day)s » n’est pas un jour. Écrivez-le ainsi : 2026-10-03.")
        return LineFault(number, sentence % {"day": day_text[:40]})
    if not element and not quantity_text:
        return Row(number, account, day, "", Decimal(0))
    quantity = read_quantity(quantity_text)
    if quantity is None:
        sentence = _("« %(quantity)s » n’est pas un nombre. Écrivez 12 ou 12.5, avec un point.")
        return LineFault(number, sentence % {"quantity": quantity_text[:40]})
    if not element:
        return LineFault(number, _("un nombre sans élément. Donnez le code du produit."))
    return Row(number, account, day, element, quantity)

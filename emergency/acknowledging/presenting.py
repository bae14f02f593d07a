"""The notice and its readers as pages show them.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from emergency.acknowledging.rules import Standing
from emergency.acknowledging.selectors import Counts, newest_rows, read_before, standing_with
from emergency.models import Acknowledgement
from emergency.registry.models import NoticeText
from extranet.clients.export import Cell
from extranet.clients.models import Client
from extranet.look import formats
from extranet.look.parts import Badge, Tone
from extranet.partners.models import LANGUAGES
from extranet.terms.rendering import render_body


@dataclass(frozen=True)
class NoticeShown:
    """A version in one language, to read. `html` comes from a renderer that escapes; `languages`: all it exists in."""

    number: int
    language: str
    html: SafeString
    sha256: str
    languages: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ClientLine:
    """A client of the list."""

    client: Client
    counts: Counts
    state: Badge


@dataclass(frozen=True)
class ReaderLine:
    """A person of a client: the newest question, where they stand, and what they read before, if they did."""

    row: Acknowledgement
    standing: Standing
    state: Badge
    read: Acknowledgement | None
    may_send: bool
    may_withdraw: bool


def notice_shown(number: int, *languages: str) -> NoticeShown:
    """Return a version in the first of `languages` that it has, in French otherwise.

    Terms: telavox.7, bt.14, sip.4
    """
    texts = {text.language: text for text in NoticeText.objects.filter(notice_id=number)}
    asked = [*languages, get_language() or "", "fr"]
    text = next(texts[code] for code in asked if code in texts)
    names = {"fr": "Français", "nl": "Nederlands", "de": "Deutsch", "en": "English"}
    listed = tuple((code, names[code]) for code, _name in LANGUAGES if code in texts)
    html = mark_safe(render_body(text.text))  # noqa: S308 - escaped there
    return NoticeShown(number, text.language, html, text.sha256, listed)


def client_lines(clients: Sequence[Client], counts: Mapping[UUID, Counts]) -> list[ClientLine]:
    """Return the lines of clients."""
    return [ClientLine(client, counts[client.pk], counts_badge(counts[client.pk])) for client in clients]


def counts_badge(counts: Counts) -> Badge:
    """Return the word of how a client stands: missing is shown, it blocks nothing.

    Terms: telavox.7, bt.14, sip.4
    """
    if counts.missing:
        words = ngettext("%(count)s personne manque", "%(count)s personnes manquent", counts.missing)
        return Badge(words % {"count": formats.quantity(counts.missing)}, Tone.WARN, "alert")
    if counts.nameless:
        return Badge(_("Personnes inconnues"), Tone.WARN, "alert")
    return Badge(_("Tous ont lu"), Tone.OK, "check") if counts.read else Badge(_("Personne à demander"))


def reader_lines(client: Client, newest: int) -> list[ReaderLine]:
    """Return everybody who was ever asked for a client, those who have not read first, then by name.

    Terms: telavox.7, bt.14, sip.4
    """
    read = read_before(client.pk)
    lines = [_reader_line(row, read.get(row.person_email), newest) for row in newest_rows([client.pk])]
    return sorted(lines, key=lambda line: (line.standing is Standing.READ, line.row.person_name.casefold()))


def _reader_line(row: Acknowledgement, read: Acknowledgement | None, newest: int) -> ReaderLine:
    standing = standing_with(row, newest)
    is_waiting = standing is Standing.WAITING
    return ReaderLine(row, standing, standing_badge(standing), read, is_waiting, is_waiting)


def standing_badge(standing: Standing) -> Badge:
    """Return the word of where a person stands."""
    return {
        Standing.READ: Badge(_("Lu et compris"), Tone.OK, "check"),
        Standing.WAITING: Badge(_("Pas encore lu"), Tone.WARN, "clock"),
        Standing.AGAIN: Badge(_("À redemander"), Tone.WARN, "alert"),
        Standing.WITHDRAWN: Badge(_("Plus demandé")),
        Standing.CLOSED: Badge(_("Jamais lu, campagne terminée"), Tone.WARN, "alert"),
    }[standing]


def export_head() -> list[str]:
    """Return the headings of the export."""
    return [
        _("Nom"), _("E-mail"), _("Langue"), _("État"), _("Version demandée"), _("Demandée le"), _("Rappels"),
        _("Dernier envoi"), _("Version lue"), _("Lue le"), _("Lue en"), _("Empreinte du texte"),
    ]  # fmt: skip


def export_rows(lines: Sequence[ReaderLine]) -> Iterator[list[Cell]]:
    """Yield the rows of the export, one a person."""
    for line in lines:
        row, read = line.row, line.read
        sent: datetime = row.reminded_at or row.asked_at
        cells: list[Cell] = [row.person_name, row.person_email, row.language, str(line.state.label)]
        cells += [row.campaign.notice_number, row.asked_at, row.reminders, sent]
        if read is not None:
            cells += [read.campaign.notice_number, read.acknowledged_at, read.read_language, read.text_sha256]
        yield cells

"""Warning people outside the app when paging itself is ill. Run beside the app, by a supervisor of its own.

Neither beat, nor a worker, nor Redis is needed. Whom to tell is kept in a file at every good look, for the day the
database does not answer either.

Terms: general.7
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.audit import services as audit
from extranet.look import formats
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import OutsideContact, PagingAlarm
from support.desk.paging.health import Fault, paging_faults
from support.desk.paging.wording import fault_words, short_text
from support.desk.providers.base import Envelope, Message, NotSent
from support.desk.providers.choosing import provider_for

log = structlog.get_logger("support.desk.paging")
TELL_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Contact:
    """Somebody outside, as told and as kept in the file."""

    name: str
    kind: str
    address: str
    language: str


@dataclass(frozen=True)
class News:
    """What the people outside are told: ill since an instant with its faults, or well again when there are none."""

    since: datetime
    faults: tuple[Fault | None, ...]
    at: datetime


@dataclass(frozen=True)
class Look:
    """What one look found: the faults as a monitor reads them, and how many messages were handed over."""

    faults: tuple[str, ...]
    told: int


class Notebook:
    """The file beside the app: whom to tell, and what was told while the database was away."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def contacts(self) -> list[Contact]:
        """Return the people of the last good look; none when there was none."""
        return [Contact(**one) for one in self._read().get("contacts", [])]

    def outage(self) -> tuple[datetime, datetime | None] | None:
        """Return since when the database is away, and when that was last told."""
        known = self._read().get("outage")
        if not known:
            return None
        told_at = known.get("told_at")
        return datetime.fromisoformat(known["since"]), datetime.fromisoformat(told_at) if told_at else None

    def keep(self, contacts: Sequence[Contact], outage: tuple[datetime, datetime | None] | None = None) -> None:
        """Write it whole: a reader sees the old one or the new one."""
        since, told_at = outage or (None, None)
        written = {
            "contacts": [asdict(one) for one in contacts],
            "outage": {"since": since.isoformat(), "told_at": told_at.isoformat() if told_at else ""}
            if since
            else None,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        beside.replace(self.path)

    def _read(self) -> dict[str, Any]:
        try:
            read: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return read


def look(*, at: datetime, notebook: Notebook) -> Look:
    """Look once at paging, and tell whoever is outside what changed: at once, every hour while ill, and when well.

    Terms: general.7
    """
    try:
        with acting(PUBLIC, OPERATOR):
            return _look_at_rows(at, notebook)
    except (DatabaseError, ImproperlyConfigured) as error:
        log.critical("the database does not answer", error=str(error))
        connection.close()
        return _look_without_rows(at, notebook)


def _look_at_rows(at: datetime, notebook: Notebook) -> Look:
    faults = tuple(paging_faults(at=at))
    contacts = [Contact(one.name, one.kind, one.address, one.language) for one in OutsideContact.objects.order_by("pk")]
    outage = notebook.outage()
    news = _noted(faults, outage, at)
    told = 0
    if news is not None:
        told = _tell(contacts, news)
        if contacts and not told:
            # Nobody was reached: the next look tries again.
            PagingAlarm.objects.filter(ended_at__isnull=True).update(told_at=None)
    notebook.keep(contacts)
    return Look(tuple(str(fault) for fault in faults), told)


@transaction.atomic
def _noted(faults: tuple[Fault, ...], outage: tuple[datetime, datetime | None] | None, at: datetime) -> News | None:
    """Keep what a look found in the open alarm, and return what is to be told; None for nothing new.

    Two watchers at once: the second waits for the row, and finds that it was told.
    """
    alarm = PagingAlarm.objects.select_for_update().filter(ended_at__isnull=True).first()
    if alarm is None and not faults:
        return None if outage is None else News(outage[0], (), at)
    if alarm is None:
        since, told_at = outage or (at, None)
        alarm = PagingAlarm(started_at=since, told_at=told_at)
        try:
            with transaction.atomic():
                alarm.save(force_insert=True)
        except IntegrityError:
            return None
        audit.record(
            actor=None, act="paging.ill", target=alarm, at=at, changes={"faults": [str(one) for one in faults]}
        )
    if not faults:
        alarm.ended_at = at
        alarm.save(update_fields=("ended_at",))
        audit.record(actor=None, act="paging.well", target=alarm, at=at)
        return News(alarm.started_at, (), at)
    is_due = alarm.told_at is None or alarm.told_at <= at - TELL_EVERY
    alarm.faults = [str(fault) for fault in faults]
    alarm.told_at = at if is_due else alarm.told_at
    alarm.save(update_fields=("faults", "told_at"))
    return News(alarm.started_at, faults, at) if is_due else None


def _look_without_rows(at: datetime, notebook: Notebook) -> Look:
    contacts = notebook.contacts()
    since, told_at = notebook.outage() or (at, None)
    told = 0
    if told_at is None or told_at <= at - TELL_EVERY:
        told = _tell(contacts, News(since, (None,), at))
        told_at = at if told or not contacts else None
    notebook.keep(contacts, (since, told_at))
    return Look(("the database does not answer",), told)


def _tell(contacts: Sequence[Contact], news: News) -> int:
    """Hand the news to every provider directly; return how many took it."""
    if not contacts:
        log.critical("nobody outside is known who could be told")
    told = 0
    for contact in contacts:
        message = _message(contact, news)
        key = uuid5(NAMESPACE_URL, f"paging:{news.since.isoformat()}:{news.at.isoformat()}:{contact.address}")
        try:
            provider_for(contact.kind).send(Envelope(key, contact.address), message)
        except (NotSent, ValueError) as error:
            log.critical("outside contact not told", kind=contact.kind, error=str(error))
        else:
            told += 1
    return told


def _message(contact: Contact, news: News) -> Message:
    with override(contact.language):
        since = formats.instant(news.since)
        if news.faults:
            subject = _("La garde n’est pas veillée")
            troubles = " ; ".join(_words(fault) for fault in news.faults)
            body = _(
                "Les appels de garde de l’extranet n’atteignent peut-être personne depuis le %(since)s : %(troubles)s. "
                "Appelez la personne de garde vous-même, et faites redémarrer le service."
            ) % {"since": since, "troubles": troubles}
        else:
            subject = _("La garde est de nouveau veillée")
            body = _(
                "Les appels de garde de l’extranet partent de nouveau ; ils étaient malades depuis le %(since)s."
            ) % {"since": since}
        greeting = _("Bonjour %(name)s,") % {"name": contact.name}
        address = f"{settings.SCHEME}://{settings.OPERATOR_HOST}/healthz/paging"
        return Message(
            subject=subject,
            body=f"{greeting}\n\n{body}\n\n{address}\n",
            short=short_text(f"{subject}. {body}", ""),
            language=contact.language,
        )


def _words(fault: Fault | None) -> str:
    return _("la base de données ne répond pas") if fault is None else fault_words(fault)

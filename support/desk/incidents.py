"""Known incidents as the operator keeps them: noted, published with a neutral text, told about, ended.

Stand in `public` as the operator. A text is neutral when partners and clients of all houses may read it: it names
neither the operator nor a partner.

Terms: general.7, general.8
Reading: an incident informs; it starts no clock, ends none and promises nothing.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Role
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.catalogue.families import Family, in_order
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.outbox.services import enqueue
from extranet.partners.models import LANGUAGES, Partner
from support.desk.models import Incident, IncidentUpdate

AT_WORK: Final = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})
CODES: Final = tuple(code for code, _name in LANGUAGES)
FAN: Final = "support.fan_incident"
LONGEST_TITLE, LONGEST_NEUTRAL, LONGEST_UPDATE = 120, 500, 4000


@transaction.atomic
def open_incident(
    *,
    title: str,
    families: Sequence[str],
    texts: Mapping[str, str],
    started_at: datetime,
    person: Person,
    at: datetime,
    incident_id: UUID | None = None,
) -> Incident:
    """Note an incident; only staff read it until it is published. `texts`: by language, some may be missing.

    `families` empty: all services. `incident_id` comes from the page: a double click notes it once.
    Raises NotAllowed, InvalidInput.

    Terms: general.7
    """
    _require_worker(person)
    known = Incident.objects.filter(pk=incident_id).first() if incident_id else None
    if known is not None:
        return known
    incident = Incident(id=incident_id or uuid4(), created_by_name=person.user.name)
    _describe(incident, title=title, families=families, texts=texts, started_at=started_at, at=at)
    incident.save(force_insert=True)
    audit.record(actor=person.user, act="incident.opened", target=incident, at=at, changes={"families": families})
    return incident


@transaction.atomic
def change_incident(
    *,
    incident_id: UUID,
    title: str,
    families: Sequence[str],
    texts: Mapping[str, str],
    started_at: datetime,
    person: Person,
    at: datetime,
    revision: int | None = None,
) -> Incident:
    """Change what is noted of an incident. Once published its text stays: what is new is told as an update.

    Raises Incident.DoesNotExist, NotAllowed, Stale, IllegalMove, InvalidInput.

    Terms: general.7
    """
    incident = _locked(incident_id, person, revision)
    _require_running(incident)
    before = _facts(incident)
    if incident.published_at is not None and texts != texts_of(incident):
        sentence = _("Le texte d’un incident publié reste : dites ce qui est nouveau par une nouvelle.")
        raise IllegalMove(sentence, code="incident_published")
    _describe(incident, title=title, families=families, texts=texts, started_at=started_at, at=at)
    if incident.published_at is not None:
        _require_publishable(incident)
    changes = {name: [before[name], now] for name, now in _facts(incident).items() if before[name] != now}
    if changes:
        incident.revision += 1
        incident.save()
        audit.record(actor=person.user, act="incident.changed", target=incident, at=at, changes=changes)
    return incident


@transaction.atomic
def publish_incident(*, incident_id: UUID, person: Person, at: datetime, revision: int | None = None) -> Incident:
    """Let partners and clients read the neutral text before they write. Twice is once.

    Raises Incident.DoesNotExist, NotAllowed, Stale, IllegalMove, InvalidInput while a language is missing or a text
    is not neutral.

    Terms: general.7
    """
    incident = _locked(incident_id, person, None)
    if incident.published_at is not None:
        return incident
    _require_fresh(incident, revision)
    _require_running(incident)
    _require_publishable(incident)
    incident.published_at = at
    incident.revision += 1
    incident.save(update_fields=["published_at", "revision"])
    audit.record(actor=person.user, act="incident.published", target=incident, at=at, changes=texts_of(incident))
    return incident


@transaction.atomic
def update_incident(
    *, incident_id: UUID, update_id: UUID, texts: Mapping[str, str], person: Person, at: datetime
) -> IncidentUpdate:
    """Say what is new; once committed, every open ticket that the incident has joined is told, once.

    `update_id` comes from the page: a double click tells once. Raises Incident.DoesNotExist, NotAllowed,
    IllegalMove, InvalidInput.

    Terms: general.7
    """
    return _told(incident_id, update_id, texts, person, at, is_last=False)


@transaction.atomic
def end_incident(
    *, incident_id: UUID, update_id: UUID, texts: Mapping[str, str], person: Person, at: datetime
) -> IncidentUpdate:
    """Say that an incident is over: its tickets are told and stay open, whoever asked says what works again.

    Raises Incident.DoesNotExist, NotAllowed, IllegalMove, InvalidInput.

    Terms: general.7
    """
    return _told(incident_id, update_id, texts, person, at, is_last=True)


def texts_of(thing: Incident | IncidentUpdate) -> dict[str, str]:
    """Return the texts of an incident or of an update, by language."""
    return {code: str(getattr(thing, f"text_{code}")) for code in CODES}


def text_in(thing: Incident | IncidentUpdate, language: str) -> str:
    """Return a text in a language; in French for one that is none of the four."""
    return texts_of(thing)[language if language in CODES else "fr"]


# ---------- Shared ----------
def _told(
    incident_id: UUID, update_id: UUID, texts: Mapping[str, str], person: Person, at: datetime, *, is_last: bool
) -> IncidentUpdate:
    incident = _locked(incident_id, person, None)
    known = IncidentUpdate.objects.filter(pk=update_id).first()
    if known is not None:
        if known.incident_id != incident.pk:
            raise Stale(_("Cette page a déjà servi : rechargez l’incident."), code="update_id_used")
        return known
    _require_running(incident)
    if incident.published_at is None:
        raise IllegalMove(_("Publiez d’abord l’incident : ses tickets lisent son texte."), code="incident_unpublished")
    written = {code: text.strip() for code, text in texts.items()}
    _require_neutral(written, longest=LONGEST_UPDATE)
    update = IncidentUpdate.objects.create(
        id=update_id,
        incident=incident,
        at=at,
        author_name=person.user.name,
        is_last=is_last,
        **{f"text_{code}": written[code] for code in CODES},
    )
    if is_last:
        incident.ended_at = max(at, incident.started_at)
    incident.revision += 1
    incident.save(update_fields=["ended_at", "revision"])
    changes = {"update": update.pk, **written}
    if is_last:
        audit.record(actor=person.user, act="incident.ended", target=incident, at=at, changes=changes)
    else:
        audit.record(actor=person.user, act="incident.updated", target=incident, at=at, changes=changes)
    enqueue(FAN, str(update.pk))
    return update


def _locked(incident_id: UUID, person: Person, revision: int | None) -> Incident:
    _require_worker(person)
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    _require_fresh(incident, revision)
    return incident


def _require_worker(person: Person) -> None:
    if person.role not in AT_WORK:
        raise NotAllowed(_("Le support et les administrateurs tiennent les incidents."), code="may_not_keep_incidents")


def _require_fresh(incident: Incident, revision: int | None) -> None:
    if revision is not None and revision != incident.revision:
        raise Stale(_("L’incident a changé depuis que vous avez ouvert la page : relisez-le."), code="incident_changed")


def _require_running(incident: Incident) -> None:
    if incident.ended_at is not None:
        raise IllegalMove(_("Cet incident est terminé : notez-en un autre."), code="incident_ended")


def _describe(
    incident: Incident,
    *,
    title: str,
    families: Sequence[str],
    texts: Mapping[str, str],
    started_at: datetime,
    at: datetime,
) -> None:
    """Set what is noted of an incident. Raises InvalidInput."""
    name = title.strip()
    if not name or len(name) > LONGEST_TITLE:
        raise _refused("title", _("Nommez l’incident en quelques mots, pour le desk."))
    if started_at > at:
        raise _refused("started_at", _("Donnez un début qui est passé : un incident connu a commencé."))
    if any(one not in Family.values for one in families):
        raise _refused("families", _("Choisissez parmi les quatre services."))
    for code in CODES:
        text = texts.get(code, "").strip()
        if len(text) > LONGEST_NEUTRAL:
            sentence = _("Raccourcissez : %(most)s caractères au plus.") % {"most": LONGEST_NEUTRAL}
            raise _refused(f"text_{code}", sentence)
        setattr(incident, f"text_{code}", text)
    incident.title, incident.started_at = name, started_at
    incident.families = [str(one) for one in in_order(families)]


def _require_publishable(incident: Incident) -> None:
    _require_neutral(texts_of(incident), longest=LONGEST_NEUTRAL)


def _require_neutral(texts: Mapping[str, str], *, longest: int) -> None:
    """Refuse texts that miss a language, are too long, or name the operator or a partner. Raises InvalidInput."""
    names = [settings.OPERATOR_NAME, *Partner.objects.filter(is_house=False).values_list("display_name", flat=True)]
    fields: dict[str, str] = {}
    for code, language in LANGUAGES:
        text = texts.get(code, "")
        if not text:
            fields[f"text_{code}"] = _("Écrivez ce texte en %(language)s : chacun lit sa langue.") % {
                "language": language
            }
        elif len(text) > longest:
            fields[f"text_{code}"] = _("Raccourcissez : %(most)s caractères au plus.") % {"most": longest}
        elif named := _named_in(text, names):
            sentence = _("Ôtez « %(name)s » : les clients de toutes les maisons lisent ce texte.")
            fields[f"text_{code}"] = sentence % {"name": named}
    if fields:
        raise InvalidInput(next(iter(fields.values())), code="not_neutral", fields=fields)


def _named_in(text: str, names: Sequence[str]) -> str:
    """Return the first name that stands in a text as whole words; empty when none does."""
    return next((name for name in names if name and re.search(rf"\b{re.escape(name)}\b", text)), "")


def _facts(incident: Incident) -> dict[str, object]:
    started_at = incident.started_at.isoformat()
    facts = {"title": incident.title, "families": list(incident.families), "started_at": started_at}
    return {**facts, **texts_of(incident)}


def _refused(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, code="incident_refused", fields={field: message})

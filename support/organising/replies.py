"""Texts that a partner's people use again, in the language of whoever asked, filled in without surprises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.partners.models import LANGUAGES
from support.asking import LONGEST_TEXT
from support.models import SavedReply, Ticket

LONGEST_TITLE: Final = 80
CODES: Final = tuple(code for code, _name in LANGUAGES)
_PLACEHOLDER: Final = re.compile(r"\{(ticket|client)\}")


@dataclass(frozen=True)
class Filled:
    """A text ready to be sent. `is_other_language`: there is none in the language asked for."""

    text: str
    language: str
    is_other_language: bool


def replies_of(person: Person) -> QuerySet[SavedReply]:
    """Return the replies that a person may use; none for who does not answer tickets on the partner's side."""
    if not person.may(Right.WORK_TICKETS):
        return SavedReply.objects.none()
    return SavedReply.objects.filter(removed_at__isnull=True).order_by("title")


def filled(reply: SavedReply, ticket: Ticket) -> Filled:
    """Return a reply in the language of a ticket, else in the first it has, with number and client put in.

    What is put in is never looked through again: a client called `{ticket}` stays that.
    """
    texts = {code: getattr(reply, f"text_{code}") for code in CODES}
    language = ticket.language if texts.get(ticket.language) else next((code for code in CODES if texts[code]), "")
    names = {"ticket": ticket.number, "client": ticket.client_name}
    text = _PLACEHOLDER.sub(lambda found: names[found[1]], texts.get(language, ""))
    return Filled(text, language, is_other_language=language != ticket.language)


@transaction.atomic
def save_reply(
    *, reply_id: UUID, title: str, texts: Mapping[str, str], person: Person, at: datetime, revision: int | None = None
) -> SavedReply:
    """Keep a reply under a title, with its text by language. `reply_id` comes from the page: twice is once.

    `revision` None: a new one. Raises SavedReply.DoesNotExist for one that was removed, NotAllowed, InvalidInput,
    Stale.
    """
    _require_worker(person)
    title = " ".join(title.split())
    texts = {code: texts.get(code, "").strip() for code in CODES}
    reply = SavedReply.objects.select_for_update().filter(pk=reply_id).first()
    if reply is not None and (reply.title, _texts(reply)) == (title, texts) and reply.removed_at is None:
        return reply
    _require_whole(reply_id, title, texts)
    if revision is None and reply is None:
        reply = SavedReply(pk=reply_id, revision=0)
    elif reply is None or reply.removed_at is not None:
        raise SavedReply.DoesNotExist(str(reply_id))
    elif revision != reply.revision:
        raise Stale(_("Cette réponse a changé entre-temps : relisez-la."), code="reply_changed")
    reply.title, reply.changed_at, reply.changed_by_name = title, at, person.user.name
    reply.revision += 1
    for code, text in texts.items():
        setattr(reply, f"text_{code}", text)
    reply.save()
    audit.record(actor=person.user, act="saved_reply.saved", target=reply, at=at)
    return reply


@transaction.atomic
def remove_reply(*, reply_id: UUID, person: Person, at: datetime) -> None:
    """Take a reply away; its title is free again. Twice is once. Raises SavedReply.DoesNotExist, NotAllowed."""
    _require_worker(person)
    reply = SavedReply.objects.select_for_update().get(pk=reply_id)
    if reply.removed_at is not None:
        return
    audit.record(actor=person.user, act="saved_reply.removed", target=reply, at=at)
    reply.title = f"{reply.title[:60]} {reply.pk.hex[:16]}"
    reply.removed_at = at
    reply.save(update_fields=["title", "removed_at"])


def _texts(reply: SavedReply) -> dict[str, str]:
    return {code: getattr(reply, f"text_{code}") for code in CODES}


def _require_worker(person: Person) -> None:
    """Refuse whoever does not answer tickets for the partner. Raises NotAllowed."""
    if not person.may(Right.WORK_TICKETS):
        raise NotAllowed(_("Qui répond aux tickets tient les réponses types."), code="may_not_organise")


def _require_whole(reply_id: UUID, title: str, texts: Mapping[str, str]) -> None:
    """Refuse a reply without title or text, or whose title is taken. Raises InvalidInput."""
    faults = {}
    if not title:
        faults["title"] = _("Donnez un titre : c’est lui que l’on choisit.")
    elif len(title) > LONGEST_TITLE:
        faults["title"] = _("Raccourcissez : %(most)s caractères au plus.") % {"most": LONGEST_TITLE}
    elif SavedReply.objects.filter(title__iexact=title).exclude(pk=reply_id).exists():
        faults["title"] = _("Une autre réponse porte ce titre : choisissez-en un autre.")
    if not any(texts.values()):
        faults[f"text_{CODES[0]}"] = _("Écrivez le texte dans une langue au moins.")
    for code, text in texts.items():
        if len(text) > LONGEST_TEXT:
            faults[f"text_{code}"] = _("Raccourcissez : %(most)s caractères au plus.") % {"most": LONGEST_TEXT}
    if faults:
        raise InvalidInput(_("Rien n’est enregistré."), code="reply", fields=faults)

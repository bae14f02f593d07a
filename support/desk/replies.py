"""Texts that the desk uses again, in four languages. Stand in `public` as the operator."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from extranet.partners.models import LANGUAGES
from support.desk.incidents import AT_WORK
from support.desk.models import DeskReply


@transaction.atomic
def save_reply(
    *,
    title: str,
    texts: Mapping[str, str],
    person: Person,
    at: datetime,
    reply_id: UUID | None = None,
    is_retired: bool = False,
) -> DeskReply:
    """Keep a text in all four languages; `reply_id` None: a new one. `is_retired`: no longer offered.

    Raises DeskReply.DoesNotExist, NotAllowed, InvalidInput.
    """
    if person.role not in AT_WORK:
        raise NotAllowed(_("Le support et les administrateurs tiennent les réponses types."), code="may_not_write")
    reply = DeskReply() if reply_id is None else DeskReply.objects.select_for_update().get(pk=reply_id)
    name = title.strip()
    fields = {"title": _("Donnez un titre à la réponse.")} if not name else {}
    if DeskReply.objects.filter(title=name).exclude(pk=reply.pk).exists():
        fields["title"] = _("Une réponse porte déjà ce titre : changez-la, ou choisissez-en un autre.")
    for code, language in LANGUAGES:
        setattr(reply, f"text_{code}", texts.get(code, "").strip())
        if not texts.get(code, "").strip():
            sentence = _("Écrivez ce texte en %(language)s : chacun lit sa langue.")
            fields[f"text_{code}"] = sentence % {"language": language}
    if fields:
        raise InvalidInput(next(iter(fields.values())), code="reply_refused", fields=fields)
    reply.title, reply.changed_at, reply.changed_by_name = name, at, person.user.name
    reply.is_retired = is_retired
    reply.save()
    changes = {"title": name, "is_retired": is_retired, **texts}
    audit.record(actor=person.user, act="reply.saved", target=reply, at=at, changes=changes)
    return reply


def offered() -> QuerySet[DeskReply]:
    """Return the texts that are offered, by title: those that nobody retired."""
    return DeskReply.objects.filter(is_retired=False).order_by("title")

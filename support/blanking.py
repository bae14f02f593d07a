"""Taking a text out of a record because a law asks for it. Its digest stays: the chain verifies and shows that it went.

The database lets exactly this through, and only for the operator: a text becomes empty and nothing else changes.

Terms: general.7
Reading: only the ticket is proof, so nothing said is unsaid but by law. What goes is the text of one entry and the
bytes of its files. Why it went is one reason of a closed list: a free word would stay in the chain for ever.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.outbox.services import JSON
from support.chain import is_blanked
from support.entries import Author, Line, append, last_entry, link_of
from support.models import Attachment, AttachmentContent, Audience, Entry, Side
from support.services.locking import locked_ticket
from support.services.writing import save_changed

BLANKED: Final = "text_blanked"


class BlankReason(models.TextChoices):
    """Why a text goes."""

    ERASURE = "erasure", gettext_lazy("demande d’effacement (RGPD, article 17)")
    UNLAWFUL = "unlawful", gettext_lazy("données traitées sans droit (RGPD, article 17, 1, d)")
    COURT_ORDER = "court_order", gettext_lazy("décision de justice ou d’une autorité")
    SECRET = "secret", gettext_lazy("mot de passe ou autre secret écrit par erreur")


@transaction.atomic
def blank_entry(*, entry_id: UUID, reason: str, actor: User, at: datetime) -> Entry:
    """Take the text of an entry out, and the bytes of its files. Twice is once.

    Stand in the partner's schema as the operator: the database refuses it to a partner's own role.

    An event says to whoever read the text who took it out, when and why. Raises Entry.DoesNotExist, NotAllowed for
    anybody but an administrator of the operator, InvalidInput for a reason that is none, IllegalMove when there is
    nothing to take out.

    Terms: general.7
    """
    if actor.staff_role != Role.STAFF_ADMIN or not actor.is_active:
        sentence = _("Seul un administrateur de l’opérateur efface un texte. Adressez-vous à l’un d’eux.")
        raise NotAllowed(sentence, code="blanking_is_for_administrators")
    if reason not in BlankReason:
        sentence = _("Choisissez pourquoi la loi le demande.")
        raise InvalidInput(sentence, code="blank_reason", fields={"reason": sentence})
    ticket = locked_ticket(Entry.objects.values_list("ticket_id", flat=True).get(pk=entry_id))
    entry = ticket.entries.get(pk=entry_id)
    if is_blanked(link_of(entry)):
        return entry
    files = list(entry.attachments.filter(blanked_at__isnull=True))
    if not entry.text and not files:
        raise IllegalMove(_("Cette entrée n’a pas de texte ni de fichier à effacer."), code="nothing_to_blank")
    Entry.objects.filter(pk=entry.pk).exclude(text="").update(text="")
    Attachment.objects.filter(pk__in=[one.pk for one in files]).update(blanked_at=at)
    AttachmentContent.objects.filter(attachment__in=[one.pk for one in files]).delete()
    facts: dict[str, JSON] = {
        "position": entry.position,
        "entry": str(entry.pk),
        "reason": str(reason),
        "files": len(files),
    }
    line = Line(Audience(entry.audience), event=BLANKED, facts=facts)
    author = Author(actor.pk, actor.name, Side.OPERATOR)
    append(ticket, [line], author=author, at=at, after=last_entry(ticket))
    audit.record(actor=actor, act="ticket.text_blanked", target=ticket, at=at, changes=facts)
    save_changed(ticket, at)
    entry.refresh_from_db()
    return entry


def blanked_said(facts: Mapping[str, object]) -> str:
    """Return what an event of blanking says: which entry lost its text, and why.

    Terms: general.7
    """
    sentence = _("texte de l’entrée %(position)s effacé, %(reason)s")
    return sentence % {"position": facts["position"], "reason": BlankReason(str(facts["reason"])).label}

"""Mails around the watch: an exchange asked or answered, and the hand-over. Made by the outbox, for what committed.

Terms: general.7
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from extranet.accounts.models import User
from extranet.outbox.mail import Operator, absolute, send
from extranet.outbox.registry import delivers
from support.desk.models import Swap
from support.desk.rota import handover, swaps
from support.desk.rota.coverage import HORIZON
from support.desk.rota.selectors import watch_between
from support.desk.rota.timeline import shifts


@delivers(swaps.MAIL)
def mail_swap(swap_id: str, status: str) -> None:
    """Tell the other person that an exchange is asked or withdrawn, and the asker how it was answered."""
    swap = Swap.objects.filter(pk=UUID(swap_id)).first()
    if swap is None:
        return
    is_for_other = status in (Swap.Status.ASKED, Swap.Status.WITHDRAWN)
    reader = _reader(swap.other_id if is_for_other else swap.asker_id)
    if reader is None:
        return
    with override(reader.language):
        subject = {
            Swap.Status.ASKED: _("%(name)s vous propose un échange de garde"),
            Swap.Status.WITHDRAWN: _("%(name)s retire sa demande d’échange de garde"),
            Swap.Status.ACCEPTED: _("%(name)s accepte votre échange de garde"),
            Swap.Status.REFUSED: _("%(name)s refuse votre échange de garde"),
        }[Swap.Status(status)] % {"name": swap.asker_name if is_for_other else swap.other_name}
        told = {"swap": swap, "subject": subject, "is_for_other": is_for_other, "asks": status == Swap.Status.ASKED}
        body = render_to_string("desk/mail/swap.txt", {**told, "link": _rota_link()})
    send(to=reader.email, subject=subject, body=body, language=reader.language, partner=Operator())


@delivers(handover.MAIL)
def mail_handover(user_id: str, layer: int, starts_at: str) -> None:
    """Tell whoever takes the watch until when, and what was written; nothing when it is not theirs any more."""
    reader = _reader(UUID(user_id))
    since = datetime.fromisoformat(starts_at)
    held = shifts(watch_between(since, since + HORIZON, layer), since, since + HORIZON)
    if reader is None or not held or held[0].member != reader.pk or held[0].starts_at != since:
        return
    with override(reader.language):
        subject = _("Vous prenez la garde") if layer == 1 else _("Vous prenez la garde de second niveau")
        told = {
            "reader": reader,
            "subject": subject,
            "shift": held[0],
            "notes": handover.notes_at(timezone.now()),
            "link": _rota_link(),
        }
        body = render_to_string("desk/mail/handover.txt", told)
    send(to=reader.email, subject=subject, body=body, language=reader.language, partner=Operator())


def _reader(user_id: UUID) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).first()


def _rota_link() -> str:
    return absolute(reverse("admin:rota", urlconf=settings.OPERATOR_URLCONF), partner=Operator())

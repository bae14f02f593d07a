"""What reached the operator: told once by mail to staff who look after addresses, and shown until answered.

Stand in `public` as the operator. Terms: telavox.7, bt.14, sip.4
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import ngettext, override

from emergency.registry.models import OverdueAddress
from extranet.accounts.models import Role, User
from extranet.outbox.mail import Operator, send
from extranet.outbox.registry import delivers
from extranet.outbox.services import enqueue

MAIL: Final = "emergency.mail_overdue"
READERS: Final = (Role.STAFF_SUPPORT, Role.STAFF_ADMIN)


def overdue_addresses() -> QuerySet[OverdueAddress]:
    """Return the questions of all partners that stand at the operator, longest first.

    Terms: telavox.7, bt.14, sip.4
    """
    return OverdueAddress.objects.filter(ended_at__isnull=True).order_by("reached_at", "id")


@transaction.atomic
def tell_operator(*, at: datetime) -> int:
    """Ask for one mail to each of the staff about what reached the operator since the last one; return how many did.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = overdue_addresses().filter(told_at__isnull=True).select_for_update(skip_locked=True)
    ids = list(rows.values_list("pk", flat=True))
    if ids:
        OverdueAddress.objects.filter(pk__in=ids).update(told_at=at)
        enqueue(MAIL, len(ids))
    return len(ids)


@delivers(MAIL)
def mail_overdue(count: int) -> None:
    """Tell staff how many addresses reached them; the cockpit has them.

    Terms: telavox.7, bt.14, sip.4
    """
    for reader in User.objects.filter(is_active=True, staff_role__in=READERS).order_by("pk"):
        with override(reader.language):
            subject = ngettext(
                "%(count)s adresse que personne n’a reconfirmée",
                "%(count)s adresses que personne n’a reconfirmées",
                count,
            ) % {"count": count}
            body = render_to_string("registry/mail/overdue_addresses.txt", {"reader": reader, "count": count})
        send(to=reader.email, subject=subject, body=body, language=reader.language, partner=Operator())

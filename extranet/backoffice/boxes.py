"""The boxes of the cockpit about the floors below: deliveries that wait, staff who were invited."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from extranet.accounts.models import STAFF_ROLES, Invitation
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import ADMINISTRATORS
from extranet.backoffice.rows import with_partner_name
from extranet.outbox.models import Message

LATE_AFTER = timedelta(minutes=5)
ROWS = 6


@shows("deliveries", place=40)
def late_deliveries(_person: Person, at: datetime) -> Module:
    """Show what should have left more than five minutes ago: a worker is down, or a delivery fails."""
    late = Message.objects.filter(delivered_at__isnull=True, created_at__lt=at - LATE_AFTER)
    return Module(
        title=_("Envois en retard"),
        template="backoffice/_late_deliveries.html",
        link=f"{reverse('admin:outbox_message_changelist')}?state=waiting",
        facts={"late": list(with_partner_name(late.order_by("created_at"))[:ROWS]), "count": late.count()},
    )


@shows("invitations", place=50)
def staff_invitations(person: Person, at: datetime) -> Module | None:
    """Show administrators which invitations of staff nobody has answered."""
    if person.role not in ADMINISTRATORS:
        return None
    open_ones = Invitation.objects.filter(
        role__in=STAFF_ROLES, accepted_at__isnull=True, revoked_at__isnull=True
    ).order_by("expires_at")
    return Module(
        title=_("Invitations du personnel"),
        template="backoffice/_staff_invitations.html",
        link=reverse("admin:accounts_invitation_changelist"),
        facts={"invitations": list(open_ones[:ROWS]), "now": at},
    )

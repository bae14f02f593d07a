"""A file of a ticket, for whoever reads the entry it belongs to. Never shown in place: always a download.

Terms: general.7
"""

from hashlib import sha256
from uuid import UUID

import structlog
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from extranet.accounts.permissions import Right, needs
from extranet.errors import Refusal
from extranet.partners.request import HouseRequest
from support.models import Attachment
from support.selectors import visible_entries, visible_tickets

# Should a browser open it in spite of all: without scripts, forms, or an origin of ours.
SANDBOX = "default-src 'none'; sandbox"
log = structlog.get_logger("support.files")


@needs(Right.READ_TICKETS)
@require_safe
def download_file(request: HouseRequest, ticket_id: UUID, file_id: UUID) -> HttpResponse:
    """Send a file as a download. Raises Http404 for one whose entry this person does not read, and a blanked one.

    Terms: general.7
    """
    ticket = get_object_or_404(visible_tickets(request.person), pk=ticket_id)
    readable = visible_entries(request.person, ticket).values("pk")
    files = Attachment.objects.filter(ticket=ticket, entry__in=readable, blanked_at__isnull=True)
    file = get_object_or_404(files.select_related("stored"), pk=file_id)
    content = bytes(file.stored.content)
    if sha256(content).hexdigest() != file.digest:
        log.error("file damaged", file=str(file.pk), ticket=str(ticket.pk))
        raise Refusal(_("Ce fichier n’est plus celui qui a été gardé. Prévenez votre support."), code="file_damaged")
    response = HttpResponse(content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response

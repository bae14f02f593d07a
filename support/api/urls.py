"""Routes of `/api/v1/support/` on a partner's host. Without a slash at the end: they are not pages."""

from typing import Final

from django.urls import URLPattern, path

from extranet.accounts.models import ApiToken
from extranet.accounts.permissions import by_token
from extranet.api.schema import name_values
from support.api import acting, views, writing
from support.api.serializers import CRITICAL_GROUNDS
from support.models import Entry, Side, Ticket
from support.rules import Ground, Result

READS: Final = by_token(ApiToken.Scope.TICKETS_READ)
WRITES: Final = by_token(ApiToken.Scope.TICKETS_WRITE)
BOTH: Final = by_token(ApiToken.Scope.TICKETS_READ, write=ApiToken.Scope.TICKETS_WRITE)
ONE: Final = "tickets/<uuid:ticket_id>"

app_name = "support-api"
urlpatterns: list[URLPattern] = [
    path("tickets", BOTH(views.Tickets.as_view()), name="tickets"),
    path("tickets/preview", READS(views.Preview.as_view()), name="preview"),
    path(ONE, READS(views.OneTicket.as_view()), name="ticket"),
    path(f"{ONE}/decisions", READS(views.Decisions.as_view()), name="decisions"),
    path(f"{ONE}/receipt", READS(views.Receipt.as_view()), name="receipt"),
    path(f"{ONE}/messages", WRITES(writing.Messages.as_view()), name="messages"),
    path(f"{ONE}/acknowledge", WRITES(acting.Acknowledge.as_view()), name="acknowledge"),
    path(f"{ONE}/resolve", WRITES(acting.Resolve.as_view()), name="resolve"),
    path(f"{ONE}/close", WRITES(acting.Close.as_view()), name="close"),
    path(f"{ONE}/reopen", WRITES(acting.Reopen.as_view()), name="reopen"),
    path(f"{ONE}/escalate", WRITES(acting.Escalate.as_view()), name="escalate"),
    path(f"{ONE}/raise-ground", WRITES(acting.RaiseGround.as_view()), name="raise-ground"),
    path(f"{ONE}/files/<uuid:file_id>", READS(writing.Download.as_view()), name="download"),
    path("files", WRITES(writing.Uploads.as_view()), name="upload"),
]

name_values(
    {
        "Ground": Ground.values,
        "CriticalGround": CRITICAL_GROUNDS,
        "EntryKind": Entry.Kind.values,
        "TicketKind": Ticket.Kind.values,
        "Result": Result.values,
        "Side": Side.values,
    }
)

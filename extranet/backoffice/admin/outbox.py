"""Deliveries: asked for, waiting, failed. Their arguments may hold a secret and are never shown."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from extranet.accounts.models import Role
from extranet.backoffice.faces import ReadOnlyAdmin, actor_of, role_is_among
from extranet.backoffice.filters import DeliveryFilter, PlaceFilter
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.backoffice.services import hasten_deliveries
from extranet.outbox.models import Message

DELIVERERS = frozenset({Role.STAFF_SUPPORT, Role.STAFF_ADMIN})


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """The outbox."""

    list_display = ("name", "whose", "created_at", "attempts", "delivered_at", "reason")
    list_filter = (DeliveryFilter, PlaceFilter, "created_at")
    search_fields = ("name",)
    search_help_text = _("Nom de l’envoi")
    show_full_result_count = False
    list_per_page = 50
    fields = ("name", "whose", "created_at", "due_at", "attempts", "delivered_at", "last_error")
    readonly_fields = ("whose",)
    actions = ("deliver_now",)

    @admin.display(description=_("dernière erreur"))
    def reason(self, message: Message) -> str:
        """The last error, shortened."""
        return str(truncatechars(message.last_error, 80))

    def has_deliver_permission(self, request: HttpRequest) -> bool:
        """Whether the reader may ask for a delivery."""
        return self.is_open(request) and role_is_among(request, DELIVERERS)

    @admin.action(description=_("Livrer maintenant"), permissions=["deliver"])
    def deliver_now(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Make the chosen deliveries due now."""
        ids = list(queryset.values_list("pk", flat=True))
        hastened = hasten_deliveries(message_ids=ids, actor=actor_of(request), at=timezone.now())
        told = ngettext("%(count)s envoi part maintenant.", "%(count)s envois partent maintenant.", len(hastened))
        messages.success(request, told % {"count": len(hastened)})

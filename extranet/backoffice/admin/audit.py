"""The journal: every business act, read-only."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from extranet.audit.models import AuditEvent
from extranet.backoffice.acts import words_for
from extranet.backoffice.changes import lines_of
from extranet.backoffice.faces import ReadOnlyAdmin
from extranet.backoffice.filters import ActFilter, PlaceFilter
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.look import formats
from extranet.look.parts import Text


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """Who did what, for which partner, when, from where."""

    list_title = _("Journal")
    has_history = False
    list_display = ("exact_instant", "whose", "actor_name", "act_in_words", "target_label")
    list_filter = (PlaceFilter, ActFilter, "at")
    search_fields = ("actor_name", "actor_email", "target_label", "target_id", "request_id")
    search_help_text = _("Personne, objet, identifiant ou requête")
    show_full_result_count = False
    list_per_page = 50
    fields = (
        "exact_instant",
        "whose",
        "actor_name",
        "actor_email",
        "act_in_words",
        "target_label",
        "target_type",
        "target_id",
        "what_changed",
        "mount",
        "ip",
        "user_agent",
        "request_id",
    )
    readonly_fields = ("whose", "exact_instant", "act_in_words", "what_changed")

    def title_of(self, thing: AuditEvent) -> str:
        """Return the act and its object."""
        return f"{words_for(thing.act)} : {thing.target_label}"

    @admin.display(description=_("quand"), ordering="at")
    def exact_instant(self, event: AuditEvent) -> str:
        """The instant to the second."""
        return formats.instant(event.at, exact=True)

    @admin.display(description=_("acte"), ordering="act")
    def act_in_words(self, event: AuditEvent) -> Text:
        """The act in words."""
        return words_for(event.act)

    @admin.display(description=_("changements"))
    def what_changed(self, event: AuditEvent) -> SafeString:
        """Field by field, before and after."""
        return render_to_string("backoffice/_changes.html", {"lines": lines_of(event)})

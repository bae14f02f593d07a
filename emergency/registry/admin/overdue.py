"""What reached the operator, and the times of re-confirmation, which administrators publish.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from emergency.models import Reconfirmation
from emergency.reconfirming.operating import overdue_addresses
from emergency.registry.models import OverdueAddress, ReconfirmationPace
from emergency.registry.pace import LONGEST_NOTE, MOST, NAMES, PUBLISHERS, Pace, newest_pace, publish_pace
from extranet.accounts.people import Person
from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import BackOfficeAdmin, ReadOnlyAdmin, actor_of
from extranet.backoffice.filters import PartnerFilter
from extranet.backoffice.links import address_at, link, nowrap
from extranet.backoffice.rows import PartnerRowsAdmin
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.errors import InvalidInput, Refusal

ROWS = 8


def page_of(row: OverdueAddress) -> str:
    """Return where the question is answered, under its partner's mount."""
    return address_at(row.partner, "emergency:show-reconfirmation", reconfirmation_id=row.pk)


def words_of(row: OverdueAddress) -> str:
    """Return why it is asked."""
    return str(Reconfirmation.Reason(row.reason).label)


@admin.register(OverdueAddress)
class OverdueAddressAdmin(ReadOnlyAdmin, PartnerRowsAdmin):
    """Questions that stand or stood at the operator."""

    list_display = ("thing", "client_name", "whose", "why", "opened_at", "reached_at", "due_at", "ended_at")
    list_filter = (PartnerFilter, ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("about", "client_name")
    search_help_text = gettext_lazy("Numéro, site, appareil ou client")
    list_per_page = 50
    show_full_result_count = False
    fields = ("thing", "client_name", "whose", "why", "opened_at", "reached_at", "due_at", "told_at", "ended_at")

    @admin.display(description=gettext_lazy("au sujet de"))
    def thing(self, row: OverdueAddress) -> SafeString:
        """The way to the question."""
        return nowrap(link(page_of(row), str(row)))

    @admin.display(description=gettext_lazy("motif"))
    def why(self, row: OverdueAddress) -> str:
        """Why it is asked."""
        return words_of(row)


@admin.register(ReconfirmationPace)
class ReconfirmationPaceAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Versions of the times, newest first."""

    list_title = gettext_lazy("Délais de reconfirmation")
    list_display = ("__str__", *NAMES, "note", "published_at", "published_by_name")
    fields = ("number", *NAMES, "note", "published_at", "published_by_name")


@shows("overdue", place=17)
def unanswered_addresses(_person: Person, at: Any) -> Module:
    """Show the addresses that neither client nor partner confirmed in time, longest first; they stay in force.

    Terms: telavox.7, bt.14, sip.4
    """
    rows = overdue_addresses()
    total = rows.count()
    return Module(
        title=gettext_lazy("Adresses que personne n’a reconfirmées"),
        template="registry/_overdue.html",
        width=12,
        link=reverse("admin:registry_overdueaddress_changelist"),
        facts={
            "rows": [(one, page_of(one), words_of(one), one.due_at <= at) for one in rows[:ROWS]],
            "more": max(total - ROWS, 0),
            "total": total,
        },
    )


class PaceForm(forms.Form):
    """The times, why they change, and which version the person saw."""

    age_months = forms.IntegerField(label=gettext_lazy("Redemander une adresse après, en mois"))
    client_days = forms.IntegerField(label=gettext_lazy("Chez le client, en jours ouvrables"))
    partner_days = forms.IntegerField(label=gettext_lazy("Chez le partenaire, en jours ouvrables"))
    operator_days = forms.IntegerField(label=gettext_lazy("Chez l’opérateur, en jours ouvrables"))
    reminder_days = forms.IntegerField(label=gettext_lazy("Rappeler tous les, en jours ouvrables"))
    most_a_day = forms.IntegerField(label=gettext_lazy("Questions par client et par jour, au plus"))
    note = forms.CharField(
        label=gettext_lazy("Pourquoi"), max_length=LONGEST_NOTE, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, newest: ReconfirmationPace | None, posted: Any = None) -> None:
        known = newest or Pace()
        initial = {name: getattr(known, name) for name in NAMES}
        super().__init__(posted, initial={**initial, "shown": newest.number if newest else 0})
        for name in NAMES:
            self.fields[name].widget.attrs.update({"class": "vIntegerField", "min": "1", "max": str(MOST[name])})

    def pace(self) -> Pace:
        """Return the times, once valid."""
        return Pace(**{name: self.cleaned_data[name] for name in NAMES})


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Ask for the next version of the times, and publish it.

    Terms: telavox.7, bt.14, sip.4
    """
    form = PaceForm(newest_pace(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = publish_pace(
                pace=form.pace(),
                note=form.cleaned_data["note"],
                shown=form.cleaned_data["shown"],
                actor=actor_of(request),
                at=timezone.now(),
            )
        except InvalidInput as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name, sentence)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:publish-pace")
        else:
            messages.success(request, _("Les délais %(version)s sont en vigueur.") % {"version": row})
            return redirect("admin:registry_reconfirmationpace_changelist")
    context = {**admin.site.each_context(request), "title": _("Publier des délais"), "form": form}
    return TemplateResponse(request, "registry/publish_pace.html", context)


cast("HouseAdminSite", admin.site).add_page(
    Page(
        section="registry",
        route="registry/pace/publish/",
        name="publish-pace",
        title=gettext_lazy("Publier des délais de reconfirmation"),
        view=publish,
        viewers=PUBLISHERS,
    )
)

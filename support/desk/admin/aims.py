"""What the desk aims at, as staff see it: every version; administrators publish the next one. Never a promise.

Terms: general.8
"""

from dataclasses import fields
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extranet.backoffice.faces import BackOfficeAdmin, ReadOnlyAdmin, actor_of
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.errors import InvalidInput, Refusal
from support.desk.aims import LONGEST_MINUTES, LONGEST_NOTE, PUBLISHERS, Aims, newest_aim, publish_aims
from support.desk.models import Aim

NAMES = tuple(one.name for one in fields(Aims))


@admin.register(Aim)
class AimAdmin(ReadOnlyAdmin, BackOfficeAdmin):
    """Versions of the aims, newest first."""

    list_title = gettext_lazy("Objectifs internes")
    list_display = ("__str__", *NAMES, "note", "published_at", "published_by_name")
    fields = ("number", *NAMES, "note", "published_at", "published_by_name")


class AimsForm(forms.Form):
    """Four times in minutes, why they change, and which version the person saw."""

    critical_answer_minutes = forms.IntegerField(label=gettext_lazy("Critique : première réponse, en minutes"))
    critical_solution_minutes = forms.IntegerField(label=gettext_lazy("Critique : résolution, en minutes"))
    answer_minutes = forms.IntegerField(label=gettext_lazy("Autre demande : première réponse, en minutes"))
    solution_minutes = forms.IntegerField(label=gettext_lazy("Autre demande : résolution, en minutes"))
    note = forms.CharField(
        label=gettext_lazy("Pourquoi"), max_length=LONGEST_NOTE, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, newest: Aim | None, posted: Any = None) -> None:
        initial = {name: getattr(newest, name) for name in NAMES} if newest else {}
        super().__init__(posted, initial={**initial, "shown": newest.number if newest else 0})
        for name in NAMES:
            self.fields[name].widget.attrs.update({"class": "vIntegerField", "min": "1", "max": str(LONGEST_MINUTES)})

    def aims(self) -> Aims:
        """Return the four times, once valid."""
        return Aims(**{name: self.cleaned_data[name] for name in NAMES})


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Ask for the next version of the aims, and publish it.

    Terms: general.8
    """
    newest = newest_aim()
    form = AimsForm(newest, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            aim = publish_aims(
                aims=form.aims(),
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
            return redirect("admin:publish-aims")
        else:
            messages.success(request, _("Les objectifs %(version)s sont en vigueur.") % {"version": aim})
            return redirect("admin:desk_aim_changelist")
    context = {**admin.site.each_context(request), "title": _("Publier des objectifs"), "form": form}
    return TemplateResponse(request, "desk/publish_aims.html", context)


cast("HouseAdminSite", admin.site).add_page(
    Page(
        section="desk",
        route="desk/aims/publish/",
        name="publish-aims",
        title=gettext_lazy("Publier des objectifs"),
        view=publish,
        viewers=PUBLISHERS,
    )
)

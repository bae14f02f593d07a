"""The operator's question to the registry: a number, an instant, and what was known at another."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from emergency.registry.answering import answer_lines
from emergency.registry.instants import read_instant
from emergency.registry.selectors import Found
from emergency.registry.selectors import lookup as ask
from emergency.registry.transmitting import Sent, state_of
from extranet.backoffice.links import address_at
from extranet.errors import InvalidInput
from extranet.numbering.models import Holding
from extranet.numbering.reading import read_number

Read = TypeVar("Read")


class LookupForm(forms.Form):
    """What is asked; both instants may stay empty, which is now."""

    number = forms.CharField(label=_("Numéro"), max_length=60)
    at = forms.CharField(required=False, label=_("Adresse à l’instant"), max_length=40)
    known_at = forms.CharField(required=False, label=_("Selon ce qui était su à l’instant"), max_length=40)

    def clean_number(self) -> int:
        """Return the number that was typed."""
        return _read(lambda text: read_number(text).number, self.cleaned_data["number"])

    def clean_at(self) -> datetime | None:
        """Return the instant asked about, None for now."""
        return _read(read_instant, self.cleaned_data["at"]) if self.cleaned_data["at"] else None

    def clean_known_at(self) -> datetime | None:
        """Return the knowledge to answer from, None for what is known now."""
        return _read(read_instant, self.cleaned_data["known_at"]) if self.cleaned_data["known_at"] else None


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Answer which address a number had, with everything that is kept about it, or say plainly that there is none.

    Terms: telavox.7, bt.14, sip.4
    """
    form = LookupForm(request.GET if "number" in request.GET else None)
    found: Found | None = None
    if form.is_valid():
        asked = form.cleaned_data
        found = ask(asked["number"], asked["at"], asked["known_at"])
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Adresse d’un numéro"),
        "form": form,
        "found": found,
        "lines": answer_lines(found) if found is not None else [],
        "block_address": _block_address(found),
        "sent": _sent(found) if not (form.data.get("at") or form.data.get("known_at")) else None,
    }
    return TemplateResponse(request, "registry/lookup.html", context)


def _block_address(found: Found | None) -> str:
    if found is None or found.holder is None:
        return ""
    return address_at(found.holder.partner, "emergency:show-block", holding_id=found.holder.holding_id)


def _sent(found: Found | None) -> Sent | None:
    """Return how far the addresses of the number's block got, as of now."""
    if found is None or found.holder is None:
        return None
    return state_of(Holding.objects.filter(pk=found.holder.holding_id)).get(found.holder.holding_id)


def _read(reader: Callable[[str], Read], text: str) -> Read:
    try:
        return reader(text)
    except InvalidInput as refusal:
        raise forms.ValidationError(refusal.message) from refusal

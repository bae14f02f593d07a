"""Pages of doubts: ask the operator beside a count or a declaration, and the list of what was asked.

Terms: telavox.4b, bt.11d
"""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from extranet.accounts.permissions import Right, needs
from extranet.clients.listing import page_of
from extranet.errors import InvalidInput
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support.asking import LONGEST_TEXT
from support.clarifications import (
    about_of,
    ask_clarification,
    asked_of,
    may_ask_clarification,
    require_day,
    visible_clarifications,
)
from support.clarified_facts import About, frozen, product_of
from support.clarified_pages import element_name, facts_shown, state_of_doubt
from support.forms import tell
from support.judging import weigh
from support.services.deciding import require_contract
from support.telling import reader_of, told_of


class AboutForm(forms.Form):
    """What a doubt is about, as links say it. A page with something else in its address is not there."""

    subscription = forms.UUIDField(required=False)
    order = forms.UUIDField(required=False)
    element = forms.CharField(max_length=40)
    day = forms.DateField()

    def clean(self) -> dict[str, Any]:
        """Refuse what names both a subscription and an order, or neither."""
        answers: dict[str, Any] = super().clean() or {}
        if bool(answers.get("subscription")) == bool(answers.get("order")):
            raise forms.ValidationError("one of both")
        return answers


class QuestionForm(forms.Form):
    """The doubt in words."""

    ticket = forms.UUIDField(widget=forms.HiddenInput)
    question = forms.CharField(
        label=gettext_lazy("Quel est le doute ?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Par exemple : ce poste d’accueil compte-t-il comme un utilisateur ?"),
        error_messages={"required": gettext_lazy("Écrivez votre question.")},
    )


class SubscriptionForm(forms.Form):
    """Of which subscription the doubts are listed."""

    subscription = forms.UUIDField(required=False)


@needs(Right.OPEN_TICKETS)
@require_http_methods(["GET", "POST"])
def ask(request: HouseRequest) -> HttpResponse:
    """Show the facts as they will be frozen, take the question, open the ticket.

    Terms: telavox.4b, bt.11d, general.7
    """
    person, partner, now = request.person, cast("Partner", request.partner), timezone.now()
    if not may_ask_clarification(person, partner):
        raise PermissionDenied
    answers = request.POST if request.method == "POST" else request.GET
    about, wanted = _about(request, AboutForm(answers))
    form = QuestionForm(request.POST if request.method == "POST" else None, initial={"ticket": uuid4()})
    if form.is_valid():
        try:
            known = ask_clarification(
                ticket_id=form.cleaned_data["ticket"],
                element=about.element,
                day=about.day,
                question=form.cleaned_data["question"],
                person=person,
                at=now,
                subscription_id=wanted["subscription"],
                order_id=wanted["order"],
            )
        except InvalidInput as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("La question est posée : ticket %(number)s.") % {"number": known.ticket.number})
            return redirect("support:show-ticket", ticket_id=known.ticket_id)
    require_day(about, now)
    product = product_of(about)
    judgement = weigh(asked=asked_of(about, question="", language="fr", at=now), person=person, at=now)
    require_contract(judgement)
    context = {
        "form": form,
        "about": about,
        "wanted": [(name, value) for name, value in wanted.items() if value],
        "product": product,
        "facts": facts_shown(frozen(about, product)),
        "told": told_of(judgement, reader=reader_of(person, partner)),
        "may_read_clients": person.may(Right.READ_CLIENTS),
    }
    return render(request, "support/ask_clarification.html", context)


@needs(Right.READ_TICKETS)
@require_safe
def list_clarifications(request: HouseRequest) -> HttpResponse:
    """Show what was asked, the newest first, with the answers; of one subscription when the address names it.

    Terms: telavox.4b, bt.11d
    """
    partner = cast("Partner", request.partner)
    doubts = visible_clarifications(request.person, partner)
    if request.person.is_client and not partner.is_house:
        raise PermissionDenied
    sought = SubscriptionForm(request.GET)
    if not sought.is_valid():
        raise Http404
    if sought.cleaned_data["subscription"]:
        doubts = doubts.filter(subscription_id=sought.cleaned_data["subscription"])
    page_obj = page_of(doubts.order_by("-asked_at", "pk"), request)
    context = {
        "page_obj": page_obj,
        "rows": [(one, element_name(one.facts), state_of_doubt(one)) for one in page_obj],
        "is_narrowed": bool(sought.cleaned_data["subscription"]),
    }
    return render(request, "support/list_clarifications.html", context)


def _about(request: HouseRequest, asked: AboutForm) -> tuple[About, dict[str, Any]]:
    """Return what the address names. Raises Http404 for what is not there or not theirs."""
    if not asked.is_valid():
        raise Http404
    wanted = asked.cleaned_data
    try:
        about = about_of(
            request.person,
            cast("Partner", request.partner),
            element=wanted["element"],
            day=wanted["day"],
            subscription_id=wanted["subscription"],
            order_id=wanted["order"],
        )
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return about, wanted

"""Two decisions of the operator's desk that need a reason: hand a ticket back to its partner, downgrade it.

Terms: general.7
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extranet.accounts.people import Person
from extranet.errors import InvalidInput, Refusal
from extranet.partners.models import Partner
from extranet.partners.request import HouseRequest
from support import services
from support.abuses import count_abuses
from support.asking import LONGEST_TEXT
from support.forms import tell
from support.judging import weigh_again
from support.models import Ticket
from support.permissions import may_downgrade, may_hand_back, may_work
from support.rules import Event, Ground, Party
from support.staff_people import posted_number, to_work_on
from support.telling import told_of


class ReasonForm(forms.Form):
    """Why; people read it on the ticket."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        error_messages={"required": gettext_lazy("Dites pourquoi : cela se lit sur le ticket.")},
    )


class DowngradeForm(ReasonForm):
    """Why it is not critical, and whether the channel was abused."""

    is_abuse = forms.BooleanField(
        label=gettext_lazy("Noter un usage abusif du canal critique"),
        required=False,
        help_text=gettext_lazy(
            "Le demandeur le lit. Compté pendant douze mois et montré au desk. Ne bloque jamais un ticket."
        ),
    )


@dataclass(frozen=True)
class _Act:
    """A page of a decision: its words and what it does."""

    name: str
    title: str
    event: Event
    readers: str
    button: str
    form: type[ReasonForm]
    make: Callable[..., Ticket]
    done: str


@require_http_methods(["GET", "POST"])
def hand_back(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Say what handing back does, ask why, and do it.

    Terms: general.7
    """
    partner = cast("Partner", cast("HouseRequest", request).partner)
    names = {"partner": partner.display_name}
    act = _Act(
        name="hand-back-ticket",
        title=_("Rendre le ticket à %(partner)s") % names,
        event=Event.HANDED_BACK,
        readers=_("%(partner)s lit la raison ; son client ne la lit pas.") % names,
        button=_("Rendre le ticket"),
        form=ReasonForm,
        make=services.hand_back,
        done=_("Le ticket est rendu à %(partner)s, qui est prévenu.") % names,
    )
    return _decided(request, ticket_id, act)


@require_http_methods(["GET", "POST"])
def downgrade(request: HttpRequest, ticket_id: UUID) -> HttpResponse:
    """Say what downgrading does, ask why, and do it.

    Terms: general.7
    """
    act = _Act(
        name="downgrade-ticket",
        title=_("Déclasser le ticket"),
        event=Event.DOWNGRADED,
        readers=_("Le demandeur et le partenaire lisent pourquoi. Le demandeur peut redire que c’est critique."),
        button=_("Déclasser le ticket"),
        form=DowngradeForm,
        make=services.downgrade_ticket,
        done=_("Le ticket n’est plus critique ; le demandeur et le partenaire sont prévenus."),
    )
    return _decided(request, ticket_id, act)


def judging_of(ticket: Ticket, partner: Partner, person: Person, *, at: datetime) -> dict[str, Any]:
    """Return what the page of a ticket shows of these decisions: which are open, and the abuses noted before."""
    is_worker = may_work(person)
    return {
        "may_hand_back": may_hand_back(person, ticket, is_house=partner.is_house)
        and ticket.ground != Ground.EMERGENCY_CALLS_FAIL,
        "may_downgrade": may_downgrade(person, ticket),
        "is_unheard": is_worker and ticket.ground == Ground.EMERGENCY_CALLS_FAIL and ticket.acknowledged_at is None,
        "abuses": count_abuses(ticket, at=at) if is_worker else 0,
    }


def _decided(request: HttpRequest, ticket_id: UUID, act: _Act) -> HttpResponse:
    ticket, person = to_work_on(request, ticket_id)
    form = act.form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            act.make(
                ticket_id=ticket.pk,
                person=person,
                at=timezone.now(),
                revision=posted_number(request, "revision") or 0,
                **form.cleaned_data,
            )
        except InvalidInput as refusal:
            tell(form, refusal)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:work-ticket", ticket_id=ticket.pk)
        else:
            messages.success(request, act.done)
            return redirect("admin:work-ticket", ticket_id=ticket.pk)
    context = {
        **admin.site.each_context(request),
        "title": act.title,
        "ticket": ticket,
        "form": form,
        "act": act,
        "told": _told(ticket, act.event),
    }
    return TemplateResponse(request, "support/downgrade_ticket.html", context)


def _told(ticket: Ticket, event: Event) -> Any:
    """Return what the decision would do now, in the words staff read."""
    ground = Ground.NONE if event is Event.DOWNGRADED else Ground(ticket.ground)
    # Read only: what would be judged once the partner no longer has taken it over. Nothing is saved.
    if event is Event.HANDED_BACK:
        ticket.escalated_at = None
    return told_of(weigh_again(ticket, event=event, ground=ground, at=timezone.now()), reader=Party.PARTNER)

"""Pages of the desk about work billed by time: propose it, and each act on it, with what it does said first.

Terms: general.3, general.6
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from extranet.accounts.people import Person
from extranet.errors import InvalidInput, Refusal
from extranet.look.parts import Text
from extranet.times import brussels_day
from support.contracts import partner_here
from support.desk.posted import whole_number
from support.forms import tell
from support.hooks import increment_minutes
from support.interventions import proposing, working
from support.interventions.forms import AnnounceForm, DecideForm, NoteForm, ProposeForm, ReasonForm
from support.interventions.presenting import shown
from support.interventions.proposing import Proposal, announcement_of
from support.interventions.rules import Act, acts_on
from support.interventions.selectors import hourly_rate, may_handle_work, standing_of
from support.models import Intervention, Ticket
from support.services.locking import require_open


@dataclass(frozen=True)
class _Page:
    """The page of an act: its words and what it does."""

    title: Text
    says: Text
    button: Text
    form: type[forms.Form]
    make: Callable[..., Intervention]
    done: Text


PAGES: Final = {
    Act.DECIDE: _Page(
        gettext_lazy("Décider si ce travail est facturé"),
        gettext_lazy("La décision ne se change plus. Qui paie lit la raison dans l’annonce."),
        gettext_lazy("Enregistrer la décision"),
        DecideForm,
        proposing.decide_work,
        gettext_lazy("La décision est notée."),
    ),
    Act.ANNOUNCE: _Page(
        gettext_lazy("Annoncer ce travail à qui le paie"),
        gettext_lazy("Ce texte se lit sur le ticket et part par e-mail, avant le travail. Il ne se change plus."),
        gettext_lazy("Annoncer"),
        AnnounceForm,
        proposing.announce_work,
        gettext_lazy("Le travail est annoncé : il peut commencer."),
    ),
    Act.NOTE: _Page(
        gettext_lazy("Noter le temps passé"),
        gettext_lazy("Noté une fois. Qui paie le lit et peut le contester pendant 60 jours."),
        gettext_lazy("Noter le temps"),
        NoteForm,
        working.note_work,
        gettext_lazy("Le temps est noté."),
    ),
    Act.SETTLE: _Page(
        gettext_lazy("Trancher la contestation"),
        gettext_lazy("« Facturer » maintient la facturation, « ne pas facturer » y renonce. Qui paie lit la raison."),
        gettext_lazy("Trancher"),
        DecideForm,
        working.settle_work,
        gettext_lazy("La contestation est tranchée."),
    ),
    Act.WITHDRAW: _Page(
        gettext_lazy("Retirer ce travail"),
        gettext_lazy("Il ne se fera pas et ne sera pas facturé. Annoncé, il se retire aussi chez qui paie."),
        gettext_lazy("Retirer"),
        ReasonForm,
        proposing.withdraw_work,
        gettext_lazy("Le travail est retiré."),
    ),
}


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, ticket_id: UUID, *, person: Person | None) -> HttpResponse:
    """Ask which work is billed by time, why, and on whose invoice; `person`: who of staff asks.

    Raises PermissionDenied for whoever does not work on the desk, Http404.

    Terms: general.3, general.6
    """
    staff = _worker(person)
    ticket, now = get_object_or_404(Ticket, pk=ticket_id), timezone.now()
    if ticket.client_id is None:
        messages.error(request, _("Ce ticket ne nomme pas de client : proposez le travail sur un ticket du client."))
        return _back(ticket)
    form = ProposeForm(
        request.POST if request.method == "POST" else None,
        ticket=ticket,
        today=brussels_day(now),
        initial={"work": uuid4()},
    )
    try:
        if form.is_bound and form.is_valid() and _proposed(form, ticket, staff, now):
            messages.success(request, _("Le travail est proposé."))
            return _back(ticket)
        require_open(ticket)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(ticket)
    says = _("Rien n’est encore annoncé ni facturé : seul le desk lit la proposition.")
    return _asked(request, ticket, form, title=_("Proposer un travail facturé au temps"), says=says)


@require_http_methods(["GET", "POST"])
def act_on_work(request: HttpRequest, work_id: UUID, act: str, *, person: Person | None) -> HttpResponse:
    """Say what an act on a piece of work does, ask what it needs, and do it.

    Raises PermissionDenied for whoever does not work on the desk, Http404.

    Terms: general.3, general.6
    """
    staff = _worker(person)
    if act not in PAGES:
        raise Http404
    page, now = PAGES[Act(act)], timezone.now()
    work: Intervention = get_object_or_404(Intervention.objects.select_related("ticket"), pk=work_id)
    form = page.form(request.POST if request.method == "POST" else None)
    try:
        if form.is_bound and form.is_valid() and _made(request, form, page, work, staff, now):
            messages.success(request, str(page.done))
            return _back(work.ticket)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _back(work.ticket)
    if act not in acts_on(standing_of(work), brussels_day(now)):
        messages.error(request, _("Ce travail a changé depuis : relisez où il en est."))
        return _back(work.ticket)
    told = _announcement(work, now) if act == Act.ANNOUNCE else ""
    one = shown(work, staff, partner_here(), at=now)
    more = {"one": one, "told": told, "button": page.button}
    return _asked(request, work.ticket, form, title=str(page.title), says=str(page.says), **more)


def _proposed(form: ProposeForm, ticket: Ticket, staff: Person, at: datetime) -> bool:
    """Propose what the form says; False: refused, and said beside the question."""
    said = form.cleaned_data
    proposal = Proposal(
        ground=said["ground"],
        subscription_id=UUID(said["subscription"]),
        subject=said["subject"],
        installation_id=UUID(said["installation"]) if said["installation"] else None,
    )
    try:
        proposing.propose_work(work_id=said["work"], ticket_id=ticket.pk, proposal=proposal, person=staff, at=at)
    except InvalidInput as refusal:
        tell(form, refusal)
        return False
    return True


def _made(request: HttpRequest, form: forms.Form, page: _Page, work: Intervention, staff: Person, at: datetime) -> bool:
    """Make an act with what the form says; False: refused, and said beside the question."""
    revision = whole_number(request.POST.get("revision", "")) or 0
    try:
        page.make(work_id=work.pk, person=staff, at=at, revision=revision, **form.cleaned_data)
    except InvalidInput as refusal:
        tell(form, refusal)
        return False
    return True


def _announcement(work: Intervention, at: datetime) -> str:
    """Return the text that announcing now would tell. Nothing is saved."""
    day = brussels_day(at)
    work.rate, work.increment_minutes = hourly_rate(day), increment_minutes(day)
    return announcement_of(work, work.ticket.language)


def _asked(
    request: HttpRequest, ticket: Ticket, form: forms.Form, *, title: str, says: str, **more: Any
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": title,
        "ticket": ticket,
        "form": form,
        "says": says,
        "button": _("Proposer"),
        **more,
    }
    return TemplateResponse(request, "support/act_on_work.html", context)


def _worker(person: Person | None) -> Person:
    if person is None or not may_handle_work(person):
        raise PermissionDenied
    return person


def _back(ticket: Ticket) -> HttpResponse:
    return redirect("admin:work-ticket", ticket_id=ticket.pk)

"""What staff do to many tickets at once from the queue: claim, tag, join an incident, resolve with a sentence.

Each ticket is done in its own partner's schema and transaction; what became of each is told, none is skipped unsaid.

Terms: general.7
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from extranet.accounts.people import Person
from extranet.backoffice.faces import actor_of
from extranet.look.parts import Text
from support import services
from support.asking import LONGEST_TEXT
from support.desk.models import Incident, QueueEntry
from support.incidents import join_incident
from support.models import Audience, Ticket
from support.organising import add_tags, assign_ticket
from support.staff_bulk import MOST, Act, Chosen, Told, act_on

# The button of the page that asks for words is posted under this name.
CONFIRMED: Final = "confirmed"


class TagForm(forms.Form):
    """Tags to add."""

    tags = forms.CharField(label=gettext_lazy("Étiquettes, séparées par des virgules"), max_length=200)


class JoinForm(forms.Form):
    """The incident to join; only what is published and under way."""

    incident = forms.ModelChoiceField(
        label=gettext_lazy("Incident connu"),
        queryset=Incident.objects.none(),
        error_messages={"invalid_choice": gettext_lazy("Choisissez un incident publié et en cours.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Incident.objects.filter(published_at__isnull=False, ended_at__isnull=True)
        field: Any = self.fields["incident"]
        field.queryset = running.order_by("-started_at")


class ResolveForm(forms.Form):
    """The sentence that whoever asked reads."""

    sentence = forms.CharField(
        label=gettext_lazy("Ce que lit chaque demandeur"),
        help_text=gettext_lazy("Dans la langue de chaque ticket choisi : ne mêlez pas les langues."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@dataclass(frozen=True)
class Asking:
    """An act that needs words first: its name, the form, and how the answers become an act."""

    name: str
    title: Text
    form: type[forms.Form]
    act: Callable[[Any, datetime], Act]


def claimed(user_id: UUID, at: datetime) -> Act:
    """Return the act that gives a ticket to a member of the desk, unless a colleague has it."""
    return lambda ticket_id, person: assign_ticket(ticket_id=ticket_id, agent_id=user_id, person=person, at=at)


def tagged(answers: Any, at: datetime) -> Act:
    """Return the act that adds tags."""
    tags = str(answers["tags"]).split(",")
    return lambda ticket_id, person: add_tags(ticket_id=ticket_id, tags=tags, person=person, at=at)


def joined(answers: Any, at: datetime) -> Act:
    """Return the act that joins an incident."""
    incident_id = answers["incident"].pk
    return lambda ticket_id, person: join_incident(ticket_id=ticket_id, incident_id=incident_id, person=person, at=at)


def resolved(answers: Any, at: datetime) -> Act:
    """Return the act that says a sentence to everybody on a ticket and resolves it, both or neither."""
    text = str(answers["sentence"])

    def act(ticket_id: UUID, person: Person) -> Ticket:
        if Ticket.objects.filter(pk=ticket_id, status=Ticket.Status.RESOLVED).exists():
            return Ticket.objects.get(pk=ticket_id)
        services.add_message(ticket_id=ticket_id, text=text, audience=Audience.EVERYBODY, person=person, at=at)
        return services.move_ticket(ticket_id=ticket_id, status=Ticket.Status.RESOLVED, person=person, at=at)

    return act


TAG: Final = Asking("tag", gettext_lazy("Ajouter des étiquettes"), TagForm, tagged)
JOIN: Final = Asking("join", gettext_lazy("Joindre à un incident"), JoinForm, joined)
RESOLVE: Final = Asking("resolve", gettext_lazy("Résoudre avec une phrase"), ResolveForm, resolved)


@admin.action(description=gettext_lazy("Prendre pour moi"), permissions=["work"])
def claim(face: Any, request: HttpRequest, entries: QuerySet[QueueEntry]) -> None:
    """Take the tickets chosen, those that no colleague has."""
    chosen = _chosen(request, _ticked(face, request, entries))
    user = actor_of(request)
    if chosen:
        _tell(request, act_on(chosen, claimed(user.pk, timezone.now()), user=user))


@admin.action(description=gettext_lazy("Ajouter des étiquettes"), permissions=["work"])
def tag(face: Any, request: HttpRequest, entries: QuerySet[QueueEntry]) -> HttpResponse | None:
    """Ask for tags, then add them."""
    return _asked(TAG, request, _ticked(face, request, entries))


@admin.action(description=gettext_lazy("Joindre à un incident connu"), permissions=["work"])
def join(face: Any, request: HttpRequest, entries: QuerySet[QueueEntry]) -> HttpResponse | None:
    """Ask for the incident, then join."""
    return _asked(JOIN, request, _ticked(face, request, entries))


@admin.action(description=gettext_lazy("Résoudre avec une phrase"), permissions=["work"])
def resolve(face: Any, request: HttpRequest, entries: QuerySet[QueueEntry]) -> HttpResponse | None:
    """Ask for the sentence, then say it and resolve."""
    return _asked(RESOLVE, request, _ticked(face, request, entries))


def _ticked(face: Any, request: HttpRequest, entries: QuerySet[QueueEntry]) -> QuerySet[QueueEntry]:
    """Return the rows ticked, those too that meanwhile left the filter: Django would skip them without a word."""
    if request.POST.get("select_across") == "1":
        return entries
    ticked = [one for one in request.POST.getlist(ACTION_CHECKBOX_NAME) if one.isdecimal()]
    rows: QuerySet[QueueEntry] = face.get_queryset(request)
    return rows.filter(pk__in=ticked).order_by("number")


def _asked(asking: Asking, request: HttpRequest, entries: QuerySet[QueueEntry]) -> HttpResponse | None:
    """Show what is asked beside the tickets it is about; act once it is answered."""
    chosen = _chosen(request, entries)
    if not chosen:
        return None
    form = asking.form(request.POST if CONFIRMED in request.POST else None)
    if form.is_bound and form.is_valid():
        act = asking.act(form.cleaned_data, timezone.now())
        _tell(request, act_on(chosen, act, user=actor_of(request)))
        return None
    context = {
        **admin.site.each_context(request),
        "title": asking.title,
        "asking": asking,
        "form": form,
        "entries": entries,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "support/work_bulk.html", context)


def _chosen(request: HttpRequest, entries: QuerySet[QueueEntry]) -> Sequence[Chosen]:
    """Return the tickets ticked; none, with a sentence, when they are too many to be read before acting."""
    rows = list(entries.values_list("partner", "ticket_id", "number")[: MOST + 1])
    if len(rows) > MOST:
        sentence = _("Rien n’est fait : choisissez %(most)s tickets au plus à la fois.")
        messages.error(request, sentence % {"most": MOST})
        return []
    return [Chosen(*row) for row in rows]


def _tell(request: HttpRequest, told: Sequence[Told]) -> None:
    """Say what became of each ticket."""
    done = [one.number for one in told if one.is_done]
    if done:
        sentence = ngettext("%(count)s ticket fait : %(numbers)s.", "%(count)s tickets faits : %(numbers)s.", len(done))
        messages.success(request, sentence % {"count": len(done), "numbers": ", ".join(done)})
    for one in told:
        if not one.is_done:
            messages.error(request, f"{one.number} : {one.refusal}")

"""Known incidents on the operator's host: noted, published, told about, with the tickets they have joined.

Services write; the texts are what partners and clients of all houses read. Terms: general.7
"""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.backoffice.cockpit import Module, shows
from extranet.backoffice.faces import BackOfficeAdmin, ModelForm, ReadOnlyInline, staff_of
from extranet.backoffice.rows import with_partner_name
from extranet.backoffice.site import HouseAdminSite, Page
from extranet.catalogue.families import Family
from extranet.look.parts import Badge, Tone
from support.desk import incidents, replies
from support.desk.admin import incident_views
from support.desk.admin.parts import drawn, person_of, ticket_address
from support.desk.incidents import AT_WORK, CODES
from support.desk.models import DeskReply, Incident, IncidentUpdate, QueueEntry
from support.models import Ticket

# Beyond these the queue itself is the list, narrowed to the incident.
JOINED_SHOWN = 100


class IncidentForm(ModelForm):
    """What is noted of an incident; a published text is read only."""

    # Made with the page, so that a double click notes once.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    families = forms.MultipleChoiceField(
        label=gettext_lazy("Services touchés"),
        choices=Family.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Aucun coché : tous les services."),
    )

    class Meta:
        model = Incident
        fields = ("title", "families", "started_at", *(f"text_{code}" for code in CODES))
        widgets = {f"text_{code}": forms.Textarea(attrs={"rows": 3}) for code in CODES}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A draft may miss a language; publishing asks for all four.
        for name in self.fields.keys() & {f"text_{code}" for code in CODES}:
            self.fields[name].required = False
        # A label names one control: each half of the instant is named itself.
        halves = getattr(getattr(self.fields.get("started_at"), "widget", None), "widgets", ())
        for half, label in zip(halves, (_("Jour du début"), _("Heure du début")), strict=False):
            half.attrs["aria-label"] = label


class UpdateInline(ReadOnlyInline):
    """What was said of the incident, each told once on every joined ticket."""

    model = IncidentUpdate
    fields = ("at", "author_name", "text_fr", "end")

    @admin.display(description=gettext_lazy("fin"))
    def end(self, update: IncidentUpdate) -> str:
        """Whether it said that the incident is over; nothing where it did not: a red cross would look like a fault."""
        return _("oui") if update.is_last else ""


@admin.register(Incident)
class IncidentAdmin(BackOfficeAdmin):
    """Incidents, newest first."""

    list_title = gettext_lazy("Incidents connus")
    editors = adders = AT_WORK
    adding_title = gettext_lazy("Noter un incident")
    form = IncidentForm
    change_form_template = "desk/incident_change_form.html"
    list_display = ("title", "state", "started_at", "joined", "created_by_name")
    list_filter = ("published_at", "ended_at")
    search_fields = ("title",)
    fields = ("title", "families", "started_at", *(f"text_{code}" for code in CODES))
    inlines = (UpdateInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the texts once they are published: what is new is told as an update."""
        if obj is not None and obj.ended_at is not None:
            return self.fields
        return self.fields[3:] if obj is not None and obj.published_at is not None else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return what was said, on the page of an incident that exists."""
        return self.inlines if obj is not None else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        """Propose that it began now."""
        return {"started_at": timezone.now(), "key": uuid4()}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return what is noted; a new one has the id that its page was made with."""
        return self.fields if obj is not None else (*self.fields, "key")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note or change an incident by its service."""
        answers, known = form.cleaned_data, Incident.objects.filter(pk=obj.pk).first() if change else None
        written = incidents.texts_of(known) if known else {}
        asked: dict[str, Any] = {
            "title": answers.get("title", known.title if known else ""),
            "families": answers.get("families", known.families if known else []),
            "started_at": answers.get("started_at", known.started_at if known else None),
            "texts": {code: answers.get(f"text_{code}", written.get(code, "")) for code in CODES},
            "person": person_of(request),
            "at": timezone.now(),
        }
        if change:
            incidents.change_incident(incident_id=obj.pk, **asked)
        else:
            incidents.open_incident(incident_id=answers.get("key") or obj.pk, **asked)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Show what may be done, and every joined ticket over all partners."""
        incident = context["original"]
        if incident is not None:
            rows = with_partner_name(QueueEntry.objects.filter(incident_id=incident.pk)).order_by("-opened_at")
            person = staff_of(request)
            is_worker = person is not None and person.role in AT_WORK
            is_running = incident.ended_at is None
            context = {
                **context,
                "incident": incident,
                "state_badge": state_of(incident),
                "tickets": [(one, ticket_address(one), _status_of(one)) for one in rows[:JOINED_SHOWN]],
                "more_url": f"{reverse('admin:desk_queueentry_changelist')}?where=all&state=all&incident={incident.pk}",
                "may_publish": is_worker and is_running and incident.published_at is None,
                "may_tell": is_worker and is_running and incident.published_at is not None,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        """Return the incidents with the number of their open tickets."""
        return cast("QuerySet[Incident]", incident_views.with_counts(super().get_queryset(request)))

    @admin.display(description=gettext_lazy("état"))
    def state(self, incident: Incident) -> SafeString:
        """How far it is."""
        return drawn(state_of(incident))

    @admin.display(description=gettext_lazy("tickets ouverts"))
    def joined(self, incident: Any) -> int:
        """How many open tickets it has joined."""
        return int(incident.joined_count)


class ReplyForm(ModelForm):
    """A text in four languages."""

    class Meta:
        model = DeskReply
        fields = ("title", *(f"text_{code}" for code in CODES), "is_retired")


@admin.register(DeskReply)
class DeskReplyAdmin(BackOfficeAdmin):
    """Texts that the desk uses again."""

    list_title = gettext_lazy("Réponses types")
    editors = adders = AT_WORK
    adding_title = gettext_lazy("Écrire une réponse type")
    form = ReplyForm
    list_display = ("title", "beginning", "retired", "changed_at", "changed_by_name")
    list_filter = ("is_retired",)
    search_fields = ("title", "text_fr")
    fields = ("title", *(f"text_{code}" for code in CODES), "is_retired")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep the text by its service."""
        answers = form.cleaned_data
        replies.save_reply(
            reply_id=obj.pk if change else None,
            title=answers["title"],
            texts={code: answers[f"text_{code}"] for code in CODES},
            person=person_of(request),
            at=timezone.now(),
            is_retired=answers["is_retired"],
        )

    @admin.display(description=gettext_lazy("offerte"), ordering="is_retired")
    def retired(self, reply: DeskReply) -> SafeString | str:
        """Whether the desk still offers it: said only when it does not."""
        return drawn(Badge(_("retirée"))) if reply.is_retired else ""

    @admin.display(description=gettext_lazy("texte"))
    def beginning(self, reply: DeskReply) -> str:
        """How it begins."""
        return reply.text_fr[:80]


@shows("incidents", place=4)
def incidents_under_way(_person: Any, _at: Any) -> Module | None:
    """Show the incidents under way with the number of their open tickets; no box when there is none."""
    running = incident_views.with_counts(Incident.objects.filter(ended_at__isnull=True)).order_by("-started_at")
    rows = [
        {"incident": one, "badge": state_of(one), "url": reverse("admin:desk_incident_change", args=[one.pk])}
        for one in running[:JOINED_SHOWN]
    ]
    if not rows:
        return None
    return Module(
        title=gettext_lazy("Incidents en cours"),
        template="desk/_incidents.html",
        width=12,
        link=reverse("admin:desk_incident_changelist"),
        facts={"rows": rows},
    )


def state_of(incident: Incident) -> Badge:
    """Return how far an incident is, in a word."""
    if incident.ended_at is not None:
        return Badge(_("terminé"), Tone.NEUTRAL)
    if incident.published_at is not None:
        return Badge(_("publié"), Tone.WARN)
    return Badge(_("pas publié"), Tone.INFO)


def _status_of(entry: QueueEntry) -> SafeString:
    return format_html("{}", Ticket.Status(entry.status).label)


site = cast("HouseAdminSite", admin.site)
for _route, _name, _title, _view in (
    ("publish", "publish-incident", gettext_lazy("Publier l’incident"), incident_views.publish),
    ("tell", "tell-incident", gettext_lazy("Dire ce qui est nouveau"), incident_views.tell),
):
    site.add_page(
        Page(
            section="desk",
            route=f"desk/incidents/<uuid:incident_id>/{_route}/",
            name=_name,
            title=_title,
            view=_view,
            viewers=AT_WORK,
            is_listed=False,
        )
    )

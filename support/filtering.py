"""What narrows the list of tickets: a tab, words, the answers of the filter. The same for the list and its export."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from extranet.accounts.people import Person
from extranet.catalogue.families import Family
from extranet.clients.listing import Sorts
from support.desk.words import LONGEST_SOUGHT
from support.models import Ticket
from support.organising.tagging import LONGEST_TAG, tags_field
from support.searching import tickets_matching
from support.selectors import OPEN, critical_open, visible_tickets, waiting_for_me

SORTS: Final[Sorts] = {
    "number": ("number",),
    "client": ("client__sort_key", "number"),
    "opened": ("opened_at", "number"),
    "changed": ("changed_at", "number"),
}
DEFAULT_SORT: Final = "-changed"
DEFAULT_SHOWN: Final = "open"
MINE, NOBODY = "mine", "nobody"
# Who is to act now.
WAITS: Final[Mapping[str, frozenset[str]]] = {
    "helper": frozenset({Ticket.Status.NEW, Ticket.Status.ACKNOWLEDGED, Ticket.Status.REOPENED}),
    "client": frozenset({Ticket.Status.WAITING_CLIENT}),
    "partner": frozenset({Ticket.Status.WAITING_PARTNER}),
    "third_party": frozenset({Ticket.Status.WAITING_THIRD_PARTY}),
}


class TicketFilter(forms.Form):
    """What narrows the list of tickets. What it does not know narrows nothing."""

    SHOWN: Final = (
        ("open", _("Ouverts")),
        ("mine", _("M’attendent")),
        ("critical", _("Critiques")),
        (Ticket.Status.RESOLVED.value, _("Résolus")),
        (Ticket.Status.CLOSED.value, _("Clos")),
    )
    # What counts as having narrowed the tab.
    NARROWS: Final = ("words", "state", "client", "family", "category", "critical", "tag", "agent", "waits")
    # Under "more filters".
    MORE: Final = ("family", "category", "waits", "agent", "tag", "critical")

    show = forms.ChoiceField(required=False, choices=SHOWN)
    state = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("Tous les états")), *Ticket.Status.choices]
    )
    client = forms.UUIDField(required=False)
    words = forms.CharField(required=False, max_length=LONGEST_SOUGHT)
    family = forms.ChoiceField(
        label=_("Service"), required=False, choices=[("", _("Tous les services")), *Family.choices]
    )
    category = forms.ChoiceField(
        label=_("Catégorie"), required=False, choices=[("", _("Toutes les catégories")), *Ticket.Category.choices]
    )
    waits = forms.ChoiceField(
        label=_("Qui doit agir"),
        required=False,
        choices=[
            ("", _("Peu importe qui doit agir")),
            ("helper", _("le support doit agir")),
            ("client", _("attend le client")),
            ("partner", _("attend le partenaire")),
            ("third_party", _("attend un tiers")),
        ],
    )
    agent = forms.ChoiceField(
        label=_("Confié à"),
        required=False,
        choices=[("", _("Confié à n’importe qui")), (MINE, _("à moi")), (NOBODY, _("à personne"))],
    )
    tag = forms.CharField(label=_("Étiquette"), required=False, max_length=LONGEST_TAG)
    critical = forms.BooleanField(label=_("Critiques seulement"), required=False)

    def __init__(self, data: Any = None, *, person: Person, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if person.is_client:
            del self.fields["agent"], self.fields["tag"]
        else:
            self.fields["tag"].widget.attrs.update({"list": "tags-used", "placeholder": _("Étiquette")})

    def more(self) -> list[forms.BoundField]:
        """Return the controls under "more filters"."""
        return [self[name] for name in self.MORE if name in self.fields]

    def answers(self) -> Mapping[str, Any]:
        """Return what was understood; a wrong answer narrows nothing."""
        self.is_valid()
        return self.cleaned_data


def tickets_asked_for(person: Person, answers: Mapping[str, Any]) -> QuerySet[Ticket]:
    """Return the tickets that the answers of a filter mean, among those a person sees."""
    shown = answers.get("show") or DEFAULT_SHOWN
    tickets = _shown(person, shown, is_searching=bool(answers.get("words") or answers.get("state")))
    exact = {"status": "state", "client_id": "client", "family": "family", "category": "category"}
    for column, name in exact.items():
        if answers.get(name):
            tickets = tickets.filter(**{column: answers[name]})
    if answers.get("critical"):
        tickets = tickets.exclude(ground="none")
    if answers.get("waits"):
        tickets = tickets.filter(status__in=WAITS[answers["waits"]])
    if answers.get("tag"):
        tickets = tickets.filter(**{f"{tags_field(person)}__contains": [answers["tag"].strip()]})
    tickets = _of_agent(tickets, answers.get("agent", ""), person)
    return tickets_matching(tickets, person, answers.get("words") or "")


def _shown(person: Person, shown: str, *, is_searching: bool) -> QuerySet[Ticket]:
    """Return the tickets under a tab; a search or a state under the first tab means all of them."""
    if shown == "mine":
        return waiting_for_me(person)
    if shown == "critical":
        return critical_open(person)
    tickets = visible_tickets(person)
    if shown == DEFAULT_SHOWN:
        return tickets if is_searching else tickets.filter(status__in=OPEN)
    return tickets.filter(status=shown)


def _of_agent(tickets: QuerySet[Ticket], agent: str, person: Person) -> QuerySet[Ticket]:
    user_id: UUID | None = person.user.pk if agent == MINE else None
    return tickets.filter(partner_agent_id=user_id) if agent else tickets

"""What every act on work billed by time begins and ends with: locks, who may, what is open; the record and its trace.

Terms: general.3, general.6, general.7
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from extranet.accounts.people import Person
from extranet.errors import IllegalMove, InvalidInput, NotAllowed, Stale
from extranet.look.parts import Text
from extranet.outbox.services import JSON
from extranet.partners.models import Partner
from extranet.times import brussels_day
from support.entries import Line, append, author_of, last_entry
from support.interventions.rules import Act, acts_on
from support.interventions.selectors import may_handle_work, standing_of
from support.models import Audience, Intervention, Ticket
from support.permissions import side_of
from support.services.locking import locked_ticket
from support.services.writing import save_changed

_CLOSED: Final[Mapping[Act, Text]] = {
    Act.DECIDE: gettext_lazy("Il n’y a rien à décider ici : ce travail est facturé sans décision, ou déjà décidé."),
    Act.ANNOUNCE: gettext_lazy("Décidez d’abord si ce travail est facturé : on n’annonce que ce qui le sera."),
    Act.NOTE: gettext_lazy("Annoncez d’abord ce travail : on ne note que ce qui fut annoncé, et une seule fois."),
    Act.CONTEST: gettext_lazy(
        "Ce travail ne se conteste pas ou plus : une fois, de l’annonce jusqu’à 60 jours après que le temps fut noté. "
        "Écrivez dans le ticket."
    ),
    Act.SETTLE: gettext_lazy("Aucune contestation n’attend ici."),
    Act.WITHDRAW: gettext_lazy("Ce travail est fait ou clos : il ne se retire plus. Qui paie peut le contester."),
}


@dataclass(frozen=True)
class Written:
    """What an act leaves: its event with facts, who reads it, what was written with it, and the words of the audit."""

    event: str
    audience: Audience
    facts: Mapping[str, JSON] = field(default_factory=dict)
    text: str = ""


def payers_audience(partner: Partner) -> Audience:
    """Return who reads what concerns whoever pays: not a partner's client."""
    return Audience.EVERYBODY if partner.is_house else Audience.PARTNER


def locked_work(work_id: UUID, person: Person) -> tuple[Intervention, Ticket]:
    """Return an intervention and its ticket, both locked. Raises Intervention.DoesNotExist, Ticket.DoesNotExist."""
    ticket = locked_ticket(Intervention.objects.values_list("ticket_id", flat=True).get(pk=work_id), person)
    return Intervention.objects.select_for_update().get(pk=work_id), ticket


def require_staff(person: Person) -> None:
    """Refuse everybody but staff at work on tickets. Raises NotAllowed."""
    if not may_handle_work(person):
        sentence = _("Le support et les administrateurs de l’opérateur tiennent le travail facturé au temps.")
        raise NotAllowed(sentence, code="work_is_for_staff")


def require_act(work: Intervention, act: Act, *, at: datetime) -> None:
    """Refuse an act that is not open where the work stands. Raises IllegalMove."""
    if act not in acts_on(standing_of(work), brussels_day(at)):
        raise IllegalMove(str(_CLOSED[act]), code=f"work_{act}")


def require_same(work: Intervention, revision: int | None) -> None:
    """Refuse an act decided on another reading; None: the caller showed no page. Raises Stale."""
    if revision is not None and revision != work.revision:
        sentence = _("Ce travail a changé depuis que vous avez ouvert la page : relisez-le.")
        raise Stale(sentence, code="work_changed")


def checked_reason(text: str, *, most: int, name: str = "reason") -> str:
    """Return a reason without the space around it. Raises InvalidInput when nothing is left, or too much."""
    written = text.strip()
    if not written:
        sentence = _("Dites pourquoi : cela se lit avec la décision.")
    elif len(written) > most:
        sentence = _("Raccourcissez : %(most)s caractères au plus.") % {"most": most}
    else:
        return written
    raise InvalidInput(sentence, code="work_reason", fields={name: sentence})


def write_down(work: Intervention, ticket: Ticket, said: tuple[Written, ...], *, person: Person, at: datetime) -> None:
    """Add to the record of the ticket what an act did, each event with what was written with it.

    Terms: general.7
    """
    lines = []
    for one in said:
        lines.append(Line(one.audience, event=one.event, facts={"intervention": str(work.pk), **one.facts}))
        if one.text:
            lines.append(Line(one.audience, text=one.text))
    append(ticket, lines, author=author_of(person), at=at, after=last_entry(ticket))
    fields: tuple[str, ...] = ()
    if any(one.audience != Audience.OPERATOR for one in said):
        ticket.last_entry_at, ticket.last_entry_side = at, side_of(person)
        fields = ("last_entry_at", "last_entry_side")
    save_changed(ticket, at, *fields)


def save_work(work: Intervention, *fields: str) -> None:
    """Save what an act changed, under the next revision."""
    work.revision += 1
    work.save(update_fields=[*fields, "revision"])


def changes_of(work: Intervention, **more: JSON) -> dict[str, JSON]:
    """Return what the audit keeps of an act on a piece of work."""
    return {"intervention": str(work.pk), "ground": str(work.ground), **more}

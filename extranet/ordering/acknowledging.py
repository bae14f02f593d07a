"""When a partner ordered for a client: the client's administrator is shown the texts and may acknowledge them.

Nothing is blocked by it; what is missing is shown to both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.accounts.people import Person
from extranet.clients.models import Client
from extranet.errors import IllegalMove
from extranet.ordering.models import Order
from extranet.partners.models import Partner
from extranet.tenancy.context import current_schema
from extranet.terms.models import Acceptance, AcceptedDocument, Part, TermsText
from extranet.terms.rules import required_parts
from extranet.terms.selectors import TextsInForce, texts_in_force
from extranet.terms.services import Occasion, Organisation, ShownText, accept_terms
from extranet.terms.wording import acknowledgement_statement


@dataclass(frozen=True)
class ClientReading:
    """What a partner accepted for a client, and what the client's administrator has read of it.

    `families`: the services ordered; `unread`: parts of which the partner accepted a newer version than was
    read; `last`: the newest acknowledgement.
    """

    families: tuple[str, ...]
    unread: tuple[Part, ...]
    last: Acceptance | None


def may_acknowledge(person: Person, partner: Partner) -> bool:
    """Return whether a person is the administrator of a client that has a partner.

    Terms: general.1
    """
    return person.role == Role.CLIENT_ADMIN and not partner.is_house


def reading_of(client_id: UUID) -> ClientReading:
    """Return where a client stands with the texts its partner accepted for it.

    Terms: general.1
    """
    evidence = Order.objects.filter(client_id=client_id, status=Order.Status.PLACED).values_list(
        "acceptance_id", flat=True
    )
    ordered = AcceptedDocument.objects.filter(acceptance_id__in=list(evidence))
    acknowledged = _acknowledgements(client_id)
    read = _newest(AcceptedDocument.objects.filter(acceptance_id__in=[one.pk for one in acknowledged]))
    accepted = _newest(ordered)
    return ClientReading(
        families=tuple(part for part in Part if part in accepted and part is not Part.GENERAL),
        unread=tuple(part for part in Part if accepted.get(part, 0) > read.get(part, 0)),
        last=acknowledged[0] if acknowledged else None,
    )


def _acknowledgements(client_id: UUID) -> list[Acceptance]:
    register = Acceptance.objects.filter(
        partner=current_schema(),
        kind=Acceptance.Kind.ACKNOWLEDGEMENT,
        organisation_kind=Acceptance.OrganisationKind.CLIENT,
        organisation_id=str(client_id),
    )
    return list(register.order_by("-accepted_at"))


def _newest(documents: QuerySet[AcceptedDocument]) -> dict[Part, int]:
    counted = documents.order_by().values_list("part").annotate(Max("number"))
    return {Part(part): number for part, number in counted}


def texts_to_acknowledge(reading: ClientReading, *, day: date, language: str) -> TextsInForce:
    """Return the texts in force of everything ordered for a client. Raises TermsMissing, IllegalMove.

    Terms: general.1
    """
    return texts_in_force(_parts_ordered(reading), day, language)


def _parts_ordered(reading: ClientReading) -> tuple[Part, ...]:
    if not reading.families:
        raise IllegalMove(_("Rien n’a encore été commandé pour vous : il n’y a rien à lire."), code="nothing_ordered")
    return required_parts(reading.families)


def acknowledge_terms(
    *, client: Client, shown: Sequence[ShownText], ip: str, user_agent: str, actor: User, at: datetime
) -> Acceptance:
    """Record that a client's administrator has read the texts shown. Twice is once.

    Raises NotAllowed for anybody else, Stale when a text changed since, IllegalMove when nothing was ordered.

    Terms: general.1
    """
    reading = reading_of(client.pk)
    _parts_ordered(reading)
    kind = Acceptance.OrganisationKind.CLIENT
    organisation = Organisation(kind, str(client.pk), client.legal_name, client.enterprise_number)
    known = {text.pk: text for text in TermsText.objects.filter(pk__in=[one.text_id for one in shown])}
    listed = [known[one.text_id] for one in shown if one.text_id in known]
    return accept_terms(
        actor=actor,
        organisation=organisation,
        occasion=Occasion(reading.families, client_name=client.name),
        shown=shown,
        statement=acknowledgement_statement(organisation.name, listed) if listed else "",
        ip=ip,
        user_agent=user_agent,
        at=at,
        kind=Acceptance.Kind.ACKNOWLEDGEMENT,
    )

"""Opening a ticket: judged by the server's instant, stored with its facts, told to whoever must know."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import NotAllowed, Stale
from extranet.outbox.services import JSON, enqueue
from extranet.times import brussels_day
from support.asking import Block, checked_asked, read_call_back
from support.entries import Line, append, author_of
from support.errors import OutcomeChanged
from support.judging import Asked, Judgement, weigh
from support.models import Audience, Side, Ticket, TicketCounter, TicketNumbers
from support.permissions import may_ask, side_of
from support.rules import Decision
from support.services.deciding import decide, page_facts_of, require_contract, with_partner


@dataclass(frozen=True)
class _Opening:
    """What a new ticket is made of, checked and judged."""

    ticket_id: UUID
    asked: Asked
    blocks: list[Block]
    judgement: Judgement
    person: Person
    at: datetime


def judge(*, asked: Asked, person: Person, at: datetime) -> Decision:
    """Return what would happen to a request sent at `at`: the preview, and the same that `open_ticket` does.

    Reads only. Raises Client.DoesNotExist.

    Terms: general.7
    """
    return weigh(asked=asked, person=person, at=at).decision


@transaction.atomic
def open_ticket(*, ticket_id: UUID, asked: Asked, person: Person, at: datetime) -> Ticket:
    """Open a ticket and send it where the terms say, at the server's instant. `ticket_id` comes from the page.

    A double click gives the first ticket. A critical request goes through even when the outcome is no longer what
    the writer was told; any other comes back with the new sentence. Raises Client.DoesNotExist, NotAllowed,
    NotUnderContract, InvalidInput, OutcomeChanged, Stale for an id that is somebody else's. Nothing is written then.

    Terms: general.7
    """
    if not may_ask(person):
        raise NotAllowed(
            _("Un ticket est ouvert par celui qui demande : invitez-le à l’ouvrir sur l’extranet."),
            code="may_not_ask",
        )
    # The counter's row is the lock: a second click waits here, then finds the first ticket.
    counter = _locked_counter(brussels_day(at).year)
    known = Ticket.objects.filter(pk=ticket_id).first()
    if known is not None:
        if known.opened_by_id != person.user.pk:
            raise Stale(_("Cette page a déjà servi. Recommencez un ticket."), code="ticket_id_used")
        return known
    judgement = weigh(asked=asked, person=person, at=at)
    require_contract(judgement)
    client = judgement.standing.client
    blocks = checked_asked(asked, client_id=client.pk if client else None, at=at)
    _require_told(asked, judgement)
    counter.last += 1
    counter.save(update_fields=["last"])
    return _written(_Opening(ticket_id, asked, blocks, judgement, person, at), f"T-{counter.year}-{counter.last:05d}")


def _locked_counter(year: int) -> TicketCounter:
    """Return the counter of a year's numbers, locked until the transaction ends."""
    counter = TicketCounter.objects.select_for_update().filter(year=year).first()
    if counter is None:
        TicketCounter.objects.bulk_create([TicketCounter(year=year)], ignore_conflicts=True)
        counter = TicketCounter.objects.select_for_update().get(year=year)
    return counter


def _require_told(asked: Asked, judgement: Judgement) -> None:
    """Refuse what would not happen as the writer was told, unless it is critical. Raises OutcomeChanged.

    Terms: general.7
    """
    if asked.told is not None and asked.told != judgement.result and not judgement.is_critical:
        sentence = _("Ce qui va se passer a changé entre-temps : relisez la phrase, puis envoyez.")
        raise OutcomeChanged(sentence, code=OutcomeChanged.CODE)


def _written(opening: _Opening, number: str) -> Ticket:
    ticket = _ticket(opening, number)
    facts = with_partner(page_facts_of(ticket, opening.blocks), opening.judgement)
    decision, line = decide(ticket, opening.judgement, page_facts=facts)
    ticket.save(force_insert=True)
    decision.save(force_insert=True)
    TicketNumbers.objects.bulk_create(
        TicketNumbers(ticket=ticket, holding_id=one.holding.pk, label=one.label, address=one.address)
        for one in opening.blocks
    )
    opened = Line(line.audience, event=line.event, facts={**line.facts, **_asked_facts(ticket, opening)})
    message = Line(_audience(ticket), text=opening.asked.text.strip())
    append(ticket, [opened, message], author=author_of(opening.person), at=opening.at, after=None)
    changes = {"client": ticket.client_name, "ground": ticket.ground, "route": ticket.route}
    audit.record(actor=opening.person.user, act="ticket.opened", target=ticket, at=opening.at, changes=changes)
    enqueue("support.mail_receipt", str(ticket.pk))
    return ticket


def _ticket(opening: _Opening, number: str) -> Ticket:
    asked, user, at = opening.asked, opening.person.user, opening.at
    client = opening.judgement.standing.client
    side = side_of(opening.person)
    return Ticket(
        pk=opening.ticket_id,
        number=number,
        client=client,
        client_name=client.name if client else "",
        family=asked.family,
        subject=" ".join(asked.subject.split()),
        ground=asked.ground,
        place=" ".join(asked.place.split()),
        call_back_number=read_call_back(asked.call_back_number) if asked.call_back_number.strip() else "",
        failed_calls=asked.failed_calls.strip(),
        language=asked.language,
        opened_at=at,
        opened_by_id=user.pk,
        opened_by_name=user.name,
        opened_by_email=user.email,
        opened_by_side=side,
        last_entry_at=at,
        last_entry_side=side,
        changed_at=at,
    )


def _audience(ticket: Ticket) -> Audience:
    """Return who reads the first message: what a partner writes about its client is between it and the operator."""
    is_about_client = ticket.opened_by_side == Side.PARTNER and ticket.client is not None
    return Audience.PARTNER if is_about_client else Audience.EVERYBODY


def _asked_facts(ticket: Ticket, opening: _Opening) -> dict[str, JSON]:
    """Return what was asked, as the record keeps it beside the decision."""
    numbers: list[JSON] = [{"label": one.label, "address": one.address} for one in opening.blocks]
    return {
        "subject": ticket.subject,
        "place": ticket.place,
        "call_back_number": ticket.call_back_number,
        "failed_calls": ticket.failed_calls,
        "numbers": numbers,
        "told": str(opening.asked.told) if opening.asked.told else None,
    }

"""Opening a ticket: judged by the server's instant, stored with its facts, told to whoever must know."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import NotAllowed, Stale
from extranet.outbox import services as outbox
from extranet.outbox.services import JSON, enqueue
from extranet.partners.models import Partner
from extranet.times import brussels_day
from support.asking import checked_asked, read_call_back
from support.clocks import start_clock
from support.contracts import partners_here
from support.drafts import note_sent
from support.entries import Line, append, author_of
from support.errors import OutcomeChanged
from support.files import bind
from support.hits import Hit
from support.judging import Asked, Judgement, weigh
from support.models import Audience, Side, Ticket, TicketCounter, TicketDraft
from support.permissions import may_ask, may_work, side_of
from support.rows import insert_together
from support.rules import Decision
from support.services.deciding import decide, page_facts_of, require_contract, with_partner
from support.services.relocating import note_move


@dataclass(frozen=True)
class _Opening:
    """What a new ticket is made of, checked and judged."""

    ticket_id: UUID
    asked: Asked
    hit: Hit
    judgement: Judgement
    person: Person
    at: datetime
    noted_by: Person | None = None
    has_draft: bool = False

    @property
    def writer(self) -> Person:
        """Whoever wrote it: the requester, or the staff who noted it for them."""
        return self.noted_by or self.person


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
    return _opened_once(ticket_id=ticket_id, asked=asked, person=person, at=at)


@transaction.atomic
def open_ticket_for(*, ticket_id: UUID, asked: Asked, caller: Person, noted_by: Person, at: datetime) -> Ticket:
    """Note for a caller the request they make: judged as theirs, marked as noted, and they are asked to confirm it.

    Raises Client.DoesNotExist, NotAllowed for who is not staff at work and for a caller who may not ask,
    NotUnderContract, InvalidInput, OutcomeChanged, Stale for an id that is another's. Nothing is written then.

    Terms: general.7
    """
    if side_of(noted_by) is not Side.OPERATOR or not may_work(noted_by):
        raise NotAllowed(_("Le support de l’opérateur note les demandes de qui appelle."), code="may_not_note")
    if not may_ask(caller):
        raise NotAllowed(
            _("Cette personne n’ouvre pas de tickets : choisissez-en une qui le peut."), code="may_not_ask"
        )
    return _opened_once(ticket_id=ticket_id, asked=asked, person=caller, at=at, noted_by=noted_by)


def _opened_once(
    *, ticket_id: UUID, asked: Asked, person: Person, at: datetime, noted_by: Person | None = None
) -> Ticket:
    # The counter's row is the lock: a second click waits here, then finds the first ticket.
    year = brussels_day(at).year
    number = _next_number(year)
    partner, is_known, has_draft = _known(ticket_id)
    if is_known:
        known = Ticket.objects.get(pk=ticket_id)
        if (known.opened_by_id, known.entered_by_id) != (person.user.pk, noted_by.user.pk if noted_by else None):
            raise Stale(_("Cette page a déjà servi. Recommencez un ticket."), code="ticket_id_used")
        TicketCounter.objects.filter(year=year).update(last=number - 1)
        return known
    judgement = weigh(asked=asked, person=person, at=at, partner=partner)
    require_contract(judgement)
    client = judgement.standing.client
    hit = checked_asked(asked, client_id=client.pk if client else None, at=at)
    _require_told(asked, judgement)
    opening = _Opening(ticket_id, asked, hit, judgement, person, at, noted_by, has_draft)
    # What is told and recorded is written with one statement each.
    with outbox.together(), audit.together():
        return _written(opening, f"T-{year}-{number:05d}")


def _next_number(year: int) -> int:
    """Return the next number of a year, its counter locked until the transaction ends: one statement.

    Refused, it is given back with the transaction: the numbers have no gap.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO support_ticketcounter AS counter (year, last) VALUES (%s, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [year],
        )
        return int(cursor.fetchone()[0])


def _known(ticket_id: UUID) -> tuple[Partner, bool, bool]:
    """Return the partner here, whether an id has its ticket already, and whether a draft stands under it.

    One statement, behind the lock of the counter: it sees what the first of two clicks has written.
    """
    partner = partners_here().annotate(
        has_ticket=Exists(Ticket.objects.filter(pk=ticket_id)),
        has_draft=Exists(TicketDraft.objects.filter(pk=ticket_id)),
    )
    found = partner.get()
    return found, found.has_ticket, found.has_draft


def _require_told(asked: Asked, judgement: Judgement) -> None:
    """Refuse what would not happen as the writer was told, unless it is critical. Raises OutcomeChanged.

    Terms: general.7
    """
    if asked.told is not None and asked.told != judgement.result and not judgement.is_critical:
        sentence = _("Ce qui va se passer a changé entre-temps : relisez la phrase, puis envoyez.")
        raise OutcomeChanged(sentence, code=OutcomeChanged.CODE)


def _written(opening: _Opening, number: str) -> Ticket:
    ticket = _ticket(opening, number)
    facts = with_partner(page_facts_of(ticket, opening.hit), opening.judgement)
    decision, line = decide(ticket, opening.judgement, page_facts=facts)
    note_move(ticket, f"{ticket.subject}\n{opening.asked.text}", _audience(ticket), at=opening.at, hit=opening.hit)
    insert_together([ticket, decision, *opening.hit.rows(ticket)])
    start_clock(ticket, opening.judgement)
    opened = Line(line.audience, event=line.event, facts={**line.facts, **_asked_facts(ticket, opening)})
    message_id, writer = uuid4(), opening.writer
    # Unsent files are their uploader's: staff who note a request bring their own.
    files = bind(opening.asked.attachment_ids, entry_id=message_id, ticket=ticket, person=writer)
    facts = {"files": files} if files else {}
    message = Line(_audience(ticket), text=opening.asked.text.strip(), facts=facts, id=message_id)
    append(ticket, [opened, message], author=author_of(writer), at=opening.at, after=None)
    if opening.has_draft:
        note_sent(ticket, opening.person)
    changes = {"client": ticket.client_name, "ground": ticket.ground, "route": ticket.route}
    if opening.noted_by:
        audit.record(actor=writer.user, act="ticket.noted_for_caller", target=ticket, at=opening.at, changes=changes)
        enqueue("support.ask_confirmation", str(ticket.pk))
    else:
        audit.record(actor=writer.user, act="ticket.opened", target=ticket, at=opening.at, changes=changes)
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
        category=asked.category,
        devices=" ".join(asked.devices.split()),
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
        entered_by_id=opening.noted_by.user.pk if opening.noted_by else None,
        entered_by_name=opening.noted_by.user.name if opening.noted_by else "",
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
    return {
        "subject": ticket.subject,
        "place": ticket.place,
        "call_back_number": ticket.call_back_number,
        "failed_calls": ticket.failed_calls,
        "devices": ticket.devices,
        **opening.hit.facts(),
        "told": str(opening.asked.told) if opening.asked.told else None,
        "noted_for": opening.person.user.name if opening.noted_by else None,
    }

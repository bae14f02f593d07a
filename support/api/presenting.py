"""Tickets as JSON, in what the key's role may know: the same rules as pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extranet.accounts.people import Person
from extranet.partners.models import Partner
from support.chain import is_blanked, verify
from support.entries import link_of
from support.hits import Hit, hit_on
from support.judging import Judgement
from support.models import Attachment, Audience, Entry, RoutingDecision, Side, Ticket
from support.presenting import author_shown
from support.profiles import profile_here
from support.rules import Party, Result
from support.telling import calendars_of, reader_of, told_of, told_of_stored
from support.wording import Told


@dataclass(frozen=True)
class Reading:
    """Who reads, where, when."""

    person: Person
    partner: Partner
    now: datetime

    @property
    def reader(self) -> Party:
        """As which party."""
        return reader_of(self.person, self.partner)

    def who(self, name: str, side: str) -> dict[str, str]:
        """Return somebody as the reader may know them."""
        known = author_shown(name, Side(side), reader=self.reader, partner=self.partner)
        return {"name": known, "side": side}


# ---------- Tickets ----------
def ticket_shown(ticket: Ticket, reading: Reading) -> dict[str, Any]:
    """Return a ticket as lists show it."""
    return {
        "id": str(ticket.pk),
        "number": ticket.number,
        "revision": ticket.revision,
        "state": ticket.status,
        "kind": ticket.kind,
        "category": ticket.category,
        "family": ticket.family,
        "subject": ticket.subject,
        "ground": ticket.ground,
        "is_critical": ticket.is_critical,
        "client": {"id": str(ticket.client_id), "name": ticket.client_name} if ticket.client_id else None,
        "language": ticket.language,
        "result": ticket.route,
        "follow_up_from": instant(ticket.clock_starts_at),
        "opened_at": instant(ticket.opened_at),
        "opened_by": reading.who(ticket.opened_by_name, ticket.opened_by_side),
        "escalated_at": instant(ticket.escalated_at),
        "acknowledged_at": instant(ticket.acknowledged_at),
        "resolved_at": instant(ticket.resolved_at),
        "closed_at": instant(ticket.closed_at),
        "last_entry_at": instant(ticket.last_entry_at),
        "last_entry_side": ticket.last_entry_side,
        "changed_at": instant(ticket.changed_at),
    }


def whole_shown(ticket: Ticket, entries: Sequence[Entry], reading: Reading) -> dict[str, Any]:
    """Return a ticket with its record; `entries`: those that the reader may see."""
    decisions = decisions_shown(ticket, entries, reading)
    files = files_of(entries)
    return {
        **ticket_shown(ticket, reading),
        "place": ticket.place,
        "devices": ticket.devices,
        "call_back_number": ticket.call_back_number,
        "failed_calls": ticket.failed_calls,
        **hit_shown(hit_on(ticket)),
        "is_move_said": ticket.move_said_at is not None,
        "outcome": {name: decisions[-1][name] for name in OUTCOME} if decisions else None,
        "entries": [entry_shown(one, files.get(one.pk, []), reading) for one in entries],
    }


def hit_shown(hit: Hit) -> dict[str, Any]:
    """Return what is hit, with the addresses registered when the ticket was opened."""
    return {
        "numbers": [{"label": one.label, "address": one.address} for one in hit.blocks],
        "sites": [{"id": str(one.id), "label": one.label, "address": one.address} for one in hit.sites],
        "named_devices": [
            {"id": str(one.id), "label": one.label, "kind": one.kind.value, "address": one.address}
            for one in hit.devices
        ],
    }


OUTCOME = (
    "result",
    "title",
    "sentence",
    "why",
    "clauses",
    "is_in_hours",
    "follow_up_from",
    "calendar_version",
)


# ---------- The record ----------
def entry_shown(entry: Entry, files: Iterable[Attachment], reading: Reading) -> dict[str, Any]:
    """Return a line of the record."""
    return {
        "id": str(entry.pk),
        "position": entry.position,
        "at": instant(entry.at),
        "kind": entry.kind,
        "event": entry.event,
        "audience": entry.audience,
        "author": reading.who(entry.author_name, entry.author_side),
        "text": entry.text,
        "is_blanked": is_blanked(link_of(entry)),
        "files": [file_shown(one) for one in files],
        "digest": entry.digest,
    }


def files_of(entries: Sequence[Entry]) -> Mapping[object, list[Attachment]]:
    """Return the files of entries, by entry."""
    found: dict[object, list[Attachment]] = {}
    for one in Attachment.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("uploaded_at", "name"):
        found.setdefault(one.entry_id, []).append(one)
    return found


def file_shown(file: Attachment) -> dict[str, Any]:
    """Return a file without its bytes."""
    return {
        "id": str(file.pk),
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "digest": file.digest,
        "is_blanked": file.blanked_at is not None,
    }


def receipt_shown(ticket: Ticket, entries: Sequence[Entry], audiences: Sequence[Audience]) -> dict[str, Any]:
    """Return the chain of a ticket; what the reader may not read stands there by its digest alone."""
    broken_at = verify(link_of(entry) for entry in entries)
    return {
        "number": ticket.number,
        "digest": entries[-1].digest if entries else "",
        "is_intact": broken_at is None,
        "broken_at": broken_at,
        "entries": [
            {"position": one.position, "digest": one.digest, "is_hidden": one.audience not in audiences}
            for one in entries
        ],
    }


# ---------- Decisions ----------
def decisions_shown(ticket: Ticket, entries: Iterable[Entry], reading: Reading) -> list[dict[str, Any]]:
    """Return the decisions that the entries tell of, oldest first, each with its facts.

    Terms: general.7, general.8
    """
    told = {str(one.facts["decision"]) for one in entries if "decision" in one.facts}
    decisions = [one for one in ticket.decisions.order_by("at") if str(one.pk) in told]
    calendars, profile = calendars_of(decisions), profile_here()
    return [
        _decision(
            one,
            told_of_stored(
                one,
                ticket,
                partner=reading.partner,
                profile=profile,
                calendar=calendars[one.calendar_version],
                reader=reading.reader,
                now=reading.now,
            ),
        )
        for one in decisions
    ]


def _decision(decision: RoutingDecision, told: Told) -> dict[str, Any]:
    return {
        "id": str(decision.pk),
        "at": instant(decision.at),
        "event": decision.event,
        "party": decision.party,
        "is_under_contract": decision.is_under_contract,
        "ground": decision.ground,
        "first_line": decision.first_line,
        "is_partner_contact_tested": decision.is_partner_contact_tested,
        "reason": decision.reason,
        "is_in_hours": decision.is_in_hours,
        "follow_up_from": instant(decision.clock_starts_at),
        "calendar_version": decision.calendar_version,
        **_words(decision.result, told),
    }


def preview_shown(judgement: Judgement, missing: Mapping[str, str], reading: Reading, number: str) -> dict[str, Any]:
    """Return what would happen now, why, by which clauses, and what the request still lacks.

    Terms: general.7, general.8
    """
    decision = judgement.decision
    return {
        "at": instant(judgement.at),
        "is_refused": judgement.result == Result.REFUSED,
        "is_critical": judgement.is_critical,
        "is_partner_told": decision.is_partner_told,
        "missing": dict(missing),
        "is_in_hours": decision.is_in_hours,
        "follow_up_from": instant(decision.clock_starts_at),
        "calendar_version": judgement.calendar.number,
        **_words(decision.result, told_of(judgement, reader=reading.reader, call_back_number=number)),
    }


def _words(result: str, told: Told) -> dict[str, Any]:
    return {
        "result": str(result),
        "title": str(told.title),
        "sentence": str(told.sentence),
        "why": str(told.why),
        "clauses": list(told.clauses),
    }


def instant(at: datetime | None) -> str | None:
    """Return an instant with its offset; None for none."""
    return at.isoformat() if at is not None else None

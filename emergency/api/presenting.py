"""Numbers and their addresses as JSON. Nothing here says more than what is kept: declared is neither sent nor known."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from emergency.api.finding import Gathered
from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.models import Registration, Review
from emergency.registry.models.registrations import Declaration
from emergency.registry.rules import clause_for
from emergency.registry.selectors import Coverage, Declared, Found, Status, missing_of
from emergency.registry.transmitting import Sent
from extranet.numbering.kinds import NumberKind
from extranet.numbering.models import Holding

NOTHING_TO_SEND = "nothing_to_send"
# As the cases name it: a number that is hosted, and that nobody declared an address for.
STATUSES = {
    Status.DECLARED: "declared",
    Status.NONE_DECLARED: "hosted_no_address",
    Status.NOT_HOSTED: "not_hosted",
}


def e164(number: int) -> str:
    """Return a number in its international form, without spaces."""
    return f"+{number}"


def instant(at: datetime | None) -> str | None:
    """Return an instant with its offset; None for none."""
    return at.isoformat() if at is not None else None


# ---------- Blocks ----------
def block_shown(holding: Holding, known: Gathered) -> dict[str, Any]:
    """Return a block that carries `missing_count`, with its addresses.

    Terms: telavox.7, bt.14, sip.4
    """
    waiting = known.waiting.get(holding.pk)
    missing = missing_of(holding)
    return {
        "id": str(holding.pk),
        "revision": known.revisions[holding.pk],
        "first": e164(holding.first),
        "last": e164(holding.last),
        "count": holding.count,
        "kind": holding.kind,
        "may_be_caller_id": holding.kind != NumberKind.NON_GEOGRAPHIC,
        "family": holding.family,
        "clauses": [clause_for(holding.family)],
        "client": {"id": str(holding.client_id), "name": holding.client_name},
        "held_since": instant(holding.since),
        "coverage": {"state": _state(missing, holding.count), "missing_count": missing},
        "present": [registration_shown(row) for row in known.present.get(holding.pk, [])],
        "coming": [registration_shown(row) for row in known.coming.get(holding.pk, [])],
        "waiting": review_shown(waiting) if waiting else None,
        "transmission": _transmission(known.sent[holding.pk]),
    }


def _transmission(sent: Sent) -> dict[str, Any]:
    """Return how far the addresses got: never more than was confirmed.

    Terms: telavox.7, bt.14, sip.4
    """
    return {
        "state": str(sent.state) if sent.has_address else NOTHING_TO_SEND,
        "detail": str(sent.words),
        "acknowledged_at": instant(sent.acknowledged_at),
    }


def _state(missing: int, count: int) -> str:
    if missing == 0:
        return "whole"
    return "none" if missing == count else "part"


def coverage_shown(covered: Coverage, runs: Sequence[tuple[int, int]], cursor: str | None) -> dict[str, Any]:
    """Return how many numbers have an address, and a page of the runs that have none.

    Terms: telavox.7, bt.14, sip.4
    """
    return {
        "held_count": covered.held,
        "covered_count": covered.held - covered.missing_count,
        "missing_count": covered.missing_count,
        "missing": [
            {"first": e164(first), "last": e164(last), "count": last - first + 1} for first, last in runs
        ],
        "next_cursor": cursor,
    }  # fmt: skip


# ---------- What was declared ----------
def address_shown(facts: AddressFacts) -> dict[str, Any]:
    """Return an address with its fields, and as it is written in one line."""
    return {**asdict(facts), "line": facts.line}


def registration_shown(row: Registration) -> dict[str, Any]:
    """Return what was known of numbers, on both axes, by whom and under which terms.

    Terms: telavox.7, bt.14, sip.4
    """
    return {
        **_declaration(row),
        "valid_from": instant(row.valid.lower),
        "valid_until": instant(row.valid.upper),
        "recorded_since": instant(row.recorded.lower),
        "recorded_until": instant(row.recorded.upper),
        "reason": row.reason,
        "reason_note": row.reason_note,
    }


def review_shown(row: Review) -> dict[str, Any]:
    """Return a declaration that staff look at first."""
    return {
        **_declaration(row),
        "state": row.state,
        "effective": instant(row.effective),
        "doubts": [{"code": code, "detail": label} for code, label in zip(row.doubts, row.doubt_labels, strict=True)],
        "decided_at": instant(row.decided_at),
        "decision_reason": row.decision_reason,
    }


def _declaration(row: Declaration) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "block_id": str(row.holding_id),
        "first": e164(row.first),
        "last": e164(row.last),
        "address_id": str(row.address_id),
        "address": address_shown(row.address.facts),
        "declared_at": instant(row.declared_at),
        "declared_by": {"name": row.author_name, "role": row.author_role, "side": row.author_side},
        "terms": _terms(row.terms_part, row.terms_number, row.terms_sha256, is_accepted=row.is_terms_accepted),
    }


def _terms(part: str, number: int | None, sha256: str, *, is_accepted: bool) -> dict[str, Any] | None:
    if number is None:
        return None
    return {"part": part, "version": number, "sha256": sha256, "is_accepted": is_accepted}


# ---------- Before saving ----------
def judgement_shown(judgement: Judgement) -> dict[str, Any]:
    """Return everything that is said of an address that was typed.

    Terms: telavox.7, bt.14, sip.4
    """
    return {
        "address": address_shown(judgement.facts),
        "doubts": [{"code": str(one), "detail": str(one.label)} for one in judgement.doubts],
        "remarks": [{"code": str(one), "detail": str(one.label)} for one in judgement.remarks],
        "suggestions": list(judgement.located.suggestions),
        "zone": judgement.zone.name if judgement.zone else None,
    }


# ---------- The one question ----------
def found_shown(found: Found) -> dict[str, Any]:
    """Return the answer of the registry: what was declared, by whom, when it was known; or that nothing was.

    Terms: telavox.7, bt.14, sip.4
    """
    holder, said = found.holder, found.declared
    return {
        "number": e164(found.number),
        "status": STATUSES[found.status],
        "at": instant(found.at),
        "known_at": instant(found.known_at),
        "address": address_shown(said.facts) if said else None,
        "declared": _declared(said) if said else None,
        "block": {
            "id": str(holder.holding_id),
            "first": e164(holder.first),
            "last": e164(holder.last),
            "family": holder.family,
            "held_since": instant(holder.held_since),
            "held_until": instant(holder.held_until),
        } if holder else None,
        "client": {"id": str(holder.client_id), "name": holder.client_name} if holder else None,
        "clauses": [clause_for(holder.family)] if holder else [],
    }  # fmt: skip


def _declared(said: Declared) -> dict[str, Any]:
    return {
        "registration_id": str(said.registration_id),
        "declared_by": {"name": said.author_name, "role": said.author_role, "side": said.author_side},
        "declared_at": instant(said.declared_at),
        "valid_from": instant(said.valid_from),
        "valid_until": instant(said.valid_until),
        "recorded_since": instant(said.recorded_since),
        "recorded_until": instant(said.recorded_until),
        "terms": _terms(said.terms_part, said.terms_number, said.terms_sha256, is_accepted=said.is_terms_accepted),
    }

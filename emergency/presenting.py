"""Blocks and their addresses as pages show them: the word of each state, and history in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emergency.registry.facts import AddressFacts
from emergency.registry.models import Registration
from emergency.registry.rules import clause_for
from emergency.registry.selectors import Standing, missing_of
from emergency.registry.transmitting import Sent
from extranet.look import formats
from extranet.look.parts import Badge, Difference, Tone
from extranet.numbering.models import Holding
from extranet.terms.parts import Part


# ---------- The list ----------
@dataclass(frozen=True)
class BlockLine:
    """One block of the list. `address` is empty when none holds now, `coming_at` None when nothing is to follow.

    `sent`: how far its addresses got on the way to the emergency side.
    """

    holding: Holding
    address: str
    state: Badge
    is_whole: bool
    coming_at: datetime | None
    sent: Sent


def block_lines(
    holdings: Sequence[Holding],
    addresses: Mapping[UUID, str],
    coming: Mapping[UUID, datetime],
    sent: Mapping[UUID, Sent],
) -> list[BlockLine]:
    """Return the lines of blocks that carry `missing_count`."""
    return [
        BlockLine(
            holding,
            addresses.get(holding.pk, ""),
            coverage_badge(missing_of(holding), holding.count),
            missing_of(holding) == 0,
            coming.get(holding.pk),
            sent[holding.pk],
        )
        for holding in holdings
    ]


def coverage_badge(missing: int, count: int) -> Badge:
    """Return the word of a block's state: a declared address is neither sent nor confirmed, and not drawn so.

    Terms: telavox.7, bt.14, sip.4
    """
    if missing == 0:
        return Badge(_("Déclarée"))
    if missing == count:
        return Badge(_("Sans adresse"), Tone.DANGER, "alert")
    words = ngettext("%(count)s numéro sans adresse", "%(count)s numéros sans adresse", missing)
    return Badge(words % {"count": formats.quantity(missing)}, Tone.DANGER, "alert")


# ---------- History ----------
@dataclass(frozen=True)
class Knowledge:
    """One thing that was known of a block, in words on both axes. `is_present`: it is known now and holds now."""

    registration: Registration
    valid: str
    known: str
    author: str
    terms: str
    is_present: bool


def knowledge_of(rows: Sequence[Registration], now: datetime) -> list[Knowledge]:
    """Return what was ever known, in plain words, in the order given."""
    return [
        Knowledge(
            registration=row,
            valid=_valid(row, now),
            known=_known(row),
            author=_author(row),
            terms=terms_words(row.terms_part, row.terms_number, is_accepted=row.is_terms_accepted),
            is_present=row.recorded.upper is None and _holds(row, now),
        )
        for row in rows
    ]


def _holds(row: Registration, now: datetime) -> bool:
    since, until = row.valid.lower, row.valid.upper
    return bool(since <= now and (until is None or now < until))


def _valid(row: Registration, now: datetime) -> str:
    since, until = row.valid.lower, row.valid.upper
    if until is not None:
        facts = {"since": formats.instant(since), "until": formats.instant(until)}
        return _("valable du %(since)s au %(until)s") % facts
    if since > now:
        return _("valable à partir du %(since)s") % {"since": formats.instant(since)}
    return _("valable depuis le %(since)s") % {"since": formats.instant(since)}


def _known(row: Registration) -> str:
    since, until = row.recorded.lower, row.recorded.upper
    if until is None:
        return _("connue depuis le %(since)s") % {"since": formats.instant(since)}
    facts = {"since": formats.instant(since), "until": formats.instant(until)}
    return _("connue du %(since)s au %(until)s, puis remplacée") % facts


def _author(row: Registration) -> str:
    facts = {"name": row.author_name, "role": row.get_author_role_display(), "at": formats.instant(row.declared_at)}
    return _("déclarée par %(name)s (%(role)s) le %(at)s") % facts


def terms_words(part: str, number: int | None, *, is_accepted: bool) -> str:
    """Return under which version of the terms something was declared."""
    if number is None:
        return _("aucune version des conditions n’était en vigueur")
    facts = {"part": Part(part).label, "number": number}
    if is_accepted:
        return _("conditions %(part)s, version %(number)s, acceptées") % facts
    return _("conditions %(part)s, version %(number)s, en vigueur, pas encore acceptées") % facts


# ---------- Declaring ----------
@dataclass(frozen=True)
class Touched:
    """What a declaration touches, said before it is saved."""

    count: int
    numbers: str
    replaced: Sequence[Registration]
    cancelled: Sequence[Registration]
    effective: datetime | None
    clause: str

    @property
    def button(self) -> str:
        """The words of the button that commits."""
        sentence = ngettext(
            "Déclarer l’adresse de %(count)s numéro", "Déclarer l’adresse de %(count)s numéros", self.count
        )
        return sentence % {"count": formats.quantity(self.count)}


def touched_by(holding: Holding, known: Standing, effective: datetime | None) -> Touched:
    """Return what declaring for the whole block from `effective` on (None: now) touches."""
    since = effective or known.now
    return Touched(
        count=holding.count,
        numbers=str(holding),
        replaced=[row for row in (*known.present, *known.coming) if row.valid.lower < since],
        cancelled=[row for row in known.coming if row.valid.lower >= since],
        effective=effective,
        clause=clause_for(holding.family),
    )


def differences_of(facts: AddressFacts, known: Standing) -> list[Difference]:
    """Return what somebody wanted to declare beside what is known now."""
    rows = (*known.present, *known.coming)
    now = rows[-1].address.facts if rows else None
    nothing = _("rien")
    return [
        Difference(_("Adresse"), facts.line, now.line if now else _("aucune")),
        Difference(_("Sur place"), facts.details or nothing, (now.details if now else "") or nothing),
    ]

"""Whether every minute of the nights to come has somebody who can be reached, and what to say when not.

Terms: general.7
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extranet.look import formats
from support.desk.calendars import calendar_in_force
from support.desk.models import ContactWay, WayKind
from support.desk.rota.selectors import OnCall, staff_by_id
from support.desk.rota.timeline import Watch, gaps
from support.desk.rules.hours import Span

HORIZON: Final = timedelta(days=90)
LISTED: Final = 8


def gaps_ahead(watch: Watch, at: datetime, *, staff: Mapping[UUID, OnCall] | None = None) -> tuple[Span, ...]:
    """Return what nobody covers outside hours in the next ninety days. Raises Refusal while no calendar is published.

    `staff`: as `staff_by_id` gives it, where the caller has it already.

    Terms: general.7
    Reading: a shift of somebody who cannot be reached in two independent ways covers nothing.
    """
    known = staff_by_id() if staff is None else staff
    reachable = {user_id for user_id, person in known.items() if person.is_reachable}
    return gaps(watch, reachable, calendar_in_force(at), at, at + HORIZON)


def missing_of(user_ids: Iterable[UUID], names: dict[UUID, str]) -> list[str]:
    """Return a sentence for each person who cannot watch: not active staff, or without two proved ways."""
    wanted = list(user_ids)
    known = staff_by_id(wanted)
    untried = set(ContactWay.objects.filter(user_id__in=wanted, tested_at__isnull=True).values_list("user_id", "kind"))
    sentences = []
    for user_id in wanted:
        person = known.get(user_id)
        if person is None:
            name = names.get(user_id, "")
            sentences.append(_("%(name)s ne fait plus partie du personnel actif.") % {"name": name or user_id})
        elif not person.is_reachable:
            sentences.append(_sentence_about(person, {kind for owner, kind in untried if owner == user_id}))
    return sentences


def words_of(gap: Span) -> str:
    """Return a gap as people say it."""
    return _("du %(start)s au %(end)s") % {
        "start": formats.instant(gap.starts_at),
        "end": formats.instant(gap.ends_at),
    }


def list_in_words(found: Sequence[Span]) -> str:
    """Return the gaps in one text, the first of them by name."""
    told = [words_of(gap) for gap in found[:LISTED]]
    more = len(found) - LISTED
    if more > 0:
        told.append(
            ngettext("et %(count)s autre période", "et %(count)s autres périodes", more) % {"count": more},
        )
    return " ; ".join(told)


def _sentence_about(person: OnCall, untried: set[str]) -> str:
    has = {way.kind for way in person.ways}
    lacking = [str(kind.label) for kind in WayKind if kind not in has]
    tells = _("%(name)s n’a pas deux moyens essayés : il manque %(kinds)s.") % {
        "name": person.name,
        "kinds": ", ".join(lacking),
    }
    if untried:
        return tells + " " + _("L’essai envoyé attend sa confirmation.")
    return tells

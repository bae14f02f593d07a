"""Figures of the operator's desk partner by partner, in one question whatever their number, and one for their calls.

Terms: general.7, general.8
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, PositiveIntegerField, Q, QuerySet

from extranet.partners.models import Partner
from support.desk.figures.counting import SOLVED_AT, Percentile
from support.desk.figures.periods import Period
from support.desk.models import Page, QueueEntry
from support.desk.queue import CRITICAL, UNSOLVED


@dataclass(frozen=True)
class OfPartner:
    """What one partner's tickets came to in a period; `open`: not solved now.

    Minutes are medians of what is not critical, in open time.
    """

    partner: str
    name: str
    opened: int = 0
    critical: int = 0
    solved: int = 0
    open: int = 0
    answer: int | None = None
    solution: int | None = None
    calls: int = 0


def by_partner(rows: QuerySet[QueueEntry], pages: QuerySet[Page], period: Period) -> Sequence[OfPartner]:
    """Return the figures of every partner that has any, who asked most first; three questions.

    Terms: general.8
    """
    opened = Q(opened_at__gte=period.starts_at, opened_at__lt=period.ends_at)
    solved = Q(solved_at__gte=period.starts_at, solved_at__lt=period.ends_at)
    answered = Q(answered_at__gte=period.starts_at, answered_at__lt=period.ends_at)
    found: Any = (
        rows.order_by()
        .annotate(solved_at=SOLVED_AT)
        .filter(opened | solved | answered | UNSOLVED)
        .values("partner")
        .annotate(
            opened=Count("pk", filter=opened),
            critical=Count("pk", filter=opened & CRITICAL),
            solved=Count("pk", filter=solved),
            open=Count("pk", filter=UNSOLVED),
            answer=_median("answer_minutes", answered & ~CRITICAL),
            solution=_median("solution_minutes", solved & ~CRITICAL),
        )
    )
    calls = dict(pages.order_by().filter(opened).values_list("partner").annotate(number=Count("pk")))
    names = dict(Partner.objects.values_list("schema_name", "display_name"))
    figures = [
        OfPartner(**row, name=names.get(row["partner"], row["partner"]), calls=calls.pop(row["partner"], 0))
        for row in found
    ]
    figures += [
        OfPartner(str(partner), names.get(str(partner), str(partner)), calls=number)
        for partner, number in calls.items()
    ]
    return sorted(figures, key=lambda one: (-one.opened, one.name))


def _median(column: str, which: Q) -> Percentile:
    return Percentile(column, "0.5", PositiveIntegerField(), filter=which)

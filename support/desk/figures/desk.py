"""The figures of the operator's desk, over all partners or one. Read as the operator, in `public`.

Terms: general.7, general.8
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from support.desk.figures import counting
from support.desk.figures.counting import Age, Events, Key, Measured, Nights, Volumes
from support.desk.figures.partners import OfPartner, by_partner
from support.desk.figures.periods import Period
from support.desk.models import Aim, Page, QueueEntry


@dataclass(frozen=True)
class DeskFigures:
    """Everything counted for the desk. `partners`: empty when the figures are those of one."""

    volumes: Volumes
    ages: Sequence[Age]
    times: Mapping[Key, Measured]
    events: Events
    nights: tuple[Nights, Nights]
    partners: Sequence[OfPartner]


def desk_figures(period: Period, *, now: datetime, partner: str = "") -> DeskFigures:
    """Count everything for a period, over all partners or one; eleven questions at most, however many tickets.

    Terms: general.8
    """
    entries, pages = QueueEntry.objects.all(), Page.objects.all()
    if partner:
        entries, pages = entries.filter(partner=partner), pages.filter(partner=partner)
    return DeskFigures(
        volumes=counting.volumes(entries, period),
        ages=counting.ages(entries, now),
        times=counting.times(entries, period, aims=Aim.objects.all()),
        events=counting.events(entries, period),
        nights=counting.nights(pages, period),
        partners=() if partner else by_partner(entries, pages, period),
    )

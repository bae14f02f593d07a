"""Figures of one partner's tickets: for those who work them, and for a client's administrator of its own.

Stand in the partner's schema.

Terms: general.7, general.8
"""

from datetime import datetime

from extranet.accounts.models import Role
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from support.desk.figures import counting
from support.desk.figures.periods import Period
from support.desk.models import Page
from support.figures_tables import Table, age_table, event_table, night_table, time_table, volume_tables
from support.selectors import visible_tickets


def may_read_figures(person: Person) -> bool:
    """Return whether a person reads figures: who works tickets, staff on a visit, a client's administrator."""
    return person.is_staff or person.may(Right.WORK_TICKETS) or person.role == Role.CLIENT_ADMIN


def figures_of(person: Person, period: Period, *, now: datetime) -> list[Table]:
    """Return the figures of the tickets a person may see; a client reads volumes and ages, never how others work.

    No delay is promised by any of them. Seven questions to the database whatever the number of tickets.

    Terms: general.8
    """
    tickets = visible_tickets(person).select_related(None)
    tables = volume_tables(counting.volumes(tickets, period), period)
    tables.append(age_table(counting.ages(tickets, now)))
    if person.is_client:
        return tables
    pages = Page.objects.filter(partner=person.schema)
    return [
        *tables,
        time_table(counting.times(tickets, period), with_aims=False),
        event_table(counting.events(tickets, period)),
        night_table(*counting.nights(pages, period)),
    ]

"""Finding tickets by words: without accents or case, every word, the last one as it begins.

Only what the person may read counts: a word of a note between others finds nothing for whoever does not read it.

Terms: general.7
"""

import re
from collections.abc import Sequence
from typing import Final

from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from extranet.accounts.people import Person
from extranet.numbering.models import Holding
from support.desk.words import LONGEST_SOUGHT, Sought, sought_in
from support.models import Entry, Ticket, TicketDevice, TicketNumbers, TicketSite
from support.permissions import audiences_of

SHORTEST_PHONE: Final = 6
_NUMBER: Final = re.compile(r"(?:t[\s-]*)?(?:(?P<year>20\d\d)-)?0*(?P<number>\d{1,6})", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+?[\d\s./()-]+")
_TICKET_WORDS: Final = ("number", "subject", "client_name", "place", "devices")


class _Words(Func):
    """The words of columns, written exactly as their index has them."""

    template = "public.search_words(%(expressions)s)"
    arg_joiner = " || ' ' || "


class _Holds(Func):
    """Whether words hold every word of a query, the last one as it begins."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def tickets_matching(tickets: QuerySet[Ticket], person: Person, words: str) -> QuerySet[Ticket]:
    """Return those of `tickets` that hold every word of `words`, in what the person may read of them, in no order.

    A number is found however it is typed (`T-2026-00012`, `2026-12`, `12`); the digits of a phone number find the
    tickets that name it as hit or to be called back. No words: all of them.

    Terms: general.7
    """
    sought = words.strip()[:LONGEST_SOUGHT]
    numbered = _numbered(sought) | _called(sought)
    apart = sought_in(sought)
    if not apart:
        return tickets.none() if sought else tickets
    return tickets.filter(numbered | _worded(apart, person)).order_by()


def _worded(apart: Sequence[Sought], person: Person) -> Q:
    """Return the tickets that hold every word, each in the ticket itself or in an entry the person reads."""
    held = Q()
    for sought in apart:
        query = RawSQL(sought.query, [sought.word])  # noqa: S611 - the word is a parameter
        in_ticket = Ticket.objects.filter(_Holds(_Words(*_TICKET_WORDS), query))
        said = Entry.objects.filter(_Holds(_Words("text"), query), audience__in=audiences_of(person))
        sites = TicketSite.objects.filter(_Holds(_Words("name", "address"), query))
        devices = TicketDevice.objects.filter(_Holds(_Words("name", "site_name"), query))
        found = Q(pk__in=in_ticket.values("pk"))
        for rows in (said, sites, devices):
            found |= Q(pk__in=rows.values("ticket_id"))
        held &= found
    return held


def _numbered(sought: str) -> Q:
    """Return the tickets whose number is meant, however it is typed."""
    meant = _NUMBER.fullmatch(sought)
    if meant is None:
        return Q(pk__in=())
    ending = f"-{int(meant['number']):05d}"
    return Q(number__endswith=f"{meant['year']}{ending}" if meant["year"] else ending)


def _called(sought: str) -> Q:
    """Return the tickets that name a phone number as hit, or to be called back."""
    digits = re.sub(r"\D", "", sought)
    if len(digits) < SHORTEST_PHONE or not _PHONE.fullmatch(sought):
        return Q(pk__in=())
    national = re.sub(r"^(?:0032|32|0)", "", digits)
    number = int(f"32{national}")
    blocks = Holding.objects.filter(numbers__contains=number) if number < 2**63 else Holding.objects.none()
    hit = TicketNumbers.objects.filter(holding_id__in=blocks.values("pk"))
    back = Ticket.objects.annotate(
        dialled=Func(
            Cast(F("call_back_number"), TextField()),
            Value(r"\D"),
            Value(""),
            Value("g"),
            function="regexp_replace",
            output_field=TextField(),
        )
    ).filter(dialled__contains=national)
    return Q(pk__in=hit.values("ticket_id")) | Q(pk__in=back.values("pk"))

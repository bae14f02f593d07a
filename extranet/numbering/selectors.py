"""Reads of blocks, narrowed by person; found as people type numbers."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.lookups import LessThan

from extranet.accounts.people import Person
from extranet.clients.selectors import own_client_id
from extranet.numbering.characters import digits_of
from extranet.numbering.errors import NumberRefused
from extranet.numbering.models import Holding, PortIn
from extranet.numbering.plan import MOBILE_LENGTH, OTHER_LENGTH, PREFIX
from extranet.numbering.reading import ReadBlock
from extranet.tenancy.context import PUBLIC, current_schema

SHORTEST_BEGINNING: Final = 2
SHORTEST_ENDING: Final = 3
# A block pasted as we write it is found by its first number.
_TO: Final = re.compile("\N{EN DASH}|\N{EM DASH}| - ")


def visible_holdings(person: Person, at: datetime) -> QuerySet[Holding]:
    """Return the blocks held at `at` that a person may see.

    A client's people see those of their client only, staff on the operator's own pages those of all partners.
    """
    holdings = Holding.objects.filter(held__contains=at)
    if person.schema != PUBLIC:
        holdings = holdings.filter(partner=person.schema)
    return holdings.filter(client_id=own_client_id(person)) if person.is_client else holdings


def known_holdings(person: Person, at: datetime) -> QuerySet[Holding]:
    """Return the blocks a person sees at `at`, and those that were theirs to see until they ended.

    Who holds the numbers of a block that ended is not told by it.
    """
    holdings = Holding.objects.filter(Q(held__contains=at) | Q(released_at__isnull=False, held__isempty=False))
    if person.schema != PUBLIC:
        holdings = holdings.filter(partner=person.schema)
    return holdings.filter(client_id=own_client_id(person)) if person.is_client else holdings


def visible_port_ins(person: Person) -> QuerySet[PortIn]:
    """Return the requests for numbers of other operators that a person may see, newest first.

    A client's people see those of their client only.
    """
    port_ins = PortIn.objects.all()
    if person.schema != PUBLIC:
        port_ins = port_ins.filter(partner=person.schema)
    return port_ins.filter(client_id=own_client_id(person)) if person.is_client else port_ins


def numbers_of_client(client_id: UUID, at: datetime) -> QuerySet[Holding]:
    """Return the blocks that a client of the partner we stand in holds at `at`, by number."""
    return Holding.objects.filter(partner=current_schema(), client_id=client_id, held__contains=at)


def is_free(block: ReadBlock, since: datetime, *, but: UUID) -> bool:
    """Return whether nobody holds a number of the block from `since` on, `but` one block; a page's early answer.

    Only the operator's role sees all partners; what decides is the constraint, when the block is written.
    """
    taken = Holding.objects.filter(
        numbers__overlap=NumericRange(block.first, block.last + 1), held__overlap=DateTimeTZRange(since, None)
    )
    return not taken.exclude(pk=but).exists()


def numbers_by_text(holdings: QuerySet[Holding], words: str) -> QuerySet[Holding]:
    """Return the blocks with a number that begins or ends as `words` say; none when they say no number.

    With its zone or its country the beginning is meant, 02 226 or +32 67; bare digits are the end of a number.
    """
    matches = number_matches(words)
    return holdings.filter(matches) if matches else holdings.none()


def number_matches(words: str) -> Q:
    """Return the condition of `numbers_by_text`; an empty one when the words say no number."""
    matches = Q()
    try:
        digits = digits_of(_TO.split(words)[0])
    except NumberRefused:
        return matches
    beginning = _beginning(digits)
    if len(beginning) >= SHORTEST_BEGINNING:
        matches |= _begins(beginning)
    if digits.isdigit() and SHORTEST_ENDING <= len(digits) <= OTHER_LENGTH:
        matches |= Q(LessThan(_first_ending(digits), F("numbers__endswith")))
    return matches


def _beginning(digits: str) -> str:
    """Return the national digits that `digits` begin with; empty when they name neither zone nor country."""
    for country in (f"+{PREFIX}", f"00{PREFIX}", PREFIX):
        if digits.startswith(country):
            return digits.removeprefix(country).removeprefix("0")
    return digits.removeprefix("0") if digits.startswith("0") else ""


def _begins(national: str) -> Q:
    matches = Q()
    for length in (OTHER_LENGTH, MOBILE_LENGTH):
        open_digits = length - len(national)
        if open_digits >= 0:
            first = int(f"{PREFIX}{national}") * 10**open_digits
            matches |= Q(numbers__overlap=NumericRange(first, first + 10**open_digits))
    return matches


def _first_ending(digits: str) -> Combinable:
    """Return the first number from a block's beginning on that ends with `digits`."""
    turn = 10 ** len(digits)
    lower = F("numbers__startswith")
    # Twice, because the remainder of a negative number is negative in SQL.
    ahead = ((int(digits) - lower) % turn + turn) % turn
    return ExpressionWrapper(lower + ahead, output_field=BigIntegerField())

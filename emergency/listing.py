"""The list of blocks with their addresses: narrowed, searched, in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Lower, Now

from emergency.forms import NumbersFilter
from emergency.models import Reconfirmation
from emergency.registry.models import Registration
from emergency.registry.places import codes_called
from emergency.registry.selectors import lacking, live, with_missing
from extranet.clients.names import sort_key
from extranet.numbering.models import Holding
from extranet.numbering.selectors import numbers_by_text


def narrowed(holdings: QuerySet[Holding], *, words: str, show: str) -> QuerySet[Holding]:
    """Return the blocks, with `missing_count`, that hold `words` and are in the state to show."""
    found = with_missing(_found(holdings, words) if words else holdings)
    if show == NumbersFilter.UNCOVERED:
        return lacking(found)
    if show == NumbersFilter.DECLARED:
        return found.filter(Exists(live().filter(holding=OuterRef("pk"))))
    if show == NumbersFilter.COMING:
        return found.filter(Exists(_coming().filter(holding=OuterRef("pk"))))
    if show == NumbersFilter.ASKED:
        asked = Reconfirmation.objects.filter(holding_id=OuterRef("pk"), answered_at__isnull=True)
        return found.filter(Exists(asked))
    return found


def coming_of(holdings: Sequence[Holding]) -> dict[UUID, datetime]:
    """Return, by block, when the next change is to hold; a block without one is left out."""
    rows = _coming().filter(holding__in=[holding.pk for holding in holdings]).order_by("-valid")
    return {row.holding_id: row.valid.lower for row in rows}


def _coming() -> QuerySet[Registration]:
    return Registration.objects.filter(recorded__upper_inf=True, valid__startswith__gt=Now())


def _found(holdings: QuerySet[Holding], words: str) -> QuerySet[Holding]:
    """Return the blocks whose numbers, client or present address hold `words`, whatever case and accents.

    A municipality or a street is found by its name in any language.
    """
    sought = sort_key(words)
    line = Concat(
        F("address__street"),
        Value(" "),
        F("address__house_number"),
        Value(", "),
        F("address__postal_code"),
        Value(" "),
        F("address__municipality"),
        output_field=CharField(),
    )
    second = _bare(F("address__second_street"))
    place = Q(line__contains=sought) | Q(second__contains=sought) | Q(address__postal_code__in=codes_called(words))
    placed = live().filter(holding=OuterRef("pk")).alias(line=_bare(line), second=second).filter(place)
    numbered = numbers_by_text(holdings, words).order_by().values("pk")
    named = holdings.alias(plain_client=_bare(F("client_name")))
    return named.filter(Q(pk__in=numbered) | Q(plain_client__contains=sought) | Exists(placed))


def _bare(text: Combinable) -> Lower:
    """Return `text` without case and accents, in the database."""
    return Lower(Func(text, function="unaccent", output_field=CharField()))

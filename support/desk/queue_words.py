"""Finding tickets of the operator's queue by words, over all partners: in what they are about and in all that is said.

Read as the operator, in `public`. The words of what is said are kept beside the queue, without their order: a text
blanked by law leaves them.

Terms: general.7
"""

from typing import Final

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from support.desk.models import QueueEntry
from support.desk.words import Sought, sought_in

# Two answers of two indexes, put together: as quick among a million tickets as among a thousand.
_HOLDING: Final = (
    "SELECT entry.id FROM public.desk_queueentry AS entry"
    " WHERE public.search_words(entry.number || ' ' || entry.subject || ' ' || entry.client_name) @@ {query}"
    " UNION SELECT entry.id FROM public.desk_ticketwords AS said"
    " JOIN public.desk_queueentry AS entry ON entry.partner = said.partner AND entry.ticket_id = said.ticket_id"
    " WHERE said.words @@ {query}"
)


def entries_with_words(entries: QuerySet[QueueEntry], typed: str) -> QuerySet[QueueEntry]:
    """Return those of `entries` that hold every word typed, the last one as it begins. No words: all of them.

    Terms: general.7
    """
    for sought in sought_in(typed):
        entries = entries.filter(pk__in=_holding(sought))
    return entries


def _holding(sought: Sought) -> RawSQL:
    return RawSQL(_HOLDING.format(query=sought.query), [sought.word, sought.word])  # noqa: S611 - the words are parameters

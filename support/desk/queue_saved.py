"""Filters of the queue under a name: somebody's own, and those they share with the desk.

Stand in `public` as the operator.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput
from support.desk.models import DeskView

# What the list understands; anything else of an address is no part of a filter.
PARAMETERS: Final = frozenset(
    {"q", "where", "state", "critical", "partner", "family", "agent", "tag", "incident", "category", "waiting"}
)
LONGEST_NAME, LONGEST_QUERY, MOST = 60, 500, 30


def views_of(person: Person) -> Sequence[DeskView]:
    """Return a person's own filters and those that others share, by name."""
    return list(DeskView.objects.filter(Q(user_id=person.user.pk) | Q(is_shared=True)).order_by("name", "pk"))


def cleaned_query(query: str) -> str:
    """Return the part of an address that narrows the queue, in a fixed order; empty when none does."""
    return urlencode(sorted((name, value) for name, value in parse_qsl(query) if name in PARAMETERS))


@transaction.atomic
def save_view(*, name: str, query: str, is_shared: bool, person: Person, at: datetime) -> DeskView:
    """Keep a filter under a name; a name of one's own that is used already gets this filter.

    Raises InvalidInput.
    """
    words, kept = name.strip(), cleaned_query(query)
    if not words or len(words) > LONGEST_NAME:
        raise _refused("name", _("Nommez la vue en quelques mots."))
    if not kept or len(kept) > LONGEST_QUERY:
        raise _refused("query", _("Filtrez d’abord la file : la vue garde le filtre présent."))
    own = DeskView.objects.filter(user_id=person.user.pk)
    if not own.filter(name=words).exists() and own.count() >= MOST:
        raise _refused("name", _("Vous avez %(most)s vues : retirez-en une d’abord.") % {"most": MOST})
    view, _is_new = DeskView.objects.update_or_create(
        user_id=person.user.pk,
        name=words,
        defaults={"query": kept, "is_shared": is_shared, "user_name": person.user.name},
        create_defaults={"query": kept, "is_shared": is_shared, "user_name": person.user.name, "created_at": at},
    )
    changes = {"query": kept, "is_shared": is_shared}
    audit.record(actor=person.user, act="view.saved", target=view, at=at, changes=changes)
    return view


@transaction.atomic
def remove_view(*, view_id: UUID, person: Person, at: datetime) -> None:
    """Remove one's own filter; twice is once. Raises DeskView.DoesNotExist for somebody else's."""
    view = DeskView.objects.select_for_update().filter(pk=view_id).first()
    if view is None:
        return
    if view.user_id != person.user.pk:
        raise DeskView.DoesNotExist
    audit.record(actor=person.user, act="view.removed", target=view, at=at, changes={"query": view.query})
    view.delete()


def _refused(field: str, message: str) -> InvalidInput:
    return InvalidInput(message, code="view_refused", fields={field: message})

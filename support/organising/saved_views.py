"""Filters of the ticket list under a name: a person's own, shared with the partner's team, and where a list starts."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.errors import InvalidInput
from support.models import SavedView
from support.permissions import side_of

LONGEST_NAME: Final = 60
LONGEST_QUERY: Final = 500
MOST_VIEWS: Final = 30


def views_of(person: Person) -> QuerySet[SavedView]:
    """Return the views that a person sees: their own, and for the partner's people what the team shares."""
    own = Q(user_id=person.user.pk)
    if person.is_client or person.is_staff:
        return SavedView.objects.filter(own).order_by("name", "pk")
    return SavedView.objects.filter(own | Q(is_shared=True)).order_by("name", "pk")


def default_view(person: Person) -> SavedView | None:
    """Return the view with which the list starts for a person."""
    return SavedView.objects.filter(user_id=person.user.pk, is_default=True).first()


@transaction.atomic
def save_view(
    *, name: str, query: str, names: Collection[str], is_shared: bool, is_default: bool, person: Person, at: datetime
) -> SavedView:
    """Keep a filter under a name; the same name again is the same view with the new filter.

    `names`: what a filter may say, the rest of `query` is dropped. Clients share with nobody. Raises InvalidInput.
    """
    name = " ".join(name.split())
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key in names])
    _require_whole(name, kept)
    mine = SavedView.objects.filter(user_id=person.user.pk)
    if mine.count() >= MOST_VIEWS and not mine.filter(name=name).exists():
        sentence = _("Vous avez déjà %(most)s vues : retirez-en une.") % {"most": MOST_VIEWS}
        raise InvalidInput(sentence, code="view", fields={"name": sentence})
    if is_default:
        mine.filter(is_default=True).exclude(name=name).update(is_default=False)
    facts = {"query": kept, "is_shared": is_shared and _may_share(person), "is_default": is_default}
    try:
        with transaction.atomic():
            view, _is_new = SavedView.objects.update_or_create(
                user_id=person.user.pk, name=name, defaults=facts, create_defaults={**facts, "created_at": at}
            )
    except IntegrityError as taken:
        sentence = _("Une autre vue vient d’être mise au départ : recommencez.")
        raise InvalidInput(sentence, code="view", fields={"name": sentence}) from taken
    audit.record(actor=person.user, act="saved_view.saved", target=view, at=at, changes=facts)
    return view


@transaction.atomic
def remove_view(*, view_id: UUID, person: Person, at: datetime) -> None:
    """Take one's own view away. Twice is once; another's is not touched."""
    view = SavedView.objects.select_for_update().filter(pk=view_id, user_id=person.user.pk).first()
    if view is None:
        return
    audit.record(actor=person.user, act="saved_view.removed", target=view, at=at)
    view.delete()


def _may_share(person: Person) -> bool:
    return not person.is_client and side_of(person) == "partner"


def _require_whole(name: str, query: str) -> None:
    """Refuse a view without name, or too long. Raises InvalidInput."""
    sentence = ""
    if not name:
        sentence = _("Donnez un nom à cette vue.")
    elif len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        sentence = _("Raccourcissez : %(most)s caractères au plus.") % {"most": LONGEST_NAME}
    if sentence:
        raise InvalidInput(sentence, code="view", fields={"name": sentence})

"""Who is warned outside the app when paging is ill.

Terms: general.7
Reading: at least two people, by roads that do not lean on each other; the page says so while there are fewer.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import Role, User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed
from support.desk.models import OutsideContact
from support.desk.rota.ways import checked_address

ENOUGH = 2
LONGEST_NAME = 150


@transaction.atomic
def add_outside_contact(
    *, name: str, kind: str, address: str, language: str, actor: User, at: datetime
) -> OutsideContact:
    """Add somebody who is warned. Adding the same address twice is adding it once. Raises NotAllowed, InvalidInput.

    Terms: general.7
    """
    _require_administrator(actor)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        sentence = _("Indiquez le nom de la personne.")
        raise InvalidInput(sentence, code="outside_refused", fields={"name": sentence})
    if language not in dict(settings.LANGUAGES):
        sentence = _("Choisissez une langue de la liste.")
        raise InvalidInput(sentence, code="outside_refused", fields={"language": sentence})
    address = checked_address(kind, address)
    fresh = OutsideContact(name=name, kind=kind, address=address, language=language)
    OutsideContact.objects.bulk_create([fresh], ignore_conflicts=True)
    contact = OutsideContact.objects.get(kind=kind, address=address)
    if contact.pk == fresh.pk:
        audit.record(actor=actor, act="outside.added", target=contact, at=at, changes={"name": name, "kind": kind})
    return contact


@transaction.atomic
def remove_outside_contact(*, contact_id: UUID, actor: User, at: datetime) -> None:
    """Take somebody off the list. Safe to repeat. Raises NotAllowed."""
    _require_administrator(actor)
    contact = OutsideContact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is None:
        return
    changes = {"name": contact.name, "kind": contact.kind}
    audit.record(actor=actor, act="outside.removed", target=contact, at=at, changes=changes)
    contact.delete()


def _require_administrator(actor: User) -> None:
    if actor.staff_role != Role.STAFF_ADMIN:
        raise NotAllowed(
            _("Seul un administrateur de l’opérateur choisit qui est prévenu de l’extérieur."),
            code="outside_is_for_administrators",
        )

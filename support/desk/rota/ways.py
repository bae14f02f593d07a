"""How a member of staff is reached at night: added by the person, tried by a message, proved by an answer.

Terms: general.7
"""

import re
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from extranet.accounts.models import User
from extranet.audit import services as audit
from extranet.errors import InvalidInput, NotAllowed, Refusal, Stale
from extranet.outbox.services import enqueue
from support.desk.models import ContactWay, WayKind

TRY = "desk.send_way_test"
# The library below reads letters as digits: "O2" would become another number.
DIGITS_AND_SIGNS: Final = re.compile(r"\+?[0-9 ./()\-]+")
LONGEST_MAIL: Final = 254
MOBILE: Final = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})


@transaction.atomic
def put_way(*, kind: str, address: str, actor: User, at: datetime) -> ContactWay:
    """Keep how `actor` is reached in one kind of way. Another address must be tried before it counts.

    Raises NotAllowed for who is not staff, InvalidInput for an address that cannot be right.

    Terms: general.7
    """
    _require_staff(actor)
    address = checked_address(kind, address)
    # Two first ways of a kind at once: the second waits here, and then finds the first.
    User.objects.select_for_update().get(pk=actor.pk)
    way = ContactWay.objects.filter(user_id=actor.pk, kind=kind).first()
    if way is None:
        way = ContactWay.objects.create(user_id=actor.pk, user_name=actor.name, kind=kind, address=address)
        audit.record(actor=actor, act="way.added", target=way, at=at)
    elif way.address != address:
        way.address, way.user_name, way.tested_at = address, actor.name, None
        way.save(update_fields=("address", "user_name", "tested_at"))
        audit.record(actor=actor, act="way.changed", target=way, at=at)
    return way


@transaction.atomic
def try_way(*, way_id: UUID, actor: User, at: datetime) -> ContactWay:
    """Send a message to one of `actor`'s own ways; the link in it proves that it arrived.

    Raises ContactWay.DoesNotExist, also for somebody else's way.
    """
    _require_staff(actor)
    way = ContactWay.objects.get(pk=way_id, user_id=actor.pk)
    enqueue(TRY, str(way.pk), str(uuid4()), way.address)
    audit.record(actor=actor, act="way.tried", target=way, at=at)
    return way


@transaction.atomic
def confirm_way(*, way_id: UUID, address: str, at: datetime) -> ContactWay:
    """Note that the message sent to `address` arrived with its person. Safe to repeat.

    Raises ContactWay.DoesNotExist, Stale when the way has another address since.

    Terms: general.7
    """
    way = ContactWay.objects.select_for_update().get(pk=way_id)
    if way.address != address:
        raise Stale(_("L’adresse a changé depuis cet essai : demandez-en un nouveau."), code="way_has_changed")
    if way.tested_at is not None:
        return way
    way.tested_at = at
    way.save(update_fields=("tested_at",))
    actor = User.objects.filter(pk=way.user_id).first()
    audit.record(actor=actor, act="way.confirmed", target=way, at=at)
    return way


def checked_address(kind: str, text: str) -> str:
    """Return an address as it is kept: e-mail as typed, a mobile number as E.164. Raises InvalidInput."""
    text = text.strip()
    return _checked_mail(text) if kind == WayKind.EMAIL else _checked_mobile(text)


def _checked_mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise _refused(_("Indiquez une adresse e-mail complète, par exemple nom@exemple.be.")) from None
    if len(text) > LONGEST_MAIL:
        raise _refused(_("Cette adresse est trop longue : indiquez-en une de 254 caractères au plus."))
    return text


def _checked_mobile(text: str) -> str:
    sentence = _("Indiquez un numéro mobile complet, par exemple +32 470 12 34 56.")
    text = " ".join(text.split())  # spaces that do not break are no spaces to the library
    if not DIGITS_AND_SIGNS.fullmatch(text):
        raise _refused(sentence)
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        raise _refused(sentence) from None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in MOBILE:
        raise _refused(sentence)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _require_staff(actor: User) -> None:
    if not actor.is_staff:
        raise NotAllowed(_("La garde est assurée par le personnel de l’opérateur."), code="watch_is_for_staff")


def _refused(sentence: str) -> Refusal:
    return InvalidInput(sentence, code="way_refused", fields={"address": sentence})

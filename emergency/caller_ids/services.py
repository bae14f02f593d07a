"""Writes about caller IDs: choose the number that emergency calls from a site or a device present.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from emergency.caller_ids.ownership import may_present
from emergency.caller_ids.rules import Reason
from emergency.models import CallerId
from emergency.reconfirming.answering import answer_changed
from emergency.registry.services import side_of
from emergency.sites.periods import end_at, from_on
from emergency.sites.writing import check_revision, lock_device, lock_site, raise_revision
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.clients.models import Device, Site
from extranet.errors import InvalidInput
from extranet.numbering.formats import written


@transaction.atomic
def choose_caller_id(
    *,
    site_id: UUID | None = None,
    device_id: UUID | None = None,
    number: int | None,
    person: Person,
    at: datetime,
    revision: int | None = None,
) -> CallerId | None:
    """Choose the number that emergency calls of one site, or of one device, present from now on.

    `number` None: none any more; a device presents its site's again. `revision`: of the site or device as the page
    showed it. The number that is chosen already changes nothing. A number whose address is elsewhere is kept and
    judged: what is configured is said as it is. Raises Site.DoesNotExist, Device.DoesNotExist, NotAllowed, Stale,
    InvalidInput (`caller_id_not_held_by_client`, `caller_id_never_eligible`), ValueError without one of both.

    Terms: telavox.7, bt.14, sip.4, general.4, sip.5
    """
    thing, instant, rows = _locked(site_id, device_id, person)
    present = rows.filter(valid__upper_inf=True).first()
    if (present.number if present else None) == number:
        return present
    check_revision(thing, revision)
    if number is not None:
        _check(thing.client_id, number)
    end_at(rows, instant)
    chosen = None
    if number is not None:
        chosen = CallerId.objects.create(
            site_id=site_id,
            device_id=device_id,
            number=number,
            valid=from_on(instant),
            set_at=instant,
            set_by_id=person.user.pk,
            set_by_name=person.user.name,
            set_by_side=side_of(person),
        )
    raise_revision(thing)
    changes = {"number": [written(present.number) if present else None, written(number) if number else None]}
    audit.record(actor=person.user, act="caller_id.chosen", target=thing, at=at, changes=changes)
    if device_id is not None:
        answer_changed(device_ids=[device_id], person=person, at=at)
    return chosen


def _locked(
    site_id: UUID | None, device_id: UUID | None, person: Person
) -> tuple[Site | Device, datetime, QuerySet[CallerId]]:
    """Return what the number is chosen for, locked, and the numbers ever chosen for it."""
    if site_id is not None and device_id is None:
        site = lock_site(site_id, person, revision=None)
        return site.site, site.instant, CallerId.objects.filter(site=site_id)
    if device_id is not None and site_id is None:
        device = lock_device(device_id, person, revision=None)
        return device.device, device.instant, CallerId.objects.filter(device=device_id)
    raise ValueError("a caller ID is that of a site or of a device")


def _check(client_id: UUID, number: int) -> None:
    """Raise InvalidInput unless the client may present the number in an emergency call.

    Terms: general.4, sip.5
    """
    answer = may_present(client_id, number)
    reason = None if answer.may and answer.is_eligible else Reason.NEVER_SHOWN if answer.may else Reason.NOT_HELD
    if reason is not None:
        sentence = str(reason.label)
        raise InvalidInput(_("Le numéro n’est pas choisi."), code=reason.value, fields={"number": sentence})

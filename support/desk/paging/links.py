"""Links that answer without a sign-in. A token is a signature: nothing secret is stored, nothing can be guessed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from extranet.outbox.mail import Operator, absolute
from support.desk.models import ContactWay, Drill, Page, PageStep

TEST_LIFE: Final = timedelta(hours=24)
_SEPARATOR: Final = "."
_ANSWER: Final = Signer(salt="desk.answer", sep=_SEPARATOR)
_DRILL: Final = Signer(salt="desk.drill", sep=_SEPARATOR)


def answer_link(step_id: UUID) -> str:
    """Return the address at which the person called by this step answers."""
    return _address("answer-page", _ANSWER.sign(_short(step_id)))


def step_of(token: str) -> PageStep | None:
    """Return the step a token was made for, with its page; None for any other text."""
    try:
        step_id = _long(_ANSWER.unsign(token))
    except (BadSignature, ValueError, BadBase64):
        return None
    return PageStep.objects.select_related("page").filter(pk=step_id).first()


def ticket_path(page: Page) -> str:
    """Return the path of a page's ticket as staff reach it, in its partner's house."""
    path = reverse("admin:work-ticket", urlconf=settings.MOUNTED_URLCONF, kwargs={"ticket_id": page.ticket_id})
    return f"/at/{page.partner}{path}"


def way_link(way: ContactWay) -> str:
    """Return the address at which a person confirms that a test message arrived."""
    return _address("confirm-way", _signer_of(way).sign(_short(way.pk)))


def way_of(token: str) -> ContactWay | None:
    """Return the way whose test a token confirms; None for any other text, after a day or another address."""
    try:
        way = ContactWay.objects.filter(pk=_long(token.split(_SEPARATOR, 1)[0])).first()
        if way is None:
            return None
        _signer_of(way).unsign(token, max_age=TEST_LIFE)
    except (BadSignature, ValueError, BadBase64):
        return None
    return way


def drill_link(drill_id: UUID) -> str:
    """Return the address at which a person answers the monthly test of a way."""
    return _address("answer-drill", _DRILL.sign(_short(drill_id)))


def drill_of(token: str) -> Drill | None:
    """Return the monthly test a token was made for; None for any other text."""
    try:
        drill_id = _long(_DRILL.unsign(token))
    except (BadSignature, ValueError, BadBase64):
        return None
    return Drill.objects.filter(pk=drill_id).first()


def _signer_of(way: ContactWay) -> TimestampSigner:
    # The address is part of the key: a link sent to an address proves that address only.
    return TimestampSigner(salt=f"desk.way:{way.kind}:{way.address}", sep=_SEPARATOR)


def _address(route: str, token: str) -> str:
    path = reverse(route, urlconf=settings.OPERATOR_URLCONF, args=[token])
    return absolute(path, partner=Operator())


def _short(key: UUID) -> str:
    return urlsafe_b64encode(key.bytes).decode().rstrip("=")


def _long(short: str) -> UUID:
    return UUID(bytes=urlsafe_b64decode(short + "=" * (-len(short) % 4)))

"""Deliveries: what waits is shown without its arguments, and support may ask for it now."""

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils import timezone

from extranet.audit.models import AuditEvent
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.backoffice.things import waiting_message
from tests.cast import ALPHA, ERIK, SOFIE, Member, client_for

pytestmark = pytest.mark.django_db
LIST = "/admin/outbox/message/"


def deliver_now(member: Member, message: Message) -> Any:
    """Ask for a delivery from the list."""
    posted = {"action": "deliver_now", ACTION_CHECKBOX_NAME: [message.pk]}
    return client_for(member).post(LIST, posted, follow=True)


def stored(message: Message) -> Message:
    """Return the row as it stands."""
    with acting(PUBLIC, OPERATOR):
        return Message.objects.get(pk=message.pk)


def test_support_makes_a_delivery_due_now() -> None:
    message, before = waiting_message(), timezone.now()
    page = deliver_now(ERIK, message).content.decode()
    assert "1 envoi part maintenant." in page
    assert before <= stored(message).due_at <= timezone.now()
    with acting(PUBLIC, OPERATOR):
        event = AuditEvent.objects.get(act="outbox.hastened")
    assert (event.partner, event.actor_name) == (ALPHA, ERIK.name)


def test_finance_may_not() -> None:
    message = waiting_message()
    deliver_now(SOFIE, message)
    assert stored(message).due_at > timezone.now()


def test_what_is_delivered_is_left_alone() -> None:
    message = waiting_message()
    with acting(PUBLIC, OPERATOR):
        Message.objects.filter(pk=message.pk).update(delivered_at=timezone.now())
    assert "0 envoi part maintenant." in deliver_now(ERIK, message).content.decode()
    assert stored(message).due_at > timezone.now()


def test_arguments_are_never_shown_for_they_may_open_something() -> None:
    message, browser = waiting_message(args=["secret-token"]), client_for(ERIK)
    deliver_now(ERIK, message)
    for address in (LIST, f"{LIST}{message.pk}/change/", f"{LIST}{message.pk}/history/", "/admin/audit/auditevent/"):
        response = browser.get(address)
        assert response.status_code == 200
        assert "secret-token" not in response.content.decode()


@pytest.mark.parametrize(("state", "is_shown"), [("waiting", True), ("failed", True), ("delivered", False)])
def test_the_list_narrows_by_state(state: str, is_shown: bool) -> None:
    waiting_message()
    page = client_for(ERIK).get(f"{LIST}?state={state}").content.decode()
    assert ("ordering.mail_order_placed" in page) == is_shown

"""Doubts as people put them, about an account with counts. Stand in the partner's schema."""

from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR
from support.clarifications import ask_clarification, note_answer
from support.models import Audience, Clarification, Entry
from tests.cast import ALICE, ALPHA, ERIK, Member, person_of, place
from tests.platforms.acts import opened, report
from tests.support.playing import OPEN, wrote

DAY: Final = date(2026, 6, 1)
QUESTION: Final = "Le poste d’accueil compte-t-il comme un utilisateur ?"
ASK: Final = "/tickets/clarifications/ask/"
LIST: Final = "/tickets/clarifications/"


def counted(quantity: int = 12, *, day: date = DAY, **facts: Any) -> Subscription:
    """Return a Business Telephony account with so many users on a day."""
    subscription = opened(**facts)
    report(subscription, day, {"bt-user": quantity}, schema=facts.get("schema", ALPHA), at=OPEN)
    return subscription


def doubted(
    subscription: Subscription, *, by: Member = ALICE, day: date = DAY, at: datetime = OPEN, **facts: Any
) -> Clarification:
    """Put a doubt about the users of an account."""
    asked: dict[str, Any] = {"ticket_id": uuid4(), "element": "bt-user", "question": QUESTION, **facts}
    if "order_id" not in asked:
        asked["subscription_id"] = subscription.pk
    return ask_clarification(day=day, person=person_of(by), at=at, **asked)


def replied(doubt: Clarification, text: str = "Non, il est dans un couloir.", **more: Any) -> Entry:
    """Answer a doubt by a message, as Erik does from the desk; stand at Alpha as the operator afterwards."""
    place(ALPHA, OPERATOR)
    return wrote(doubt.ticket, by=ERIK, text=text, **{"audience": Audience.PARTNER, **more})


def answered(
    doubt: Clarification, entry: Entry | None = None, *, by: Member = ERIK, at: datetime = OPEN
) -> Clarification:
    """Note which message is the answer."""
    entry = entry or replied(doubt)
    return note_answer(ticket_id=doubt.pk, entry_id=entry.pk, person=person_of(by, schema=ALPHA), at=at)

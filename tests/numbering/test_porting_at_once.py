"""A port-in asked for twice at once is asked for once.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone

from extranet.errors import InvalidInput
from extranet.numbering.letters import read_letter
from extranet.numbering.models import PortIn
from extranet.numbering.porting import request_port_in
from extranet.ordering.models import Subscription
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, person_of
from tests.contracts import subscribe
from tests.registry.test_proof import at_once
from tests.support.files.making import PDF


def asking(subscription: Subscription, port_in_id: UUID, last: str) -> Callable[[], PortIn]:
    """Return the act of asking for numbers."""
    person, letter = person_of(ALICE), read_letter("mandat.pdf", PDF)
    return lambda: request_port_in(
        port_in_id=port_in_id,
        subscription=subscription,
        first="02 226 88 00",
        last=last,
        donor="Telefoon NV",
        letter=letter,
        wanted_on=date(2099, 3, 1),
        person=person,
        at=timezone.now(),
    )


def test_a_double_click_asks_once(committed_db: None) -> None:
    one = asking(subscribe(), uuid4(), "09")
    connection.close()
    answers = at_once(*[one] * 4)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], PortIn)


def test_of_two_people_who_ask_for_the_same_numbers_one_is_told(committed_db: None) -> None:
    subscription = subscribe()
    acts = [asking(subscription, uuid4(), last) for last in ("09", "19", "29")]
    connection.close()
    answers = at_once(*acts)
    assert (
        sorted(getattr(one, "code", "") for one in answers if isinstance(one, InvalidInput))
        == ["already_requested"] * 2
    )
    with acting(PUBLIC, OPERATOR):
        assert PortIn.objects.count() == 1

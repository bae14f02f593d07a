"""Numbers that come from another operator.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from extranet.errors import IllegalMove, InvalidInput, NotAllowed
from extranet.numbering.errors import NumberRefused
from extranet.numbering.letters import read_letter
from extranet.numbering.models import Holding, PortIn
from extranet.numbering.porting import complete_port_in, confirm_port_in, refuse_port_in, request_port_in
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, BETA, DORA, ERIK, Member, person_of, place, user_of
from tests.contracts import hold, subscribe
from tests.support.files.making import PDF

pytestmark = pytest.mark.django_db
LETTER: Final = read_letter("mandat.pdf", PDF)
DAY: Final = date(2099, 3, 1)


def request(*, by: Member = ALICE, **changed: Any) -> PortIn:
    asked: dict[str, Any] = {
        "port_in_id": uuid4(),
        "first": "02 226 88 00",
        "last": "09",
        "donor": "Telefoon NV",
        "letter": LETTER,
        "wanted_on": DAY,
    }
    subscription = subscribe()
    person = person_of(by, schema=ALPHA)
    with acting(ALPHA, OPERATOR if by is ERIK else PARTNER):
        return request_port_in(**{**asked, **changed}, subscription=subscription, person=person, at=timezone.now())


def confirm(port_in: PortIn) -> PortIn:
    with acting(ALPHA, OPERATOR):
        return confirm_port_in(port_in_id=port_in.pk, planned_on=DAY, actor=user_of(ERIK), at=timezone.now())


def refuse(port_in: PortIn, reason: str = "Signature absente") -> PortIn:
    with acting(ALPHA, OPERATOR):
        return refuse_port_in(port_in_id=port_in.pk, reason=reason, actor=user_of(ERIK), at=timezone.now())


def complete(port_in: PortIn) -> Holding:
    with acting(ALPHA, OPERATOR):
        now = timezone.now()
        return complete_port_in(port_in_id=port_in.pk, since=now, actor=user_of(ERIK), at=now)


def test_numbers_come_when_the_donor_agreed_and_they_are_there() -> None:
    port_in = request()
    assert (port_in.state, port_in.donor, port_in.letter_sha256) == ("requested", "Telefoon NV", LETTER.sha256)
    place(PUBLIC, OPERATOR)
    assert not Holding.objects.exists()
    holding = complete(confirm(port_in))
    assert (holding.first, holding.last, holding.client_id) == (port_in.first, port_in.last, port_in.client_id)
    with acting(PUBLIC, OPERATOR):
        assert PortIn.objects.get(pk=port_in.pk).state == "done"


def test_a_request_twice_is_one() -> None:
    port_in_id = UUID(int=1)
    assert request(port_in_id=port_in_id) == request(port_in_id=port_in_id)


def test_a_refusal_has_a_reason() -> None:
    port_in = request()
    with pytest.raises(InvalidInput):
        refuse(port_in, " ")
    assert refuse(port_in).refusal_reason == "Signature absente"


ACTS = {"confirmed": confirm, "refused": refuse, "done": complete}


@pytest.mark.parametrize("state", PortIn.State.values)
@pytest.mark.parametrize("act", ACTS)
def test_each_state_allows_its_acts_only(state: str, act: str) -> None:
    port_in = request()
    if state in ("confirmed", "done"):
        confirm(port_in)
    if state == "done":
        complete(port_in)
    if state == "refused":
        refuse(port_in)
    if (state, act) in PortIn.MOVES:
        ACTS[act](port_in)
        return
    with pytest.raises(IllegalMove):
        ACTS[act](port_in)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"donor": " "}, "donor_missing"),
        ({"donor": "T" * 81}, "donor_missing"),
        ({"letter": None}, "letter_missing"),
        ({"wanted_on": date(2020, 1, 1)}, "wanted_in_past"),
    ],
)
def test_what_is_missing_is_said(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        request(**changed)
    assert caught.value.code == code


def test_numbers_are_read_as_everywhere() -> None:
    with pytest.raises(NumberRefused):
        request(first="02 226 88 8")


def test_numbers_that_somebody_here_holds_do_not_come() -> None:
    port_in = confirm(request())
    hold()
    with pytest.raises(IllegalMove) as caught:
        complete(port_in)
    assert caught.value.code == "block_unavailable"


def test_a_client_asks_its_partner() -> None:
    with pytest.raises(NotAllowed):
        request(by=DORA)
    assert request(by=ERIK).state == "requested"


def test_another_partner_neither_sees_nor_decides() -> None:
    port_in = request()
    place(BETA)
    assert not PortIn.objects.exists()
    place(ALPHA)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PortIn.objects.filter(pk=port_in.pk).update(state="confirmed", decided_at=timezone.now() + timedelta(days=1))

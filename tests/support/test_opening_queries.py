"""Opening a ticket asks the database little, whatever the ground, the hour and who asks."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from support.judging import Asked
from support.rules import FirstLine, Ground
from support.services import open_ticket
from tests.cast import ALICE, BOB, DENIS, DORA, Member, person_of
from tests.contracts import hold
from tests.support.hits.sites import device, site
from tests.support.playing import CRITICAL, NIGHT, OPEN, QUESTION, helping, opened

pytestmark = pytest.mark.usefixtures("at_alpha")
MOST: Final = 15
HOURS: Final = {"open": OPEN, "night": NIGHT}


def asked_of(ground: Ground) -> Asked:
    """Return a request of a ground."""
    return QUESTION if ground == Ground.NONE else replace(CRITICAL, ground=ground)


def cost(asked: Asked, *, by: Member, hour: str) -> Sequence[str]:
    """Return the beginning of every statement that opening takes, savepoints aside."""
    person = person_of(by)
    with CaptureQueriesContext(connection) as captured:
        open_ticket(ticket_id=uuid4(), asked=asked, person=person, at=HOURS[hour])
    return [one["sql"][:160] for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("somebody", [DORA, DENIS, ALICE, BOB])
@pytest.mark.parametrize("first_line", FirstLine)
def test_opening_a_ticket_takes_few_statements(
    somebody: Member, ground: Ground, hour: str, first_line: FirstLine
) -> None:
    helping(first_line)
    opened(asked_of(ground))
    asked = asked_of(ground)
    said = cost(asked, by=somebody, hour=hour)
    assert len(said) <= MOST, "\n".join(said)


def test_blocks_of_numbers_are_read_and_kept_with_three_statements_whatever_their_count() -> None:
    holding = [hold(first, first + 9) for first in (3221991000, 3221991100, 3221991200)]
    opened()
    asked = replace(CRITICAL, holding_ids=tuple(one.pk for one in holding))
    said = cost(asked, by=ALICE, hour="night")
    assert len(said) <= len(cost(CRITICAL, by=ALICE, hour="night")) + 3, "\n".join(said)
    assert len(said) <= MOST, "\n".join(said)


def test_sites_and_devices_are_read_and_kept_within_the_same_bound() -> None:
    holding = [hold(first, first + 9) for first in (3221991000, 3221991100, 3221991200)]
    sites = [site(f"Site {number}") for number in range(3)]
    phones = [device(one, f"Poste {number}") for number, one in enumerate(sites)]
    opened()
    asked = replace(
        CRITICAL,
        text="Plus rien ne sonne depuis notre déménagement.",
        holding_ids=tuple(one.pk for one in holding),
        site_ids=tuple(one.pk for one in sites),
        device_ids=tuple(one.pk for one in phones),
    )
    for by, hour in ((ALICE, "night"), (DORA, "night"), (DENIS, "open")):
        said = cost(asked, by=by, hour=hour)
        assert len(said) <= MOST, "\n".join(said)

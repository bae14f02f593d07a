"""What opening a ticket costs, with files and without."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from support.files import check_contents, keep
from support.services import open_ticket
from tests.cast import DORA, person_of
from tests.support.files.making import LOG
from tests.support.playing import OPEN, QUESTION, opened


def test_files_cost_two_queries_whatever_their_number(at_alpha: None, django_assert_max_num_queries: Any) -> None:
    opened()
    dora, ticket_id = person_of(DORA), uuid4()
    kept = keep(
        check_contents([(f"{n}.log", LOG + bytes([48 + n])) for n in range(5)]), page_id=ticket_id, person=dora, at=OPEN
    )
    with django_assert_max_num_queries(15) as plain:
        open_ticket(ticket_id=uuid4(), asked=QUESTION, person=dora, at=OPEN)
    asked = replace(QUESTION, attachment_ids=tuple(one.pk for one in kept))
    with django_assert_max_num_queries(len(plain) + 2):
        open_ticket(ticket_id=ticket_id, asked=asked, person=dora, at=OPEN)

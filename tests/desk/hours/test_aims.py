"""What the desk aims at: versions that never change, published by administrators, internal. general.8."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from support.desk.models import Aim
from tests.cast import ALICE, ANNA, ERIK, Member
from tests.support.aims import AIMS, published

pytestmark = pytest.mark.django_db


def test_the_next_version_follows_and_the_older_one_stays() -> None:
    first = published()
    second = published(aims=replace(AIMS, answer_minutes=45), shown=1, note="Plus vite")
    assert (first.number, second.number, second.published_by_name) == (1, 2, ANNA.name)
    with acting(PUBLIC, OPERATOR), pytest.raises(DatabaseError), transaction.atomic():
        Aim.objects.filter(number=1).update(answer_minutes=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer_minutes": 0}, "answer_minutes"),
        ({"critical_answer_minutes": 525_601}, "critical_answer_minutes"),
        ({"solution_minutes": 30}, "solution_minutes"),
    ],
)
def test_an_aim_that_makes_no_sense_is_refused_beside_its_field(changes: dict[str, int], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        published(aims=replace(AIMS, **changes))
    assert set(refusal.value.fields) == {field}


def test_nothing_changes_without_a_reason_a_change_and_the_newest_page() -> None:
    published()
    for changes in ({"note": " ", "aims": replace(AIMS, answer_minutes=45)}, {"note": "encore"}):
        with pytest.raises(InvalidInput):
            published(shown=1, **changes)
    with pytest.raises(Stale):
        published(shown=0, aims=replace(AIMS, answer_minutes=45))


@pytest.mark.parametrize("member", [ERIK, ALICE])
def test_only_administrators_of_the_operator_publish(member: Member) -> None:
    with pytest.raises(NotAllowed):
        published(by=member)

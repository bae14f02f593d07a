"""Whatever is done to numbers, in whatever order: the messages, replayed on an empty map, say what the registry says.

A few courses run with every check, many with `make proof`.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from emergency.registry.cuts import Part
from emergency.registry.handover import hand_over
from emergency.registry.models import Review
from emergency.registry.reviewing import accept_review
from extranet.errors import Refusal
from extranet.numbering.models import Holding
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALPHA, BETA, BETA_CLIENT, CLIENT, ERIK, SIBLING, person_of
from tests.contracts import FIRST, hold, subscribe
from tests.registry.acts import ABROAD, clock, declare, numbered, release, revision_of, say
from tests.registry.cutting import carve, correct, merge, move, port, split, transfer
from tests.registry.transmitting.replaying import differences

pytestmark = pytest.mark.django_db
NUMBERS: Final = range(FIRST, FIRST + 12)
SAMPLE: Final = 5
WHOLE: Final = 150


@dataclass(frozen=True)
class Choice:
    """One step of a course: which act, on which block and numbers, with which address, and when."""

    act: int
    block: int
    first: int
    width: int
    address: int
    hours: int


CHOICES: Final = st.builds(
    Choice,
    act=st.integers(0, 12),
    block=st.integers(0, 5),
    first=st.integers(0, 11),
    width=st.integers(0, 3),
    address=st.integers(1, 4),
    hours=st.sampled_from([0, 0, 1, 2, 3]),
)


class Course:
    """A partner's numbers, and what may happen to them."""

    def __init__(self) -> None:
        self.takers = {client: subscribe(ALPHA, client) for client in (CLIENT, SIBLING)}
        self.stranger = subscribe(BETA, BETA_CLIENT)
        hold(NUMBERS.start, NUMBERS.stop - 1, subscription=self.takers[CLIENT])
        self.acts: Sequence[Callable[[Holding, Choice], object]] = (
            self.declare,
            self.declare,
            self.split,
            self.carve,
            self.merge,
            self.move,
            self.port,
            self.transfer,
            self.correct,
            self.review,
            self.release,
            self.allocate,
            self.hand_over,
        )

    def step(self, choice: Choice) -> None:
        """Do it where it is possible; what is refused changes nothing."""
        blocks = self.blocks()
        if not blocks:
            with suppress(Holding.DoesNotExist), transaction.atomic():
                self.allocate(None, choice)
            return
        with suppress(Refusal, Holding.DoesNotExist), transaction.atomic():
            self.acts[choice.act](blocks[choice.block % len(blocks)], choice)

    def blocks(self) -> list[Holding]:
        """Return what is held now at the partner, by number."""
        with acting(PUBLIC, OPERATOR):
            held = Holding.objects.filter(partner=ALPHA, released_at__isnull=True, numbers__overlap=(FIRST, FIRST + 12))
            return list(held.order_by("numbers"))

    # ---------- The acts ----------
    def declare(self, block: Holding, choice: Choice) -> None:
        effective = timezone.now() + timedelta(hours=choice.hours) if choice.hours else None
        declare(block, numbered(choice.address), effective=effective)

    def split(self, block: Holding, choice: Choice) -> None:
        cut = block.first + 1 + choice.first % max(block.count - 1, 1)
        right = Part(cut, block.last, numbered(choice.address)) if choice.width else Part(cut, block.last, keeps=True)
        effective = timezone.now() + timedelta(hours=choice.hours) if choice.hours else None
        split(block, [Part(block.first, cut - 1, keeps=True), right], effective=effective)

    def carve(self, block: Holding, choice: Choice) -> None:
        carve(block, block.first + choice.first % block.count, numbered(choice.address))

    def merge(self, block: Holding, choice: Choice) -> None:
        after = next((one for one in self.blocks() if one.first == block.last + 1), None)
        if after is not None:
            merge(block, after, facts=numbered(choice.address) if choice.width else None)

    def move(self, block: Holding, choice: Choice) -> None:
        effective = timezone.now() + timedelta(hours=choice.hours) if choice.hours else None
        ours = [one for one in self.blocks() if one.client_id == block.client_id]
        move(*ours, facts=numbered(choice.address), effective=effective)

    def port(self, block: Holding, choice: Choice) -> None:
        port(block, *self.some_of(block, choice))

    def transfer(self, block: Holding, choice: Choice) -> None:
        taker = self.takers[SIBLING if block.client_id == CLIENT else CLIENT]
        transfer(block, *self.some_of(block, choice), taker)

    def correct(self, block: Holding, choice: Choice) -> None:
        ends = [None, timezone.now() + timedelta(hours=2), timezone.now() - timedelta(microseconds=5)]
        correct(block, numbered(choice.address), block.held.lower, ends[choice.hours % 3])

    def review(self, block: Holding, choice: Choice) -> None:
        waiting = say(block, ABROAD)
        if isinstance(waiting, Review) and choice.width:
            with acting(ALPHA, OPERATOR):
                accept_review(review_id=waiting.pk, person=person_of(ERIK, schema=ALPHA), at=timezone.now())

    def release(self, block: Holding, choice: Choice) -> None:
        release(block)

    def allocate(self, block: Holding | None, choice: Choice) -> None:
        """Give a number that nobody holds to either client, from now or from a coming hour on."""
        with acting(PUBLIC, OPERATOR):
            held = [one for one in Holding.objects.filter(released_at__isnull=True) if one.first <= NUMBERS.stop]
        free = [number for number in NUMBERS if not any(one.first <= number <= one.last for one in held)]
        if free:
            number, client = free[choice.first % len(free)], (CLIENT, SIBLING)[choice.width % 2]
            since = clock() + timedelta(hours=choice.hours)
            new = hold(number, number, client_id=client, subscription=self.takers[client], since=since)
            declare(new, numbered(choice.address))

    def hand_over(self, block: Holding, choice: Choice) -> None:
        first, last = self.some_of(block, choice)
        with acting(ALPHA, OPERATOR):
            hand_over(
                holding_id=block.pk,
                revision=revision_of(block),
                first=first,
                last=last,
                to_partner=BETA,
                subscription_id=self.stranger.pk,
                person=person_of(ERIK, schema=ALPHA),
                at=timezone.now(),
            )

    @staticmethod
    def some_of(block: Holding, choice: Choice) -> tuple[int, int]:
        """Return first and last of some of a block's numbers."""
        first = block.first + choice.first % block.count
        return first, min(first + choice.width, block.last)


def run(choices: Sequence[Choice]) -> None:
    """Run a course from an empty map, and compare after every step; then undo it."""
    with transaction.atomic():
        course = Course()
        for choice in choices:
            course.step(choice)
            assert not differences(NUMBERS, clock()), choice
        transaction.set_rollback(True)


CALM: Final = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
# A course that fails is shown as it was drawn: shrinking one would take minutes.
PHASES: Final = (Phase.explicit, Phase.generate)


@settings(max_examples=SAMPLE, suppress_health_check=CALM, phases=PHASES)
@given(st.lists(CHOICES, min_size=4, max_size=8))
def test_after_any_acts_a_replay_of_the_messages_is_what_the_registry_answers(choices: list[Choice]) -> None:
    run(choices)


@pytest.mark.proof
@settings(max_examples=WHOLE, suppress_health_check=CALM, phases=PHASES)
@given(st.lists(CHOICES, min_size=4, max_size=20))
def test_after_very_many_acts_a_replay_of_the_messages_is_what_the_registry_answers(choices: list[Choice]) -> None:
    run(choices)


def test_a_course_with_each_act_is_replayed() -> None:
    """Every act at least once, so that the sample misses none."""
    run([Choice(act, act % 3, (5 * act) % 12, act % 4, 1 + act % 4, act % 3) for act in (0, 2, 3, 4, 5, 1, 8, 7, 9)])
    run([Choice(act, act % 2, (7 * act) % 12, act % 3, 1 + act % 4, act % 4) for act in (0, 6, 12, 11, 10, 1, 9, 3)])

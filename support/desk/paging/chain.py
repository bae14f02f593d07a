"""The chain of a page: whom each round calls, and in which of their ways. Pure.

Terms: general.7
Reading: a round is a step of the chain; beyond its end the last step is repeated until somebody answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from support.desk.rota.selectors import Way


class Who(StrEnum):
    """Whom a step calls. The administrators are called beside whoever is on call then, never instead."""

    FIRST = "layer1"
    SECOND = "layer2"
    ADMINISTRATORS = "administrators"


class Ways(StrEnum):
    """In which of a person's proved ways a step calls them."""

    FIRST = "first"
    SECOND = "second"
    ALL = "all"


class Fault(StrEnum):
    """Why a chain cannot be published."""

    LENGTH = "length"
    UNREADABLE = "unreadable"
    WAIT = "wait"
    START = "start"
    SECOND_WAY = "second_way"
    ADMINISTRATORS = "administrators"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class Step:
    """One step: whom, how, and the minutes until the next one."""

    who: Who
    ways: Ways
    wait_minutes: int

    def as_json(self) -> dict[str, str | int]:
        """Return it as a chain keeps it."""
        return {"who": self.who.value, "ways": self.ways.value, "wait_minutes": self.wait_minutes}


Chain = tuple[Step, ...]

MOST_STEPS: Final = 10
LONGEST_WAIT: Final = 30
# Within this many minutes of silence the administrators have been called.
LONGEST_CLIMB: Final = 60
# The first chain, which the migration publishes; also what drives a page should no chain be readable.
DEFAULT: Final[Chain] = (
    Step(Who.FIRST, Ways.FIRST, 5),
    Step(Who.FIRST, Ways.SECOND, 5),
    Step(Who.SECOND, Ways.ALL, 5),
    Step(Who.ADMINISTRATORS, Ways.ALL, 5),
)
# A short message wakes sooner than a mail.
ORDER: Final = {"http": 0, "email": 1}
EMERGENCY: Final = "emergency_calls_fail"


def read_chain(stored: Sequence[Mapping[str, Any]]) -> Chain:
    """Return the steps in the JSON of a chain. Raises KeyError or ValueError for another shape."""
    return tuple(Step(Who(one["who"]), Ways(one["ways"]), int(one["wait_minutes"])) for one in stored)


def fault_of(chain: Chain) -> Fault | None:
    """Return the first thing that keeps a chain from being published; None when it may be.

    Terms: general.7
    Reading: it begins with the person on call, tries a second independent way before it goes wider, and reaches
    the administrators within an hour of silence.
    """
    if not 1 <= len(chain) <= MOST_STEPS:
        return Fault.LENGTH
    if any(not 1 <= step.wait_minutes <= LONGEST_WAIT for step in chain):
        return Fault.WAIT
    if chain[0].who is not Who.FIRST or chain[0].ways is Ways.SECOND:
        return Fault.START
    if not any(step.who is Who.FIRST and step.ways is not Ways.FIRST for step in chain):
        return Fault.SECOND_WAY
    widest = [place for place, step in enumerate(chain) if step.who is Who.ADMINISTRATORS]
    if not widest or widest[-1] != len(chain) - 1:
        return Fault.ADMINISTRATORS
    if sum(step.wait_minutes for step in chain[: widest[0]]) > LONGEST_CLIMB:
        return Fault.TOO_LONG
    return None


def step_of_round(chain: Chain, number: int) -> Step:
    """Return the step of round `number` (1 is the first); beyond the end, the last one."""
    return chain[min(number, len(chain)) - 1]


def is_last(chain: Chain, number: int) -> bool:
    """Whether the round is the last step of the chain, or a repetition of it."""
    return number >= len(chain)


def minutes_after(chain: Chain, number: int, *, repeat: int) -> int:
    """Return the minutes between round `number` and the next: the step's own, `repeat` once the chain is through."""
    return repeat if is_last(chain, number) else step_of_round(chain, number).wait_minutes


def ways_called(has: Sequence[Way], asked: Ways, *, ground: str) -> tuple[Way, ...]:
    """Return the ways of a person that a step uses, of the proved ones.

    Terms: general.7
    Reading: the short message is the first way, mail the second. A person with one proved way is called in it by
    either step: a hole is never met with silence. When 112 fails, every step uses all ways at once.
    """
    ordered = tuple(sorted(has, key=lambda way: ORDER.get(way.kind, len(ORDER))))
    if ground == EMERGENCY or asked is Ways.ALL:
        return ordered
    return ordered[:1] if asked is Ways.FIRST else ordered[-1:]

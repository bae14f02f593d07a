"""Ctrl-C and a polite kill, at a moment that suits."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off ending signals to the end of the block: a server half started would be nobody's."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    missed: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        missed.append(number)

    before = {number: signal.signal(number, note) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            # None stands for a handler that was not set from Python; such a one cannot be put back.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
    if missed:
        signal.raise_signal(missed[0])


def end_on_signal() -> None:
    """Turn the first ending signal into KeyboardInterrupt and ignore those that follow."""

    def end(_number: int, _frame: FrameType | None) -> None:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in ENDING:
        signal.signal(number, end)

"""Whole numbers as pages post them: whatever else somebody posts is none."""

from typing import Final

# No revision nor rank has more; and a text of thousands of digits is a long sum, or an error.
MOST_DIGITS: Final = 9


def whole_number(written: str) -> int | None:
    """Return the whole number of a text; None for what is none, or longer than any.

    >>> whole_number("12"), whole_number("-1"), whole_number("9" * 5000)
    (12, None, None)
    """
    return int(written) if written.isdecimal() and len(written) <= MOST_DIGITS else None

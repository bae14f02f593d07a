"""How a block may be cut, as people say it: where each part begins; pure.

Terms: telavox.7, bt.14, sip.4
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from extranet.errors import InvalidInput
from extranet.numbering.errors import NumberRefused
from extranet.numbering.formats import written, written_block
from extranet.numbering.reading import read_block

MOST_PARTS: Final = 20
_BETWEEN: Final = re.compile(r"[,;\r\n]+")


def suggested_boundary(first: int, last: int) -> int:
    """Return where a block from `first` to `last` is best cut in two: the roundest number near its middle.

    `first` < `last`. Raises ValueError for one number.

    Terms: telavox.7, bt.14, sip.4
    Reading: people share numbers by tens and hundreds; the middle alone would be a suggestion nobody means.
    """
    if last <= first:
        raise ValueError("one number cannot be cut")
    middle = first + (last - first + 1) // 2
    # A number further from the middle than a quarter of the block would no longer be a half.
    reach = (last - first + 1) // 4
    for size in (1000, 100, 10):
        rounded = round_to(middle, size)
        if first < rounded <= last and abs(rounded - middle) <= reach:
            return rounded
    return middle


def round_to(number: int, size: int) -> int:
    """Return the multiple of `size` nearest to a number, the higher one of two."""
    return (number + size // 2) // size * size


def number_within(first: int, last: int, text: str, *, field: str) -> int:
    """Return the number of a block that `text` says, whole or by its final digits. Raises InvalidInput at `field`.

    Terms: telavox.7, bt.14, sip.4
    """
    try:
        number = read_block(written(first), text).last if text.strip() else None
    except NumberRefused as refusal:
        raise InvalidInput(refusal.message, code=refusal.code, fields={field: refusal.message}) from refusal
    if number is None or not first <= number <= last:
        sentence = _("Donnez un numéro du bloc %(block)s.") % {"block": written_block(first, last)}
        raise InvalidInput(sentence, code="number_outside_block", fields={field: sentence})
    return number


def range_within(first: int, last: int, texts: tuple[str, str]) -> tuple[int, int]:
    """Return the numbers of a block that two texts say, the first and the last; without a last one, one number.

    Raises InvalidInput at `first` or `last`.

    Terms: telavox.7, bt.14, sip.4
    """
    begin = number_within(first, last, texts[0], field="first")
    end = number_within(begin, last, texts[1], field="last") if texts[1].strip() else begin
    return begin, end


def parts_of(first: int, last: int, text: str) -> list[tuple[int, int]]:
    """Return the parts of a block, each from its first to its last number; `text`: where new ones begin.

    Raises InvalidInput at `begins`.

    Terms: telavox.7, bt.14, sip.4
    """
    said = [one for one in _BETWEEN.split(text) if one.strip()]
    if len(said) >= MOST_PARTS:
        raise _refused(_("Coupez en vingt parties au plus à la fois."), "too_many_parts")
    begins = sorted({number_within(first, last, one, field="begins") for one in said})
    if not begins or begins == [first]:
        raise _refused(_("Dites à quel numéro commence la seconde partie."), "boundary_missing")
    if begins[0] == first:
        begins = begins[1:]
    return _between([first, *begins, last + 1])


def _between(ends: Sequence[int]) -> list[tuple[int, int]]:
    return [(begin, end - 1) for begin, end in pairwise(ends)]


def _refused(sentence: str, code: str) -> InvalidInput:
    return InvalidInput(sentence, code=code, fields={"begins": sentence})

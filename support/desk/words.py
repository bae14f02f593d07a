"""Words that somebody types to find tickets, and how a database is asked for them: the same on both floors.

Terms: general.7
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LONGEST_SOUGHT: Final = 80
MOST_WORDS: Final = 8
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Sought:
    """One word. `is_begun`: what begins with it is meant too."""

    word: str
    is_begun: bool

    @property
    def query(self) -> str:
        """The SQL of the question, with the word as its one parameter."""
        folded = "public.fold_words(%s)"
        if self.is_begun:
            return f"to_tsquery('simple'::regconfig, {folded} || ':*')"
        return f"plainto_tsquery('simple'::regconfig, {folded})"


def sought_in(typed: str) -> Sequence[Sought]:
    """Return the words of what was typed: every one is meant, the last one as it begins.

    Digits are a number and never a beginning: "2" does not mean 2026.

    >>> [(one.word, one.is_begun) for one in sought_in("Fax, récep")]
    [('Fax', False), ('récep', True)]
    """
    apart = _WORD.findall(typed.strip()[:LONGEST_SOUGHT])[:MOST_WORDS]
    last = len(apart) - 1
    return [Sought(word, place == last and not word.isdecimal()) for place, word in enumerate(apart)]

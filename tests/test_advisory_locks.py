"""Each advisory lock of the house has a number of its own: else who cuts a block waits for who pages somebody."""

import re
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
NUMBER: Final = re.compile(r"^\w+: Final = (7_1\d\d_\d\d\d)$", re.MULTILINE)


def test_no_two_locks_have_the_same_number() -> None:
    found: Counter[str] = Counter()
    for department in ("extranet", "emergency", "support", "billing"):
        for path in (ROOT / department).rglob("*.py"):
            found.update(NUMBER.findall(path.read_text(encoding="utf-8")))
    assert len(found) > 8
    assert [number for number, times in found.items() if times > 1] == []

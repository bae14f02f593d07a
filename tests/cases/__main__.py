"""`python -m tests.cases FILE`: answer worked cases from the product's own rules.

Prints one line a case: its id and `ok`, or what was expected and what came; ends with 1 when any differs. A case of
a kind or area that no rule answers is said so and is a difference too; `--area` narrows a file to one of them.
"""

import argparse
import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "extranet.settings")
# Rules need neither: nothing answers at these addresses.
os.environ.setdefault("DATABASE_URL", "postgres://nobody@database.example/none")
os.environ.setdefault("REDIS_URL", "redis://redis.example/0")
django.setup()

from tests.cases.answering import differences  # noqa: E402 - models of the rules' words need the set-up


def main() -> int:
    """Answer every case of a file; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--area", help="only cases of this area or kind")
    asked = parser.parse_args()
    document = json.loads(asked.file.read_text(encoding="utf-8"))
    wrong = 0
    for case in document["cases"]:
        if asked.area and asked.area not in (case.get("area"), case.get("kind")):
            continue
        difference = differences(case, document)
        sys.stdout.write(f"{case['id']} {difference or 'ok'}\n")
        wrong += bool(difference)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

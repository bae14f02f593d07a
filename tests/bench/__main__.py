"""`python -m tests.bench`: the figures of `make bench`, each against something plain in the same run."""

import sys

import tests.start  # noqa: F401 - before models: servers and Django
from extranet.tenancy.context import PARTNER, PUBLIC, house_connection
from tests.bench import deadlines, drafting, importing, opening, queue, registry
from tests.template import drop_database, make_database, use_database

DATABASE = "extranet_bench"


def main() -> int:
    """Measure everything on a database of its own; print a line a figure."""
    make_database(DATABASE)
    use_database(DATABASE)
    house_connection().go(PUBLIC, PARTNER)
    try:
        for measure in (deadlines, drafting, opening, queue, registry, importing):
            for line in measure.figures():
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    finally:
        house_connection().close()
        drop_database(DATABASE)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Wait, apart from every command, until nobody uses the servers of one kind; then stop them.

A command stops them itself when it ends; this is for the one that was killed.
"""

import sys
from pathlib import Path
from typing import cast

from extranet.boot.lease import stop_after_last
from extranet.boot.places import Kind
from extranet.boot.servers import Pair


def main(kind: str, var: str) -> None:
    """Stop the servers of `kind` under `var` once their last user is gone."""
    pair = Pair(cast(Kind, kind), var=Path(var), given={})
    stop_after_last(pair.locks, pair.stop)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What accounts must know of floors above: the names of a partner's clients.

Memberships carry a client's id only, because no import goes upwards. The clients app gives the names when
it is ready; a house that has no such app has no clients.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

ClientNames = Callable[[], Sequence[tuple[UUID, str]]]

_sources: list[ClientNames] = []


def give_client_names(source: ClientNames) -> None:
    """Register the source of names; called once, in `AppConfig.ready`. The last one counts.

    `source` returns id and name of each client, sorted, of the schema it is called in.
    """
    _sources[:] = [source]


def client_names() -> list[tuple[UUID, str]]:
    """Return id and name of the clients of the partner we stand in."""
    return [pair for source in _sources for pair in source()]

"""What the tables of expected answers are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.cast import Member
from tests.routes.world import Owner, World


@dataclass(frozen=True)
class Cell:
    """Who asks about whose things: what an address and a form are made from."""

    world: World
    owner: Owner
    member: Member | None


@dataclass(frozen=True)
class Route:
    """The answers of one route. `of` gives the address its ids, `posts` a form that is right."""

    get: str
    post: str
    of: Callable[[Cell], Mapping[str, Any]] | None = None
    posts: Callable[[Cell], Mapping[str, Any]] | None = None
    # GET and POST of somebody who has not signed in here.
    stranger: str = "LL"
    # GET and POST of everybody on the operator's own host, where these differ from those under a mount.
    operator: str = ""
    # Ids that are the same for everybody, such as a part of the terms.
    is_shared: bool = False
    # The form, not the address, says whose thing it is about.
    names_owner_in_form: bool = False

    @property
    def is_owned(self) -> bool:
        """Whether the route is about something that belongs to a client."""
        return self.names_owner_in_form or (self.of is not None and not self.is_shared)

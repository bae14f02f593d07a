"""What happens to the addresses of a block that is taken back."""

from emergency.registry.keeping import known_within, make_room
from emergency.registry.reviewing import replace_waiting
from emergency.registry.timeline import Area
from extranet.accounts.models import User
from extranet.numbering.hooks import Locked, before_release


@before_release
def close_addresses(locked: Locked, _actor: User | None) -> None:
    """Let every address of a block end at the instant at which it is taken back; what was true before stays known.

    What waits for staff ends too.

    Terms: telavox.7, bt.14, sip.4
    """
    holding = locked.holding
    rest = Area(holding.first, holding.last + 1, locked.instant)
    make_room(known_within(holding, rest), rest, instant=locked.instant)
    replace_waiting(holding, instant=locked.instant)

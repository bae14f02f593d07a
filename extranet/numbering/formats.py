"""Numbers as Belgians write them. Spaces inside a number never break.

Source: one digit for the zones 02, 03, 04 and 09, two for the others; a mobile number begins with four.
"""

from typing import Final

from extranet.numbering.plan import PREFIX, groups_of, national

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
# Country and zone.
ZONE_GROUPS: Final = 2
TO: Final = f"{NO_BREAK}\N{EN DASH} "


def written(number: int) -> str:
    """Return a number in its international form, +32 2 226 88 00."""
    if not str(number).startswith(PREFIX):
        return f"+{number}"
    return NO_BREAK.join((f"+{PREFIX}", *groups_of(national(number))))


def written_at_home(number: int) -> str:
    """Return a number as it is dialled in Belgium, 02 226 88 00. Raises ValueError for one of another country."""
    return f"0{NO_BREAK.join(groups_of(national(number)))}"


def written_block(first: int, last: int) -> str:
    """Return a block: its first number, and of the last one what differs, +32 2 226 88 00 – 99.

    The last one is whole when it differs right after its zone: its end alone would read like a number.
    """
    if first == last:
        return written(first)
    one, other = written(first).split(NO_BREAK), written(last).split(NO_BREAK)
    same = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    end = other[same:] if same > ZONE_GROUPS and len(one) == len(other) else other
    return f"{NO_BREAK.join(one)}{TO}{NO_BREAK.join(end)}"

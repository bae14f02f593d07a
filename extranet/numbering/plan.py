"""The Belgian numbering plan, pure: how long a number is, what kind it is, which zone it belongs to.

A national number is what follows +32, without the trunk zero: 22268888. Which numbers exist comes from
phonenumbers' tables; what people type never reaches that library, which drops letters in silence.
"""

from typing import Final

from phonenumbers import PhoneNumber, PhoneNumberType, number_type

from extranet.numbering.kinds import NumberKind

COUNTRY: Final = 32
PREFIX: Final = str(COUNTRY)
MOBILE_LENGTH: Final = 9
OTHER_LENGTH: Final = 8
# Zones of one digit: Brussels, Antwerp, Liège, Ghent. All other zones have two.
_ONE_DIGIT_ZONES: Final = frozenset("2349")
_LONG_SERIES: Final = ("800", "90")
_KINDS: Final = {
    PhoneNumberType.FIXED_LINE: NumberKind.GEOGRAPHIC,
    PhoneNumberType.MOBILE: NumberKind.MOBILE,
}


def international(national: str) -> int:
    """Return the number as it is kept: country code and national number as one integer."""
    return int(f"{PREFIX}{national}")


def national(number: int) -> str:
    """Return what follows +32. Raises ValueError for a number of another country."""
    digits = str(number)
    if not digits.startswith(PREFIX):
        raise ValueError(f"+{digits} is not a Belgian number")
    return digits.removeprefix(PREFIX)


def is_mobile(national_number: str) -> bool:
    """Return whether a national number begins like a mobile one: 45 to 49."""
    return national_number[:1] == "4" and national_number[1:2] in tuple("56789")


def full_length(national_number: str) -> int:
    """Return how many digits a national number that begins like this one has."""
    return MOBILE_LENGTH if is_mobile(national_number) else OTHER_LENGTH


def kind_of(national_number: str) -> NumberKind | None:
    """Return the kind of a national number; None when the plan does not have it."""
    if national_number.startswith("0") or len(national_number) != full_length(national_number):
        return None
    found = number_type(PhoneNumber(country_code=COUNTRY, national_number=int(national_number)))
    if found == PhoneNumberType.UNKNOWN:
        return None
    return _KINDS.get(found, NumberKind.NON_GEOGRAPHIC)


def groups_of(national_number: str) -> tuple[str, ...]:
    """Return a national number in the groups Belgians write: ("2", "226", "88", "88")."""
    if len(national_number) == MOBILE_LENGTH or national_number.startswith(_LONG_SERIES):
        head = 3
    else:
        head = 1 if national_number[:1] in _ONE_DIGIT_ZONES else 2
    rest = national_number[head:]
    # An odd rest has one group of three: in front after a zone of one digit, at the end after 800.
    if len(rest) % 2 == 0:
        cuts = range(0, len(rest), 2)
        return (national_number[:head], *(rest[cut : cut + 2] for cut in cuts))
    if head == 1:
        return (national_number[:head], rest[:3], *(rest[cut : cut + 2] for cut in range(3, len(rest), 2)))
    return (national_number[:head], rest[:2], rest[2:])


def series_of(national_number: str) -> str:
    """Return what the numbers of one block have in common: 02, 067, 0800, 078; 04 for all mobile ones."""
    return "04xx" if is_mobile(national_number) else f"0{groups_of(national_number)[0]}"


def zone_of(number: int) -> str:
    """Return the zone of a geographic number, such as 02, 04 or 067; empty for any other number."""
    local = national(number) if str(number).startswith(PREFIX) else ""
    return series_of(local) if kind_of(local) is NumberKind.GEOGRAPHIC else ""

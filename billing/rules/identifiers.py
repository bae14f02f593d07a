"""Numbers with check digits: enterprise numbers and structured communications of payments."""

import re
from dataclasses import dataclass
from typing import Final

MODULUS: Final = 97
ENTERPRISE_DIGITS: Final = 10
BASE_DIGITS: Final = 10
ENTERPRISE_SHAPE: Final = re.compile(r"(?:BE)?\s*([01]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3})", re.IGNORECASE)
COMMUNICATION_SHAPE: Final = re.compile(r"(?:\+{3}|\*{3})?([0-9]{3})/?([0-9]{4})/?([0-9]{5})(?:\+{3}|\*{3})?")


@dataclass(frozen=True, slots=True)
class StructuredCommunication:
    """Twelve digits that a payment carries, and how they are shown."""

    digits: str

    @property
    def display(self) -> str:
        """As printed: +++123/4567/89012+++."""
        return f"+++{self.digits[:3]}/{self.digits[3:7]}/{self.digits[7:]}+++"


def enterprise_number(typed: str) -> str | None:
    """Return the ten digits of a Belgian enterprise number, None when it is none.

    `typed`: with or without BE, dots or spaces; nine digits are an old number without its leading zero.
    The last two digits are 97 less the remainder of the first eight divided by 97.

    Law: Peppol PEPPOL-COMMON-R043, the check digits of endpoint scheme 0208.
    """
    shape = ENTERPRISE_SHAPE.fullmatch(typed.strip())
    if shape is None:
        return None
    digits = re.sub(r"[^0-9]", "", shape.group(1)).zfill(ENTERPRISE_DIGITS)
    return digits if MODULUS - int(digits[:8]) % MODULUS == int(digits[8:]) and int(digits) else None


def structured_communication(base: str) -> StructuredCommunication:
    """Return the structured communication of ten digits: with their remainder by 97, 97 instead of 0.

    Raises ValueError for anything but ten digits.
    """
    if not re.fullmatch(f"[0-9]{{{BASE_DIGITS}}}", base):
        raise ValueError("a structured communication is made from ten digits")
    return StructuredCommunication(f"{base}{int(base) % MODULUS or MODULUS:02d}")


def read_communication(typed: str) -> StructuredCommunication | None:
    """Return the structured communication that a payment carries, None when the check digits are wrong."""
    shape = COMMUNICATION_SHAPE.fullmatch(typed.strip())
    if shape is None:
        return None
    digits = "".join(shape.groups())
    return structured_communication(digits[:BASE_DIGITS]) if _is_checked(digits) else None


def _is_checked(digits: str) -> bool:
    return structured_communication(digits[:BASE_DIGITS]).digits == digits

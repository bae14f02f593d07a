"""Figures, dates and instants as people of Belgium write them in the four languages.

One place for pages, mails and documents. Spaces inside a figure never break. Instants are shown in
Brussels time. Money is `Decimal`; a float would already be a wrong amount.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language

from extranet.money import to_cents
from extranet.times import BRUSSELS, brussels_day

LOCALES: Final = {"fr": "fr_BE", "nl": "nl_BE", "de": "de_BE", "en": "en_GB"}
DAYS: Final = {
    "long": {"de": "d. MMMM y", "": "d MMMM y"},
    "weekday": {"de": "EEEE, d. MMMM y", "": "EEEE d MMMM y"},
    "short": {"de": "d. MMM y", "": "d MMM y"},
    "month": {"": "LLLL y"},
    "day_month": {"de": "d. MMM", "": "d MMM"},
}
# Hours, minutes; seconds only for evidence. The space is one that does not break.
TIMES: Final = {
    "fr": "{0:%-H} h {0:%M}",
    "nl": "{0:%-H}.{0:%M} uur",
    "de": "{0:%-H}.{0:%M} Uhr",
    "en": "{0:%-H}:{0:%M}",
}
EXACT_TIMES: Final = {
    "fr": "{0:%-H} h {0:%M} min {0:%S} s",
    "nl": "{0:%-H}.{0:%M}.{0:%S} uur",
    "de": "{0:%-H}.{0:%M}.{0:%S} Uhr",
    "en": "{0:%-H}:{0:%M}:{0:%S}",
}
AT: Final = {"fr": "à", "nl": "om", "de": "um", "en": "at"}
MINUS: Final = "\N{MINUS SIGN}"
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
ENTERPRISE_DIGITS: Final = 10


def language() -> str:
    """Return the language under way, one of the four; French when none is."""
    active = (get_language() or "fr")[:2]
    return active if active in LOCALES else "fr"


def money(amount: Decimal) -> str:
    """Return euros with two decimals. Raises TypeError for anything but a Decimal."""
    return _euros(to_cents(_decimal(amount)), decimals="0.00")


def unit_price(amount: Decimal) -> str:
    """Return a price of one unit, with the two to four decimals it was agreed with. Raises TypeError."""
    return _euros(_decimal(amount), decimals="0.00##")


def quantity(number: int | Decimal) -> str:
    """Return a count or a measure, at most three decimals. Raises TypeError for a float."""
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
        raise TypeError(f"a quantity is an int or a Decimal, not {type(number).__name__}")
    return _signed(format_decimal(number, format="#,##0.###", locale=_locale()))


def day(on: date, style: str = "long") -> str:
    """Return a day in words; an instant gives its day in Brussels. `style`: long, weekday, short, month, day_month."""
    if isinstance(on, datetime):
        on = brussels_day(on)
    patterns = DAYS[style]
    words = format_date(on, patterns.get(language(), patterns[""]), locale=_locale())
    if language() == "fr" and on.day == 1:
        words = words.replace("1 ", "1er ", 1)
    return words


def time_of_day(at: datetime, *, exact: bool = False) -> str:
    """Return the time in Brussels of an aware instant, with its seconds when `exact`.

    Raises ValueError when naive.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    forms = EXACT_TIMES if exact else TIMES
    return forms[language()].format(at.astimezone(BRUSSELS)).replace(" ", NO_BREAK)


def instant(at: datetime, *, exact: bool = False) -> str:
    """Return day and time in Brussels of an aware instant."""
    return f"{day(at)} {AT[language()]}{NO_BREAK}{time_of_day(at, exact=exact)}"


def enterprise_number(number: str) -> str:
    """Return a Belgian enterprise number as BE 0821.802.905; what is none is returned as it came."""
    digits = number.upper().removeprefix("BE").replace(".", "").replace(" ", "")
    if len(digits) != ENTERPRISE_DIGITS or not digits.isdigit():
        return number
    return f"BE{NO_BREAK}{digits[:4]}.{digits[4:7]}.{digits[7:]}"


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = name.split()
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper()


def _decimal(amount: Decimal) -> Decimal:
    if not isinstance(amount, Decimal):
        raise TypeError(f"money is a Decimal, not {type(amount).__name__}")
    return amount


def _euros(amount: Decimal, *, decimals: str) -> str:
    pattern = Locale.parse(_locale()).currency_formats["standard"].pattern.replace("0.00", decimals)
    written = format_currency(amount, "EUR", format=pattern, currency_digits=False, locale=_locale())
    return _signed(written)


def _signed(written: str) -> str:
    return written.replace("-", MINUS)


def _locale() -> str:
    return LOCALES[language()]

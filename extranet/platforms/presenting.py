"""What is configured on accounts, in the words of pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from extranet.catalogue.models import Product
from extranet.look.parts import Badge, Tone
from extranet.ordering.models import Subscription
from extranet.platforms.selectors import latest_counts

# So many unreported days in a row are bridged with the last known count.
BRIDGED_DAYS: Final = 3


@dataclass(frozen=True)
class Element:
    """One element of an account, by the name it has in the catalogue."""

    code: str
    name: str
    unit: str
    quantity: Decimal


@dataclass(frozen=True)
class Configured:
    """What an account has configured, as its newest report says; `day` is None before the first."""

    subscription: Subscription
    state: Badge
    day: date | None
    received_at: datetime | None
    elements: tuple[Element, ...]


def configured_on(subscriptions: Iterable[Subscription], today: date) -> list[Configured]:
    """Return what each subscription with an account has configured, in their order; three queries for all of them."""
    listed = [one for one in subscriptions if one.account]
    latest = latest_counts([one.pk for one in listed])
    codes = {code for known in latest.values() for code in known.counts}
    products = Product.objects.in_bulk(codes, field_name="code") if codes else {}
    found = []
    for one in listed:
        known = latest.get(one.pk)
        if known is None:
            found.append(Configured(one, Badge(_("Pas encore de rapport")), None, None, ()))
            continue
        counted = sorted((products[code].position, code, quantity) for code, quantity in known.counts.items())
        elements = tuple(
            Element(code, products[code].name, products[code].unit, quantity) for _place, code, quantity in counted
        )
        found.append(Configured(one, freshness(known.day, today), known.day, known.received_at, elements))
    return found


def freshness(day: date, today: date) -> Badge:
    """Return the word for how old the newest report is; that of today may still come.

    Terms: telavox.4, bt.11
    Reading: a day not reported keeps the last known count for three days; then somebody has to look.
    """
    missing = (today - day).days - 1
    if missing <= 0:
        return Badge(_("À jour"), Tone.OK)
    if missing <= BRIDGED_DAYS:
        return Badge(_("Dernier rapport repris"), Tone.INFO)
    told = ngettext("Sans rapport depuis %(count)s jour", "Sans rapport depuis %(count)s jours", missing)
    return Badge(told % {"count": missing}, Tone.WARN)

"""What the fields of an address offer while one types. Terms: telavox.7, bt.14, sip.4"""

import re
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from emergency.registry.rules import LONGEST
from emergency.registry.suggesting import suggest
from extranet.accounts.permissions import Right, needs
from extranet.partners.request import HouseRequest

# The prefixes our forms have; anything else would come back as an id of the page.
_PREFIX: Final = re.compile(r"[a-z0-9_-]{0,20}")


@needs(Right.DECLARE_ADDRESSES)
@require_safe
def suggest_places(request: HouseRequest) -> HttpResponse:
    """Return the lists that fit what stands in the fields: names that exist, in every language; never a correction.

    Terms: telavox.7, bt.14, sip.4
    """
    asked = request.GET.get("prefix", "")
    prefix = asked if _PREFIX.fullmatch(asked) else ""
    before = f"{prefix}-" if prefix else ""
    typed = {
        name: request.GET.get(f"{before}{name}", "")[: LONGEST[name]]
        for name in ("postal_code", "municipality", "street")
    }
    return render(request, "emergency/_suggested.html", {"suggested": suggest(**typed), "prefix": prefix})

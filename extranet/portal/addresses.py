"""What tickets read of the addresses of sites: the departments stand side by side, and neither imports the other."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from emergency.models import SitePlace


def addresses_of_sites(site_ids: Collection[UUID], at: datetime) -> Mapping[UUID, str]:
    """Return, by site, the address that holds at `at` in one line; a site without one is left out.

    Terms: telavox.7, bt.14, sip.4
    """
    places = SitePlace.objects.filter(site__in=list(site_ids), valid__contains=at)
    return {place.site_id: str(place) for place in places}

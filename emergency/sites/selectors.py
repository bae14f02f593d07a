"""Reads of sites and devices, narrowed by person.

Stand in the partner's schema. Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Lower, Now

from emergency.models import SitePlace
from emergency.registry.places import codes_called
from extranet.accounts.people import Person
from extranet.clients.models import Device, Site
from extranet.clients.names import sort_key
from extranet.clients.selectors import own_client_id


def visible_sites(person: Person) -> QuerySet[Site]:
    """Return the open sites a person may see: a client's people those of their client only."""
    return all_sites(person).filter(closed_at__isnull=True)


def all_sites(person: Person) -> QuerySet[Site]:
    """Return the sites a person may see, the closed ones too."""
    sites = Site.objects.select_related("client")
    return sites.filter(client_id=own_client_id(person)) if person.is_client else sites


def visible_devices(person: Person) -> QuerySet[Device]:
    """Return the devices in use that a person may see: a client's people those of their client only."""
    devices = Device.objects.select_related("client", "site").filter(retired_at__isnull=True)
    return devices.filter(client_id=own_client_id(person)) if person.is_client else devices


def place_of(site: Site, at: datetime | None = None) -> SitePlace | None:
    """Return where a site is at `at`; None when nobody declared it.

    Terms: telavox.7, bt.14, sip.4
    """
    return places_of([site], at).get(site.pk)


def places_of(sites: Iterable[Site], at: datetime | None = None) -> dict[UUID, SitePlace]:
    """Return, by site, where it is at `at`; a site without an address is left out. One query.

    Terms: telavox.7, bt.14, sip.4
    """
    ids = [site.pk for site in sites]
    rows = SitePlace.objects.filter(site__in=ids, valid__contains=at or Now()) if ids else ()
    return {row.site_id: row for row in rows}


def coming_places(sites: Iterable[Site]) -> dict[UUID, SitePlace]:
    """Return, by site, the address that is to hold next; a site that does not move is left out."""
    ids = [site.pk for site in sites]
    rows = SitePlace.objects.filter(site__in=ids, valid__startswith__gt=Now()).order_by("-valid") if ids else ()
    return {row.site_id: row for row in rows}


def history_of(site: Site) -> list[SitePlace]:
    """Return every address that a site has, had or was to have, newest declaration first.

    Terms: telavox.7, bt.14, sip.4
    """
    return list(SitePlace.objects.filter(site=site).order_by("-declared_at", "-valid"))


# ---------- Found as people look for them ----------
def sites_found(sites: QuerySet[Site], words: str) -> QuerySet[Site]:
    """Return the sites whose name, client, present address or devices hold `words`, whatever case and accents."""
    sought = sort_key(words)
    if not sought:
        return sites
    line = Concat(
        F("street"), Value(" "), F("house_number"), Value(", "), F("postal_code"), Value(" "), F("municipality"),
        output_field=CharField(),
    )  # fmt: skip
    here = SitePlace.objects.filter(site=OuterRef("pk"), valid__contains=Now())
    placed = here.alias(line=_bare(line), second=_bare(F("second_street"))).filter(
        Q(line__contains=sought) | Q(second__contains=sought) | Q(postal_code__in=codes_called(words))
    )
    devices = Device.objects.filter(site=OuterRef("pk"), retired_at__isnull=True)
    stands = devices.alias(label=_bare(F("name")), user=_bare(F("person_name"))).filter(
        Q(label__contains=sought) | Q(user__contains=sought) | _numbered(words)
    )
    named = sites.alias(plain_name=_bare(F("name")))
    return named.filter(
        Q(plain_name__contains=sought) | Q(client__sort_key__contains=sought) | Exists(placed) | Exists(stands)
    )


def _numbered(words: str) -> Q:
    """Return the condition of a device whose number ends as `words` say; one that never holds when they say none."""
    digits = "".join(letter for letter in words if letter.isdigit())
    is_number = len(digits) >= _SHORTEST and not any(letter.isalpha() for letter in words)
    return Q(number__endswith=digits.removeprefix("0")) if is_number else Q(pk__in=())


_SHORTEST = 3


def _bare(text: Combinable) -> Lower:
    """Return `text` without case and accents, in the database."""
    return Lower(Func(text, function="unaccent", output_field=CharField()))

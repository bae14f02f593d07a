"""Plays the demo's sites and devices: opened by partners and clients, with the numbers they present."""

from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from emergency.models import CallerId, SitePlace
from emergency.registry.services import side_of
from emergency.sites.devices import DeviceFacts, add_device
from emergency.sites.services import create_site
from extranet.accounts.people import Person
from extranet.clients.models import Device, Site
from extranet.demo import days
from extranet.demo.scenes import Place
from extranet.demo.steps import Play
from extranet.numbering.reading import read_number


def play_site(place: Place, play: Play, *, client_id: UUID, today: date) -> Site:
    """Open a site with its devices; where it is and what it presents is known since then. Stand in the schema."""
    at = days.instant(days.working_day(today, place.days), 10, 20)
    person = play.person(place.by)
    site = create_site(client_id=client_id, name=place.name, note="", facts=None, person=person, at=at)
    since = DateTimeTZRange(at, None)
    if place.address:
        SitePlace.objects.create(
            site=site,
            valid=since,
            declared_at=at,
            author_id=person.user.pk,
            author_name=person.user.name,
            author_side=side_of(person),
            **place.address,
        )
    _present(place.presents, person, since, site=site)
    for told in place.devices:
        facts = dict(told)
        presented = str(facts.pop("presents", ""))
        number = read_number(str(facts.pop("number"))).number if "number" in facts else None
        device = add_device(site_id=site.pk, facts=DeviceFacts(number=number, **facts), person=person, at=at)
        _present(presented, person, since, device=device)
    return site


def _present(
    number: str, person: Person, since: DateTimeTZRange, *, site: Site | None = None, device: Device | None = None
) -> None:
    if number:
        CallerId.objects.create(
            site=site,
            device=device,
            number=read_number(number).number,
            valid=since,
            set_at=since.lower,
            set_by_id=person.user.pk,
            set_by_name=person.user.name,
            set_by_side=side_of(person),
        )

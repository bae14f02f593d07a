"""The list of sites with what is said of their devices: narrowed, searched, in a fixed number of queries.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emergency.caller_ids.checking import Checked, check
from emergency.caller_ids.rules import Verdict
from emergency.models import SitePlace
from emergency.sites.forms import SitesFilter
from emergency.sites.selectors import all_sites, coming_places, sites_found, visible_sites
from extranet.accounts.people import Person
from extranet.clients.export import Cell
from extranet.clients.models import Site
from extranet.look.parts import Badge, Tone
from extranet.numbering.formats import written


@dataclass(frozen=True)
class SiteLine:
    """One site of the list with its devices, each judged. `coming_at`: when it is to move; None when it is not."""

    site: Site
    own: Checked
    devices: Sequence[Checked]
    coming_at: datetime | None

    @property
    def address(self) -> str:
        """Its address in one line; empty when it has none."""
        return self.own.place.line if self.own.place else ""

    @property
    def to_correct(self) -> int:
        """How many of its devices somebody must look after."""
        return sum(one.finding.is_to_correct for one in self.devices)

    @property
    def state(self) -> Badge:
        """The word of its state: a site without devices is judged by the number of its own."""
        if self.to_correct:
            words = ngettext("%(count)s appareil à corriger", "%(count)s appareils à corriger", self.to_correct)
            return Badge(words % {"count": self.to_correct}, Tone.DANGER, "alert")
        if self.own.place is None:
            return Badge(_("Sans adresse"), Tone.DANGER, "alert")
        if not self.devices:
            return self.own.finding.badge
        is_certain = all(one.verdict is Verdict.PASS for one in self.devices)
        return Badge(_("bon"), Tone.OK, "check") if is_certain else Badge(_("localisation non garantie"), Tone.WARN)


def sites_asked(person: Person, *, words: str = "", show: str = "", client_id: UUID | None = None) -> QuerySet[Site]:
    """Return the sites a person sees that hold `words`, are of that client and in the state to show."""
    is_closed = show == SitesFilter.CLOSED
    sites = all_sites(person).filter(closed_at__isnull=False) if is_closed else visible_sites(person)
    if client_id:
        sites = sites.filter(client_id=client_id)
    if words:
        sites = sites_found(sites, words)
    here = SitePlace.objects.filter(site=OuterRef("pk"))
    if show == SitesFilter.WITHOUT:
        return sites.filter(~Exists(here.filter(valid__contains=Now())))
    if show == SitesFilter.COMING:
        return sites.filter(Exists(here.filter(valid__startswith__gt=Now())))
    if show == SitesFilter.FAILING:
        lines = site_lines(list(sites))
        return sites.filter(
            pk__in=[line.site.pk for line in lines if line.to_correct or line.own.finding.is_to_correct]
        )
    return sites


def site_lines(sites: Sequence[Site]) -> list[SiteLine]:
    """Return the lines of sites, in their order; as many statements for a thousand as for one.

    Terms: telavox.7, bt.14, sip.4, general.4
    """
    coming = coming_places(sites)
    by_site: dict[object, list[Checked]] = {}
    for one in check(sites):
        by_site.setdefault(one.site.pk, []).append(one)
    return [
        SiteLine(
            site, by_site[site.pk][0], by_site[site.pk][1:], coming[site.pk].valid.lower if site.pk in coming else None
        )
        for site in sites
    ]


def head_of_rows() -> list[str]:
    """Return the names of the columns of the file."""
    return [
        _("Client"),
        _("Site"),
        _("Adresse du site"),
        _("Appareil"),
        _("Sorte"),
        _("Poste partagé"),
        _("Utilisé par"),
        _("Numéro de la personne"),
        _("Emplacement"),
        _("Numéro présenté"),
        _("Avis"),
        _("Raison"),
        _("Numéro proposé"),
        _("Clauses"),
    ]


def rows_of(lines: Iterable[SiteLine]) -> Iterable[list[Cell]]:
    """Yield a row for each site, then one for each of its devices."""
    for line in lines:
        for one in (line.own, *line.devices):
            yield _row(line, one)


def _row(line: SiteLine, one: Checked) -> list[Cell]:
    device = one.device
    row: list[Cell] = [line.site.client.name, line.site.name, line.address]
    if device is None:
        row += ["", "", "", "", "", ""]
    else:
        shared = _("oui") if device.is_shared_desk else _("non")
        number = written(device.number) if device.number is not None else ""
        row += [device.name, device.get_kind_display(), shared, device.person_name, number, device.spot]
    row += [
        written(one.number) if one.number is not None else "",
        str(one.verdict.label),
        str(one.finding.reason.label),
    ]
    row += [written(one.proposed) if one.proposed is not None else "", ", ".join(one.finding.clauses)]
    return row

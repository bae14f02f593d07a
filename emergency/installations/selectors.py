"""Reads of installations, narrowed by person; stand in the partner's schema.

Terms: telavox.5, bt.12
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from emergency.sites.selectors import visible_sites
from extranet.accounts.people import Person
from extranet.clients.models import InstallationFile, InstallationRecord, Site
from extranet.clients.selectors import own_client_id


def visible_installations(person: Person) -> QuerySet[InstallationRecord]:
    """Return the records of the clients a person may see, those of closed sites and the replaced ones too."""
    records = InstallationRecord.objects.select_related("site__client")
    return records.filter(site__client_id=own_client_id(person)) if person.is_client else records


def visible_plans(person: Person) -> QuerySet[InstallationFile]:
    """Return the plans and photos of the records a person may see."""
    files = InstallationFile.objects.select_related("record__site")
    return files.filter(record__site__client_id=own_client_id(person)) if person.is_client else files


def sites_without(person: Person) -> QuerySet[Site]:
    """Return the open sites a person sees of which nobody wrote down the installation.

    Terms: telavox.5, bt.12
    """
    return visible_sites(person).exclude(_recorded())


def sites_with(person: Person) -> QuerySet[Site]:
    """Return the open sites a person sees of which the installation is written down."""
    return visible_sites(person).filter(_recorded())


def sites_by_untrained(person: Person) -> QuerySet[Site]:
    """Return the open sites a person sees that somebody without a valid training installed, as the record holds.

    Terms: general.3
    """
    records = InstallationRecord.objects.filter(site=OuterRef("pk"), replaced_by__isnull=True)
    return visible_sites(person).filter(Exists(records.filter(is_installer_trained=False)))


def standing_records(sites: Iterable[Site]) -> dict[UUID, InstallationRecord]:
    """Return, by site, the record that no newer one replaces; a site without one is left out. One query."""
    ids = [site.pk for site in sites]
    rows = InstallationRecord.objects.filter(site__in=ids, replaced_by__isnull=True) if ids else ()
    return {row.site_id: row for row in rows}


def records_of(site: Site) -> list[InstallationRecord]:
    """Return every record of a site, the one that holds first; with their files, without the bytes."""
    files = InstallationFile.objects.defer("content").order_by("name")
    records = list(InstallationRecord.objects.filter(site=site).order_by("-recorded_at", "-pk"))
    by_record: dict[UUID, list[InstallationFile]] = {}
    for file in files.filter(record__in=records):
        by_record.setdefault(file.record_id, []).append(file)
    for record in records:
        record.plans = by_record.get(record.pk, [])  # type: ignore[attr-defined]
    replaced = {record.replaces_id for record in records}
    return sorted(records, key=lambda record: record.pk in replaced)


def _recorded() -> Exists:
    return Exists(InstallationRecord.objects.filter(site=OuterRef("pk")))

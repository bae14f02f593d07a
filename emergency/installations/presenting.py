"""Installations as pages show them.

Terms: telavox.5, bt.12
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from emergency.installations.judging import trainings_behind
from emergency.installations.selectors import records_of
from emergency.installations.services import InstallationFacts, may_record
from extranet.accounts.people import Person
from extranet.clients.models import InstallationRecord, Site
from extranet.look import formats
from extranet.look.parts import Badge, Difference, Tone


@dataclass(frozen=True)
class SiteLine:
    """A site of the list, with the record that holds, if there is one."""

    site: Site
    record: InstallationRecord | None
    states: tuple[Badge, ...]


def installations_of(site: Site, person: Person) -> dict[str, Any]:
    """Return what `emergency/_installations.html` shows on the page of a site.

    Terms: telavox.5, bt.12
    """
    records = records_of(site)
    trainings = trainings_behind(records)
    return {
        "installations": [(record, states_of(record), trainings.get(record.training_id or 0)) for record in records],
        "installation": records[0] if records else None,
        "may_record": may_record(person) and site.closed_at is None,
    }


def site_lines(sites: Sequence[Site], records: Mapping[UUID, InstallationRecord]) -> list[SiteLine]:
    """Return the lines of sites."""
    return [SiteLine(site, record := records.get(site.pk), tuple(states_of(record))) for site in sites]


def states_of(record: InstallationRecord | None) -> list[Badge]:
    """Return the words of an installation: missing, or how the cabling was left.

    Terms: telavox.5, bt.12
    """
    if record is None:
        return [Badge(_("Fiche manquante"), Tone.WARN, "alert")]
    clean = Badge(_("Câblage soigné"), Tone.OK, "check") if record.is_cabling_clean else None
    documented = Badge(_("Documenté"), Tone.OK, "check") if record.is_cabling_documented else None
    return [
        *_training_of(record),
        clean or Badge(_("Câblage pas soigné"), Tone.WARN, "alert"),
        documented or Badge(_("Pas documenté"), Tone.WARN, "alert"),
    ]


def _training_of(record: InstallationRecord) -> list[Badge]:
    """Return whether a trained person installed; nothing for records from before the register.

    Terms: general.3
    """
    if record.is_installer_trained is None:
        return []
    if record.is_installer_trained:
        return [Badge(_("Installateur formé"), Tone.OK, "check")]
    return [Badge(_("Installateur non formé ce jour-là"), Tone.WARN, "alert")]


def differences_of(facts: InstallationFacts, now: InstallationRecord | None) -> list[Difference]:
    """Return the answers that differ from the record that holds now."""
    if now is None:
        return []
    found = []
    for name, yours in vars(facts).items():
        if name == "installer_email":
            continue
        theirs = getattr(now, name)
        if yours != theirs:
            label = InstallationRecord._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            found.append(Difference(str(label), _written(yours), _written(theirs)))
    return found


def _written(answer: object) -> str:
    if isinstance(answer, bool):
        return _("oui") if answer else _("non")
    return formats.day(answer) if hasattr(answer, "isoformat") else str(answer)  # type: ignore[arg-type]

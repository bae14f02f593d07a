"""Writes of installations: a record is never changed; a correction is a newer one that replaces it.

Stand in the partner's schema. Terms: telavox.5, bt.12, general.3
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from emergency.installations.files import Plan
from emergency.registry.writing import side_of
from emergency.sites.selectors import visible_sites
from extranet.accounts.people import Person
from extranet.accounts.permissions import Right
from extranet.audit import services as audit
from extranet.clients.models import InstallationFile, InstallationRecord, Site
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.partners.training import trained_on
from extranet.times import brussels_day


@dataclass(frozen=True)
class InstallationFacts:
    """What an installer says about a site."""

    installed_on: date
    installer_name: str
    installer_organisation: str
    is_cabling_clean: bool
    is_cabling_documented: bool
    remark: str
    installer_email: str = ""  # how the register of training knows the installer; kept in the journal only


def may_record(person: Person) -> bool:
    """Return whether a person writes installations down: the partner's people and staff, never a client's.

    Terms: telavox.5, bt.12
    Reading: the installer answers to the partner; the client reads.
    """
    return person.may(Right.EDIT_CLIENTS)


@transaction.atomic
def record_installation(
    *,
    record_id: UUID,
    site_id: UUID,
    replaces_id: UUID | None,
    facts: InstallationFacts,
    plans: Sequence[Plan],
    person: Person,
    at: datetime,
) -> InstallationRecord:
    """Write down an installation, and whether its installer was trained that day.

    `replaces_id`: the record that the page showed as the one that holds, if any. `record_id`: the id the page posts:
    the same page again writes nothing and returns what it wrote. Files of the record before stay with that record.
    Raises Site.DoesNotExist, NotAllowed, InvalidInput, Stale when another
    record came meanwhile.

    Terms: telavox.5, bt.12, general.3
    Reading: judged once, by the register as it stands when it is written; a later training or withdrawal changes
    nothing, a correction is judged anew. Whoever the register does not know is not trained.
    """
    if not may_record(person):
        sentence = _("Demandez à votre partenaire d’écrire cette fiche : l’installateur la lui remet.")
        raise NotAllowed(sentence, code="may_not_record")
    site = visible_sites(person).select_for_update(of=("self",)).get(pk=site_id)
    written = InstallationRecord.objects.filter(pk=record_id, site=site).first()
    if written is not None:
        return written
    _check(facts, at)
    _check_newest(site, replaces_id)
    training = trained_on(person.schema, facts.installer_email, facts.installed_on)
    said = {name: value for name, value in vars(facts).items() if name != "installer_email"}
    if training is not None:
        said["installer_name"] = training.person_name
    record = InstallationRecord.objects.create(
        id=record_id,
        site=site,
        replaces_id=replaces_id,
        recorded_at=at,
        recorded_by_id=person.user.pk,
        recorded_by_name=person.user.name,
        recorded_by_side=side_of(person),
        is_installer_trained=training is not None,
        training_id=training.pk if training else None,
        **said,
    )
    for plan in plans:
        InstallationFile.objects.create(record=record, size=len(plan.content), **vars(plan))
    told = {**vars(facts), **said, "is_installer_trained": record.is_installer_trained, "training": record.training_id}
    told |= {"replaces": replaces_id, "files": {plan.name: plan.sha256 for plan in plans}}
    audit.record(actor=person.user, act="installation.recorded", target=record, at=at, changes=told)
    return record


def _check(facts: InstallationFacts, at: datetime) -> None:
    """Raise InvalidInput, every fault beside its field."""
    fields = {}
    if not facts.installer_name.strip():
        fields["installer_name"] = _("Dites qui a installé.")
    if not date(1990, 1, 1) <= facts.installed_on <= brussels_day(at):
        fields["installed_on"] = _("Choisissez le jour de l’installation, aujourd’hui au plus tard.")
    if not facts.is_cabling_clean and not facts.remark.strip():
        fields["remark"] = _("Dites ce qui ne va pas dans le câblage.")
    if fields:
        raise InvalidInput(_("La fiche n’est pas encore écrite."), code="installation_refused", fields=fields)


def _check_newest(site: Site, replaces_id: UUID | None) -> None:
    newest = InstallationRecord.objects.filter(site=site, replaced_by__isnull=True).first()
    if (newest.pk if newest else None) != replaces_id:
        sentence = _("Une autre fiche a été écrite pour ce site entre-temps. Relisez-la, puis recommencez.")
        raise Stale(sentence, code="installation_changed")

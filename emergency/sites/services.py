"""Writes about sites: open one, say where it is, move it, rename it, close it.

Stand in the partner's schema. Every act locks the site; the instant read after the lock is the boundary.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from emergency.models import CallerId, SitePlace
from emergency.reconfirming.answering import answer_changed
from emergency.registry.facts import AddressFacts
from emergency.registry.judging import Judgement
from emergency.registry.moving import move_addresses
from emergency.registry.places import judged_place
from emergency.registry.rules import check_effective
from emergency.registry.services import check_declarer, checked, refused, side_of
from emergency.sites.periods import end_at, from_on
from emergency.sites.writing import check_revision, check_written, lock_site, raise_revision
from extranet.accounts.people import Person
from extranet.audit import services as audit
from extranet.clients.models import Client, Device, Site
from extranet.clients.selectors import visible_clients
from extranet.errors import IllegalMove, Stale
from extranet.numbering.models import Holding
from extranet.numbering.selectors import visible_holdings
from extranet.numbering.services import clock
from extranet.outbox.services import enqueue
from extranet.tenancy.context import current_schema

SITE_MOVED: Final = "emergency.site_moved"


@transaction.atomic
def create_site(
    *,
    client_id: UUID,
    name: str,
    note: str,
    facts: AddressFacts | None,
    person: Person,
    at: datetime,
    site_id: UUID | None = None,
) -> Site:
    """Open a site of a client, with its address from now on, or without one yet.

    `site_id` comes from the page, so that a double click opens one. Raises Client.DoesNotExist, NotAllowed,
    InvalidInput, Stale for a page that served already.

    Terms: telavox.7, bt.14, sip.4
    Reading: a site without an address may be opened; until it has one, no caller ID there is a pass.
    """
    check_declarer(person)
    # One opening at a time for a client: a double click that came between two looks would find its own name taken.
    client = visible_clients(person).select_for_update(of=("self",), no_key=True).get(pk=client_id)
    judgement = checked(_judged(facts, client.pk)) if facts else None
    known = Site.objects.filter(pk=site_id).first() if site_id else None
    if known is not None:
        return _same(known, client, name)
    site = Site(pk=site_id or uuid4(), client=client, name=name, note=note, created_at=at)
    check_written(site, code="site")
    try:
        with transaction.atomic():
            site.save(force_insert=True)
    except IntegrityError:
        # Another site was given the same name meanwhile.
        check_written(site, code="site")
        raise
    if judgement is not None:
        _write_place(site, judgement, clock(), person, SitePlace.Reason.DECLARED)
    changes = {"client": client.name, "note": note, "address": judgement.facts.line if judgement else None}
    audit.record(actor=person.user, act="site.created", target=site, at=at, changes=changes)
    return site


def _same(known: Site, client: Client, name: str) -> Site:
    if (known.client_id, known.name) != (client.pk, name):
        raise Stale(_("Cette page a déjà servi. Recommencez pour un autre site."), code="site_id_used")
    return known


@transaction.atomic
def rename_site(*, site_id: UUID, revision: int, name: str, note: str, person: Person, at: datetime) -> Site:
    """Change the name and the note of a site. Raises Site.DoesNotExist, NotAllowed, InvalidInput, Stale."""
    site = lock_site(site_id, person, revision=None).site
    changes = {
        field: [getattr(site, field), value]
        for field, value in {"name": name, "note": note}.items()
        if getattr(site, field) != value
    }
    if not changes:
        return site
    check_revision(site, revision)
    site.name, site.note = name, note
    check_written(site, code="site")
    site.save(update_fields=["name", "note"])
    raise_revision(site)
    audit.record(actor=person.user, act="site.changed", target=site, at=at, changes=changes)
    return site


@transaction.atomic
def move_site(
    *,
    site_id: UUID,
    revision: int,
    facts: AddressFacts,
    effective: datetime | None,
    person: Person,
    at: datetime,
    blocks: Mapping[UUID, int] | None = None,
) -> SitePlace:
    """Say where a site is from now (`effective` None) or from a coming instant on, and move `blocks` along.

    `blocks`: the revisions of the blocks that move with it, as the page listed them; all or nothing, in one
    transaction. What was to follow from that instant on is called off. The same address again changes nothing,
    whatever revision the page showed. Whoever has the duty is asked to confirm the devices there. Raises
    Site.DoesNotExist, Holding.DoesNotExist, NotAllowed, InvalidInput, Stale, IllegalMove.

    Terms: telavox.7, bt.14, sip.4
    Reading: the address of a site is not the registry: it is what caller IDs are compared with. A foreign or unusual
    one holds at once for the site, while the same declaration for a block waits for staff.
    """
    locked = lock_site(site_id, person, revision=None)
    site = locked.site
    judgement = checked(_judged(facts, site.client_id))
    before = list(SitePlace.objects.filter(site=site, valid__upper_inf=True))
    known = _known(before, judgement.facts, effective or locked.instant)
    if known is not None:
        return known
    check_revision(site, revision)
    _check_blocks(site, blocks or {}, person, at)
    since = _since(effective, locked.instant)
    reason = SitePlace.Reason.MOVE if before else SitePlace.Reason.DECLARED
    end_at(SitePlace.objects.filter(site=site), since)
    place = _write_place(site, judgement, since, person, reason)
    if blocks:
        move_addresses(revisions=blocks, facts=facts, effective=effective, person=person, at=at)
    raise_revision(site)
    changes = {
        "address": [[str(row) for row in before], str(place)],
        "details": place.facts.details,
        "from": since,
        "blocks": len(blocks or ()),
    }
    audit.record(actor=person.user, act="site.moved", target=site, at=at, changes=changes)
    answer_changed(site_ids=[site.pk], person=person, at=at)
    enqueue(SITE_MOVED, str(site.pk))
    return place


def _since(effective: datetime | None, instant: datetime) -> datetime:
    """Return from when the address holds. Raises InvalidInput."""
    objections = check_effective(effective, now=instant, held_since=instant) if effective else ()
    if objections:
        raise refused(objections)
    return effective or instant


def _check_blocks(site: Site, blocks: Mapping[UUID, int], person: Person, at: datetime) -> None:
    """Raise Holding.DoesNotExist for a block that is not the client's, Stale for one it holds no more."""
    held = visible_holdings(person, at).filter(client_id=site.client_id, pk__in=blocks)
    gone = set(blocks) - set(held.values_list("pk", flat=True))
    if not gone:
        return
    ever = Holding.objects.filter(partner=current_schema(), client_id=site.client_id, pk__in=gone)
    if ever.count() < len(gone):
        raise Holding.DoesNotExist
    sentence = _("Un des blocs a changé depuis que vous avez ouvert la page. Relisez-la, puis recommencez.")
    raise Stale(sentence, code="block_changed")


def _judged(facts: AddressFacts, client_id: UUID) -> Judgement:
    return judged_place(facts, partner=current_schema(), client_id=client_id)


def _known(before: list[SitePlace], facts: AddressFacts, since: datetime) -> SitePlace | None:
    """Return the address that holds for good already when it says exactly this, and from then on or before."""
    return next((row for row in before if row.facts == facts and row.valid.lower <= since), None)


def _write_place(
    site: Site, judgement: Judgement, since: datetime, person: Person, reason: SitePlace.Reason
) -> SitePlace:
    return SitePlace.objects.create(
        site=site,
        valid=from_on(since),
        reason=reason,
        declared_at=clock(),
        author_id=person.user.pk,
        author_name=person.user.name,
        author_side=side_of(person),
        **asdict(judgement.facts),
    )


@transaction.atomic
def close_site(*, site_id: UUID, revision: int, person: Person, at: datetime) -> Site:
    """Close a site where no device stands any more; its address and its caller ID end now, its history stays.

    Raises Site.DoesNotExist, NotAllowed, Stale, IllegalMove (`devices_on_site`).

    Terms: telavox.7, bt.14, sip.4
    """
    locked = lock_site(site_id, person, revision=revision)
    site = locked.site
    standing = Device.objects.filter(site=site, retired_at__isnull=True).count()
    if standing:
        sentence = _("Des appareils sont encore sur ce site : %(count)s. Déplacez-les ou retirez-les, puis fermez-le.")
        raise IllegalMove(sentence % {"count": standing}, code="devices_on_site")
    end_at(SitePlace.objects.filter(site=site), locked.instant)
    end_at(CallerId.objects.filter(site=site), locked.instant)
    site.closed_at = locked.instant
    site.save(update_fields=["closed_at"])
    raise_revision(site)
    audit.record(actor=person.user, act="site.closed", target=site, at=at, changes={"client": site.client.name})
    return site

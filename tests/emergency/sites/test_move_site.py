"""A site moves: one address at every instant, devices asked again, blocks along in the same act.

Terms: telavox.7, bt.14, sip.4
"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from emergency.models import SitePlace
from emergency.registry.models import Review
from emergency.sites.selectors import coming_places, history_of, place_of
from extranet.audit.models import AuditEvent
from extranet.clients.models import Site
from extranet.errors import InvalidInput, NotAllowed, Stale
from extranet.outbox.models import Message
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, CHARLIE, DORA, EMIL, FATOU, Member
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import move, now, site
from tests.registry.acts import ABROAD, BRUSSELS, SAINTES, declare, numbered, revision_of
from tests.registry.cutting import towns

pytestmark = pytest.mark.django_db


def town(thing: Site, days: int = 0) -> str:
    """Return where a site is, in so many days."""
    with acting(ALPHA, PARTNER):
        place = place_of(thing, timezone.now() + timedelta(days=days) if days else None)
    return place.municipality if place else "nowhere"


def rows(thing: Site) -> list[SitePlace]:
    """Return every address of a site, oldest first."""
    with acting(ALPHA, PARTNER):
        return list(reversed(history_of(thing)))


def test_a_move_ends_the_present_address_where_the_new_one_begins() -> None:
    office = site()
    move(office)
    before, after = rows(office)
    assert (before.valid.upper, after.valid.upper) == (after.valid.lower, None)
    assert (before.reason, after.reason, after.author_side) == ("declared", "move", "partner")
    assert town(office) == "Saintes"


def test_the_devices_are_asked_again_and_the_act_is_kept() -> None:
    office = site()
    move(office, by=DORA)
    with acting(PUBLIC, OPERATOR):
        assert Message.objects.filter(name="emergency.site_moved", args=[str(office.pk)]).count() == 1
        event = AuditEvent.objects.get(act="site.moved")
    assert event.changes["address"] == [[BRUSSELS.line], SAINTES.line]


def test_a_move_to_come_leaves_the_present_address_until_its_day() -> None:
    office = site()
    move(office, effective=timezone.now() + timedelta(days=30))
    assert (town(office), town(office, days=31)) == ("Bruxelles", "Saintes")
    with acting(ALPHA, PARTNER):
        assert coming_places([office])[office.pk].municipality == "Saintes"


def test_a_move_to_come_is_brought_forward_or_called_off() -> None:
    office = site()
    move(office, effective=timezone.now() + timedelta(days=30))
    move(office, numbered(7), effective=timezone.now() + timedelta(days=10))
    assert [town(office), town(office, days=11), town(office, days=31)] == ["Bruxelles", "Saintes", "Saintes"]
    move(office, BRUSSELS)
    assert [town(office), town(office, days=31)] == ["Bruxelles", "Bruxelles"]
    assert [row.valid.isempty for row in rows(office)] == [False, True, True, False]


def test_an_address_that_held_is_never_rewritten() -> None:
    office = site()
    move(office)
    with pytest.raises(DatabaseError), acting(ALPHA, OWNER), transaction.atomic():
        SitePlace.objects.filter(site=office).update(street="Rue Basse")


def test_a_second_click_moves_nothing_twice() -> None:
    office = site()
    revision = now(office).revision
    assert move(office, revision=revision) == move(office, revision=revision)
    assert len(rows(office)) == 2


def test_two_editors_the_second_must_read_again() -> None:
    office = site()
    revision = now(office).revision
    move(office, revision=revision)
    with pytest.raises(Stale):
        move(office, numbered(9), revision=revision)
    assert town(office) == "Saintes"


def test_the_blocks_move_along_or_nothing_moves() -> None:
    block, office = hold(), site()
    declare(block)
    revision = revision_of(block)
    declare(block, BRUSSELS, by=DORA)
    with pytest.raises(Stale):
        move(office, blocks={block.pk: revision - 1})
    assert (town(office), towns(FIRST)) == ("Bruxelles", ["Bruxelles"])
    move(office, blocks={block.pk: revision})
    assert (town(office), towns(FIRST)) == ("Saintes", ["Saintes"])


def test_a_block_whose_address_is_to_be_looked_at_waits_while_the_site_moves() -> None:
    block, office = hold(), site()
    declare(block)
    move(office, ABROAD, blocks={block.pk: revision_of(block)})
    assert (town(office), towns(FIRST)) == ("Lille", ["Bruxelles"])
    with acting(PUBLIC, OPERATOR):
        assert Review.objects.filter(state="waiting").count() == 1


def test_nothing_is_moved_in_the_past_nor_to_a_box_of_the_post() -> None:
    office = site()
    with pytest.raises(InvalidInput, match="pas déclarée"):
        move(office, effective=timezone.now() - timedelta(days=1))
    with pytest.raises(InvalidInput) as caught:
        move(office, type(SAINTES)("Boîte postale 12", "12", "1480", "Saintes"))
    assert "street" in caught.value.fields


@pytest.mark.parametrize(
    ("member", "refusal"), [(EMIL, Site.DoesNotExist), (CHARLIE, Site.DoesNotExist), (FATOU, NotAllowed)]
)
def test_who_may_not_move_it(member: Member, refusal: type[Exception]) -> None:
    office = site()
    with pytest.raises(refusal):
        move(office, by=member)


def test_a_site_opened_without_an_address_is_declared_later() -> None:
    office = site(facts=None)
    assert town(office) == "nowhere"
    assert move(office).reason == "declared"

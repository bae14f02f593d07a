"""Two people act on one site at the same moment: one is first, the other reads again.

Terms: telavox.7, bt.14, sip.4
"""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from emergency.models import CallerId, SitePlace
from emergency.sites.devices import retire_device
from emergency.sites.services import close_site
from extranet.clients.models import Device, Site
from extranet.errors import IllegalMove, Refusal, Stale
from extranet.tenancy.context import OPERATOR, PARTNER, acting
from tests.cast import ALICE, ALPHA, BOB, DORA, person_of
from tests.contracts import FIRST, hold
from tests.emergency.sites.acts import choose, device, move, now, site
from tests.registry.acts import declare, numbered, revision_of
from tests.registry.cutting import towns
from tests.registry.test_proof import at_once


@pytest.fixture
def office(committed_db: None) -> Iterator[Site]:
    """A site with its address, committed."""
    yield site()
    connection.close()


def refusals(*answers: object) -> list[Refusal]:
    """Return what was refused."""
    return [one for one in answers if isinstance(one, Refusal)]


def test_of_two_moves_at_once_one_holds_and_the_other_must_read_again(office: Site) -> None:
    revision = now(office).revision
    answers = at_once(
        lambda: move(office, numbered(1), by=BOB, revision=revision),
        lambda: move(office, numbered(2), by=DORA, revision=revision),
    )
    assert [(type(one), one.status) for one in refusals(*answers)] == [(Stale, 409)]
    with acting(ALPHA, OPERATOR):
        assert SitePlace.objects.filter(site=office, valid__upper_inf=True).count() == 1
        assert SitePlace.objects.filter(site=office).count() == 2


def test_a_move_and_a_declaration_at_once_leave_the_block_and_the_site_whole(office: Site) -> None:
    block = hold()
    declare(block)
    shown = revision_of(block)
    answers = at_once(
        lambda: move(office, numbered(1), blocks={block.pk: shown}),
        lambda: declare(block, numbered(2), by=DORA, revision=shown),
    )
    assert [type(one) for one in refusals(*answers)] == [Stale]
    with acting(ALPHA, OPERATOR):
        is_moved = SitePlace.objects.filter(site=office).count() > 1
    assert is_moved is isinstance(answers[0], SitePlace)
    assert (towns(FIRST), revision_of(block)) == (["Saintes"], shown + 1)


def test_a_double_click_adds_one_device_and_chooses_one_number(office: Site) -> None:
    hold()
    page = uuid4()
    assert not refusals(*at_once(*[lambda: device(office, device_id=page)] * 2))
    assert not refusals(*at_once(*[lambda: choose(office, FIRST)] * 2))
    with acting(ALPHA, OPERATOR):
        assert (Device.objects.count(), CallerId.objects.count()) == (1, 1)


def test_a_double_click_opens_one_site(office: Site) -> None:
    page = uuid4()
    answers = at_once(*[lambda: site("Dépôt", site_id=page)] * 2)
    assert [one.pk for one in answers if isinstance(one, Site)] == [page, page]


def test_a_site_does_not_close_under_a_device_that_comes(office: Site) -> None:
    def close() -> None:
        with acting(ALPHA, PARTNER):
            close_site(site_id=office.pk, revision=1, person=person_of(ALICE), at=timezone.now())

    def come() -> str:
        try:
            device(office)
        except Site.DoesNotExist:
            return "closed"
        return "added"

    refused, came = at_once(close, come)
    with acting(ALPHA, OPERATOR):
        is_closed = Site.objects.get(pk=office.pk).closed_at is not None
        assert Device.objects.exists() is not is_closed
    assert (came, is_closed) in (("closed", True), ("added", False))
    assert isinstance(refused, IllegalMove) is not is_closed


def test_a_device_that_was_retired_is_not_there_any_more(office: Site) -> None:
    phone = device(office)
    with acting(ALPHA, PARTNER):
        retire_device(device_id=phone.pk, revision=1, person=person_of(ALICE), at=timezone.now())
        with pytest.raises(Device.DoesNotExist):
            retire_device(device_id=phone.pk, revision=2, person=person_of(ALICE), at=timezone.now())

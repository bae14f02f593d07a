"""Two people at the same instant: the database lets one of them go first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from extranet.accounts import services
from extranet.accounts.invitations import Invited, accept_as_new, invite_person
from extranet.accounts.models import Membership, Role, User
from extranet.errors import IllegalMove
from extranet.tenancy.context import PARTNER, acting
from tests.accounts.times import NOW
from tests.cast import ALICE, ALPHA, BOB, user_of

pytestmark = pytest.mark.usefixtures("committed_db")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same instant, each at Alpha on a connection of its own; return results and refusals."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            with acting(ALPHA, PARTNER):
                barrier.wait(10)
                return act()
        except (IllegalMove, Membership.DoesNotExist) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(results: list[object]) -> list[Exception]:
    """The refusals among the results."""
    return [result for result in results if isinstance(result, Exception)]


def test_two_administrators_who_remove_each_other_leave_one() -> None:
    with acting(ALPHA, PARTNER):
        Membership.objects.filter(user_id=BOB.id).update(role=Role.PARTNER_ADMIN)
    alice, bob = user_of(ALICE), user_of(BOB)
    results = at_once(
        lambda: services.remove_person(user_id=BOB.id, actor=alice, at=NOW),
        lambda: services.remove_person(user_id=ALICE.id, actor=bob, at=NOW),
    )
    assert len(refused(results)) == 1
    with acting(ALPHA, PARTNER):
        assert Membership.objects.filter(role=Role.PARTNER_ADMIN).count() == 1


def test_a_double_click_on_an_invitation_makes_one_account() -> None:
    invited = Invited(email="hugo@new.example", name="Hugo", role=Role.TECHNICIAN, language="fr")
    with acting(ALPHA, PARTNER):
        token = invite_person(invited=invited, actor=user_of(ALICE), at=NOW).token

    def accept() -> User:
        return accept_as_new(token=token, name="Hugo", password="a-new-password-of-hugo-3", at=NOW)

    assert len(refused(at_once(accept, accept))) == 1
    with acting(ALPHA, PARTNER):
        assert Membership.objects.filter(user__email=invited.email).count() == 1

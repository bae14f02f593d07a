"""The ground the other tests stand on."""

import threading

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction

from extranet.accounts.models import Membership, User
from extranet.tenancy.context import OPERATOR, OWNER, PARTNER, PUBLIC, acting, current_role, current_schema
from tests.cast import ALICE, ALPHA, BETA, CHARLIE, place, user_of


def test_a_test_stands_in_public_as_partner_role() -> None:
    assert (current_schema(), current_role()) == (PUBLIC, PARTNER)


@pytest.mark.django_db
def test_the_wall_holds_in_tests() -> None:
    assert Membership.objects.count() == 0
    place(ALPHA)
    assert {membership.partner_id for membership in Membership.objects.all()} == {ALPHA}
    place(BETA, OPERATOR)
    assert Membership.objects.filter(user_id__in=[ALICE.id, CHARLIE.id]).count() == 2


@pytest.mark.django_db
def test_the_owner_can_be_taken_for_a_while() -> None:
    with acting(PUBLIC, OWNER), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE only_the_owner_may (id int)")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE a_partner_may_not (id int)")


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db
def test_what_a_test_writes_is_gone_afterwards(turn: int) -> None:
    assert user_of(ALICE).name == ALICE.name
    User.objects.filter(pk=ALICE.id).update(name=f"Alice {turn}")
    assert cache.get("turn") is None
    cache.set("turn", turn)


@pytest.mark.parametrize("turn", [1, 2])
def test_commits_reach_other_connections_and_are_gone_afterwards(committed_db: None, turn: int) -> None:
    assert user_of(ALICE).name == ALICE.name
    User.objects.filter(pk=ALICE.id).update(name=f"Alice {turn}")
    seen: list[str] = []

    def look() -> None:
        seen.append(user_of(ALICE).name)
        connection.close()

    other = threading.Thread(target=look)
    other.start()
    other.join()
    assert seen == [f"Alice {turn}"]


def test_real_transactions_of_pytest_django_are_refused(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.databases import pytest_collection_modifyitems  # noqa: F401")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.django_db(transaction=True)
        def test_flushes() -> None: ...
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.stderr.fnmatch_lines(["*committed_db*"])

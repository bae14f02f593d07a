"""The order book: staff see the orders of all partners in one list, without entering a schema."""

from typing import Any, Final
from uuid import UUID

import pytest

from tests.backoffice.things import draft_order, placed_order
from tests.cast import ALPHA, BETA, BETA_CLIENT, CHARLIE, ERIK, client_for

pytestmark = pytest.mark.django_db
LIST: Final = "/admin/orderbook/entry/"
BETAS: Final = UUID("0d0e0000-0000-4000-8000-0000000000b1")


@pytest.fixture
def both() -> tuple[str, str]:
    """A placed order of Alpha's and a draft of Beta's, by address under their mounts."""
    ours = placed_order()
    theirs = draft_order(CHARLIE, client_id=BETA_CLIENT, order_id=BETAS)
    return f"/at/{ALPHA}/orders/{ours.pk}/", f"/at/{BETA}/orders/{theirs.pk}/"


def listed(query: str = "") -> str:
    """Return the list as support sees it."""
    response = client_for(ERIK).get(f"{LIST}?{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_staff_see_the_orders_of_all_partners_and_the_way_to_each(both: tuple[str, str]) -> None:
    page = listed()
    assert all(f'href="{address}"' in page for address in both)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("partner=alpha", (True, False)),
        ("status__exact=draft", (False, True)),
        ("family=bt", (True, True)),
        ("family=sip", (False, False)),
        ("q=zêta", (False, True)),
        ("q=delta", (True, False)),
    ],
)
def test_the_book_narrows(both: tuple[str, str], query: str, shown: tuple[bool, bool]) -> None:
    page = listed(query)
    assert tuple(address in page for address in both) == shown


def test_a_list_of_orders_costs_the_same_however_many_there_are(
    both: tuple[str, str], django_assert_max_num_queries: Any
) -> None:
    browser = client_for(ERIK)
    with django_assert_max_num_queries(10):
        browser.get(LIST)

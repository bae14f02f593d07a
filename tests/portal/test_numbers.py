"""Numbers without an address on the home page, and the numbers of a client on its page.

Terms: telavox.7, bt.14, sip.4
"""

import pytest

from tests.cast import ALICE, BETA, BETA_CLIENT, CLIENT, DENIS, DORA, EMIL, FATOU, SIBLING, Member, client_for
from tests.contracts import FIRST, hold
from tests.emergency.test_declare_address import words
from tests.registry.acts import declare

pytestmark = pytest.mark.django_db


def home(member: Member) -> str:
    return words(client_for(member).get("/"))


@pytest.mark.parametrize(
    ("member", "said", "action"),
    [
        (ALICE, "17 numéros sans adresse", "Déclarer"),
        (FATOU, "17 numéros sans adresse", "Voir"),
        (DORA, "12 numéros sans adresse", "Déclarer"),
        (DENIS, "12 numéros sans adresse", "Voir"),
        (EMIL, "5 numéros sans adresse", "Déclarer"),
    ],
)
def test_numbers_without_an_address_are_the_first_thing_to_do(member: Member, said: str, action: str) -> None:
    hold(FIRST, FIRST + 11)
    hold(FIRST + 20, FIRST + 24, client_id=SIBLING)
    hold(FIRST + 30, FIRST + 99, schema=BETA, client_id=BETA_CLIENT)
    declare(hold(FIRST + 100, FIRST + 109))
    page = home(member)
    assert f"<b>{said}</b>" in page
    assert f'aria-label="{action}, {said}"' in page
    assert page.index(said) == min(page.index(said), page.find("<b>", page.index("waiting-title")) + 3)
    assert "/numbers/?show=uncovered" in page


def test_once_covered_nothing_waits() -> None:
    declare(hold())
    assert "sans adresse" not in home(DORA)


def test_a_partner_reads_whose_numbers_they_are() -> None:
    hold(FIRST, FIRST + 11)
    hold(FIRST + 20, FIRST + 24, client_id=SIBLING)
    assert "Delta Conseil, Epsilon Édition. Personne ne sait où envoyer des secours" in home(ALICE)
    assert "Epsilon" not in home(DORA)


def test_the_page_of_a_client_shows_its_numbers_those_without_an_address_first() -> None:
    declare(hold(FIRST, FIRST + 9))
    hold(FIRST + 10, FIRST + 19)
    hold(FIRST + 20, FIRST + 29, client_id=SIBLING)
    page = words(client_for(ALICE).get(f"/clients/{CLIENT}/"))
    panel = page[page.index('id="numbers"') : page.index('id="orders"')]
    assert panel.index("88 10 – 19") < panel.index("88 00 – 09")
    assert "Rue Haute 10, 1000 Bruxelles" in panel
    assert "Sans adresse" in panel
    assert "88 20" not in panel


def test_a_client_without_numbers_says_so() -> None:
    assert "Aucun numéro n’est attribué à ce client." in words(client_for(ALICE).get(f"/clients/{CLIENT}/"))

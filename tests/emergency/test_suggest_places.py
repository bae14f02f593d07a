"""What the fields of an address offer while one types: names that exist, in every language; never a correction.

Terms: telavox.7, bt.14, sip.4
"""

from typing import Any, Final

import pytest

from emergency.registry.models import PostalPlace, Registration, Street
from emergency.registry.suggesting import Suggested, suggest
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, BOB, DENIS, DORA, ERIK, FATOU, Member, client_for
from tests.contracts import hold
from tests.emergency.acting import CONFIRMED, SAINTES_TYPED, path_of, post, prefixed, words
from tests.registry.acts import BRUSSELS, declare

pytestmark = pytest.mark.django_db
PATH: Final = "/numbers/suggest-places/"
PLACES: Final = (
    ("1000", "21004", "Bruxelles", "Brussel", "Brüssel", False),
    ("1480", "25105", "Tubize", "Tubeke", "", False),
    ("1480", "25105", "Saintes", "Sint-Renelde", "", True),
    ("4700", "63023", "Eupen", "Eupen", "Eupen", False),
    ("4780", "63067", "Saint-Vith", "Sankt-Vith", "Sankt Vith", False),
)


@pytest.fixture(autouse=True)
def places() -> None:
    """A few places and streets, with their names."""
    with acting(PUBLIC, OPERATOR):
        PostalPlace.objects.all().delete()
        for code, nis, name_fr, name_nl, name_de, is_locality in PLACES:
            row = PostalPlace(
                postal_code=code, nis_code=nis, name_fr=name_fr, name_nl=name_nl, name_de=name_de,
                is_locality=is_locality, regime="fr",
            )  # fmt: skip
            row.spell()
            row.save()
        for name_fr, name_nl in (("Rue Haute", "Hoogstraat"), ("Rue de la Loi", "Wetstraat")):
            street = Street(postal_code="1000", name_fr=name_fr, name_nl=name_nl)
            street.spell()
            street.save()


def offered(postal_code: str = "", municipality: str = "", street: str = "") -> Any:
    with acting(PUBLIC, OPERATOR):
        return suggest(postal_code=postal_code, municipality=municipality, street=street)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Brux", "1000"), ("brus", "1000"), ("Brüs", "1000"), ("tubeke", "1480"), ("sankt v", "4780"), ("Eup", "4700")],
)
def test_a_name_in_any_language_offers_its_postal_code(typed: str, code: str) -> None:
    assert offered(municipality=typed).postal_codes == (code,)


def test_a_postal_code_offers_its_names_the_municipality_first() -> None:
    assert offered(postal_code="1480").municipalities == ("Tubize", "Tubeke", "Saintes", "Sint-Renelde")
    assert offered(postal_code="1000").municipalities == ("Bruxelles", "Brussel", "Brüssel")
    assert offered(postal_code="47").postal_codes == ("4700", "4780")


@pytest.mark.parametrize("typed", ["rue h", "Hoog", "HOOGSTR"])
def test_a_street_is_offered_in_both_languages(typed: str) -> None:
    assert offered(postal_code="1000", street=typed).streets == ("Rue Haute", "Hoogstraat")
    assert offered(postal_code="1480", street=typed).streets == ()


@pytest.mark.parametrize("typed", ["", "b", "%%", "__", "|", "'; --", "²²"])
def test_what_says_nothing_offers_nothing(typed: str) -> None:
    nothing = offered(postal_code=typed, municipality=typed, street=typed)
    assert nothing == Suggested()


def test_the_lists_are_those_of_the_form_that_asks() -> None:
    page = words(client_for(ALICE).get(PATH, {"prefix": "part1", "part1-postal_code": "1000"}))
    assert '<datalist id="part1-municipalities"><option value="Bruxelles">' in page
    page = words(client_for(ALICE).get(PATH, {"prefix": '"><script>', "postal_code": "1000"}))
    assert "<script" not in page
    assert '<datalist id="municipalities"><option value="Bruxelles">' in page


@pytest.mark.parametrize(("member", "status"), [(BOB, 200), (DORA, 200), (FATOU, 403), (DENIS, 403)])
def test_who_declares_is_offered_names(member: Member, status: int) -> None:
    assert client_for(member).get(PATH).status_code == status
    assert client_for(ERIK).get(f"/at/alpha{PATH}").status_code == 200


# ---------- On the form ----------
def test_fields_are_tied_to_their_lists_and_work_without_a_script() -> None:
    block = hold()
    declare(block, BRUSSELS)
    page = words(client_for(ALICE).get(path_of(block, "declare-address")))
    for tied in ('list="postal-codes"', 'list="municipalities"', 'list="streets"', '<option value="Brussel">'):
        assert tied in page


WRONG: Final = {**SAINTES_TYPED, "postal_code": "1000", "municipality": "Tubize", "street": "Rue Haute"}


def test_a_mismatch_offers_what_may_have_been_meant_and_corrects_nothing() -> None:
    block = hold()
    page = words(post(block, "declare-address", {**WRONG, **CONFIRMED}))
    assert "Ce code postal et cette commune ne vont pas ensemble." in page
    assert 'name="place" value="1000 Bruxelles"' in page
    assert 'name="place" value="1480 Tubize"' in page
    assert 'value="Tubize"' in page
    with acting(PUBLIC, OPERATOR):
        assert not Registration.objects.exists()


def test_a_choice_fills_the_fields_and_leads_to_the_second_look() -> None:
    block = hold()
    page = words(post(block, "declare-address", {**WRONG, "place": "1480 Tubize"}))
    assert "Rue Haute 3, 1480 Tubize" in page
    assert "Rien n’est encore enregistré." in page
    with acting(PUBLIC, OPERATOR):
        assert not Registration.objects.exists()


def test_a_part_of_a_split_is_offered_the_same() -> None:
    block = hold()
    declare(block, BRUSSELS)
    given = {"begins": "50", "part0-choice": "keep", **prefixed("part1", WRONG, choice="give")}
    page = words(post(block, "split", given))
    assert 'name="part1-place" value="1480 Tubize"' in page
    page = words(post(block, "split", {**given, "part1-place": "1480 Tubize"}))
    assert "Rue Haute 3, 1480 Tubize" in page


# ---------- Revisions ----------
@pytest.mark.parametrize("revision", ["9" * 5000, "٣", "²", "", "-1", "1e3", "x"])
def test_a_revision_that_is_none_never_breaks_the_page(revision: str) -> None:
    block = hold()
    declare(block, BRUSSELS)
    response = post(block, "declare-address", {**SAINTES_TYPED, **CONFIRMED}, revision=revision)
    assert response.status_code == 409
    assert "Rue Haute 10, 1000 Bruxelles" in words(response)
    assert "Avenue Léon Champagne 3, 1480 Saintes" in words(response)


@pytest.mark.parametrize("act", ["declare-address", "carve-out", "move"])
def test_a_postal_code_of_thousands_of_digits_is_refused_and_breaks_nothing(act: str) -> None:
    block = hold()
    typed = {**SAINTES_TYPED, "postal_code": "1" * 5000, "first": "42", **CONFIRMED}
    response = post(block, act, typed)
    assert response.status_code == 200
    assert "Un code postal belge a quatre chiffres" in words(response)

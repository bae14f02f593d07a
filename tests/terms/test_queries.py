"""Reads of the terms ask the database a fixed number of questions, however much there is."""

from pytest_django import DjangoAssertNumQueries

from extranet.terms.models import TermsText
from extranet.terms.parts import Part
from extranet.terms.presenting import text_to_read
from extranet.terms.selectors import acceptances_of, organisations_behind, texts_in_force
from tests.cast import ALICE, ALPHA, BOB, ERIK, client_for, place
from tests.terms.acts import accept, today


def test_the_texts_of_an_act_take_two_queries(
    second_edition: list[TermsText], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        texts_in_force(list(Part), today(), "nl")


def test_a_part_with_all_its_versions_takes_two_queries(
    second_edition: list[TermsText], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        text_to_read(part=Part.BT, day=today(), number="1", language="de")


def test_registers_take_two_queries(
    second_edition: list[TermsText], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place(ALPHA)
    accept(ALICE)
    accept(BOB)
    with django_assert_num_queries(2):
        organisations_behind(today())
    with django_assert_num_queries(2):
        found = acceptances_of(partner=ALPHA, kind="partner", organisation_id=ALPHA)
        assert [len(one.documents.all()) for one in found] == [3, 3]


def test_the_list_of_the_register_in_the_admin_does_not_grow(
    second_edition: list[TermsText], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    place(ALPHA)
    for member in (ALICE, BOB):
        accept(member)
    client = client_for(ERIK)
    with django_assert_max_num_queries(20):
        assert client.get("/admin/terms/acceptance/").status_code == 200

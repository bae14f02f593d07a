"""The admin site: who gets in, what each floor holds, and that links stay under their prefix."""

import re

import pytest
from django.contrib import admin

from extranet.backoffice.faces import BackOfficeAdmin, FrontOfficeAdmin, HouseAdmin
from tests.cast import ALICE, ALPHA, ANNA, ERIK, SOFIE, Member, anonymous, client_for

pytestmark = pytest.mark.django_db


def faces(kind: type[HouseAdmin]) -> list[HouseAdmin]:
    """Return the registered pages of one floor."""
    return [face for face in admin.site._registry.values() if isinstance(face, kind)]


def list_path(face: HouseAdmin) -> str:
    """Return the path of a list, without a prefix."""
    return f"/admin/{face.opts.app_label}/{face.opts.model_name}/"


@pytest.mark.parametrize("member", [ERIK, SOFIE, ANNA])
def test_staff_open_the_index_on_the_operators_host(member: Member) -> None:
    response = client_for(member).get("/admin/")
    assert response.status_code == 200
    assert "Poste de pilotage" in response.content.decode()


def test_a_partners_person_finds_no_admin_on_the_partners_host() -> None:
    assert client_for(ALICE).get("/admin/").status_code == 404


def test_a_partners_person_is_a_stranger_on_the_operators_host() -> None:
    response = client_for(ALICE, host=ERIK.host).get("/admin/")
    assert response.status_code == 302
    assert "/account/login/" in response["Location"]


def test_a_stranger_is_sent_to_the_one_sign_in_and_back() -> None:
    response = anonymous("public").get("/admin/login/?next=/admin/audit/")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/admin/audit/"


def test_sign_in_never_leads_to_another_site() -> None:
    response = client_for(ERIK).get("/admin/login/?next=https://evil.example/")
    assert response["Location"] == "/admin/"


def test_sign_out_goes_to_the_one_sign_out_with_its_form() -> None:
    response = client_for(ERIK).post("/admin/logout/")
    assert response.status_code == 307
    assert response["Location"] == "/account/logout/"


def test_every_page_stands_on_exactly_one_floor() -> None:
    assert all(isinstance(face, BackOfficeAdmin) != isinstance(face, FrontOfficeAdmin) for face in faces(HouseAdmin))
    assert len(faces(HouseAdmin)) == len(admin.site._registry)


def test_back_office_pages_are_not_there_under_a_mount() -> None:
    browser = client_for(ANNA)
    for face in faces(BackOfficeAdmin):
        assert browser.get(f"/at/{ALPHA}{list_path(face)}").status_code == 404, face
        assert browser.get(f"/at/{ALPHA}{list_path(face)}add/").status_code == 404, face


def test_front_office_pages_are_not_there_on_the_operators_own_pages() -> None:
    browser = client_for(ANNA)
    for face in faces(FrontOfficeAdmin):
        assert browser.get(list_path(face)).status_code == 404, face


def test_the_index_of_each_floor_lists_its_own_tables_only() -> None:
    browser = client_for(ANNA)
    own, mounted = (
        browser.get("/admin/").content.decode(),
        browser.get(f"/at/{ALPHA}/admin/").content.decode(),
    )
    for face in faces(BackOfficeAdmin):
        assert list_path(face) in own
        assert list_path(face) not in mounted
    for face in faces(FrontOfficeAdmin):
        assert f'"{list_path(face)}' not in own
        assert f'"/at/{ALPHA}{list_path(face)}' in mounted


def test_links_under_a_mount_stay_there() -> None:
    page = client_for(ERIK).get(f"/at/{ALPHA}/admin/").content.decode()
    links = set(re.findall(r'(?:href|action)="(/[^"]*)"', page))
    outside = {link for link in links if not link.startswith((f"/at/{ALPHA}/", "/static/"))}
    assert outside == {"/admin/"}  # the one way back to the cockpit


def test_the_index_under_a_mount_names_the_partner() -> None:
    page = client_for(ERIK).get(f"/at/{ALPHA}/admin/").content.decode()
    assert "<h1>Tables de Alpha</h1>" in page

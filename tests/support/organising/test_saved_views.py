"""Filters under a name: a person's own, shared with the team, and where the list starts."""

import pytest

from extranet.errors import InvalidInput
from support.list_views import KEPT
from support.models import SavedView
from support.organising.saved_views import MOST_VIEWS, save_view, views_of
from tests.cast import ALICE, ALPHA, BOB, DORA, FATOU, Member, client_for, person_of, place
from tests.support.pages import shown
from tests.support.playing import OPEN, opened


def kept(name: str = "Fax", query: str = "tag=fax", *, by: Member = BOB, **more: bool) -> SavedView:
    facts = {"is_shared": False, "is_default": False, **more}
    return save_view(name=name, query=query, names=KEPT, person=person_of(by), at=OPEN, **facts)


def test_a_view_keeps_what_a_filter_may_say(at_alpha: None) -> None:
    assert kept(query="tag=a%20b&evil=1&show=closed&sort=-opened&page=3").query == "tag=a+b&show=closed&sort=-opened"


def test_the_same_name_is_the_same_view(at_alpha: None) -> None:
    kept()
    assert kept(query="show=closed").query == "show=closed"
    kept(by=ALICE)
    assert SavedView.objects.count() == 2


def test_the_team_sees_what_is_shared_and_a_client_only_its_own(at_alpha: None) -> None:
    """Terms: general.7"""
    kept("À moi")
    kept("À tous", is_shared=True)
    kept("À Dora", by=DORA, is_shared=True)
    names = {
        member.name: set(views_of(person_of(member)).values_list("name", flat=True)) for member in (BOB, FATOU, DORA)
    }
    assert names == {BOB.name: {"À moi", "À tous"}, FATOU.name: {"À tous"}, DORA.name: {"À Dora"}}


def test_one_view_is_where_the_list_starts(at_alpha: None) -> None:
    kept("Un", "show=closed", is_default=True)
    kept("Deux", "show=resolved", is_default=True)
    assert [one.name for one in SavedView.objects.filter(is_default=True)] == ["Deux"]
    bob = client_for(BOB)
    assert bob.get("/tickets/")["Location"] == "/tickets/?show=resolved"
    assert bob.get("/tickets/", {"show": "open"}).status_code == 200
    assert client_for(ALICE).get("/tickets/").status_code == 200


def test_wrong_answers_keep_nothing(at_alpha: None) -> None:
    for wrong in ({"name": " "}, {"name": "x" * 61}, {"query": "words=" + "x" * 600}):
        with pytest.raises(InvalidInput):
            kept(**wrong)  # type: ignore[arg-type]
    for number in range(MOST_VIEWS):
        kept(str(number))
    with pytest.raises(InvalidInput, match="retirez-en une"):
        kept("De trop", is_default=True)
    assert SavedView.objects.count() == MOST_VIEWS


def test_the_list_keeps_and_removes_one(at_alpha: None) -> None:
    opened()
    bob = client_for(BOB)
    page = shown(bob.post("/tickets/views/save/", {"name": "Clos", "query": "show=closed"}, follow=True))
    assert "La vue « Clos » est gardée." in page
    assert '<a href="?show=closed" aria-current="true">Clos</a>' in page
    place(ALPHA)
    view = SavedView.objects.get()
    client_for(ALICE).post("/tickets/views/remove/", {"view": str(view.pk)})
    place(ALPHA)
    assert SavedView.objects.exists()
    bob.post("/tickets/views/remove/", {"view": str(view.pk)})
    assert bob.post("/tickets/views/remove/", {"view": "x"}).status_code == 302
    place(ALPHA)
    assert not SavedView.objects.exists()
    assert "Donnez un nom" in shown(bob.post("/tickets/views/save/", {"name": ""}, follow=True))

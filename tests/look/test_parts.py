"""Icons, badges, clauses, steps, pages and sorted columns."""

import pytest
from django.core.paginator import Paginator

from extranet.look.parts import Badge, Step, Tone
from tests.look.stage import rendered, request_for

pytestmark = pytest.mark.urls("tests.look.urls")
STEPS = [Step("client", "Client", "/1/"), Step("terms", "Conditions", "/2/"), Step("receipt", "Reçu")]


def test_an_icon_is_hidden_from_readers() -> None:
    drawn = rendered('{% icon "shield" "danger" %}')
    assert drawn == '<svg class="icon danger" aria-hidden="true"><use href="/static/img/icons.svg#shield"/></svg>'


def test_an_icon_that_is_not_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="unicorn"):
        rendered('{% icon "unicorn" %}')


def test_a_clause_leads_to_its_paragraph() -> None:
    assert rendered('{% clause "bt.11d" %}') == '<a class="clause" href="/terms/bt/#bt-11d">bt.11d</a>'


@pytest.mark.urls("tests.look.no_urls")
def test_a_clause_is_plain_where_the_terms_cannot_be_read() -> None:
    assert rendered('{% clause "general.7" %}') == '<span class="clause">general.7</span>'


def test_a_badge_says_the_state_in_words() -> None:
    drawn = rendered("{% badge state %}", state=Badge("Confirmée", Tone.OK, "check"))
    assert drawn.startswith('<span class="badge ok"><svg')
    assert drawn.endswith("Confirmée</span>")
    assert rendered('{% badge label="Brouillon" %}') == '<span class="badge">Brouillon</span>'


def test_a_tone_that_means_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="pink"):
        rendered('{% badge label="Brouillon" tone="pink" %}')


def test_a_trail_is_a_named_list() -> None:
    drawn = rendered('{% crumbs %}<li><a href="/">Clients</a></li>{% endcrumbs %}')
    assert drawn == '<nav aria-label="Fil d’Ariane"><ol class="crumbs"><li><a href="/">Clients</a></li></ol></nav>'


def test_steps_before_the_current_one_are_done_and_linked() -> None:
    drawn = rendered('{% stepper steps "terms" %}', steps=STEPS)
    assert '<li class="done"> <a href="/1/">Client</a>' in drawn
    assert '<li aria-current="step"> <span>Conditions</span>' in drawn
    assert "<li> <span>Reçu</span>" in drawn


def test_pages_keep_what_the_address_asked() -> None:
    page = Paginator(range(238), 20).get_page(3)
    drawn = rendered("{% pager page %}", request_for("/?q=piron&page=3"), page=page)
    assert "<span>41 à 60 sur 238</span>" in drawn
    assert '<a rel="prev" href="?q=piron&amp;page=2">' in drawn
    assert '<span aria-current="page">3</span>' in drawn
    assert '<a href="?q=piron&amp;page=12">12</a>' in drawn


def test_one_page_has_no_pages() -> None:
    drawn = rendered("{% pager page %}", request_for(), page=Paginator(range(5), 20).get_page(1))
    assert drawn == "<span>1 à 5 sur 5</span>"


@pytest.mark.parametrize(
    ("path", "direction", "following"),
    [
        ("/?q=a", "", "?q=a&amp;sort=name"),
        ("/?sort=name&page=2", ' aria-sort="ascending"', "?sort=-name"),
        ("/?sort=-name", ' aria-sort="descending"', "?sort=name"),
        ("/?sort=other", "", "?sort=name"),
    ],
)
def test_a_column_says_how_it_is_sorted_and_turns_round(path: str, direction: str, following: str) -> None:
    drawn = rendered('{% sort_header "name" "Client" numeric=True %}', request_for(path))
    assert drawn.startswith(f'<th role="columnheader" scope="col" class="num"{direction}><a href="{following}">')


def test_a_column_knows_the_order_in_force_without_being_asked() -> None:
    drawn = rendered('{% sort_header "name" "Client" default="-name" %}', request_for())
    assert 'aria-sort="descending"' in drawn

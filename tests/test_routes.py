"""Every route of every door, with every method, as everybody: the answer is the one written down.

What is written down is in `routes/expected.py`; what it means for doors and owners is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from django.utils import timezone

from extranet.accounts.models import ApiToken
from extranet.accounts.permissions import Access, Kind
from extranet.accounts.tokens import OPERATOR_SCOPES, create_token
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from tests.cast import ALICE, ANNA, BOB, CHARLIE, DENIS, DORA, EMIL, ERIK, FATOU, GITA, SOFIE, Member, user_of
from tests.routes import world as worlds
from tests.routes.cells import Cell, Route
from tests.routes.expected import FRONT as PORTAL
from tests.routes.expected_accounts import COMMON, OPERATOR_ONLY, PEOPLE
from tests.routes.expected_acting import ACTING
from tests.routes.expected_admin import admin_names
from tests.routes.expected_api import API, DOCUMENT
from tests.routes.expected_asking import ASKING
from tests.routes.expected_billing import BILLING
from tests.routes.expected_emergency import EMERGENCY
from tests.routes.expected_files import FILES
from tests.routes.expected_organising import ORGANISING
from tests.routes.expected_people import PEOPLE_WHO_READ
from tests.routes.expected_profile import PROFILE
from tests.routes.expected_sites import SITES
from tests.routes.expected_support import SUPPORT
from tests.routes.playing import (
    ALPHA_DOOR,
    ALPHA_MOUNT,
    BETA_DOOR,
    DIRECT_DOOR,
    OPERATOR_DOOR,
    Door,
    play,
)
from tests.routes.stage import Stage
from tests.routes.urlconfs import FRONT as FRONT_URLS
from tests.routes.urlconfs import MOUNTED as MOUNTED_URLS
from tests.routes.urlconfs import OPERATOR as OPERATOR_URLS
from tests.routes.urlconfs import URLCONFS, Found, routes_of
from tests.routes.world import FOREIGN, OTHER, OTHER_DIRECT, OWN, OWN_DIRECT, Owner

PAGES: Final[Mapping[str, Route]] = {
    **PORTAL,
    **EMERGENCY,
    **PEOPLE_WHO_READ,
    **ACTING,
    **ASKING,
    **SITES,
    **FILES,
    **SUPPORT,
    **ORGANISING,
    **PROFILE,
    **DOCUMENT,
    **BILLING,
}
# Whose letter is where in "YYY YYY YYY".
PLACES: Final[Mapping[Member, int]] = {
    member: place
    for place, member in enumerate((ALICE, BOB, FATOU, None, DORA, DENIS, GITA, None, ERIK, SOFIE, ANNA))
    if member is not None
}
# Same role, elsewhere.
LIKE: Final[Mapping[Member, Member]] = {EMIL: DORA, CHARLIE: ALICE}
METHODS: Final = ("GET", "POST")
FRONT: Final[Mapping[str, Route]] = {**PAGES, **PEOPLE}
TABLE: Final[Mapping[str, Route]] = {**FRONT, **COMMON}


@dataclass(frozen=True)
class Scene:
    """Who stands at which door and asks about whose things; `is_theirs` decides between the letter and H."""

    door: Door
    member: Member | None
    owner: Owner
    is_theirs: bool = True
    is_signed_in: bool = True

    def __str__(self) -> str:
        who = self.member.name.split()[0] if self.member else "nobody"
        return f"{who} at {self.door.name} about {self.owner.name}"


# Everybody at their own door about their own things.
AT_HOME: Final = (
    *(Scene(ALPHA_DOOR, member, OWN) for member in (ALICE, BOB, FATOU, DORA, DENIS)),
    Scene(ALPHA_DOOR, EMIL, OTHER),
    Scene(BETA_DOOR, CHARLIE, FOREIGN),
    Scene(DIRECT_DOOR, GITA, OWN_DIRECT),
    *(Scene(ALPHA_MOUNT, member, OWN) for member in (ERIK, SOFIE, ANNA)),
)
# At their own door about what is somebody else's: a sibling's, another partner's, another direct client's.
ABOUT_OTHERS: Final = (
    *(Scene(ALPHA_DOOR, member, OTHER) for member in (ALICE, BOB, FATOU)),
    *(Scene(ALPHA_DOOR, member, OTHER, is_theirs=False) for member in (DORA, DENIS)),
    Scene(ALPHA_DOOR, EMIL, OWN, is_theirs=False),
    *(Scene(ALPHA_DOOR, member, FOREIGN, is_theirs=False) for member in (ALICE, BOB, FATOU, DORA, DENIS)),
    Scene(BETA_DOOR, CHARLIE, OWN, is_theirs=False),
    Scene(DIRECT_DOOR, GITA, OTHER_DIRECT, is_theirs=False),
    *(Scene(ALPHA_MOUNT, member, FOREIGN, is_theirs=False) for member in (ERIK, SOFIE, ANNA)),
)
# With no session, or with the session of another house.
STRANGERS: Final = tuple(
    Scene(door, member, owner, is_signed_in=False)
    for door, owner, members in (
        (ALPHA_DOOR, OWN, (None, CHARLIE, GITA, ANNA)),
        (BETA_DOOR, FOREIGN, (ALICE, DORA)),
        (DIRECT_DOOR, OWN_DIRECT, (ALICE, ERIK)),
        (ALPHA_MOUNT, OWN, (None, ALICE, CHARLIE)),
    )
    for member in members
)
STAFF_AT_HOME: Final = tuple(Scene(OPERATOR_DOOR, member, OWN) for member in (ERIK, SOFIE, ANNA))
STRANGERS_TO_STAFF: Final = tuple(
    Scene(OPERATOR_DOOR, member, OWN, is_signed_in=False) for member in (None, ALICE, GITA)
)


# ---------- The table is whole ----------
@pytest.mark.parametrize("urlconf", URLCONFS)
def test_every_view_declares_who_may_enter(urlconf: str) -> None:
    undeclared = [
        found.name
        for found in routes_of(urlconf)
        if not found.is_admin and not isinstance(getattr(found.view, "access", None), Access)
    ]
    assert not undeclared, f"without a declaration: {undeclared}"


@pytest.mark.parametrize("urlconf", URLCONFS)
def test_every_route_has_one_name_of_its_own(urlconf: str) -> None:
    names = [found.name for found in routes_of(urlconf)]
    twice = sorted({name for name in names if names.count(name) > 1})
    assert not twice, f"more than one route is called {twice}"


@pytest.mark.parametrize(
    ("urlconf", "written"),
    [
        (FRONT_URLS, {*FRONT, *API, *COMMON}),
        (MOUNTED_URLS, {*FRONT, *API, *COMMON, *admin_names()}),
        (OPERATOR_URLS, {*COMMON, *OPERATOR_ONLY, *admin_names()}),
    ],
)
def test_every_route_has_its_answers(urlconf: str, written: set[str]) -> None:
    there = {found.name for found in routes_of(urlconf)}
    assert not there - written, f"write the answers of {sorted(there - written)} into tests/routes/expected.py"
    assert not written - there, f"no such route: {sorted(written - there)}"


@pytest.mark.parametrize("name", TABLE)
def test_each_role_has_a_letter(name: str) -> None:
    for letters in (TABLE[name].get, TABLE[name].post):
        assert len(letters) == len("YYY YYY YYY")
        assert set(letters) <= set("YFNnHML ")
        assert {letters[3], letters[7]} == {" "}


# ---------- The answers ----------
@pytest.mark.parametrize("name", TABLE)
def test_everybody_gets_the_answer_written_down(stage: Stage, name: str) -> None:
    route = TABLE[name]
    scenes = [*AT_HOME, *STRANGERS]
    if route.is_owned:
        scenes += ABOUT_OTHERS
    if name in COMMON:
        scenes += [*STAFF_AT_HOME, *STRANGERS_TO_STAFF]
    wrong = [fault for scene in scenes for method in METHODS for fault in faults_of(stage, name, scene, method)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", OPERATOR_ONLY)
def test_the_operators_own_host_answers_as_written_down(stage: Stage, name: str) -> None:
    scenes = [*STAFF_AT_HOME, *STRANGERS_TO_STAFF]
    wrong = [
        fault
        for scene in scenes
        for method in METHODS
        for fault in faults_of(stage, name, scene, method, table=OPERATOR_ONLY)
    ]
    assert not wrong, "\n".join(wrong)


def faults_of(stage: Stage, name: str, scene: Scene, method: str, *, table: Mapping[str, Route] = TABLE) -> list[str]:
    """Play one cell; return a sentence when its answer is not the one written down."""
    route = table[name]
    if not scene.is_theirs and method == "GET" and route.of is None:
        return []
    cell = Cell(stage.world, scene.owner, scene.member)
    with worlds.at_home_of(scene.owner):
        kwargs = route.of(cell) if route.of else {}
        posted = route.posts(cell) if route.posts and method == "POST" else None
    address = scene.door.address(name, kwargs)
    answer = play(stage.browsers.of(scene.member), scene.door, method, address, posted)
    expected = expected_of(route, scene, method)
    return [] if answer == expected else [f"{method} {address}: {scene}: {answer}, not {expected}"]


def expected_of(route: Route, scene: Scene, method: str) -> str:
    """Return the letter of a cell."""
    if scene.door is OPERATOR_DOOR and route.operator:
        return route.operator[METHODS.index(method)]
    if not scene.is_signed_in or scene.member is None:
        return route.stranger[METHODS.index(method)]
    letters = route.get if method == "GET" else route.post
    letter = letters[PLACES[LIKE.get(scene.member, scene.member)]]
    return "H" if letter in "YFn" and not scene.is_theirs else letter.upper()


# ---------- Machines ----------
def machine_routes() -> list[Found]:
    """Return the routes that a key opens, with what they declare."""
    found = [one for urlconf in URLCONFS for one in routes_of(urlconf)]
    return [one for one in found if getattr(getattr(one.view, "access", None), "kind", None) is Kind.TOKEN]


def test_routes_for_machines_name_a_right_of_keys_and_ask_for_no_csrf_token() -> None:
    routes = machine_routes()
    assert {one.name for one in routes} == {"platforms:record-snapshot", *API}
    for one in routes:
        access = getattr(one.view, "access", None)
        assert isinstance(access, Access)
        assert access.scope in ApiToken.Scope.values, one.name
        assert access.write_scope in (None, *ApiToken.Scope.values), one.name
        assert getattr(one.view, "csrf_exempt", False), one.name


@pytest.mark.parametrize(("scopes", "letters"), [(ApiToken.Scope.values, {"M", "400"}), ([], {"N"})])
def test_routes_for_machines_open_to_a_key_with_their_right_and_to_no_other(
    stage: Stage, scopes: list[str], letters: set[str]
) -> None:
    with acting(PUBLIC, OPERATOR):
        issued = create_token(
            name="tests", scopes=sorted(OPERATOR_SCOPES), expires_at=None, actor=user_of(ANNA), at=timezone.now()
        )
        ApiToken.objects.filter(pk=issued.token.pk).update(scopes=scopes)
    browser = stage.browsers.of(None)
    for one in (found for found in machine_routes() if found.urlconf == OPERATOR_URLS):
        route = OPERATOR_ONLY[one.name]
        address = OPERATOR_DOOR.address(one.name, route.of(Cell(stage.world, OWN, None)) if route.of else {})
        browser.defaults["HTTP_AUTHORIZATION"] = f"Bearer {issued.secret}"
        answers = {play(browser, OPERATOR_DOOR, method, address) for method in METHODS}
        del browser.defaults["HTTP_AUTHORIZATION"]
        assert answers == letters, one.name


@pytest.mark.parametrize("name", API)
def test_no_session_opens_a_call_of_the_api(stage: Stage, name: str) -> None:
    route = API[name]
    scenes = [*AT_HOME, *STRANGERS, *(ABOUT_OTHERS if route.is_owned else ())]
    wrong = [
        fault for scene in scenes for method in METHODS for fault in faults_of(stage, name, scene, method, table=API)
    ]
    assert not wrong, "\n".join(wrong)


# ---------- Doors that are not there ----------
def absent(urlconf: str, beside: str) -> list[Found]:
    """Return the routes of `beside` whose names `urlconf` does not have."""
    names = {found.name for found in routes_of(urlconf)}
    return [found for found in routes_of(beside) if found.name not in names]


@pytest.mark.parametrize("name", FRONT)
def test_the_operators_own_host_has_no_page_of_a_partner(stage: Stage, name: str) -> None:
    if name in {found.name for found in routes_of(OPERATOR_URLS)}:
        return
    route = FRONT[name]
    with worlds.at_home_of(OWN):
        kwargs = route.of(Cell(stage.world, OWN, ALICE)) if route.of else {}
    path = ALPHA_DOOR.address(name, kwargs)
    answers = {play(stage.browsers.of(member), OPERATOR_DOOR, "GET", path) for member in (ANNA, ALICE, None)}
    assert answers == {"H"}


@pytest.mark.parametrize("door", [ALPHA_DOOR, BETA_DOOR, DIRECT_DOOR], ids=lambda door: door.name)
def test_a_partners_host_has_no_admin(stage: Stage, door: Door) -> None:
    paths = ("/admin/", "/admin/login/", "/admin/terms/termsversion/", "/at/alpha/", "/at/alpha/admin/")
    answers = {
        play(stage.browsers.of(member), door, "GET", path)
        for path in paths
        for member in (ALICE, CHARLIE, GITA, ANNA, None)
    }
    assert answers == {"H"}


def test_a_mount_of_no_partner_is_not_there(stage: Stage) -> None:
    for path in ("/at/nobody/", "/at/public/", "/at/Alpha/", "/at/alpha;drop/", "/at//"):
        assert play(stage.browsers.of(ANNA), OPERATOR_DOOR, "GET", path) == "H", path


@pytest.mark.parametrize("name", sorted(FRONT))
def test_other_methods_are_refused(stage: Stage, name: str) -> None:
    route = FRONT[name]
    cell = Cell(stage.world, OWN, ALICE)
    with worlds.at_home_of(OWN):
        address = ALPHA_DOOR.address(name, route.of(cell) if route.of else {})
    answers: dict[str, Any] = {
        method: play(stage.browsers.of(ALICE), ALPHA_DOOR, method, address) for method in ("PUT", "PATCH", "DELETE")
    }
    # Where rights are asked first, a page that she may not open says so by any method.
    assert set(answers.values()) <= ({"N", "M"} if route.get.startswith("N") else {"M"}), answers

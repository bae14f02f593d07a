"""Sites, devices and what their emergency calls present, by key.

Terms: telavox.7, bt.14, sip.4, general.4, sip.5
"""

from typing import Any, Final
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from extranet.accounts.models import Role
from extranet.clients.models import DeviceKind
from tests.cast import BETA, BETA_CLIENT, CHARLIE, CLIENT, EMIL, SIBLING
from tests.contracts import FIRST, hold
from tests.emergency.api.calls import ROOT
from tests.emergency.sites.acts import choose, device, move, site
from tests.registry.acts import BRUSSELS, SAINTES, declare
from tests.support.api.calls import Caller, client_key, code_of, key

pytestmark = pytest.mark.usefixtures("at_alpha")
SITES: Final = f"{ROOT}/sites"
DEVICES: Final = f"{ROOT}/devices"
CHECKS: Final = f"{ROOT}/caller-id-checks"


def all_of(caller: Caller, path: str, name: str, **query: Any) -> list[Any]:
    """Return what a list has, over all its pages of one."""
    found, cursor = [], ""
    while cursor is not None:
        page = caller.get(path, limit=1, **query, **({"cursor": cursor} if cursor else {}))
        assert page.status_code == 200, page.content
        found += page.json()[name]
        cursor = page.json()["next_cursor"]
    return found


def owned(number: int, *, caller: Caller, **query: str) -> Any:
    """Ask whether a client may present a number."""
    return caller.get(f"{ROOT}/caller-ids/+{number}/ownership", **query)


def test_sites_and_devices_are_listed_to_whoever_sees_their_client() -> None:
    declare(hold())
    head, branch = site(), site("Saintes", SAINTES)
    foreign = site("Chez Emil", by=EMIL, client_id=SIBLING)
    choose(head, FIRST)
    phone, laptop = device(head), device(branch, "Portable", DeviceKind.COMPUTER)
    caller = Caller(key())
    assert [one["name"] for one in all_of(caller, SITES, "sites")] == ["Siège", "Saintes", "Chez Emil"]
    assert [one["name"] for one in all_of(caller, DEVICES, "devices")] == ["Accueil", "Portable"]
    assert [one["name"] for one in all_of(caller, SITES, "sites", words="champagne")] == ["Saintes"]
    assert [one["name"] for one in all_of(caller, DEVICES, "devices", site=str(branch.pk))] == ["Portable"]
    for role in (Role.CLIENT_ADMIN, Role.CLIENT_USER):
        sibling = Caller(client_key(role, client_id=SIBLING))
        assert [one["id"] for one in all_of(sibling, SITES, "sites")] == [str(foreign.pk)]
        assert all_of(sibling, DEVICES, "devices") == all_of(sibling, SITES, "sites", client=str(CLIENT)) == []
        for path in (f"{SITES}/{head.pk}", f"{DEVICES}/{phone.pk}"):
            assert code_of(sibling.get(path)) == (404, "not_found")
    read = caller.get(f"{SITES}/{head.pk}")
    assert (read.json()["place"]["address"]["line"], read.json()["caller_id"]) == (BRUSSELS.line, f"+{FIRST}")
    assert read["ETag"] == f'"{read.json()["revision"]}"'
    assert caller.get(f"{DEVICES}/{laptop.pk}").json()["is_nomadic"]
    for path in (f"{SITES}/{head.pk}", f"{DEVICES}/{phone.pk}"):
        assert code_of(Caller(key(by=CHARLIE), schema=BETA).get(path)) == (404, "not_found")


def test_each_caller_id_is_judged_and_the_right_one_proposed() -> None:
    declare(hold(FIRST, FIRST + 9))
    declare(hold(FIRST + 10, FIRST + 19), SAINTES)
    head = site()
    choose(head, FIRST)
    device(head)
    device(head, "Portable", DeviceKind.COMPUTER)
    caller = Caller(key())

    def told(**query: str) -> list[tuple[str, str, str | None]]:
        rows = all_of(caller, CHECKS, "checks", **query)
        return [((one["device"] or one["site"])["name"], one["verdict"], one["proposed"]) for one in rows]

    assert [one[:2] for one in told()] == [("Siège", "pass"), ("Accueil", "pass"), ("Portable", "unknown")]
    move(head, SAINTES)
    assert told(verdict="fail") == [("Siège", "fail", f"+{FIRST + 10}"), ("Accueil", "fail", f"+{FIRST + 10}")]
    assert told(client=str(SIBLING)) == told(site=str(uuid4())) == []
    assert all_of(Caller(client_key(client_id=SIBLING)), CHECKS, "checks") == []


def test_ec_58_a_number_of_a_sibling_may_not_be_presented_and_nobody_learns_whose_it_is() -> None:
    hold(FIRST, FIRST + 9)
    hold(FIRST + 10, FIRST + 19, client_id=SIBLING)
    hold(FIRST + 20, FIRST + 29, schema=BETA, client_id=BETA_CLIENT)
    partner, client = Caller(key()), Caller(client_key())
    mine = owned(FIRST, caller=client).json()
    assert (mine["may"], mine["is_emergency_caller_id"]) == (True, True)
    assert owned(FIRST, caller=partner, client_id=str(CLIENT)).json() == mine
    answers = []
    for number in (FIRST + 10, FIRST + 20, FIRST + 500):
        told = owned(number, caller=client).json()
        assert told.pop("number") == f"+{number}"
        answers.append(told)
    assert answers[0] == answers[1] == answers[2]
    assert (answers[0]["may"], answers[0]["code"]) == (False, "caller_id_not_held_by_client")


def test_whose_ownership_is_asked_for_must_be_said_and_seen() -> None:
    hold()
    assert code_of(owned(FIRST, caller=Caller(key()))) == (400, "invalid")
    assert code_of(owned(FIRST, caller=Caller(key()), client_id=str(uuid4()))) == (404, "not_found")
    assert code_of(owned(FIRST, caller=Caller(client_key()), client_id=str(SIBLING))) == (404, "not_found")
    assert code_of(owned(12, caller=Caller(client_key())))[0] == 422
    past = owned(FIRST, caller=Caller(client_key()), at="2020-01-01T00:00:00Z").json()
    assert (past["may"], past["since"]) == (False, None)


def test_checks_cost_the_same_queries_however_many_devices_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    declare(hold())
    head = site()
    choose(head, FIRST)
    device(head)
    caller = Caller(key())
    caller.get(CHECKS)
    with django_assert_num_queries(QUERIES):
        caller.get(CHECKS)
    for number in range(6):
        device(site(f"Site {number}"), f"Poste {number}")
    with django_assert_num_queries(QUERIES):
        assert len(caller.get(CHECKS).json()["checks"]) == 14


QUERIES: Final = 10

"""Every call of the API, with every key that must not open it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final, cast
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from extranet.accounts import keys, limits
from extranet.accounts.keys import revoke_key
from extranet.accounts.models import ApiToken, Membership, Role, User
from extranet.accounts.permissions import Kind
from extranet.accounts.services import change_role, remove_person
from extranet.accounts.tokens import create_token
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting, house_connection
from support.api.urls import urlpatterns
from support.models import Ticket
from tests.cast import (
    ALICE,
    ALPHA,
    ANNA,
    BETA,
    BOB,
    CHARLIE,
    CLIENT,
    DORA,
    HOSTS,
    SIBLING,
    client_for,
    person_of,
    user_of,
)
from tests.routes.urlconfs import FRONT, routes_of
from tests.routes.urlconfs import OPERATOR as OPERATOR_URLS
from tests.support.api.calls import TICKETS, Caller, client_key, code_of, key, of
from tests.support.playing import opened

pytestmark = pytest.mark.usefixtures("at_alpha")
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")


def calls() -> Iterator[tuple[str, str]]:
    """Return each call of the API: its method and path, about Alpha's first ticket."""
    ticket = opened()
    for pattern in urlpatterns:
        named = {"ticket_id": ticket.pk, "file_id": uuid4()}
        wanted = {name: named[name] for name in pattern.pattern.converters}
        path = reverse(f"support-api:{pattern.name}", urlconf=FRONT, kwargs=wanted)
        view = cast("Any", pattern.callback).cls
        yield from ((method.upper(), path) for method in ("get", "post") if hasattr(view, method))


def answers(secret: str | None, *, schema: str = ALPHA) -> set[tuple[int, str]]:
    """Return what all calls answer to a key."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    browser, found = Client(SERVER_NAME=HOSTS[schema]), set()
    with acting(ALPHA, PARTNER):
        played = list(calls())
    for method, path in played:
        answer = browser.generic(method, path, "{}", content_type="application/json", headers=headers)
        found.add((answer.status_code, answer.json()["code"]))
    return found


def test_there_are_calls_to_play() -> None:
    assert len(list(calls())) == len(urlpatterns) + 1


def test_without_a_key_nothing_opens() -> None:
    assert answers(None) == {(401, "token_missing")}
    assert answers("xn_unknown") == {(401, "token_unknown")}


def test_a_session_opens_nothing() -> None:
    browser = client_for(ALICE)
    assert {browser.generic(method, path).status_code for method, path in calls()} == {401}


def test_another_partners_key_opens_nothing() -> None:
    assert answers(key(by=CHARLIE).secret) == {(401, "token_unknown")}
    assert answers(key().secret, schema=BETA) == {(401, "token_unknown")}


def test_a_key_that_was_withdrawn_opens_nothing() -> None:
    issued = key()
    revoke_key(token_id=issued.token.pk, person=person_of(ALICE), at=timezone.now())
    assert answers(issued.secret) == {(401, "token_revoked")}


def test_a_key_that_ended_opens_nothing() -> None:
    issued = key(expires_at=timezone.now() + timedelta(days=1))
    with acting(PUBLIC, OPERATOR):
        ApiToken.objects.filter(pk=issued.token.pk).update(expires_at=timezone.now())
    assert answers(issued.secret) == {(401, "token_expired")}


def test_a_key_without_the_scope_reads_or_writes_nothing() -> None:
    """The preview writes nothing: it is for keys that read."""
    reads, writes = key(scopes=["tickets.read"]), key(scopes=["tickets.write"])
    ticket = opened()
    assert code_of(Caller(writes).get(TICKETS)) == (403, "scope_missing")
    assert code_of(Caller(writes).get(of(ticket))) == (403, "scope_missing")
    assert code_of(Caller(reads).open()) == (403, "scope_missing")
    for act in ("messages", "acknowledge", "resolve", "close", "reopen", "escalate", "raise-ground"):
        assert code_of(Caller(reads).post(of(ticket, act))) == (403, "scope_missing"), act
    assert Caller(reads).get(of(ticket)).status_code == 200
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("leaving", ["removed", "other role", "closed"])
def test_a_key_ends_when_its_maker_may_not_give_it_any_more(leaving: str) -> None:
    change_role(user_id=BOB.id, role=Role.PARTNER_ADMIN, client_id=None, actor=user_of(ALICE), at=timezone.now())
    issued = key(by=BOB)
    assert Caller(issued).get(TICKETS).status_code == 200
    if leaving == "removed":
        remove_person(user_id=BOB.id, actor=user_of(ALICE), at=timezone.now())
    elif leaving == "other role":
        change_role(user_id=BOB.id, role=Role.TECHNICIAN, client_id=None, actor=user_of(ALICE), at=timezone.now())
    else:
        with acting(PUBLIC, OPERATOR):
            User.objects.filter(pk=BOB.id).update(is_active=False)
    assert answers(issued.secret) == {(401, "token_orphaned")}


def test_a_clients_key_ends_when_its_maker_goes_to_another_client() -> None:
    issued = key(Role.CLIENT_USER, by=DORA, client_id=CLIENT)
    assert Caller(issued).get(TICKETS).status_code == 200
    with acting(PUBLIC, OPERATOR):
        Membership.objects.filter(user_id=DORA.id).update(client_id=SIBLING)
    assert code_of(Caller(issued).get(TICKETS)) == (401, "token_orphaned")


def test_a_key_of_the_operators_acts_as_nobody_in_a_house() -> None:
    """Not even one that somebody wrote ticket scopes into."""
    with acting(PUBLIC, OPERATOR):
        issued = create_token(
            name="p", scopes=["platforms.snapshots"], expires_at=None, actor=user_of(ANNA), at=timezone.now()
        )
        ApiToken.objects.filter(pk=issued.token.pk).update(partner=ALPHA, scopes=["tickets.read", "tickets.write"])
    assert answers(issued.secret) <= {(403, "key_without_role"), (415, "wrong_media")}


def test_too_many_calls_are_held_back_until_the_minute_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.count_call, "__kwdefaults__", {"most": 3})
    caller = Caller(key())
    statuses: list[Any] = [caller.get(TICKETS) for _time in range(8)]
    assert statuses[0].status_code == 200
    held = statuses[-1]
    assert code_of(held) == (429, "too_many_calls")
    assert 1 <= int(held["Retry-After"]) <= 60
    assert Caller(key()).get(TICKETS).status_code == 200


def test_other_methods_are_refused_as_problems() -> None:
    caller, ticket = Caller(key()), opened()
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = caller._browser.generic(method, of(ticket), headers=caller._headers)
        assert code_of(answer) == (405, "method_not_allowed"), method
        assert answer["Allow"] == "GET, HEAD"


def test_each_call_is_declared_for_keys_and_stands_on_partners_hosts_only() -> None:
    front = {one.name: one for one in routes_of(FRONT) if one.name.startswith("support-api:")}
    assert len(front) == len(urlpatterns)
    assert {cast("Any", one.view).access.kind for one in front.values()} == {Kind.TOKEN}
    assert not [one.name for one in routes_of(OPERATOR_URLS) if one.name.startswith("support-api:")]


def test_a_partners_role_reads_the_keys_of_its_own_house_only() -> None:
    key()
    key(by=CHARLIE)
    house_connection().go(ALPHA, PARTNER)
    assert [one.partner for one in ApiToken.objects.all()] == [ALPHA]
    assert client_key().token.partner == ALPHA


@pytest.mark.parametrize("schema", [ALPHA, PUBLIC])
@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/support/tickets", "/api/v1/support/nothing", "/api/x/"])
def test_an_unknown_address_is_told_to_machines_as_a_problem(schema: str, path: str) -> None:
    response = Client(SERVER_NAME=HOSTS[schema]).get(path)
    assert code_of(response) == (404, "not_found")


def test_an_unknown_page_is_a_page() -> None:
    response = Client(SERVER_NAME=HOSTS[ALPHA]).get("/nothing/")
    assert (response.status_code, response["Content-Type"].partition(";")[0]) == (404, "text/html")


def test_a_head_asks_for_the_right_that_a_get_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(key())
    path = of(opened())
    assert caller.head(path).status_code == 200
    monkeypatch.setattr(keys, "rights_of", lambda _role, *, is_direct: frozenset())
    assert (caller.get(path).status_code, caller.head(path).status_code) == (403, 403)


@pytest.mark.parametrize("path", [f"{TICKETS}", "/tickets/new/", "/account/login/"])
def test_a_body_too_large_is_refused_before_anything_reads_it(path: str) -> None:
    with override_settings(BODY_MAX_MB=1):
        response = Client(SERVER_NAME=HOSTS[ALPHA]).post(path, b"a" * 1_000_001, content_type="text/plain")
    assert response.status_code == 413
    if path == TICKETS:
        assert code_of(response) == (413, "body_too_large")

"""Every call about numbers, with every key that must not open it: another house's, a scope or a role too few."""

from collections.abc import Iterator
from typing import Any, Final, cast
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emergency.api.urls import urlpatterns
from extranet.accounts.keys import KEY_SCOPES, scopes_of
from extranet.accounts.models import ApiToken, Role
from extranet.accounts.permissions import Kind
from extranet.accounts.tokens import create_token
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALICE, ALPHA, ANNA, BETA, CHARLIE, HOSTS, client_for, user_of
from tests.routes.urlconfs import FRONT, routes_of
from tests.routes.urlconfs import OPERATOR as OPERATOR_URLS
from tests.support.api.calls import client_key, key

pytestmark = pytest.mark.usefixtures("at_alpha")
SCOPES: Final = ("emergency.read", "emergency.write", "emergency.lookup")


def calls() -> Iterator[tuple[str, str, str]]:
    """Return each call: its method, its path, the scope it needs."""
    for pattern in urlpatterns:
        wanted = {name: "+3222268800" if name == "number" else uuid4() for name in pattern.pattern.converters}
        path = reverse(f"emergency-api:{pattern.name}", urlconf=FRONT, kwargs=wanted)
        view = cast("Any", pattern.callback)
        for method in ("GET", "POST"):
            if hasattr(view.cls, method.lower()):
                yield method, path, view.access.scope_for(method)


def codes(secret: str | None, *, schema: str = ALPHA, scopes: tuple[str, ...] = SCOPES) -> set[tuple[int, str]]:
    """Return what the calls that need one of some scopes answer to a key, where they refuse."""
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    browser, found = Client(SERVER_NAME=HOSTS[schema]), set()
    for method, path, scope in calls():
        if scope in scopes:
            answer = browser.generic(method, path, "{}", content_type="application/json", headers=headers)
            if answer.status_code >= 400:
                found.add((answer.status_code, answer.json()["code"]))
    return found


def test_without_a_key_and_with_a_session_nothing_opens() -> None:
    assert codes(None) == {(401, "token_missing")}
    browser = client_for(ALICE)
    assert {browser.generic(method, path).status_code for method, path, _scope in calls()} == {401}


def test_another_partners_key_opens_nothing() -> None:
    assert codes(key(by=CHARLIE).secret) == codes(key().secret, schema=BETA) == {(401, "token_unknown")}


def test_a_key_of_the_operators_acts_as_nobody() -> None:
    with acting(PUBLIC, OPERATOR):
        issued = create_token(
            name="p", scopes=["platforms.snapshots"], expires_at=None, actor=user_of(ANNA), at=timezone.now()
        )
        ApiToken.objects.filter(pk=issued.token.pk).update(partner=ALPHA, scopes=list(SCOPES))
    with acting(ALPHA, PARTNER):
        assert codes(issued.secret) == {(403, "key_without_role")}


@pytest.mark.parametrize("missing", SCOPES)
def test_a_call_opens_to_its_own_scope_only(missing: str) -> None:
    others = [scope.value for scope in KEY_SCOPES if scope.value != missing]
    assert codes(key(scopes=others).secret, scopes=(missing,)) == {(403, "scope_missing")}
    assert (403, "scope_missing") not in codes(key(scopes=[missing]).secret, scopes=(missing,))


def test_a_role_that_does_not_declare_writes_nothing() -> None:
    for issued in (key(Role.FINANCE), client_key(Role.CLIENT_USER)):
        assert codes(issued.secret, scopes=("emergency.write",)) == {(403, "right_missing")}
        assert ApiToken.Scope.EMERGENCY_WRITE not in scopes_of(issued.token.role)
    for role in (Role.TECHNICIAN, Role.CLIENT_ADMIN):
        assert scopes_of(role) == KEY_SCOPES


def test_each_call_is_declared_for_keys_and_stands_on_partners_hosts_only() -> None:
    front = [one for one in routes_of(FRONT) if one.name.startswith("emergency-api:")]
    assert len(front) == len(urlpatterns)
    assert {cast("Any", one.view).access.kind for one in front} == {Kind.TOKEN}
    assert not [one.name for one in routes_of(OPERATOR_URLS) if one.name.startswith("emergency-api:")]

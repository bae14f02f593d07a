"""What platforms call: `POST /api/v1/platforms/accounts/<account>/snapshots` on the operator's host.

Terms: telavox.4, bt.11
"""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from extranet.accounts.tokens import revoke_token
from extranet.audit.models import AuditEvent
from extranet.catalogue.families import Family
from extranet.ordering.models import Subscription
from extranet.platforms.models import Count, Delivery, Source
from extranet.platforms.reading import BODY_BYTES
from extranet.tenancy.context import OPERATOR, PARTNER, PUBLIC, acting
from tests.cast import ALPHA, ANNA, BETA, BETA_CLIENT, HOSTS, anonymous, client_for, user_of
from tests.platforms.acts import ACCOUNT, NOW, TODAY, a_token, days_of, on, opened, ranges

pytestmark = pytest.mark.django_db
DAY: Final = "2026-03-02"
SAID: Final = {"day": DAY, "counts": {"bt-user": 12, "bt-fax": 1.5}}
PROBLEM: Final = "application/problem+json"


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be noon of the tests' own day where snapshots are dated."""
    monkeypatch.setattr("extranet.platforms.api.timezone", SimpleNamespace(now=lambda: NOW))


def address(account: str = ACCOUNT) -> str:
    """Return where an account is reported."""
    return f"/api/v1/platforms/accounts/{account}/snapshots"


def send(
    said: object = SAID,
    *,
    secret: str | None = None,
    key: str = "k-1",
    account: str = ACCOUNT,
    browser: Client | None = None,
    **headers: str,
) -> Any:
    """Post a snapshot as a platform would; `said` as text is sent as it is."""
    body = said if isinstance(said, str | bytes) else json.dumps(said)
    sent = {"Authorization": f"Bearer {a_token().secret if secret is None else secret}", "Idempotency-Key": key}
    return (browser or anonymous(PUBLIC)).post(
        address(account),
        body,
        content_type="application/json",
        headers={name: value for name, value in {**sent, **headers}.items() if value},
    )


def told(response: Any) -> dict[str, Any]:
    """Return the JSON of an answer."""
    facts: dict[str, Any] = json.loads(response.content)
    return facts


def problem(response: Any) -> tuple[int, str]:
    """Return status and code of a problem; it has everything that RFC 9457 asks, and the way out."""
    assert response["Content-Type"] == PROBLEM
    facts = told(response)
    assert facts.keys() >= {"type", "title", "status", "detail", "code", "request_id"}
    assert facts["status"] == response.status_code
    assert facts["detail"].endswith((".", "…"))
    return response.status_code, facts["code"]


# ---------- What is recorded ----------
def test_a_snapshot_is_recorded_for_its_partner() -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    response = send()
    assert response.status_code == 201
    answer = told(response)
    assert answer.pop("received_at")
    assert answer == {
        "account": ACCOUNT,
        "day": DAY,
        "counts": {"bt-fax": "1.5", "bt-user": "12"},
        "is_first_report": True,
    }
    assert "Idempotent-Replay" not in response
    assert "sessionid" not in response.cookies
    assert [row[0] for row in ranges(one)] == ["bt-fax", "bt-user"]
    with acting(ALPHA, PARTNER):
        delivery = Delivery.objects.get()
        assert set(Count.objects.values_list("source", flat=True)) == {Source.API}
    assert (delivery.key, delivery.account, delivery.status) == ("k-1", ACCOUNT, 201)
    with acting(PUBLIC, OPERATOR):
        assert not AuditEvent.objects.filter(act__startswith="counts").exists()


def test_each_account_goes_to_its_own_partner() -> None:
    ours, theirs = opened(), opened("BT-7", schema=BETA, client_id=BETA_CLIENT)
    secret = a_token().secret
    assert send(secret=secret, account="BT-7").status_code == 201
    assert ranges(ours) == []
    assert len(ranges(theirs, schema=BETA)) == 2
    with acting(ALPHA, PARTNER):
        assert not Delivery.objects.exists()


def test_numbers_are_read_exactly_and_text_is_a_number_too() -> None:
    opened()
    response = send('{"day": "2026-03-02", "counts": {"bt-user": 0.1, "bt-fax": "2.125"}}')
    assert told(response)["counts"] == {"bt-fax": "2.125", "bt-user": "0.1"}
    assert told(send('{"day": "2026-03-02", "counts": {"bt-user": 1e2}}', key="k-2"))["counts"]["bt-user"] == "100"


def test_a_report_of_today_is_taken() -> None:
    one = opened()
    assert send({"day": TODAY.isoformat(), "counts": {}}).status_code == 201
    assert days_of(one) == [TODAY]
    tomorrow = TODAY + timedelta(days=1)
    assert problem(send({"day": tomorrow.isoformat(), "counts": {}})) == (422, "day_in_future")


# ---------- Once ----------
def test_the_same_delivery_again_gets_the_first_answer() -> None:
    opened()
    secret = a_token().secret
    first = send(secret=secret)
    # The same content is the same however it is written.
    again = send('{"counts": {"bt-fax": "1.50", "bt-user": 12.0}, "day": "2026-03-02"}', secret=secret)
    assert again.status_code == first.status_code
    assert again.content == first.content
    assert again["Idempotent-Replay"] == "true"
    with acting(ALPHA, PARTNER):
        assert Delivery.objects.count() == 1


def test_an_answer_is_repeated_even_when_the_report_would_be_refused_by_now() -> None:
    one = opened()
    secret = a_token().secret
    first = send(secret=secret)
    with acting(ALPHA, OPERATOR):
        Subscription.objects.filter(pk=one.pk).update(ends_on=on(1))
    assert send(secret=secret).content == first.content
    assert problem(send(secret=secret, key="k-2")) == (422, "day_after_end")


@pytest.mark.parametrize(
    "other", [{"day": "2026-03-03", "counts": {"bt-user": 12, "bt-fax": 1.5}}, {"day": DAY, "counts": {"bt-user": 12}}]
)
def test_a_key_is_not_used_for_another_content(other: dict[str, object]) -> None:
    one = opened()
    secret = a_token().secret
    send(secret=secret)
    before = ranges(one)
    assert problem(send(other, secret=secret)) == (422, "idempotency_key_reused")
    assert ranges(one) == before
    assert days_of(one) == [on(2)]


def test_a_key_is_not_used_for_another_account() -> None:
    opened(), opened("BT-7")
    secret = a_token().secret
    send(secret=secret)
    assert problem(send(secret=secret, account="BT-7")) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_token() -> None:
    opened()
    assert send().status_code == send({"day": DAY, "counts": {}}).status_code == 201


def test_what_was_refused_has_not_used_its_key() -> None:
    opened()
    secret = a_token().secret
    assert problem(send({"day": DAY, "counts": {"bt-usr": 1}}, secret=secret)) == (422, "element_unknown")
    assert send(secret=secret).status_code == 201


# ---------- What is refused ----------
@pytest.mark.parametrize("account", ["BT-0000", "bt-0412", "BT%000412", "BT 0412", "é", "x" * 200])
def test_an_account_nobody_has_is_not_found(account: str) -> None:
    opened()
    assert problem(send(account=account)) == (404, "account_unknown")


def test_an_account_renamed_meanwhile_is_not_found() -> None:
    one = opened()
    with acting(ALPHA, OPERATOR):
        Subscription.objects.filter(pk=one.pk).update(account="BT-9")
    assert problem(send()) == (404, "account_unknown")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"day": DAY, "counts": {"bt-user": -1}}, "quantity_below_zero"),
        ({"day": DAY, "counts": {"bt-user": 0.0001}}, "quantity_too_precise"),
        ({"day": DAY, "counts": {"bt-user": 10**11}}, "quantity_too_large"),
        ('{"day": "2026-03-02", "counts": {"bt-user": 1e999999}}', "quantity_too_large"),
        ({"day": DAY, "counts": {"bt-user": "12,5"}}, "quantity_not_a_number"),
        ({"day": DAY, "counts": {"bt-user": None}}, "quantity_not_a_number"),
        ({"day": DAY, "counts": {"bt-user": True}}, "quantity_not_a_number"),
        ({"day": DAY, "counts": {"bt-user": [1]}}, "quantity_not_a_number"),
        ({"day": DAY, "counts": {"bt-usr": 1}}, "element_unknown"),
        ({"day": DAY, "counts": {"telavox-plus": 1}}, "element_of_other_service"),
        ({"day": "2025-12-31", "counts": {}}, "day_before_start"),
        ({"day": "2199-01-01", "counts": {}}, "day_in_future"),
        ({"day": "20260302", "counts": {}}, "day_not_read"),
        ({"day": "2026-02-30", "counts": {}}, "day_not_read"),
        ({"day": 20260302, "counts": {}}, "day_not_read"),
        ({"day": DAY}, "body_shape"),
        ({"day": DAY, "counts": []}, "body_shape"),
        ({"day": DAY, "counts": {}, "more": 1}, "body_shape"),
        ([], "body_shape"),
        ("12", "body_shape"),
        ('{"day": "2026-03-02", "counts": {"bt-user": 1, "bt-user": 2}}', "named_twice"),
    ],
)
def test_what_says_something_impossible_is_refused(said: object, code: str) -> None:
    """Terms: telavox.4, bt.11"""
    one = opened()
    assert problem(send(said)) == (422, code)
    assert ranges(one) == []
    assert days_of(one) == []
    with acting(ALPHA, PARTNER):
        assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        " ",
        "{",
        "{'day': 1}",
        '{"day": "2026-03-02", "counts": {"bt-user": NaN}}',
        b"\xff{}",
        "[" * 30_000,
        '{"a": 1e99999999999999999999}',
    ],
)
def test_what_is_no_json_is_refused(said: str | bytes) -> None:
    opened()
    assert problem(send(said)) == (400, "body_not_json")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    opened()
    facts = told(send({"day": "2199-01-01", "counts": {"bt-usr": 1, "bt-user": -1}}))
    assert [error["field"] for error in facts["errors"]] == ["day", "bt-usr", "bt-user"]


def test_a_body_that_is_too_long_is_not_read() -> None:
    opened()
    assert problem(send(" " * (BODY_BYTES + 1))) == (413, "body_too_large")


@pytest.mark.parametrize(("key", "code"), [("", "idempotency_key_missing"), ("k" * 101, "idempotency_key_invalid")])
def test_a_delivery_has_a_key(key: str, code: str) -> None:
    opened()
    assert problem(send(key=key)) == (400, code)


def test_only_json_is_read() -> None:
    opened()
    response = anonymous(PUBLIC).post(
        address(), SAID, headers={"Authorization": f"Bearer {a_token().secret}", "Idempotency-Key": "k-1"}
    )
    assert problem(response) == (415, "not_json")


def test_there_is_nothing_to_read() -> None:
    response = anonymous(PUBLIC).get(address(), headers={"Authorization": f"Bearer {a_token().secret}"})
    assert problem(response) == (405, "method_not_allowed")
    assert response["Allow"] == "POST"


# ---------- Who ----------
@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "token_missing"),
        ("Bearer", "token_missing"),
        ("Bearer ", "token_missing"),
        ("Basic YTpi", "token_missing"),
        ("Bearer xn_wrong", "token_unknown"),
        ("Bearer é", "token_unknown"),
        (f"Bearer xn_{'x' * 500}", "token_unknown"),
    ],
)
def test_without_a_key_nothing_is_said_of_accounts(header: str, code: str) -> None:
    opened()
    for account in (ACCOUNT, "BT-0000"):
        response = send(account=account, Authorization=header)
        assert problem(response) == (401, code)
        assert response["WWW-Authenticate"] == 'Bearer realm="ALLOcloud"'


def test_a_key_that_is_over_opens_nothing() -> None:
    opened()
    now = timezone.now()
    over = a_token(at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
    assert problem(send(secret=over.secret)) == (401, "token_expired")
    withdrawn = a_token()
    with acting(PUBLIC, OPERATOR):
        revoke_token(token_id=withdrawn.token.pk, actor=user_of(ANNA), at=now)
    assert problem(send(secret=withdrawn.secret)) == (401, "token_revoked")


def test_a_key_without_the_right_is_told_which() -> None:
    opened()
    issued = a_token()
    with acting(PUBLIC, OPERATOR):
        issued.token.scopes = []
        issued.token.save()
    response = send(secret=issued.secret)
    assert problem(response) == (403, "scope_missing")
    assert "platforms.snapshots" in told(response)["detail"]


def test_a_key_of_a_partner_is_not_the_operators() -> None:
    opened()
    issued = a_token()
    with acting(PUBLIC, OPERATOR):
        issued.token.partner = ALPHA
        issued.token.save()
    assert problem(send(secret=issued.secret)) == (401, "token_unknown")


def test_a_session_is_not_a_key_and_does_no_harm_beside_one() -> None:
    one = opened()
    assert problem(send(browser=client_for(ANNA), Authorization="")) == (401, "token_missing")
    strict = Client(SERVER_NAME=HOSTS[PUBLIC], enforce_csrf_checks=True)
    strict.cookies = client_for(ANNA).cookies
    assert send(browser=strict).status_code == 201
    assert ranges(one)


def test_partners_hosts_do_not_have_it() -> None:
    opened()
    for schema in (ALPHA, BETA):
        assert send(browser=anonymous(schema)).status_code == 404
    mounted = client_for(ANNA).post(f"/at/{ALPHA}{address()}", headers={"Authorization": f"Bearer {a_token().secret}"})
    assert mounted.status_code == 404


def test_an_account_of_another_service_counts_its_own_products() -> None:
    """Terms: telavox.4"""
    one = opened("TX-1", family=Family.TELAVOX)
    assert send({"day": DAY, "counts": {"telavox-plus": 4}}, account="TX-1").status_code == 201
    assert [row[0] for row in ranges(one)] == ["telavox-plus"]

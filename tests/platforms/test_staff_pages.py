"""The pages on which staff open accounts, find them, and make and withdraw keys.

Terms: telavox.4, bt.11
"""

import re
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from extranet.accounts.models import ApiToken
from extranet.accounts.tokens import recognise_token
from extranet.ordering.models import Subscription
from extranet.partners.models import PlatformAccount
from extranet.tenancy.context import OPERATOR, PUBLIC, acting
from extranet.times import brussels_day, day_start
from tests.cast import ALICE, ALPHA, ANNA, BETA, BETA_CLIENT, ERIK, SIBLING, SOFIE, Member, client_for
from tests.contracts import subscribe
from tests.platforms.acts import ACCOUNT, a_token, on, opened, report

pytestmark = pytest.mark.django_db
AT_ALPHA: Final = f"/at/{ALPHA}/admin/platforms/account/"
EVERYWHERE: Final = "/admin/partners/platformaccount/"
TOKENS: Final = "/admin/accounts/apitoken/"


def spaced(response: Any) -> str:
    """Return a page with ordinary spaces."""
    assert response.status_code == 200, response.status_code
    return str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def page_of(address: str, member: Member = ERIK) -> str:
    """Return a page as somebody of staff sees it."""
    return spaced(client_for(member).get(address))


def save(one: Subscription, account: str, member: Member = ERIK) -> Any:
    """Post the name of an account."""
    return client_for(member).post(f"{AT_ALPHA}{one.pk}/change/", {"account": account}, follow=True)


def account_of(one: Subscription, schema: str = ALPHA) -> str:
    """Return the account a subscription has now."""
    with acting(schema, OPERATOR):
        return Subscription.objects.get(pk=one.pk).account


# ---------- Accounts ----------
def test_an_account_is_opened_on_the_page_of_its_service() -> None:
    one = subscribe()
    page = page_of(f"{AT_ALPHA}{one.pk}/change/")
    assert "Delta Conseil" in page
    assert "plus ensuite" in page
    assert "Ouvrir le compte" in page
    assert ACCOUNT in spaced(save(one, ACCOUNT))
    assert account_of(one) == ACCOUNT
    with acting(PUBLIC, OPERATOR):
        way = PlatformAccount.objects.get()
    assert (way.account, way.partner_id, way.opened_by_name) == (ACCOUNT, ALPHA, ERIK.name)
    assert "Compte de plateforme ouvert" in page_of(f"{AT_ALPHA}{one.pk}/history/")


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ("", "Donnez le nom du compte."),
        ("BT 1", "sans espaces"),
        ("BT-1" * 11, "40 caractères"),
        (ACCOUNT, "déjà celui d’un autre abonnement, chez Beta"),
    ],
)
def test_what_the_service_refuses_is_told_at_the_field(account: str, sentence: str) -> None:
    opened(schema=BETA, client_id=BETA_CLIENT)
    one = subscribe()
    assert sentence in spaced(save(one, account))
    assert account_of(one) == ""


def test_a_name_with_counts_does_not_change() -> None:
    one = opened()
    report(one, on(2), {"bt-user": 4})
    assert "il ne change plus de nom" in spaced(save(one, "BT-9"))
    assert account_of(one) == ACCOUNT


def test_the_page_says_what_is_configured() -> None:
    one = opened()
    report(one, on(2), {"bt-user": 1200, "bt-fax": 1})
    page = page_of(f"{AT_ALPHA}{one.pk}/change/")
    assert "1 200 × bt-user fr<br>1 × bt-fax fr" in page.replace("\N{NARROW NO-BREAK SPACE}", " ")
    for shown in (page, page_of(AT_ALPHA)):
        assert '<span class="nowrap">2 mars 2026</span> <span class="badge' in shown
        assert "&lt;" not in shown


def test_finance_reads_and_opens_nothing() -> None:
    one = subscribe()
    assert "Ouvrir le compte" not in page_of(f"{AT_ALPHA}{one.pk}/change/", SOFIE)
    assert save(one, ACCOUNT, SOFIE).status_code == 403
    assert account_of(one) == ""


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"BT-1", "BT-2"}),
        ("q=delta", {"BT-1"}),
        ("q=bt-2", {"BT-2"}),
        ("state=open", {"BT-1", "BT-2"}),
        ("state=waiting", set()),
        ("family__exact=sip", set()),
    ],
)
def test_accounts_of_the_partner_are_found(query: str, shown: set[str]) -> None:
    opened("BT-1"), opened("BT-2", client_id=SIBLING), opened("BT-3", schema=BETA, client_id=BETA_CLIENT)
    subscribe()
    page = page_of(f"{AT_ALPHA}?{query}")
    assert {name for name in ("BT-1", "BT-2", "BT-3") if name in page.split("result_list")[-1]} == shown


def test_accounts_of_all_partners_lead_into_their_mounts() -> None:
    accounts = {ALPHA: opened("BT-1"), BETA: opened("BT-2", schema=BETA, client_id=BETA_CLIENT)}
    page = page_of(EVERYWHERE)
    for schema, one in accounts.items():
        address = f"/at/{schema}/admin/platforms/account/{one.pk}/change/"
        assert f'href="{address}"' in page
        assert one.account in page_of(address)
    assert "BT-1" not in page_of(f"{EVERYWHERE}?partner=beta")
    assert "Alpha" in page_of(f"{EVERYWHERE}BT-1/change/")


def test_lists_cost_the_same_however_long() -> None:
    report(opened("BT-0"), on(2), {"bt-user": 1})
    browser, lists = client_for(ERIK), (EVERYWHERE, AT_ALPHA)
    [browser.get(address) for address in lists]

    def costs() -> list[int]:
        counts = []
        for address in lists:
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            counts.append(len(queries))
        return counts

    before = costs()
    for number in range(1, 5):
        report(opened(f"BT-{number}"), on(2), {"bt-user": 1})
    assert costs() == before


# ---------- Keys ----------
def form(**other: object) -> dict[str, object]:
    """Return what the page of a new key posts."""
    filled = {"token_id": uuid4(), "name": "Plateforme BT", "scopes": ["platforms.snapshots"], "expires_on": ""}
    return {**filled, **other}


def test_a_key_is_shown_once() -> None:
    last = brussels_day(timezone.now()) + timedelta(days=30)
    browser, asked = client_for(ANNA), form(expires_on=last.isoformat())
    response = browser.post(f"{TOKENS}add/", asked)
    page = spaced(response)
    assert "plus jamais montrée" in page
    assert "no-store" in response["Cache-Control"]
    secret = re.search(r"<code>(xn_[\w-]+)</code>", page)
    assert secret is not None
    with acting(PUBLIC, OPERATOR):
        token = ApiToken.objects.get()
        assert token.expires_at == day_start(last + timedelta(days=1))
        found = recognise_token(secret=secret[1], scope="platforms.snapshots", home=PUBLIC, at=timezone.now())
    assert (found.pk, token.pk, token.partner) == (token.pk, asked["token_id"], PUBLIC)
    for address in (TOKENS, f"{TOKENS}{token.pk}/change/", f"{TOKENS}{token.pk}/history/"):
        shown = page_of(address, ANNA)
        assert secret[1] not in shown
        assert "Plateforme BT" in shown
    assert f"{token.prefix}…" in page_of(TOKENS, ANNA)
    # The same page sent again, by a reload: no second key.
    assert "a déjà créé sa clé" in spaced(browser.post(f"{TOKENS}add/", asked))
    with acting(PUBLIC, OPERATOR):
        assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "obligatoire"),
        ({"scopes": []}, "obligatoire"),
        ({"scopes": ["everything"]}, "everything"),
        ({"expires_on": "2020-01-01"}, "un dernier jour qui n’est pas passé"),
        ({"expires_on": "demain"}, "date valide"),
    ],
)
def test_a_key_that_makes_no_sense_is_told_at_its_field(wrong: dict[str, object], sentence: str) -> None:
    assert sentence in spaced(client_for(ANNA).post(f"{TOKENS}add/", form(**wrong)))
    with acting(PUBLIC, OPERATOR):
        assert not ApiToken.objects.exists()


def test_the_form_proposes_a_year() -> None:
    page = page_of(f"{TOKENS}add/", ANNA)
    assert f'value="{brussels_day(timezone.now()) + timedelta(days=365)}"' in page
    assert "montrée une seule fois" in page


def test_withdrawing_says_what_follows_and_waits_for_the_answer() -> None:
    token, browser = a_token().token, client_for(ANNA)
    chosen = {"action": "revoke", "_selected_action": [str(token.pk)]}
    assert "n’ouvrent plus rien" in spaced(browser.post(TOKENS, chosen, follow=True))
    with acting(PUBLIC, OPERATOR):
        assert ApiToken.objects.get().revoked_at is None
    told = spaced(browser.post(TOKENS, {**chosen, "confirmed": "1"}, follow=True))
    assert "1 clé est retirée." in told
    assert "Retirée" in told
    with acting(PUBLIC, OPERATOR):
        assert ApiToken.objects.get().revoked_at is not None


@pytest.mark.parametrize("member", [ERIK, SOFIE])
def test_others_of_staff_neither_see_nor_make_keys(member: Member) -> None:
    token, browser = a_token().token, client_for(member)
    for address in (TOKENS, f"{TOKENS}add/", f"{TOKENS}{token.pk}/change/"):
        assert browser.get(address).status_code == 403
    assert browser.post(f"{TOKENS}add/", form()).status_code == 403
    browser.post(TOKENS, {"action": "revoke", "_selected_action": [str(token.pk)], "confirmed": "1"})
    with acting(PUBLIC, OPERATOR):
        assert ApiToken.objects.get().revoked_at is None


def test_partners_people_find_none_of_it() -> None:
    for address in (TOKENS, EVERYWHERE, "/admin/platforms/account/"):
        assert client_for(ALICE).get(address).status_code == 404
        assert client_for(ALICE, host=ERIK.host).get(address).status_code == 302

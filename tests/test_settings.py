"""Settings refuse nonsense at start, with one sentence that names the variable."""

import os
import runpy
from collections.abc import Mapping
from typing import Any, Final

import pytest
from django.core.exceptions import ImproperlyConfigured

from extranet.boot.places import ROOT

DEVELOPMENT: Final = {
    "DATABASE_URL": "postgres://extranet_web@db.example/extranet",
    "DEPLOY_DATABASE_URL": "postgres://extranet_deploy@db.example/extranet",
    "REDIS_URL": "redis://redis.example/0",
}
PRODUCTION: Final = {
    **DEVELOPMENT,
    "EXTRANET_ENV": "production",
    "SECRET_KEY": "only-for-this-test-" + "0123456789" * 5,
    "OPERATOR_HOST": "extranet.example",
    "EMAIL_URL": "smtp://mail.example:25",
}
READ: Final = ("PATH", "HOME", "LANG")


def settings_of(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings a process with exactly this environment would have."""
    kept = {name: os.environ[name] for name in READ if name in os.environ}
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in {**kept, **environment}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "extranet" / "settings.py"))


@pytest.mark.parametrize(
    ("base", "change", "named"),
    [
        (DEVELOPMENT, {"EXTRANET_ENV": "staging"}, "EXTRANET_ENV"),
        (DEVELOPMENT, {"EXTRANET_AS": "root"}, "EXTRANET_AS"),
        (DEVELOPMENT, {"DEBUG": "maybe"}, "DEBUG"),
        (PRODUCTION, {"DEMO": "perhaps"}, "DEMO"),
        (DEVELOPMENT, {"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        (DEVELOPMENT, {"CONN_MAX_AGE": "long"}, "CONN_MAX_AGE"),
        (DEVELOPMENT, {"DATABASE_URL": ""}, "DATABASE_URL"),
        (DEVELOPMENT, {"DATABASE_URL": "sqlite:///here.db"}, "DATABASE_URL"),
        (DEVELOPMENT, {"EXTRANET_AS": "owner", "DEPLOY_DATABASE_URL": ""}, "DEPLOY_DATABASE_URL"),
        (DEVELOPMENT, {"REDIS_URL": ""}, "REDIS_URL"),
        (DEVELOPMENT, {"REDIS_URL": "memcached://there"}, "REDIS_URL"),
        (PRODUCTION, {"DEBUG": "1"}, "DEBUG"),
        (PRODUCTION, {"DEMO": "1"}, "DEMO"),
        (PRODUCTION, {"SECRET_KEY": ""}, "SECRET_KEY"),
        (PRODUCTION, {"SECRET_KEY": "short"}, "SECRET_KEY"),
        (PRODUCTION, {"EMAIL_URL": ""}, "EMAIL_URL"),
        (DEVELOPMENT, {"PAGE_HTTP_URL": "sms.example"}, "PAGE_HTTP_URL"),
        (DEVELOPMENT, {"PAGE_HTTP_URL": "https://"}, "PAGE_HTTP_URL"),
        (DEVELOPMENT, {"PAGE_HTTP_URL": "https://["}, "PAGE_HTTP_URL"),
        (PRODUCTION, {"PAGE_HTTP_URL": "http://localhost.sms.example/"}, "PAGE_HTTP_URL"),
        (DEVELOPMENT, {"PAGE_HTTP_URL": "https://sms.example/"}, "PAGE_HTTP_TOKEN"),
        (DEVELOPMENT, {"PAGE_HTTP_URL": "https://sms.example/", "PAGE_HTTP_TOKEN": "two words"}, "PAGE_HTTP_TOKEN"),
        (DEVELOPMENT, {"PAGE_REPEAT_MINUTES": "0"}, "PAGE_REPEAT_MINUTES"),
        (DEVELOPMENT, {"TRANSMIT_HTTP_URL": "http://112.example/"}, "TRANSMIT_HTTP_URL"),
        (DEVELOPMENT, {"TRANSMIT_HTTP_URL": "https://112.example/"}, "TRANSMIT_HTTP_TOKEN"),
        (
            DEVELOPMENT,
            {"TRANSMIT_HTTP_URL": "https://112.example/", "TRANSMIT_HTTP_TOKEN": "x", "TRANSMIT_FOLDER": "var/x"},
            "TRANSMIT_FOLDER",
        ),
        (DEVELOPMENT, {"TRANSMIT_ALARM_MINUTES": "0"}, "TRANSMIT_ALARM_MINUTES"),
        (DEVELOPMENT, {"PAGE_REPEAT_MINUTES": "61"}, "PAGE_REPEAT_MINUTES"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, base: Mapping[str, str], change: Mapping[str, str], named: str
) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_of(monkeypatch, {**base, **change})
    sentence = str(refusal.value)
    assert named in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_development_machine_needs_database_and_redis_only(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, DEVELOPMENT)
    assert not settings["IS_PRODUCTION"]
    assert not settings["DEMO"]
    assert not settings["SESSION_COOKIE_SECURE"]


def test_production_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, PRODUCTION)
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SECURE_HSTS_SECONDS"] > 0
    assert not settings["DEBUG"]
    assert not settings["DEMO"]


@pytest.mark.parametrize(
    ("stands_as", "role"),
    [("web", "extranet_partner"), ("operator", "extranet_operator"), ("owner", "extranet_owner")],
)
def test_a_process_logs_in_and_stands_as_it_was_started(
    monkeypatch: pytest.MonkeyPatch, stands_as: str, role: str
) -> None:
    settings = settings_of(monkeypatch, {**DEVELOPMENT, "EXTRANET_AS": stands_as})
    login = "extranet_deploy" if stands_as == "owner" else "extranet_web"
    assert settings["START_ROLE"] == role
    assert settings["DATABASES"]["default"]["USER"] == login
    assert settings["DATABASES"]["default"]["ENGINE"] == "extranet.tenancy.backend"


def test_redis_on_a_socket_is_named_to_celery_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, {**DEVELOPMENT, "REDIS_URL": "unix:///run/redis.sock"})
    assert settings["CELERY_BROKER_URL"] == "redis+socket:///run/redis.sock"


def test_rate_limits_hold_outside_tests_and_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "ACCOUNT_RATE_LIMITS" not in settings_of(monkeypatch, PRODUCTION)
    assert settings_of(monkeypatch, {**DEVELOPMENT, "DEMO": "1"})["ACCOUNT_RATE_LIMITS"] is False

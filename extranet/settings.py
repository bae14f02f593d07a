"""Settings, from the environment only. Nonsense is refused at start with one sentence.

`.env.example` names every variable. `EXTRANET_ENV=production` asks for all of them and for
safe values; anything else is a development machine.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from extranet.logs import configuration

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def switch(name: str) -> bool:
    """Read a switch that is off when unset. Raises ImproperlyConfigured for anything but on or off."""
    value = env.str(name, "").strip().lower()
    if value not in ("", "0", "1", "false", "true", "no", "yes", "off", "on"):
        raise ImproperlyConfigured(f"{name} must be 1 or 0.")
    return value in ("1", "true", "yes", "on")


def whole(name: str, default: int) -> int:
    """Read a number of zero or more. Raises ImproperlyConfigured for anything else."""
    value = env.str(name, "") or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, zero or more.")
    return int(value)


def is_gateway(text: str) -> bool:
    """Whether `text` is a whole https address, or an http address of this machine."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


EXTRANET_ENV = env.str("EXTRANET_ENV", "development")
if EXTRANET_ENV not in ("development", "test", "production"):
    raise ImproperlyConfigured("EXTRANET_ENV must be development, test or production.")
IS_PRODUCTION = EXTRANET_ENV == "production"
DEBUG = switch("DEBUG")
# The demo pre-sets passwords and second factors: never next to real data.
DEMO = switch("DEMO")
if IS_PRODUCTION and (DEBUG or DEMO):
    raise ImproperlyConfigured("DEBUG and DEMO must be off in production: unset them.")

SECRET_KEY = env.str("SECRET_KEY", "")
if IS_PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must hold at least 50 characters in production.")
SECRET_KEY = SECRET_KEY or "only-for-a-development-machine-" + "0" * 32
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# ---------- Hosts ----------
OPERATOR_HOST = env.str("OPERATOR_HOST", "localhost")
PORT = env.str("PORT", "8000")
SCHEME = "https" if IS_PRODUCTION else "http"
# Partners' hosts are rows; the place middleware answers 404 to any other name, so no list is kept here.
ALLOWED_HOSTS = ["*"]
TRUSTED_PROXIES = whole("TRUSTED_PROXIES", 0)

# ---------- Database: one alias, the login differs by process, the role by SET ROLE ----------
EXTRANET_AS = env.str("EXTRANET_AS", "web")
if EXTRANET_AS not in ("web", "operator", "owner"):
    raise ImproperlyConfigured("EXTRANET_AS must be web, operator or owner.")
START_ROLE = {"web": "extranet_partner", "operator": "extranet_operator", "owner": "extranet_owner"}[EXTRANET_AS]
_url_name = "DEPLOY_DATABASE_URL" if EXTRANET_AS == "owner" else "DATABASE_URL"
if not env.str(_url_name, ""):
    raise ImproperlyConfigured(f"{_url_name} must name a PostgreSQL database (see .env.example).")
DATABASES = {"default": env.db_url(_url_name)}
if "postgres" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured(f"{_url_name} must be a postgres:// address.")
DATABASES["default"] |= {
    "ENGINE": "extranet.tenancy.backend",
    "CONN_MAX_AGE": whole("CONN_MAX_AGE", 600),
    "CONN_HEALTH_CHECKS": True,
    "ATOMIC_REQUESTS": False,
}
ORIGINAL_BACKEND = "django.db.backends.postgresql"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_MODEL = "partners.Partner"
TENANT_DOMAIN_MODEL = "partners.Host"
TENANT_LIMIT_SET_CALLS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# ---------- Redis: broker and cache; nothing that cannot be lost ----------
REDIS_URL = env.str("REDIS_URL", "")
if not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    raise ImproperlyConfigured("REDIS_URL must be a redis://, rediss:// or unix:// address (see .env.example).")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "extranet.tenancy.cache.key_of_place",
    }
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)

# ---------- Apps ----------
SHARED_APPS = [
    "django_tenants",
    "extranet.look",
    "extranet.tenancy",
    "extranet.partners",
    "extranet.accounts",
    "extranet.audit",
    "extranet.outbox",
    "extranet.catalogue",
    "extranet.terms",
    "extranet.orderbook",
    "extranet.numbering",
    "emergency.registry.apps.RegistryConfig",
    "support.desk.apps.DeskConfig",
    "billing.ledger.apps.LedgerConfig",
    "extranet.backoffice.apps.BackofficeConfig",
    "extranet.demo",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "extranet.backoffice.apps.HouseAdminConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_celery_beat",
    # H7: for their sentences and checks; authentication stays the house's own.
    "rest_framework",
    "drf_spectacular",
]
TENANT_APPS = [
    "extranet.clients",
    "extranet.ordering",
    "extranet.platforms",
    "support.apps.SupportConfig",
    "emergency.apps.EmergencyConfig",
    "billing.apps.BillingConfig",
    "extranet.portal",
]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS

MIDDLEWARE = [
    "extranet.health.HealthMiddleware",
    "extranet.requests.OriginMiddleware",
    "extranet.requests.BodyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "extranet.partners.middleware.PlaceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "extranet.partners.middleware.BoundSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "extranet.accounts.middleware.PersonMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "extranet.accounts.middleware.AccessMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "extranet.look.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "extranet.urls.front"
OPERATOR_URLCONF = "extranet.urls.operator"
MOUNTED_URLCONF = "extranet.urls.mounted"
WSGI_APPLICATION = "extranet.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "extranet.look.context_processors.shell",
            ],
        },
    }
]
FORM_RENDERER = "extranet.look.forms.HouseRenderer"

# ---------- Languages: French is the source ----------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("nl", _("néerlandais")), ("de", _("allemand")), ("en", _("anglais"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# ---------- Static files ----------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_URL = "/media/"

# ---------- People ----------
AUTH_USER_MODEL = "accounts.User"
# The address is unique whatever its case, by the constraint user_email_once.
# The interface documents are made with settings of their own (`extranet/api/schema.py`) and validated by tests.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "drf_spectacular.W001", "drf_spectacular.W002"]
AUTHENTICATION_BACKENDS = ["extranet.accounts.backends.EmailBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "extranet.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an address is proved by its invitation
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = False
# Django's own: the library's writes address rows, and an unproved one would then bar the second factor.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {"reset_password": "extranet.accounts.forms.ResetPasswordForm"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SCHEME
MFA_ADAPTER = "extranet.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "ALLOcloud"
MFA_RECOVERY_CODES_SHOW_ONCE = True
if EXTRANET_ENV == "test" or DEMO:
    # Several people of the demo share one machine and one address.
    ACCOUNT_RATE_LIMITS = False

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "extranet.look.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# ---------- Sizes ----------
# Of one file of a message, how many a message has, of one e-mail taken in, and of the body of any request.
ATTACHMENT_MAX_MB = whole("ATTACHMENT_MAX_MB", 10)
ATTACHMENTS_MAX = whole("ATTACHMENTS_MAX", 10)
MAIL_MAX_MB = whole("MAIL_MAX_MB", 40)
BODY_MAX_MB = whole("BODY_MAX_MB", ATTACHMENT_MAX_MB * ATTACHMENTS_MAX + 1)

# ---------- API (H7) ----------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}

# ---------- Mail ----------
_mail = env.str("EMAIL_URL", "")
if IS_PRODUCTION and not _mail:
    raise ImproperlyConfigured("EMAIL_URL must name a mail server in production.")
if _mail:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(BASE_DIR / "var" / "mail")
# Without a limit a mail server that hangs would hold a worker until the task's own end.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "ALLOcloud <no-reply@allocloud.example>")
OPERATOR_NAME = "ALLOcloud"

# ---------- Celery ----------
CELERY_TASK_SERIALIZER = "json"
# Installations that share a Redis need a queue each.
CELERY_TASK_DEFAULT_QUEUE = env.str("TASK_QUEUE", "") or "celery"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request that cannot wake a worker goes on at once: the sweep will. Workers have their own, patient, retries.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "max_retries": 0, "socket_connect_timeout": 2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Brussels"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "outbox-sweep": {"task": "outbox.sweep", "schedule": 10.0, "args": ["public"], "options": {"expires": 10.0}},
    "desk-tick": {"task": "desk.tick", "schedule": 10.0, "args": ["public"], "options": {"expires": 10.0}},
    "ledger-tick": {"task": "ledger.tick", "schedule": 10.0, "args": ["public"], "options": {"expires": 10.0}},
    "registry-transmit": {
        "task": "registry.transmit",
        "schedule": 15.0,
        "args": ["public"],
        "options": {"expires": 15.0},
    },
    "registry-alarm": {
        "task": "registry.watch_transmissions",
        "schedule": 60.0,
        "args": ["public"],
        "options": {"expires": 60.0},
    },
    "registry-night": {
        "task": "registry.keep_for_the_worst",
        "schedule": crontab(minute="10", hour="2"),
        "args": ["public"],
    },
    "support-closings": {
        "task": "support.judge_closings",
        "schedule": 60.0,
        "args": ["public"],
        "options": {"expires": 60.0},
    },
    "emergency-addresses": {
        "task": "emergency.watch_addresses",
        "schedule": crontab(minute="20"),
        "args": ["public"],
    },
    "emergency-imports": {
        "task": "emergency.empty_imports",
        "schedule": crontab(minute="45", hour="3"),
        "args": ["public"],
    },
    "support-drafts": {
        "task": "support.purge_drafts",
        "schedule": crontab(minute="40", hour="3"),
        "args": ["public"],
    },
    # Every quarter of the morning, so that a worker that was down at nine reminds later the same morning.
    "notice-reminders": {
        "task": "emergency.remind_readers",
        "schedule": crontab(minute="*/15", hour="9-11"),
        "args": ["public"],
        "options": {"expires": 600.0},
    },
    "holidays": {
        "task": "desk.load_holidays",
        "schedule": crontab(minute="20", hour="4", day_of_month="1"),
        "args": ["public"],
    },
}
DJANGO_CELERY_BEAT_TZ_AWARE = True

# ---------- The night: pages go by mail and by one HTTP gateway, two independent ways ----------
PAGE_HTTP_URL = env.str("PAGE_HTTP_URL", "")
if PAGE_HTTP_URL and not is_gateway(PAGE_HTTP_URL):
    raise ImproperlyConfigured("PAGE_HTTP_URL must be an https:// address (see .env.example).")
PAGE_HTTP_TOKEN = env.str("PAGE_HTTP_TOKEN", "")
if PAGE_HTTP_URL and not PAGE_HTTP_TOKEN:
    raise ImproperlyConfigured("PAGE_HTTP_TOKEN must hold the token of the gateway at PAGE_HTTP_URL.")
if not (PAGE_HTTP_TOKEN.isascii() and PAGE_HTTP_TOKEN.isprintable() and " " not in PAGE_HTTP_TOKEN):
    raise ImproperlyConfigured("PAGE_HTTP_TOKEN must be one word of plain characters.")
# Without a gateway, outside production, short messages are written here.
PAGE_FILE_PATH = BASE_DIR / "var" / "sms"
PAGE_REPEAT_MINUTES = whole("PAGE_REPEAT_MINUTES", 5)
if not 1 <= PAGE_REPEAT_MINUTES <= 60:
    raise ImproperlyConfigured("PAGE_REPEAT_MINUTES must be from 1 to 60.")
# ---------- The emergency side: messages about addresses leave by one way, or wait while there is none ----------
TRANSMIT_HTTP_URL = env.str("TRANSMIT_HTTP_URL", "")
if TRANSMIT_HTTP_URL and not is_gateway(TRANSMIT_HTTP_URL):
    raise ImproperlyConfigured("TRANSMIT_HTTP_URL must be an https:// address (see .env.example).")
TRANSMIT_HTTP_TOKEN = env.str("TRANSMIT_HTTP_TOKEN", "")
if TRANSMIT_HTTP_URL and not TRANSMIT_HTTP_TOKEN:
    raise ImproperlyConfigured("TRANSMIT_HTTP_TOKEN must hold the token of the gateway at TRANSMIT_HTTP_URL.")
TRANSMIT_FOLDER = env.str("TRANSMIT_FOLDER", "")
if TRANSMIT_FOLDER and TRANSMIT_HTTP_URL:
    raise ImproperlyConfigured("TRANSMIT_FOLDER and TRANSMIT_HTTP_URL are two ways: set one.")
TRANSMIT_ALARM_MINUTES = whole("TRANSMIT_ALARM_MINUTES", 30)
if TRANSMIT_ALARM_MINUTES < 1:
    raise ImproperlyConfigured("TRANSMIT_ALARM_MINUTES must be 1 or more.")
# Where the printable list of all numbers is written every night; nowhere when empty.
REGISTRY_PRINT_FOLDER = env.str("REGISTRY_PRINT_FOLDER", "")
os.environ.setdefault("PGAPPNAME", "extranet")

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = configuration(level=env.str("LOG_LEVEL", "INFO"))

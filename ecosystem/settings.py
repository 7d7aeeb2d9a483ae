"""All settings. Deployment (database, hosts, mail, secrets) comes from typed environment variables; policy of the organisation is a row in the database."""

import logging
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ecosystem.logs import logging_config

env = environ.Env()


def flag(name: str) -> bool:
    """A yes or no; anything else is a mistake, never silently a no."""
    value = os.environ.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"", "0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number, zero or more."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def address(name: str, default: str, *schemes: str) -> str:
    """A URL of one of these kinds."""
    value = os.environ.get(name, "").strip() or default
    if value and urlparse(value).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    return value


def mailbox(name: str) -> str:
    """A plain mail address, short enough to take a secret: 64 letters fit before the @."""
    value = os.environ.get(name, "").strip()
    if value and not re.fullmatch(r"[A-Za-z0-9._+-]{1,24}@[A-Za-z0-9.-]+", value):
        raise ImproperlyConfigured(f"{name} must look like learn@example.com, with at most 24 letters before the @.")
    return value


def mail_server(name: str) -> dict[str, Any]:
    """What Django wants to know of it. The value holds a password: the sentence shows another."""
    value = os.environ.get(name, "").strip() or "consolemail://"
    try:
        found = env.email_url_config(value)
        wrong = value.startswith("smtp") and not found["EMAIL_HOST"]
    except (KeyError, ValueError, ImproperlyConfigured):
        wrong = True
    if wrong:
        raise ImproperlyConfigured(f"{name} must look like smtp+tls://user:password@mail.example.com:587.")
    return found


BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data")))

# --- how this process is reached -------------------------------------------------------------------------------------
DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
BEHIND_PROXY = flag("BEHIND_PROXY")
PUBLIC_URL = address("PUBLIC_URL", "http://localhost:8000", "http", "https").rstrip("/")
PUBLIC = urlparse(PUBLIC_URL)
if not PUBLIC.hostname or PUBLIC.path:
    raise ImproperlyConfigured(f"PUBLIC_URL must look like https://learn.example.com, not {PUBLIC_URL!r}.")
HTTPS = PUBLIC.scheme == "https"
LOOPBACK = PUBLIC.hostname in {"localhost", "127.0.0.1", "::1"}
if DEMO and not LOOPBACK:
    raise ImproperlyConfigured("The demo runs on this machine only; PUBLIC_URL must point to localhost.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[PUBLIC.hostname, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
LINK_CHECK_HOSTS = env.list(
    "LINK_CHECK_HOSTS", default=[]
)  # whose addresses may be asked at night; nobody's by default
SETUP_TOKEN = env.str("SETUP_TOKEN", default="")  # opens the first-run page from elsewhere; `serve` prints it
SLACK_SIGNING_SECRET = env.str("SLACK_SIGNING_SECRET", default="")  # answers /learn in Slack; off without it
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (LOOPBACK or DEBUG):
        raise ImproperlyConfigured("Set SECRET_KEY to a long random value before other people can reach Understory.")
    SECRET_KEY = "only-for-this-machine-" + "0" * 40

# --- applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "ecosystem",
    "ecosystem.core",
    "ecosystem.notifications",
    "accounts",
    "resources",
    "guilds",
    "goals",
    "feedback",
    "ecosystem.reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.admin",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_structlog",
    "lucide",
    "pgtrigger",
    "pghistory",
]
ONLY_BY_PROVIDER = flag("SIGN_IN_ONLY_BY_PROVIDER")
if not ONLY_BY_PROVIDER:  # whom the provider vouches for needs no factor of ours, and allauth refuses both together
    INSTALLED_APPS.insert(INSTALLED_APPS.index("allauth.usersessions"), "allauth.mfa")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ecosystem.core.metrics.Measured",
    "ecosystem.core.middleware.CompressedText",
    "ecosystem.logs.RequestLog",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ecosystem.core.middleware.RequestScope",
    "accounts.middleware.SetUpFirst",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.HandOver",
    "django_htmx.middleware.HtmxMiddleware",
    "ecosystem.core.middleware.SignedIn",
]
ROOT_URLCONF = "ecosystem.urls"
WSGI_APPLICATION = "ecosystem.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "ecosystem.core.templatetags.ui",
                "ecosystem.core.templatetags.kernel",
                "ecosystem.core.templatetags.quick",
                "ecosystem.core.templatetags.parts",
                "ecosystem.core.templatetags.once",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ecosystem.core.navigation.frame",
                "ecosystem.demo.views.personas",
            ],
        },
    }
]

# --- database, cache, sessions ---------------------------------------------------------------------------------------
DATABASE = env.db_url_config(address("DATABASE_URL", "postgres:///understory", "postgres", "postgresql"))
DATABASE_POOLER = flag("DATABASE_POOLER")  # something between here and PostgreSQL gives each transaction any connection
DATABASE_POOL = number("DATABASE_POOL", 0 if DATABASE_POOLER else 8)  # per process; 0 opens one per request or task
# The pool pauses longer after each failure; given up after seconds, the next request asks anew and finds a database that is back.
POOL = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 2, "reconnect_timeout": 2}
SESSION_LIMITS = {
    "statement_timeout": number("STATEMENT_TIMEOUT_MS", 5000),
    "lock_timeout": number("LOCK_TIMEOUT_MS", 0),
}
SESSION = {"jit": "off", "temp_buffers": "64MB"}  # imports work in temporary tables
SESSION_OPTIONS = " ".join(f"-c {name}={value}" for name, value in {**SESSION_LIMITS, **SESSION}.items())
DATABASES = {
    "default": {
        **DATABASE,
        "HOST": unquote(DATABASE["HOST"]),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": DATABASE_POOLER,
        "OPTIONS": {
            **DATABASE.get("OPTIONS", {}),
            "connect_timeout": 3,
            # statements that `ecosystem.core.compiled` plans once; Django sends all others whole
            "prepare_threshold": None if DATABASE_POOLER else 0,
            "pool": POOL if DATABASE_POOL else False,
            # a pooler refuses them, and sets them itself: docs/operations.md
            **({} if DATABASE_POOLER else {"options": SESSION_OPTIONS}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # the limits of sign-in live here: what still counts is never put out
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- sign-in ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["accounts.backends.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.ClosedAccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.ClosedSocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = not ONLY_BY_PROVIDER
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = not ONLY_BY_PROVIDER  # there is nothing of ours left to prove oneself with
ACCOUNT_LOGOUT_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_ONLY = ONLY_BY_PROVIDER
PROVIDER_URL = address("PROVIDER_URL", "", "https", "http")
PROVIDER = {
    "provider_id": "company",
    "name": env.str("PROVIDER_NAME", default="") or urlparse(PROVIDER_URL).hostname,
    "client_id": env.str("PROVIDER_CLIENT_ID", default=""),
    "secret": env.str("PROVIDER_SECRET", default=""),
    "settings": {"server_url": PROVIDER_URL},
}
if PROVIDER_URL and not PROVIDER["client_id"]:
    raise ImproperlyConfigured("PROVIDER_URL needs PROVIDER_CLIENT_ID: how the provider knows Understory.")
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [PROVIDER] if PROVIDER_URL else []}}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey is asked of whoever holds a granted role
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK and not HTTPS
MFA_TOTP_ISSUER = "Understory"
USERSESSIONS_TRACK_ACTIVITY = False

# --- transport security ----------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "ecosystem.core.flashes.Flashes"  # its cookie is named like the others
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz(/|$)", r"^metrics$"]  # asked from inside, where there is no certificate
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count whom the proxy saw, not the proxy
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ecosystem.core.error_pages.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_SECURITY_POLICY = "default-src 'none'; sandbox"  # what people upload, looked at on its own
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- language, time, files, mail -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "ecosystem" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
UPLOAD_LIMIT_MB = number("UPLOAD_LIMIT_MB", 10)  # one image or document of a resource
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files")},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
vars().update(mail_server("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Understory <understory@localhost>")
EMAIL_TIMEOUT = 10
CALENDAR_ADDRESS = mailbox(
    "CALENDAR_ADDRESS"
)  # calendars answer to it, with a secret after a +; else nobody reads them
CALENDAR_REPLIES = env.str("CALENDAR_REPLIES", default="")  # a Maildir or mbox in which those answers arrive
if CALENDAR_REPLIES and not CALENDAR_ADDRESS:
    raise ImproperlyConfigured("CALENDAR_REPLIES needs CALENDAR_ADDRESS: the address whose mails arrive there.")

# --- background work -------------------------------------------------------------------------------------------------
REDIS_URL = address("REDIS_URL", "", "redis", "rediss", "unix")
QUEUE_DIR = env.str("QUEUE_DIR", default=str(DATA_DIR / "queue"))
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_connect_timeout": 2}
    if REDIS_URL
    else {
        "data_folder_in": QUEUE_DIR,
        "data_folder_out": QUEUE_DIR,
        "control_folder": f"{QUEUE_DIR}-control",
        "polling_interval": 0.1,
    }
)
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SYNC_EVERY = 1  # the schedule file's date then shows that the scheduler lives
CELERY_BROKER_CONNECTION_TIMEOUT = 2

# --- metrics ---------------------------------------------------------------------------------------------------------
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # whoever sends it may read /metrics; off without it
METRICS_DIR = env.str("METRICS_DIR", default=str(DATA_DIR / "metrics"))
os.environ["PROMETHEUS_MULTIPROC_DIR"] = METRICS_DIR  # the library reads it when it is imported
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("METRICS_TOKEN must have 20 characters or more.")

# --- logs ------------------------------------------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", default="json")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
if LOG_FORMAT not in {"json", "lines"}:
    raise ImproperlyConfigured(f"LOG_FORMAT must be json or lines, not {LOG_FORMAT!r}.")
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured(f"LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {LOG_LEVEL!r}.")
LOGGING = logging_config(readable=LOG_FORMAT == "lines", level=LOG_LEVEL)
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an address is unique regardless of case, by a constraint

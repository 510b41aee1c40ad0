"""Settings of an install. What an operator may change comes from the environment; docs/operating.md lists it."""

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from heartwood.kit.compressing import kept_by_browsers

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# --- The install -----------------------------------------------------------------------------------------------

DATA = Path(env("HEARTWOOD_DATA", default=str(BASE_DIR / "var"))).resolve()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)

# The demo builds the cast, lists it on the sign-in page and asks the cast for no second factor.
DEMO: bool = env.bool("HEARTWOOD_DEMO", default=False)

# Where people reach this install. HTTPS decides whether cookies are secure and host-bound.
BASE_URL = (env("HEARTWOOD_URL", default="") or f"http://localhost:{env('PORT', default='') or 8000}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
HOST = urlsplit(BASE_URL).hostname or "localhost"

DEBUG = env.bool("HEARTWOOD_DEBUG", default=False)
ALLOWED_HOSTS = [HOST, *env.list("HEARTWOOD_HOSTS", default=[])]
CSRF_TRUSTED_ORIGINS = [BASE_URL]


def _kept_secret(name: str) -> str:
    """A secret of this install: from the environment, else made once and kept in the data folder."""
    if from_environment := env(f"HEARTWOOD_{name.upper()}", default=""):
        return str(from_environment)
    path = DATA / f"{name.replace('_', '-')}"
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _kept_secret("secret_key")

# --- The house -------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "heartwood.faces.office",
    "heartwood.faces.portal",
    "heartwood.faces.entrance",
    "heartwood.areas.summary",
    "heartwood.areas.team",
    "heartwood.areas.trail",
    "heartwood.areas.transfer",
    "heartwood.areas.documents",
    "heartwood.areas.homework",
    "heartwood.areas.notes",
    "heartwood.areas.journals",
    "heartwood.areas.consent",
    "heartwood.areas.reviews",
    "heartwood.areas.appointments",
    "heartwood.areas.clients",
    "heartwood.ground.notifications",
    "heartwood.ground.files",
    "heartwood.ground.audit",
    "heartwood.ground.access",
    "heartwood.ground.vault",
    "heartwood.ground.accounts",
    "heartwood.ground.jobs",
    "heartwood.kit",
    "heartwood.cast",
    "heartwood.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials.apps.SimpleAppConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "heartwood.ground.access.middleware.NothingIsKept",
    "heartwood.ground.audit.whence.KnowsWhence",
    "django.middleware.security.SecurityMiddleware",
    "heartwood.kit.compressing.Compressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heartwood.ground.files.uploads.TooMuchIsNotRead",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "heartwood.ground.accounts.middleware.NotForEver",
    "heartwood.ground.accounts.middleware.InTheirOwnLanguageAndTime",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "heartwood.ground.access.middleware.NoDoorNoEntry",
]

ROOT_URLCONF = "heartwood.config.urls"
WSGI_APPLICATION = "heartwood.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "heartwood.kit.templatetags.kit",
                "heartwood.ground.access.templatetags.access",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "heartwood.kit.forms.KitRenderer"

# --- What is kept ----------------------------------------------------------------------------------------------

# DELETE journals would lose acknowledged work in a power cut, and so would synchronous=NORMAL. Transactions begin
# IMMEDIATE, so that two writers wait instead of failing; plain reads open none. Who writes queues (config/sqlite).
_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
    " PRAGMA cell_size_check=ON; PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
    " PRAGMA journal_size_limit=67108864;",
}


# Nothing hangs for ever: not a statement, not one that waits for another's lock, not a transaction that was forgotten.
# Migrations, backup and restore may take longer (config/databases.py).
# What a session shows spans eight tables, and the rule joins more: PostgreSQL would stop looking for a good order of
# them at eight, and begin with all sessions there are. Finding that order takes it ten times as long as answering, so
# it keeps what it has planned: for that, values are bound there and not here.
_POSTGRESQL = {
    "connect_timeout": 5,
    "server_side_binding": True,
    "prepare_threshold": 2,
    "options": "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    " -c join_collapse_limit=12 -c from_collapse_limit=12",
}


def _database(url: str) -> dict[str, Any]:
    database: dict[str, Any] = env.db_url_config(url)
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return database | {"ENGINE": "heartwood.config.sqlite", "OPTIONS": _SQLITE}
    options = _POSTGRESQL | database.get("OPTIONS", {})
    return database | {"OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{DATA / 'heartwood.sqlite3'}")
DATABASES = {
    "default": _database(DATABASE_URL),
    # Counters and progress, shared by all processes, on a connection of their own: a rolled-back request must not
    # roll back its limit.
    "counters": _database(env("COUNTERS_URL", default=f"sqlite:///{DATA / 'counters.sqlite3'}")),
}
DATABASE_ROUTERS = ["heartwood.config.databases.CountersApart"]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counters",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond it entries are thrown away, and limits with them
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "heartwood.ground.accounts.sessions"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- Signing in ------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["heartwood.ground.accounts.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# A link for a new password works once, and for an hour.
PASSWORD_RESET_TIMEOUT = 60 * 60

ACCOUNT_ADAPTER = "heartwood.faces.entrance.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no mail from us
# Without allauth's own table of addresses: the one e-mail of a login is all there is.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "change_password": "5/5m/user",
}
# How many proxies stand before us: the address of a visitor is the one that the outermost of them has seen. With none,
# whatever a visitor writes into X-Forwarded-For is ignored.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("HEARTWOOD_PROXIES", default=0)
ACCOUNT_FORMS = {
    "login": "heartwood.faces.entrance.forms.SignInForm",
    "reset_password": "heartwood.faces.entrance.forms.ForgottenPasswordForm",
    "reset_password_from_key": "heartwood.faces.entrance.forms.NewPasswordForm",
    "change_password": "heartwood.faces.entrance.forms.ChangePasswordForm",
    "set_password": "heartwood.faces.entrance.forms.FirstPasswordForm",
    "reauthenticate": "heartwood.faces.entrance.forms.ConfirmByPasswordForm",
}
MFA_ADAPTER = "heartwood.faces.entrance.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "heartwood.faces.entrance.forms.SecondStepForm",
    "reauthenticate": "heartwood.faces.entrance.forms.ConfirmByCodeForm",
    "activate_totp": "heartwood.faces.entrance.forms.SetUpAppForm",
    "add_webauthn": "heartwood.faces.entrance.forms.PasskeyForm",
    "edit_webauthn": "heartwood.faces.entrance.forms.RenamePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever has a login came by an invitation to their address
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # passkeys also work on http://localhost
MFA_TOTP_ISSUER = "Heartwood"
MFA_RECOVERY_CODES_SHOW_ONCE = True
USERSESSIONS_TRACK_ACTIVITY = False  # the middleware NotForEver notes it, and not at every request

# Days after which notices that were seen are forgotten.
NOTICES_KEPT_FOR = env.int("HEARTWOOD_NOTICES_KEPT_FOR", default=180)
# Client records opened by one account within an hour, from which on administrators are told.
MANY_RECORDS = env.int("HEARTWOOD_MANY_RECORDS", default=60)
# A browser that has signed in once is known again by a cookie; for each login it looks different in the database.
DEVICE_COOKIE_NAME = "__Host-device" if HTTPS else "heartwood-device"
# Where a hole is reported: stands in /.well-known/security.txt.
SECURITY_CONTACT = env("HEARTWOOD_SECURITY_CONTACT", default=f"mailto:security@{HOST}")

# Minutes without doing anything, after which people are signed out. In the demo they may look around for longer.
IDLE_STAFF = env.int("HEARTWOOD_IDLE_STAFF", default=120 if DEMO else 15)
IDLE_CLIENTS = env.int("HEARTWOOD_IDLE_CLIENTS", default=120 if DEMO else 30)

# Where somebody is taken who leaves the portal quickly: a page that says nothing about them.
QUICK_EXIT = env("HEARTWOOD_QUICK_EXIT", default="https://www.wikipedia.org/")

# --- The browser -----------------------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "heartwood-session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "heartwood-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "heartwood.faces.entrance.unsent.stale_form"


def _origin_of(address: str) -> list[str]:
    """Nothing, where the address is one of our own."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *_origin_of(QUICK_EXIT)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

STATIC_URL = "static/"
# Whom backups are sealed for; else the file backup-recipients in the data folder names them.
BACKUP_RECIPIENTS: list[str] = env("HEARTWOOD_BACKUP_RECIPIENTS", default="").split()

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ADD_HEADERS_FUNCTION = kept_by_browsers

# Where sealed files lie: a folder, or s3://bucket/prefix.
SEALED_FILES = env("HEARTWOOD_FILES", default=str(DATA / "files"))

# How much may come in, in bytes: one file; all files of one request; all files of an organization.
MEGABYTE = 1024 * 1024
LARGEST_FILE = env.int("HEARTWOOD_LARGEST_FILE", default=25) * MEGABYTE
LARGEST_UPLOAD = env.int("HEARTWOOD_LARGEST_UPLOAD", default=100) * MEGABYTE
ROOM_PER_ORGANIZATION = env.int("HEARTWOOD_ROOM_PER_ORGANIZATION", default=10_240) * MEGABYTE
MOST_FILES_PER_RECORD = env.int("HEARTWOOD_FILES_PER_RECORD", default=500)
MOST_MEGAPIXELS = env.int("HEARTWOOD_MEGAPIXELS", default=25)

# Django would put larger uploads into /tmp in clear.
FILE_UPLOAD_HANDLERS = ["heartwood.ground.files.uploads.QuarantineHandler"]

# --- Other people's servers --------------------------------------------------------------------------------------

# Calendars that practitioners keep elsewhere are looked at on these ports only.
OUTSIDE_CALENDAR_PORTS = env.list("HEARTWOOD_CALENDAR_PORTS", cast=int, default=[80, 443])

# A language model that speaks as OpenAI's do may word summaries of approved notes: the address of its API, such as
# http://localhost:11434/v1. Off without one; and each practice says for itself whether it wants that.
LANGUAGE_MODEL = env("HEARTWOOD_LANGUAGE_MODEL", default="").rstrip("/")
LANGUAGE_MODEL_NAME = env("HEARTWOOD_LANGUAGE_MODEL_NAME", default="")
LANGUAGE_MODEL_KEY = env("HEARTWOOD_LANGUAGE_MODEL_KEY", default="")
LANGUAGE_MODEL_SECONDS = env.int("HEARTWOOD_LANGUAGE_MODEL_SECONDS", default=90)

# --- Language and time -----------------------------------------------------------------------------------------

# Of whoever has not chosen one: somebody without a login, and a browser whose languages are not among these.
LANGUAGE_CODE = env("HEARTWOOD_LANGUAGE", default="en")
LANGUAGES = [("en", "English"), ("es", "Español"), ("de", "Deutsch"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "heartwood" / "languages"]
TIME_ZONE = "UTC"
USE_TZ = USE_I18N = True

# --- Mail and logs ---------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env("HEARTWOOD_MAIL_FROM", default=f"Heartwood <no-reply@{HOST}>")
EMAIL_SUBJECT_PREFIX = ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
if MAIL_URL := env("HEARTWOOD_MAIL", default=""):
    vars().update(env.email_url_config(MAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA / "mail")

if not DEBUG:
    DEFAULT_EXCEPTION_REPORTER = "heartwood.config.reporting.Reporter"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "heartwood.config.reporting.Lines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "heartwood": {"level": "INFO" if env.bool("HEARTWOOD_ACCESS_LOG", default=not DEMO) else "WARNING"},
        "django.request": {"level": "ERROR"},  # what was refused stands in our own log of requests
    },
}

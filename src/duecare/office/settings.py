"""Settings of the office, all from the environment, read by `office/given.py` and refused where not understood.

What is not given has a default that is safe on one computer.

DUECARE_HOME: the data folder. OFFICE_FOLDER: the office's own, if it is not `office` in it. DATABASE_URL: postgres://...
in place of SQLite. OFFICE_HOSTS: names under which it is reached, with commas. OFFICE_HTTPS: yes behind a server that
speaks HTTPS. OFFICE_SECRET: the key that signs sessions; without it one is made once and kept in the office's folder.
OFFICE_PAPER_MB: the largest paper that is filed. OFFICE_PULL: sources of lists and country data to fetch every day.
OFFICE_WEBHOOKS_LOOPBACK: yes lets messages go to this computer too. OFFICE_MFA: required, if everybody needs a second
factor. OFFICE_PROXIES: how many servers of the house stand before it and name the caller in X-Forwarded-For.
OFFICE_OIDC_ISSUER, OFFICE_OIDC_CLIENT, OFFICE_OIDC_SECRET: sign-in by a house's own identity provider.
OFFICE_OIDC_NAME: what its button says. OFFICE_OIDC_NEW: yes, if people who are not known here get an account without a
role. OFFICE_OIDC_LINK: yes, if an account is linked where its e-mail is the one that the provider has verified.
EMAIL_URL: the server that takes mail (office/mail.py); without it no mail leaves. OFFICE_MAIL_FROM: the sender.
OFFICE_COMPLAINTS_KEYS: the file of keys of complaints, if it is not `keys/complaints.keys` in the data folder.
OFFICE_URL: under which address people reach the office, for links in mail.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from duecare.errors import InputError
from duecare.office.given import Given
from duecare.office.mail import mail_settings
from duecare.office.secret import secret_key
from duecare.papers.page import STYLE
from duecare.snapshots import home_from


def _sources() -> list[str]:
    from duecare.snapshots import COUNTRY_SOURCES, LIST_SOURCES

    return [one.key for one in (*LIST_SOURCES, *COUNTRY_SOURCES)]


GIVEN = Given(os.environ)
OFFICE: Path = Path(GIVEN.text("OFFICE_FOLDER") or home_from(os.environ).office)
HTTPS = GIVEN.says_yes("OFFICE_HTTPS")
OFFICE_PULL = GIVEN.words("OFFICE_PULL", _sources)
LOCAL = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [*LOCAL, *GIVEN.hosts("OFFICE_HOSTS")]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if HTTPS else []
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "duecare.office.people",
    "duecare.office.audit",
    "duecare.office.cases",
    "duecare.office.intake",
    "duecare.office.evidence",
    "duecare.office.resolving",
    "duecare.office.decisions",
    "duecare.office.monitoring",
    "duecare.office.counsel",
    "duecare.office.retention",
    "duecare.office.books",
    "duecare.office.digests",
    "duecare.office.printing",
    "duecare.office.clauses",
    "duecare.office.engagement",
    "duecare.office.training",
    "duecare.office.distribution",
    "duecare.office.complaints",
    "duecare.office.programme",
    "duecare.office.api",
    "django_tasks",
    "django_tasks_db",
    "duecare.office.operations",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "duecare.office.headers.content_security",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "duecare.office.complaints.front.front",
    "duecare.office.api.problems.front",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duecare.office.people.idle.end_of_sign_in",
    "duecare.office.people.guard.deny_unguarded",
    "django.contrib.messages.middleware.MessageMiddleware",
    "duecare.office.people.settled.settle_first",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "duecare.office.people.zone.in_their_zone",
]
ROOT_URLCONF = "duecare.office.urls"
WSGI_APPLICATION = "duecare.office.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "duecare.office.people.guard.allowed",
                "duecare.office.people.undo.offered",
                "duecare.office.printing.look.house",
            ],
            "builtins": ["duecare.office.templatetags.office"],
        },
    }
]

_DATABASE = GIVEN.database("DATABASE_URL")
if _DATABASE:
    try:
        DATABASES: dict[str, Any] = {
            "default": dj_database_url.parse(_DATABASE, conn_max_age=60, conn_health_checks=True)
        }
    except ValueError:  # the address is not repeated: it holds a password
        raise InputError(
            "DATABASE_URL is no address of a database", hint="accepted: postgres://user:password@host/name"
        ) from None
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": OFFICE / "office.sqlite3",
            "OPTIONS": {
                # a write takes its lock at once, so that two cannot wait for each other
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA recursive_triggers=ON;",  # REPLACE is a deletion too, where rows are not deleted
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# attempts at sign-in are counted here, so all processes share it
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "office_cache"}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
WORKER_LEASE = 60

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = "sign-in"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "duecare.office.people.accounts.Accounts"
ACCOUNT_FORMS = {
    "login": "duecare.office.people.accounts.SignIn",
    "change_password": "duecare.office.people.accounts.ChangePassword",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = GIVEN.number("OFFICE_PROXIES", 0, 0, 10)
OFFICE_MFA_REQUIRED = GIVEN.one_of("OFFICE_MFA", {"required": True, "optional": False})
MFA_ADAPTER = "duecare.office.people.accounts.Factors"
MFA_FORMS = {
    "add_webauthn": "duecare.office.people.accounts.AddKey",
    "authenticate_webauthn": "duecare.office.people.accounts.ByKey",
    "login_webauthn": "duecare.office.people.accounts.ByPasskey",
    "reauthenticate_webauthn": "duecare.office.people.accounts.AgainByKey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost, which browsers take for secure
SOCIALACCOUNT_ADAPTER = "duecare.office.people.accounts.Identities"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = GIVEN.says_yes(
    "OFFICE_OIDC_LINK"
)
OFFICE_OIDC_NEW = GIVEN.says_yes("OFFICE_OIDC_NEW")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
_ISSUER = GIVEN.address("OFFICE_OIDC_ISSUER", here_by_http=True)
if _ISSUER:
    if not GIVEN.text("OFFICE_OIDC_CLIENT"):
        raise InputError("OFFICE_OIDC_ISSUER is given without OFFICE_OIDC_CLIENT", hint="what the provider calls it")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "house",
                "name": GIVEN.text("OFFICE_OIDC_NAME") or "your organisation",
                "client_id": GIVEN.text("OFFICE_OIDC_CLIENT"),
                "secret": GIVEN.text("OFFICE_OIDC_SECRET"),
                "settings": {"server_url": _ISSUER, "oauth_pkce_enabled": True},
            }
        ]
    }

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
OFFICE_IDLE = 60 * 60 * 2
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if HTTPS:  # a browser then takes them from this host alone
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
WEBHOOKS_TO_LOOPBACK = GIVEN.says_yes("OFFICE_WEBHOOKS_LOOPBACK")

_HOST = next((name for name in ALLOWED_HOSTS if name not in (*LOCAL, "*")), "") if HTTPS else ""
OFFICE_URL = GIVEN.address("OFFICE_URL", here_by_http=False) or (
    f"https://{_HOST}" if _HOST else "http://127.0.0.1:8000"
)
OFFICE_MAIL = bool(GIVEN.text("EMAIL_URL"))
globals().update(mail_settings(GIVEN.text("EMAIL_URL")))
DEFAULT_FROM_EMAIL = GIVEN.text("OFFICE_MAIL_FROM") or "duecare@localhost"

LANGUAGE_CODE = "en"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = OFFICE / "static"
STATICFILES_DIRS = [Path(__file__).parent / "static", ("papers", STYLE.parent)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = OFFICE / "uploads"
# outside the database, and in no backup of it: see docs/how-to/handle-complaints.md
COMPLAINTS_KEYS = GIVEN.text("OFFICE_COMPLAINTS_KEYS") or str(home_from(os.environ).root / "keys" / "complaints.keys")
EVIDENCE_MOST_BYTES = 1_000_000 * GIVEN.number("OFFICE_PAPER_MB", 25, 1, 2_000)
SECRET_KEY = secret_key(OFFICE, GIVEN.secret("OFFICE_SECRET"))  # last: nothing is made where a setting is refused
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"unlogged": {"()": "duecare.office.complaints.front.Unlogged"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # that a request waits for a moment is no news; what goes wrong is
    "loggers": {"waitress.queue": {"level": "ERROR"}, "django.request": {"filters": ["unlogged"]}},
}

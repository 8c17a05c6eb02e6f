"""Settings of the office, all from the environment; what is not given has a default that is safe on one computer.

DUECARE_HOME: the data folder. DATABASE_URL: postgres://... in place of SQLite. OFFICE_HOSTS: names under which it is
reached, with commas. OFFICE_HTTPS: yes behind a server that speaks HTTPS. OFFICE_SECRET: the key that signs sessions;
without it one is made once and kept in the data folder. OFFICE_OIDC_ISSUER, OFFICE_OIDC_CLIENT, OFFICE_OIDC_SECRET:
sign-in by a house's own identity provider. OFFICE_WEBHOOKS_LOOPBACK: yes lets messages go to this computer too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from duecare.office.secret import secret_key
from duecare.snapshots import home_from

OFFICE: Path = home_from(os.environ).office
HTTPS = os.environ.get("OFFICE_HTTPS", "").casefold() in ("1", "yes", "true")
LOCAL = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [*LOCAL, *(name.strip() for name in os.environ.get("OFFICE_HOSTS", "").split(",") if name.strip())]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS] if HTTPS else []
SECRET_KEY = secret_key(OFFICE, os.environ.get("OFFICE_SECRET"))
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
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
    "duecare.office.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "duecare.office.headers.content_security",
    "duecare.office.api.problems.front",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duecare.office.people.guard.deny_unguarded",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ],
            "builtins": ["duecare.office.templatetags.office"],
        },
    }
]

_DATABASE = os.environ.get("DATABASE_URL", "")
if _DATABASE:
    DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_DATABASE, conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": OFFICE / "office.sqlite3",
            "OPTIONS": {
                # a write takes its lock at once, so that two cannot wait for each other
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

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

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 12
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
WEBHOOKS_TO_LOOPBACK = os.environ.get("OFFICE_WEBHOOKS_LOOPBACK", "").casefold() in ("1", "yes", "true")

LANGUAGE_CODE = "en"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = OFFICE / "static"
STATICFILES_DIRS = [Path(__file__).parent / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = OFFICE / "uploads"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

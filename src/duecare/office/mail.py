"""Where mail goes, from the environment. Without it none leaves."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import unquote, urlsplit

from duecare.errors import InputError
from duecare.office.given import HERE

ACCEPTED: Final = "accepted: smtps://user:password@host:465, smtp+tls://user:password@host:587, smtp://host, console:"
_PORTS: Final = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_settings(url: str) -> dict[str, Any]:
    """Django's settings of mail for an address; without one, mail that is sent goes nowhere.

    Raises:
        InputError: the address is none, or would send a password in the open. It is not repeated: it holds a password.

    >>> mail_settings("")["EMAIL_BACKEND"]
    'django.core.mail.backends.dummy.EmailBackend'
    >>> mail_settings("smtps://mail.example.org")["EMAIL_PORT"]
    465
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if url == "console:":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError("EMAIL_URL is no address of a mail server", hint=ACCEPTED) from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.path not in ("", "/"):
        raise InputError("EMAIL_URL is no address of a mail server", hint=ACCEPTED)
    if parts.scheme == "smtp" and parts.password and parts.hostname not in HERE:
        raise InputError("EMAIL_URL would send a password in the open", hint="accepted: smtps:// or smtp+tls://")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_TIMEOUT": 15,
    }

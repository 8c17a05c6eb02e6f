"""Addresses of files: which may be asked, where a redirect may lead, and how one is shown without its secrets."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from duecare.errors import InputError

_HERE: Final = ("localhost", "127.0.0.1", "::1")
_SECRET: Final = re.compile(r"(?i)\b([\w-]*(?:token|key|secret|password|signature|sig))=[^&]*")


def checked_link(url: str, *, insecure: bool = False) -> str:
    """An address that may be asked: https, or http for this machine itself or where it is allowed.

    Raises:
        InputError: it is not one.
    """
    shown, parts = shown_link(url), _split(url)
    if parts is None or not parts.hostname or any(char <= " " or char == "\x7f" for char in url):
        raise InputError(f"{shown!r} is not the address of a file", hint="accepted: https://...")
    if parts.scheme == "https" or (parts.scheme == "http" and (insecure or parts.hostname in _HERE)):
        return url
    if parts.scheme == "http":
        raise InputError("is not a secure address", path=shown, hint="accepted: https, or http with --allow-http")
    raise InputError(f"begins with {parts.scheme}:", path=shown, hint="accepted: https://...")


def followed(url: str, location: str, *, insecure: bool, asked: str) -> str:
    """Where a redirect leads: to https only, or anywhere over http where that is allowed.

    >>> followed("https://a.org/x/list.xml", "new.xml", insecure=False, asked="")
    'https://a.org/x/new.xml'

    Raises:
        InputError: it leads to http, to another scheme or to nothing.
    """
    target = urljoin(url, location) if location else ""
    parts = _split(target)
    schemes = ("https", "http") if insecure else ("https",)
    if parts is None or parts.scheme not in schemes or not parts.hostname:
        where = repr(shown_link(target)) if target else "nowhere"
        raise InputError(f"redirects to {where}, which is not followed", path=asked, hint=f"accepted: {schemes[0]}")
    return checked_link(target, insecure=insecure)


def shown_link(url: str) -> str:
    """An address as it may be shown and kept: without a password, and without what looks like a token.

    >>> shown_link("https://me:pw@a.org/list.xml?token=abc&v=1")
    'https://a.org/list.xml?token=...&v=1'
    """
    text = "".join(char if char.isprintable() else "\ufffd" for char in url)[:500]
    parts = _split(text)
    if parts is None:
        return text
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=_SECRET.sub(r"\1=...", parts.query)))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
        return parts
    except ValueError:  # brackets that do not close, a port that is no number
        return None

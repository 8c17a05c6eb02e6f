"""The public pages stand apart: nothing of who asks comes in, no cookie goes out, and nothing is kept by a browser.

What could say who asks is taken out of a request before any other part of the office sees it: the session of staff who
are signed in too, whose row would tell when they were last here. The address becomes a count (`limits`) and is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from duecare.office.complaints.shown import alone

FRONT: Final = "/speak/"
KEPT: Final = frozenset(
    {"HTTP_HOST", "HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_ENCODING"}
)
"""Headers that say nothing of who asks, and that security needs."""
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Unlogged(logging.Filter):
    """Keeps out of the log of the server that a public page refused something: it would say when somebody was there."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is written: where something failed here it is, without what was sent."""
        path = str(getattr(getattr(record, "request", None), "path", ""))
        return not path.startswith(FRONT) or int(getattr(record, "status_code", 500)) >= 500


def front(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep the public pages apart from the rest of the office."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(FRONT):
            return get_response(request)
        request.asked_from = _address(request)  # type: ignore[attr-defined]
        for name in [name for name in request.META if name.startswith(("HTTP_", "REMOTE_")) and name not in KEPT]:
            del request.META[name]
        request.META["REMOTE_ADDR"] = ""
        response = get_response(request)
        if response.status_code >= HTTPStatus.BAD_REQUEST and not getattr(response, "of_these", False):
            allow = response.headers.get("Allow")
            response = alone(request, response.status_code)
            if allow:
                response.headers["Allow"] = allow
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.cookies.clear()
        del response.headers["Vary"]
        return response

    return middleware


def _address(request: HttpRequest) -> str:
    """Where a request comes from, as the last server that the house trusts says; kept for this request alone."""
    proxies = int(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
    passed = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if proxies and len(passed) >= proxies:
        return str(passed[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))

"""How long a sign-in lasts: until nothing was asked for some time, and never longer than a day of work."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SINCE: Final = "signed_in_since"
SEEN: Final = "last_seen"
NOTED_EVERY: Final = 60
"""Seconds after which it is written anew that a person was here."""


def end_of_sign_in(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Sign out who was idle for OFFICE_IDLE seconds, or signed in for SESSION_COOKIE_AGE."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now, session = int(time.time()), request.session
            since, seen = session.setdefault(SINCE, now), session.setdefault(SEEN, now)
            if now - seen > settings.OFFICE_IDLE or now - since > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen >= NOTED_EVERY:
                session[SEEN] = now
        return get_response(request)

    return middleware

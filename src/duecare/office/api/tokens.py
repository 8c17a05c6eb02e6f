"""Make a token, and tell from one who asks."""

from __future__ import annotations

import datetime
import hmac
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone

from duecare.errors import InputError
from duecare.office.api.models import Scope, Token
from duecare.office.api.problems import RequestError
from duecare.office.audit.chain import record
from duecare.office.people.models import Delegation, User

LONGEST_DAYS: Final = 366
"""A token lives a year at most."""

_SHAPE: Final = re.compile(r"dc_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NOBODY: Final = "0" * 64
_SEEN_EVERY: Final = datetime.timedelta(minutes=5)
FAILURES_A_TOKEN, FAILURES_AN_ADDRESS, FAILURES_FOR = 10, 100, 300
"""Wrong tokens of one prefix, and of any, from one address in so many seconds; more are not looked at."""


def make_token(by: User, name: str, user: User, scopes: Sequence[str], expires_on: datetime.date) -> tuple[Token, str]:
    """Make a token that acts in the name of a person.

    Returns:
        What is kept of it, and the token itself, which cannot be had again.

    Raises:
        InputError: no scope, one that is none, or an end that has passed or is further off than a year.
    """
    unknown = [one for one in scopes if one not in Scope.values]
    if unknown or not scopes:
        raise InputError(
            f"{unknown[0]!r} is no scope" if unknown else "a token without a scope is of no use",
            hint=f"accepted: {', '.join(Scope.values)}",
        )
    today = timezone.localdate()
    last = today + datetime.timedelta(days=LONGEST_DAYS)
    if not today < expires_on <= last:
        raise InputError(f"a token cannot end on {expires_on}", hint=f"accepted: a day after {today}, up to {last}")
    if not user.is_active:
        raise InputError(f"{user.username} cannot sign in, so nothing can act in their name")
    prefix = secrets.token_hex(6)
    secret = f"dc_{prefix}_{secrets.token_urlsafe(32)}"
    end = timezone.make_aware(datetime.datetime.combine(expires_on, datetime.time.min))
    with transaction.atomic():
        token = Token.objects.create(
            name=name, user=user, scopes=sorted(set(scopes)), prefix=prefix, digest=_digest(secret), by=by,
            expires_at=end,
        )  # fmt: skip
        record(by, "token.make", token, user=user.pk, scopes=token.scopes, expires=expires_on.isoformat())
    return token, secret


def revoke_token(by: User, token: Token) -> None:
    """Make a token count no more, from now on. A second time changes nothing."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by):
            record(by, "token.revoke", token)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def token_of(request: HttpRequest) -> Token:
    """The token that a request carries, with its person.

    Raises:
        RequestError: none, or one that does not count; why is not said. Too many of those from one address.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    shaped = _SHAPE.fullmatch(secret.strip()) if kind.casefold() == "bearer" else None
    if shaped is None:
        raise _refused()
    prefix, address = shaped[1], request.META.get("REMOTE_ADDR", "")
    counts = {f"api:{address}:{prefix}": FAILURES_A_TOKEN, f"api:{address}": FAILURES_AN_ADDRESS}
    failed = cache.get_many(counts)
    if any(failed.get(key, 0) >= most for key, most in counts.items()):
        raise RequestError("too-many", headers={"Retry-After": str(FAILURES_FOR)})
    now = timezone.now()
    stood = Delegation.objects.select_related("of").prefetch_related("of__grants")
    token = (
        Token.objects.select_related("user")
        .prefetch_related("user__grants", Prefetch("user__stands_in", stood))
        .filter(prefix=prefix)
        .first()
    )
    same = hmac.compare_digest(_digest(secret.strip()), token.digest if token else _NOBODY)
    if token is None or not same or token.state(now) != "good" or not token.user.is_active:
        for key in counts:
            cache.add(key, 0, FAILURES_FOR)
            with suppress(ValueError):  # it ran out in between
                cache.incr(key)
        raise _refused()
    if token.used_at is None or now - token.used_at > _SEEN_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


def _refused() -> RequestError:
    return RequestError("no-token", headers={"WWW-Authenticate": 'Bearer realm="Duecare"'})

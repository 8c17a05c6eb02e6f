"""Requests that come twice: with an idempotency key they are done once, and answered the same."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from duecare.office.api.asking import token_in
from duecare.office.api.models import Answered
from duecare.office.api.problems import RequestError

KEPT_FOR: Final = datetime.timedelta(hours=24)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")


def once(request: HttpRequest, key: str | None, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what is asked, or give the answer that the same request with this key had.

    The key and what is done are written in one transaction: a request that fails leaves no key, and one of the same key
    that comes meanwhile waits until the first is through.

    Raises:
        RequestError: the key is no key, or it was another request's.
    """
    if key is None:
        return do()
    if not _KEY.fullmatch(key):
        raise RequestError(
            "not-accepted",
            errors=[{"where": "header.Idempotency-Key", "said": "Accepted: 1 to 200 visible ASCII characters."}],
        )
    token, now = token_in(request), timezone.now()
    asked = sha256(b"\0".join((str(request.method).encode(), request.path.encode(), request.body))).hexdigest()
    Answered.objects.filter(at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            kept = Answered.objects.create(token=token, key=key, body=asked, at=now)
            response = do()
            kept.status, kept.answer = response.status_code, response.content.decode()
            kept.headers = {name: response[name] for name in ("Location", "ETag") if name in response}
            kept.save(update_fields=["status", "answer", "headers"])
            return response
    except IntegrityError:
        before = Answered.objects.filter(token=token, key=key).first()
        if before is None:
            raise
    if before.body != asked:
        raise RequestError("key-used")
    return HttpResponse(
        before.answer,
        status=before.status,
        content_type="application/json",
        headers={**before.headers, "Idempotent-Replay": "true"},
    )

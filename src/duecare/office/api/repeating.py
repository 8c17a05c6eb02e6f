"""Requests that come twice: with an idempotency key they are done once, and answered the same.

Every operation that is posted to takes such a key, by `repeatable`.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from inspect import signature
from typing import Any, Final, Optional

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema
from ninja.params.functions import Header
from ninja.utils import contribute_operation_args

from duecare.office.api.asking import token_in
from duecare.office.api.models import Answered
from duecare.office.api.problems import RequestError

KEPT_FOR: Final = datetime.timedelta(hours=24)
_KEY: Final = re.compile(r"[\x21-\x7e]{1,200}")
Operation = Callable[..., HttpResponse | Schema | dict[str, Any]]


def repeatable(*, keeps: bool, ready: Callable[[], object] | None = None) -> Callable[[Operation], Operation]:
    """Let an operation take an `Idempotency-Key`.

    Args:
        keeps: Whether it changes anything. If not, as where it only computes, its answer is not kept for a repeated
            request but computed again: what was asked about stays out of the office.
        ready: Called first, before anything is locked; raises where the operation cannot be done now.
    """

    def made(operation: Operation) -> Operation:
        @wraps(operation)
        def answered(request: HttpRequest, *given: Any, idempotency_key: str | None = None, **named: Any) -> Any:
            if ready is not None:
                ready()

            def do() -> HttpResponse:
                return _response(operation(request, *given, **named))

            if idempotency_key is None:
                return do()
            key, asked = _accepted(idempotency_key), _asked(request)
            Answered.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()
            return (_once if keeps else _bound)(request, key, asked, do)

        # annotations are read where the operation is written, and not here
        answered.__signature__ = signature(operation, eval_str=True)  # type: ignore[attr-defined]
        contribute_operation_args(
            answered,
            "idempotency_key",
            Optional[str],  # type: ignore[arg-type]  # noqa: UP045 - it says "type", and takes what pydantic takes
            Header(None, alias="Idempotency-Key", max_length=200),
        )
        return answered

    return made


def _response(said: HttpResponse | Schema | dict[str, Any]) -> HttpResponse:
    if isinstance(said, HttpResponse):
        return said
    text = said.model_dump_json() if isinstance(said, Schema) else json.dumps(said, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json")


def _accepted(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise RequestError(
            "not-accepted",
            errors=[{"where": "header.Idempotency-Key", "said": "Accepted: 1 to 200 visible ASCII characters."}],
        )
    return key


def _asked(request: HttpRequest) -> str:
    return sha256(b"\0".join((str(request.method).encode(), request.path.encode(), request.body))).hexdigest()


def _once(request: HttpRequest, key: str, asked: str, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what is asked, or give the answer that the same request with this key had.

    The key and what is done are written in one transaction: a request that fails leaves no key, and one of the same key
    that comes meanwhile waits until the first is through.

    Raises:
        RequestError: the key was another request's.
    """
    token = token_in(request)
    try:
        with transaction.atomic():
            kept = Answered.objects.create(token=token, key=key, body=asked, at=timezone.now())
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


def _bound(request: HttpRequest, key: str, asked: str, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Compute what is asked, and bind the key to the request, of which no more than a hash is kept.

    Raises:
        RequestError: the key was another request's.
    """
    mine = Answered.objects.filter(token=token_in(request), key=key)
    if mine.exclude(body=asked).exists():
        raise RequestError("key-used")
    response = do()
    with transaction.atomic():
        held, _ = Answered.objects.get_or_create(
            token=token_in(request), key=key, defaults={"body": asked, "at": timezone.now()}
        )
    if held.body != asked:  # another came meanwhile
        raise RequestError("key-used")
    return response

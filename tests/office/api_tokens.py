"""Tokens that tests of the interface ask with."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.utils import timezone

from duecare.office.api.models import Scope, Token
from duecare.office.api.tokens import make_token
from duecare.office.people.models import User


def token_for(user: User, *scopes: str) -> tuple[Token, str]:
    """A token of a person, with all scopes if none is named."""
    end = timezone.localdate() + datetime.timedelta(days=30)
    return make_token(user, "order system", user, scopes or tuple(Scope.values), end)


class Asker:
    """A system that asks with a token, and takes nothing for an answer but JSON."""

    def __init__(self, secret: str = "") -> None:
        self._client = Client(raise_request_exception=False)
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def ask(
        self, method: str, address: str, body: Any = None, headers: Mapping[str, str] | None = None, **query: str
    ) -> Any:
        """The response of an operation; `said` is what it holds."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        response: Any = self._client.generic(
            method, f"/api/v1/{address}", data, content_type="application/json",
            headers={**self._headers, **(headers or {})}, query_params=query or None,
        )  # fmt: skip
        kind = response.headers["Content-Type"].partition(";")[0]
        assert kind == ("application/json" if response.status_code < 400 else "application/problem+json"), kind
        response.said = json.loads(response.content)
        return response


def asker(user: User, *scopes: str) -> Asker:
    """A system that asks in the name of a person."""
    return Asker(token_for(user, *scopes)[1])

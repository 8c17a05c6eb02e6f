"""Every address of the office, for tests that walk them all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from duecare.office.cases.models import Case
from duecare.office.people.guard import PUBLIC
from duecare.office.people.models import User
from duecare.office.people.permissions import may

SAMPLE = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000"}


def addresses(found: Any = None, before: str = "/") -> Iterator[tuple[str, Any]]:
    """Every address with its view."""
    for one in (found or get_resolver()).url_patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one, text)
        elif isinstance(one, URLPattern):
            yield text, one.callback


def filled(address: str, number: str) -> str:
    """An address with something in the place of each of its parameters; a case is named by its number."""
    parts = []
    for part in address.split("/"):
        if part in ("<str:number>", "<number>"):
            parts.append(number)
        elif part.startswith("<"):
            parts.append(SAMPLE[part[1:-1].partition(":")[0]])
        else:
            parts.append(part)
    return "/".join(parts)


def denied(user: User, view: Any, case: Case) -> bool:
    """Whether the table gives an act to no role of somebody; that such an address denies it is tested by itself."""
    return view.act != PUBLIC and not getattr(view, "by_token", False) and not may(user, view.act, case)


OURS = [(text, view) for text, view in addresses() if not getattr(view, "__module__", "").startswith("allauth.")]
"""Addresses of our own: what is signed in with has pages of another library."""

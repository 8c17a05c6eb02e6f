"""Complaints that tests send by the public pages, and what they find there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from duecare.office.complaints.limits import ARRIVALS, CODES

ACCOUNT = "They took Amal Haddad from the bakery on Olive Street after her face was found."


@pytest.fixture
def fresh_limits() -> Iterator[None]:
    """Nothing was tried before."""
    for limit in (ARRIVALS, CODES):
        limit.clear()
    yield
    for limit in (ARRIVALS, CODES):
        limit.clear()


def form_of(client: Client, address: str, page: str = "") -> str:
    """The token of the form of a page."""
    page = page or client.get(address).content.decode()
    return re.findall(r'name="form" value="([^"]+)"', page)[0]


def send(client: Client | None = None, *, language: str = "en", who: str = "outsider", **given: Any) -> Any:
    """Send a complaint by its page; what is given takes the place of what stands here."""
    browser = client or Client()
    address = f"/speak/{language}/make/{who}/"
    told = {"topic": "watched", "account": ACCOUNT, "region": "middle_east", "wish": "", "naming": "anonymous",
            "names": "", "contact": "", "fear": "no"}  # fmt: skip
    if "form" not in given:
        told["form"] = form_of(browser, address)
    return browser.post(address, {**told, **given})


def code_of(answer: Any) -> str:
    """The code that a page shows."""
    assert answer.status_code == 200, answer.content.decode()[:3_000]
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", answer.content.decode())
    assert found is not None
    return found[0].replace(" ", "")


def talk(client: Client, language: str, code: str) -> Any:
    """Come back with a code."""
    address = f"/speak/{language}/back/"
    return client.post(address, {"form": form_of(client, address), "code": code})


def say(client: Client, language: str, code: str, act: str, **given: Any) -> Any:
    """Come back with a code and do something."""
    page = talk(client, language, code).content.decode()
    opened = re.findall(r'name="talk" value="([^"]+)"', page)[0]
    return client.post(
        f"/speak/{language}/talk/", {"form": form_of(client, "", page), "talk": opened, "act": act, **given}
    )

"""Complaints that tests send by the public pages, and what they find there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from made_people import People, person

from duecare.office.complaints import handling, receiving
from duecare.office.complaints.codes import Outcome, Who
from duecare.office.complaints.limits import ARRIVALS, CODES
from duecare.office.complaints.models import Complaint
from duecare.office.people.models import Role, User

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


@pytest.fixture
def own_keys(settings: Any, tmp_path: Any) -> Any:
    """A file of keys of this test alone, which is not there yet."""
    settings.COMPLAINTS_KEYS = tmp_path / "keys" / "complaints.keys"
    return settings.COMPLAINTS_KEYS


def received(**given: Any) -> Complaint:
    told = {"who": Who.OUTSIDER, "topic": "watched", "account": ACCOUNT, "language": "en"} | given
    return receiving.receive(**told)[0]


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def answered(complaint: Complaint, by: User, outcome: Outcome = Outcome.UPHELD, **more: Any) -> Complaint:
    handling.acknowledge(complaint, by, "We have read it.")
    handling.answer(complaint, by, outcome, "It is so.", **more)
    return again(complaint)


@pytest.fixture
def hana(people: People) -> User:
    """A second handler."""
    return person("hana", Role.GRIEVANCE_HANDLER)


@pytest.fixture
def omid(people: People) -> User:
    """The outside person."""
    one = person("omid", Role.GRIEVANCE_HANDLER)
    handling.appoint(one, people["adam"])
    return one

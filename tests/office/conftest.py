"""People and cases that tests of the office work with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import address, beside_a_loop, page
from django.test import Client
from made_people import People, example, person
from receivers import receiver

from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case
from duecare.office.people.models import Role

__all__ = ["address", "beside_a_loop", "page", "receiver"]
"""Fixtures of another module, which pytest finds here."""


@pytest.fixture
def people(db: None) -> People:
    """One person a role, two analysts and two approvers, and somebody without any."""
    named = {
        "sam": Role.REQUESTER, "sue": Role.REQUESTER, "ana": Role.ANALYST, "ben": Role.ANALYST,
        "carla": Role.APPROVER, "dan": Role.APPROVER, "olga": Role.OUTSIDE_COUNSEL, "aud": Role.AUDITOR,
        "greta": Role.GRIEVANCE_HANDLER, "adam": Role.ADMINISTRATOR,
    }  # fmt: skip
    return {**{name: person(name, role) for name, role in named.items()}, "nobody": person("nobody")}


@pytest.fixture
def signed(people: People) -> Callable[[str], Client]:
    """A browser in which a person is signed in."""

    def sign(name: str) -> Client:
        client = Client()
        client.force_login(people[name])
        return client

    return sign


@pytest.fixture
def case(people: People) -> Case:
    """A case that sam has opened: face search for police, which is high on what is known."""
    return open_case(people["sam"], "Face search for a city police", example("us-2020-police-face-search.yaml"))

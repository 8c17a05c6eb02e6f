"""People and deals that tests of the office are about."""

from __future__ import annotations

import datetime
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction

from duecare.office.audit.chain import SYSTEM, record
from duecare.office.people.acts import grant
from duecare.office.people.models import Role, User
from duecare.transaction import read_document

EXAMPLES = Path(__file__).parents[2] / "examples"
People = dict[str, User]


class Quick(Argon2PasswordHasher):
    """Argon2 with next to no work, for tests that sign in often."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def person(name: str, *roles: Role) -> User:
    """A person with roles, who cannot sign in by a password."""
    with transaction.atomic():
        user = User.objects.create_user(name, first_name=name.title())
        record(SYSTEM, "people.add", user)
    for role in roles:
        grant(None, user, role, datetime.date(2099, 1, 1) if role == Role.AUDITOR else None)
    return User.objects.get(pk=user.pk)


def example(name: str) -> dict[str, Any]:
    """A deal that ships with the library."""
    return deepcopy(_read(name))


@cache
def _read(name: str) -> dict[str, Any]:
    path = EXAMPLES / name
    return read_document(path.read_bytes(), path.suffix, path.name)

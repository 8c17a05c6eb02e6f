"""People and cases that tests of the office work with."""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from browsing import Forms, address, beside_a_loop, page
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from made_people import People, example, person
from offices import copied, filled, in_file, office_on, on_server
from postgres_server import postgres_server, programs_here
from receivers import receiver
from shared import again, once_a_run

from duecare.office.cases.acts import open_case
from duecare.office.cases.models import Case
from duecare.office.operations.demo import fill
from duecare.office.operations.demo.company import Company
from duecare.office.people.models import Role, User

__all__ = ["address", "beside_a_loop", "page", "receiver"]
"""Fixtures of other modules, which pytest finds here."""


@pytest.fixture(scope="session")
def tables(django_test_environment: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with every table of the office and nobody in it, to be copied; made once a run."""

    def make(folder: Path) -> None:
        with django_db_blocker.unblock(), office_on(in_file(folder), folder):
            call_command("migrate", interactive=False, verbosity=0)

    return once_a_run(tmp_path_factory, "tables", make) / "office.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """The tests' own database in memory has every table before it is asked for, and its migrations find them."""
    if connection.vendor != "sqlite":
        yield
        return
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as memory:  # which is there while one has it open
        with closing(sqlite3.connect(request.getfixturevalue("tables"))) as file:
            file.backup(memory)
        yield


@pytest.fixture(scope="session")
def template(tables: Path, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office in a folder with three people and a case, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "office"
    folder.mkdir()
    shutil.copy(tables, folder)
    with django_db_blocker.unblock():
        filled(in_file(folder), folder)
    return folder


@contextmanager
def demo_on(folder: Path, blocker: Any) -> Iterator[None]:
    """The office of a demo in a folder, with data, keys and quick passwords of its own."""
    with (
        pytest.MonkeyPatch.context() as patch,
        blocker.unblock(),
        office_on(in_file(folder), folder),
        override_settings(PASSWORD_HASHERS=["made_people.Quick"], COMPLAINTS_KEYS=folder / "complaints.keys"),
    ):
        patch.setenv("DUECARE_HOME", str(folder / "data"))
        yield


@pytest.fixture(scope="session")
def demo(tables: Path, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo in a folder, filled once a run, to be copied; `company` holds its people and cases."""

    def make(folder: Path) -> None:
        shutil.copy(tables, folder)
        with demo_on(folder, django_db_blocker):
            (folder / "company").write_bytes(pickle.dumps(fill(lambda text: None)))

    return once_a_run(tmp_path_factory, "demo", make)


@pytest.fixture(scope="module")
def company(demo: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Company]:
    """The demo in a copy for the tests of one module, whose acts work on it; nearly every act was done in it."""
    folder = copied(demo, tmp_path_factory.mktemp("company") / "office")
    with demo_on(folder, django_db_blocker):
        made: Company = pickle.loads((folder / "company").read_bytes())
        yield made


@pytest.fixture(scope="session")
def server(
    django_test_environment: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a PostgreSQL server without its database: `postgres` is an office with three people and a case,
    to be copied, and `nobody` has every table and no person."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed: pip install duecare[postgres]")
    folder = tmp_path_factory.mktemp("on-server") / "office"
    programs_here()

    def make(once: Path) -> None:
        with postgres_server(keep=once / "data") as url:
            with django_db_blocker.unblock(), office_on(on_server(url), folder):
                call_command("migrate", interactive=False, verbosity=0)
            with psycopg.connect(f"{url.removesuffix('/postgres')}/template1", autocommit=True) as other:
                other.execute("CREATE DATABASE nobody TEMPLATE postgres")
            with django_db_blocker.unblock():
                filled(on_server(url), folder)

    with postgres_server(begin=once_a_run(tmp_path_factory, "on-server", make) / "data") as url:
        yield url.removesuffix("/postgres")


@pytest.fixture
def people(db: None) -> People:
    """One person a role, two analysts and two approvers, and somebody without any."""
    named = {
        "sam": Role.REQUESTER, "sue": Role.REQUESTER, "ana": Role.ANALYST, "ben": Role.ANALYST,
        "carla": Role.APPROVER, "dan": Role.APPROVER, "olga": Role.OUTSIDE_COUNSEL, "aud": Role.AUDITOR,
        "greta": Role.GRIEVANCE_HANDLER, "adam": Role.ADMINISTRATOR,
    }  # fmt: skip

    def come() -> None:
        for name, role in named.items():
            person(name, role)
        person("nobody")

    again("people", come)
    found: People = User.objects.in_bulk([*named, "nobody"], field_name="username")
    return {name: found[name] for name in (*named, "nobody")}


@pytest.fixture
def signed(people: People) -> Callable[[str], Client]:
    """A browser in which a person is signed in."""

    def sign(name: str) -> Client:
        client = Forms()
        client.force_login(people[name])
        return client

    return sign


@pytest.fixture
def case(people: People) -> Case:
    """A case that sam has opened: face search for police, which is high on what is known."""
    title, deal = "Face search for a city police", example("us-2020-police-face-search.yaml")
    again("case", lambda: open_case(people["sam"], title, deal))
    return Case.objects.get(title=title)

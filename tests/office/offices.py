"""Offices in a database of their own, a file or a PostgreSQL database, for tests that need more than one connection."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
from django.db import connection, connections
from django.test import override_settings
from made_people import example, person

from duecare.office.cases.acts import comment, open_case
from duecare.office.cases.models import Case
from duecare.office.people.models import Role

DEAL = "us-2020-police-face-search.yaml"
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE", "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
    },
}  # fmt: skip


@contextmanager
def office_on(database: dict[str, Any], folder: Path) -> Iterator[None]:
    """Let the acts of the office work on another database, and keep its files in a folder."""
    given, kept = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**given, "OPTIONS": {}, **database}
    connections["default"] = connections.create_connection("default")
    try:
        with override_settings(OFFICE=folder, MEDIA_ROOT=folder / "uploads"):
            yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = given, kept


def in_file(folder: Path) -> dict[str, Any]:
    """The database of an office in a folder."""
    return {**SQLITE, "NAME": str(folder / "office.sqlite3")}


def on_server(url: str) -> dict[str, Any]:
    """The database at an address."""
    return dict(dj_database_url.parse(url))


def filled(database: dict[str, Any], folder: Path) -> None:
    """Make three people and a case with a file in an office that has its tables."""
    folder.mkdir(parents=True, exist_ok=True)
    with office_on(database, folder):
        sam, ana = person("sam", Role.REQUESTER), person("ana", Role.ANALYST)
        person("carla", Role.APPROVER)
        case = open_case(sam, "Gesichtssuche für 警察", example(DEAL))
        comment(case, ana, "ما هي قوائم المراقبة؟")
    (folder / "uploads" / "ab").mkdir(parents=True)
    (folder / "uploads" / "ab" / "abcd").write_bytes(b"%PDF-1.7 an end-use statement")


def copied(folder: Path, to: Path) -> Path:
    """A copy of an office in a folder that nobody has open."""
    shutil.copytree(folder, to)
    return to


def at_once(count: int, act: Callable[[int], object]) -> list[BaseException]:
    """Do something in as many threads, each with a connection of its own; what went wrong in them."""
    problems: list[BaseException] = []
    ready = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            ready.wait()
            act(number)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def write_a_little(number: int) -> None:
    """What one of several people does at once: opens a case, comments on another."""
    from duecare.office.people.models import User

    sam, first = User.objects.get(username="sam"), Case.objects.get(number__endswith="-00001")
    comment(first, sam, f"first of {number}")
    open_case(sam, f"case of {number}", example("no-end-user.yaml"))
    comment(first, sam, f"second of {number}")


def tamper(*statements: str | Callable[[], object]) -> None:
    """Change rows as somebody would who knows of the triggers, and puts them back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            if isinstance(statement, str):
                cursor.execute(statement)
            else:
                statement()
        for _, made_by in triggers:
            cursor.execute(made_by)

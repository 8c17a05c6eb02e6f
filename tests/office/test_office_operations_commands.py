"""The office on the command line: what it says, in how many lines, and what is left when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from offices import copied, in_file, office_on, tamper


@pytest.fixture
def office(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """An office in a folder, on which the acts of this test work."""
    folder = copied(template, tmp_path / "office")
    with django_db_blocker.unblock(), office_on(in_file(folder), folder):
        yield folder


def run(*words: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "duecare", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "duecare.office.settings", **environment},
    )  # fmt: skip


def test_what_hinders_the_office_is_said_in_one_line(tmp_path: Path) -> None:
    import socket

    (tmp_path / "file").write_text("")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        asked: list[tuple[tuple[str, ...], dict[str, str], str]] = [
            (("serve", "--port", port), {}, f"127.0.0.1:{port} cannot be opened: Address already in use"),
            (("serve", "--port", "1", "--host", "192.0.2.1"), {}, "cannot be opened"),
            (("serve",), {"DUECARE_HOME": str(tmp_path / "file" / "in")}, "Not a directory"),
            (("office", "check"), {"DATABASE_URL": "postgres://a:swordfish@127.0.0.1:1/x"}, "database cannot be used"),
            (("office", "check"), {"DATABASE_URL": "swordfish"}, "no address of a database"),
            (("office", "backup", "x.tgz"), {"DUECARE_HOME": str(tmp_path / "new")}, "there is no office here"),
        ]
        running = [(run(*words, **environment), expected) for words, environment, expected in asked]
        for process, expected in running:
            text = process.communicate(timeout=180)[0]
            assert (process.returncode, text.count("\n")) == (2, 1), text
            assert expected in text
            assert "swordfish" not in text


def test_the_office_behind_a_server_that_speaks_https_answers_and_closes_on_ctrl_c(office: Path) -> None:
    import socket
    from http.client import HTTPConnection

    connections["default"].close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = run("serve", "--port", str(port), "--no-worker", OFFICE_FOLDER=str(office), OFFICE_HTTPS="yes")
    assert process.stdout is not None
    try:
        while "is open at" not in (line := process.stdout.readline()):
            assert line, "it has ended"
        for headers, status in (({"X-Forwarded-Proto": "https"}, 200), ({}, 301)):
            asking = HTTPConnection("127.0.0.1", port, timeout=180)
            asking.request("GET", "/sign-in/", headers=headers)
            assert asking.getresponse().status == status
            asking.close()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=180)[0] == "The office is closed.\n"
        assert process.returncode == 0
    finally:
        process.kill()
        process.communicate()


def test_check_says_one_sentence_or_a_line_a_problem_and_exits_with_1(office: Path) -> None:
    for statement, code, expected in (
        ("SELECT 1", 0, "The office verifies: "),
        ("UPDATE cases_case SET stops = 7", 1, "C-2"),
    ):
        tamper(statement)
        connections["default"].close()
        process = run("office", "check", OFFICE_FOLDER=str(office))
        text = process.communicate(timeout=180)[0]
        assert (process.returncode, text.count("\n")) == (code, 1), text
        assert text.startswith(expected)


def test_ctrl_c_leaves_no_half_archive(office: Path, tmp_path: Path) -> None:
    with (office / "uploads" / "large").open("wb") as file:
        file.truncate(40 << 30)  # a hole: nothing is on the disk, and it takes long to pack
    connections["default"].close()
    folder = tmp_path / "out"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "duecare", "office", "backup", str(folder / "office.tar.gz")],
        stderr=subprocess.PIPE, env={**os.environ, "DJANGO_SETTINGS_MODULE": "duecare.office.settings",
                                     "OFFICE_FOLDER": str(office)},
    )  # fmt: skip
    deadline = time.monotonic() + 180
    while not list(folder.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, text = process.communicate(timeout=180)
    assert process.returncode == 130, text
    assert b"nothing was" in text
    assert list(folder.iterdir()) == []

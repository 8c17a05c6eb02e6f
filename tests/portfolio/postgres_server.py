"""A PostgreSQL server of their own for tests, started from the programs that are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PASSWORD = "hunter2"


def programs_here() -> Path:
    """Where the programs of a server are, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    program = found[-1] if found else shutil.which("initdb")
    if program is None:
        pytest.skip("no PostgreSQL server is installed (its initdb is not found)")
    return Path(program).resolve().parent


@contextmanager
def postgres_server(begin: Path | None = None, keep: Path | None = None) -> Iterator[str]:
    """The URL of a database on a server that nobody else uses. A server refuses to run as root: it gets a user.

    Its data begin as a copy of a folder, where one is given, and are kept in another for servers that follow.
    """
    programs = programs_here()
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="duecare-pg-") as name:
        folder = Path(name)
        (folder / "password").write_text(PASSWORD)
        for path in (folder, folder / "password"):
            shutil.chown(path, user)

        def run(program: str, *words: str) -> None:
            done = subprocess.run(
                [programs / program, "-D", folder / "data", *words],
                user=user if os.geteuid() == 0 else None,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                timeout=120,
            )
            assert done.returncode == 0, done.stderr

        if begin is not None:
            subprocess.run(["cp", "-a", begin, folder / "data"], check=True)  # with their owner
        else:
            run("initdb", "-U", "reader", "-A", "scram-sha-256", f"--pwfile={folder}/password", "-E", "UTF8",
                "--locale=C", "--no-sync")  # fmt: skip
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", settings)
        try:
            yield f"postgres://reader:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-m", "fast" if keep else "immediate")
        if keep is not None:
            subprocess.run(["cp", "-a", folder / "data", keep], check=True)

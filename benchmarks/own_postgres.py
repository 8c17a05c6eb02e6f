"""A PostgreSQL server for the time of a measurement, in a folder that goes with it."""

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


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a database on a server of its own, with the settings that it comes with.

    Raises:
        SystemExit: no server is installed.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    program = found[-1] if found else shutil.which("initdb")
    if program is None:
        raise SystemExit("no PostgreSQL server is installed (its initdb is not found)")
    programs = Path(program).resolve().parent
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="duecare-pg-") as name:
        folder = Path(name)
        shutil.chown(folder, user)

        def run(program: str, *words: str) -> None:
            subprocess.run(
                [programs / program, "-D", folder / "data", *words], user=user if os.geteuid() == 0 else None,
                cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, timeout=120,
            )  # fmt: skip

        run("initdb", "-U", "office", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
        run("pg_ctl", "start", "-w", "-l", f"{folder}/log", "-o", options)
        try:
            yield f"postgres://office@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-m", "fast")

"""Writing is whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from duecare.errors import DuecareError, OutputError
from duecare.transaction import record_answer, write_atomically

HEAD = "id: deal\ntitle: A deal\nitems: [{id: cam}]\n"


def test_a_new_file_is_there_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    write_atomically(tmp_path / "memo.html", "é\n")
    assert (tmp_path / "memo.html").read_bytes() == b"\xc3\xa9\n"
    assert [path.name for path in tmp_path.iterdir()] == ["memo.html"]


def test_a_replaced_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_device_is_written_to_directly() -> None:
    write_atomically(os.devnull, "x")
    assert not Path(os.devnull).is_file()


def test_a_full_device_is_one_clear_error() -> None:
    with pytest.raises(OutputError, match=r"/dev/full: cannot be written: No space left on device"):
        write_atomically("/dev/full", "x")


@pytest.mark.parametrize("path", ["", "missing/deal.yaml", "x" * 300, "a\0b"])
def test_where_nothing_can_be_written_the_error_names_the_place(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match="cannot be written") as caught:
        write_atomically(tmp_path / path if path else tmp_path, "x")
    assert isinstance(caught.value, DuecareError)
    assert list(tmp_path.iterdir()) == []


def test_text_that_cannot_be_encoded_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(OutputError, match="unchanged"):
        write_atomically(path, "\ud800")
    assert path.read_text() == "old"


def test_a_full_disk_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text(HEAD + "notes: " + "x" * 9_000 + "\n")
    before = path.read_bytes()
    # a limit on the size of files is a disk that fills up while it is written to
    script = (
        "import resource, signal, sys\n"
        "from duecare.errors import OutputError\n"
        "from duecare.transaction import record_answer\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))\n"
        "try:\n"
        "    record_answer(sys.argv[1], 'item.covert', 'yes', source='s')\n"
        "except OutputError as problem:\n"
        "    print(problem)\n"
    )
    run = subprocess.run(
        [sys.executable, "-B", "-c", script, str(path)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert "cannot be written" in run.stdout
    assert "the file that was there is unchanged" in run.stdout
    assert run.stdout.count("\n") == 1
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["deal.yaml"]


def test_a_file_that_is_read_only_stays_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "deal.yaml"
    path.write_text(HEAD)
    path.chmod(0o644)
    folder.chmod(0o555)
    as_root = os.geteuid() == 0
    if as_root:  # root may write everywhere: step down for the moment
        for above in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            above.chmod(above.stat().st_mode | 0o011)
        os.seteuid(65534)
    try:
        with pytest.raises(OutputError, match="Permission denied; the file that was there is unchanged"):
            record_answer(path, "item.covert", "yes", source="s")
    finally:
        if as_root:
            os.seteuid(0)
        folder.chmod(0o755)
    assert path.read_text() == HEAD

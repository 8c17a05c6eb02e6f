"""The files of a snapshot under the names that their publisher gave them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from duecare.snapshots.rows import RawFile


@contextmanager
def named_files(files: Sequence[RawFile]) -> Iterator[list[Path]]:
    """The files under the names their publisher gave them: some formats are told by it, and objects have none."""
    with tempfile.TemporaryDirectory(prefix="duecare-") as folder:
        paths = []
        for number, file in enumerate(files):
            path = Path(folder, str(number), Path(file.name).name[-100:] or "file")
            path.parent.mkdir()
            try:
                path.symlink_to(file.path.absolute())
            except OSError:  # a system that lets nobody make links
                shutil.copyfile(file.path, path)
            paths.append(path)
        yield paths

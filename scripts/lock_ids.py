"""Bring ids.lock up to date: new ids are added, ids that are gone are kept as retired, so that none is ever reused."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duecare.guidance.source import RawEntry

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))


def main() -> None:
    from duecare.guidance import lint
    from duecare.guidance.clauses import lint as clauses
    from duecare.guidance.clauses.load import SHIPPED as LIBRARY
    from duecare.guidance.load import LIBRARY as HEAD
    from duecare.guidance.load import SHIPPED
    from duecare.guidance.source import instrument_folders, read_folder

    rows = [entry for folder in instrument_folders(SHIPPED) for entry in read_folder(folder).entries]
    write(lint.IDS_LOCK, rows, *lint.read_lock())
    write(clauses.IDS_LOCK, read_folder(LIBRARY, HEAD).entries, *clauses.read_lock())


def write(lock: Path, rows: Iterable[RawEntry], active: set[str], retired: set[str]) -> None:
    """One lock: what is in use now, and what was at any time before."""
    now = {f"{entry.instrument}/{entry.values['id']}" for entry in rows}
    if reused := now & retired:
        sys.exit(f"ids are never reused; choose others for: {', '.join(sorted(reused))}")
    lines = [
        "# Every id ever given out, one a line; a leading minus marks one retired. Written by scripts/lock_ids.py."
    ]
    lines += sorted(now) + [f"- {name}" for name in sorted(retired | (active - now))]
    lock.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{lock.parent.name}: {len(now)} ids in use, {len(lines) - 1 - len(now)} retired")


if __name__ == "__main__":
    main()

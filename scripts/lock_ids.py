"""Bring ids.lock up to date: new ids are added, ids that are gone are kept as retired, so that none is ever reused."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))


def main() -> None:
    from duecare.guidance.lint import IDS_LOCK, read_lock
    from duecare.guidance.load import SHIPPED
    from duecare.guidance.source import instrument_folders, read_folder

    active, retired = read_lock()
    now = {
        f"{entry.instrument}/{entry.values['id']}"
        for folder in instrument_folders(SHIPPED)
        for entry in read_folder(folder).entries
    }
    if reused := now & retired:
        sys.exit(f"ids are never reused; choose others for: {', '.join(sorted(reused))}")
    lines = [
        "# Every id ever given out, one a line; a leading minus marks one retired. Written by scripts/lock_ids.py."
    ]
    lines += sorted(now) + [f"- {name}" for name in sorted(retired | (active - now))]
    IDS_LOCK.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(now)} ids in use, {len(lines) - 1 - len(now)} retired")


if __name__ == "__main__":
    main()

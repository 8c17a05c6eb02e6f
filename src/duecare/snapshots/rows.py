"""The rows of a snapshot: an id and a digest each, so that two editions can be compared without reading them again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from duecare.errors import InputError


@dataclass(frozen=True, slots=True)
class RawFile:
    """A raw file to read: what it is called, what the importers call its format, and where it lies."""

    name: str
    format: str
    path: Path


Read = Callable[[Sequence[RawFile]], Iterable[tuple[str, str]]]
"""Reads the files of one snapshot: for each row its id, as `<list>:<the list's own id>`, and a digest of what it says.

It belongs to a floor above, where the formats are known; it raises InputError for what it cannot read.
"""


@dataclass(frozen=True, slots=True)
class Rows:
    """Row ids with their digests. repeated: how many rows had the id of another; their digests are taken together."""

    digests: Mapping[str, str]
    repeated: int = 0

    @property
    def lists(self) -> dict[str, int]:
        """How many rows a list; the list is what stands before the colon of an id."""
        return dict(sorted(Counter(row_id.partition(":")[0] for row_id in self.digests).items()))


def read_rows(files: Sequence[RawFile], read: Read) -> Rows:
    """Read the rows of some files.

    Raises:
        InputError: as `read` does.
    """
    digests: dict[str, str] = {}
    repeated = 0
    for row_id, digest in read(files):
        if row_id in digests:
            repeated += 1
            first, second = sorted((digests[row_id], digest))
            digest = hashlib.sha256(f"{first} {second}".encode()).hexdigest()
        digests[row_id] = digest
    return Rows(digests, repeated)


def rows_bytes(rows: Rows) -> bytes:
    """Rows as they are kept: a JSON array of id and digest a line, by id."""
    pairs = sorted(rows.digests.items())
    return "".join(json.dumps(pair, ensure_ascii=True) + "\n" for pair in pairs).encode()


def kept_rows(path: Path) -> Rows:
    """Rows as `rows_bytes` wrote them.

    Raises:
        InputError: not there, or damaged.
    """
    digests: dict[str, str] = {}
    try:
        with open(path, encoding="ascii") as file:
            for line in file:
                row_id, digest = json.loads(line)
                digests[str(row_id)] = str(digest)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", path=str(path)) from None
    except (ValueError, TypeError):
        raise InputError("is damaged: not rows with their digests", path=str(path)) from None
    return Rows(digests)


@dataclass(frozen=True, slots=True)
class Difference:
    """Row ids that two snapshots do not share, and those that say something else in the second; sorted."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def difference(before: Rows, after: Rows) -> Difference:
    """What changed from one snapshot's rows to another's.

    >>> difference(Rows({"un:1": "a", "un:2": "b"}), Rows({"un:2": "c", "un:3": "d"}))
    Difference(added=('un:3',), removed=('un:1',), changed=('un:2',))
    """
    old, new = before.digests, after.digests
    return Difference(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(old.keys() - new.keys())),
        tuple(sorted(row_id for row_id in old.keys() & new.keys() if old[row_id] != new[row_id])),
    )

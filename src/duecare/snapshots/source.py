"""What there is to know of an outside source: who publishes it, under which licence, where, and how often."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Access = Literal["open", "own_url", "licence", "file"]
"""How a source is come by: fetched by anyone; fetched from an address that its publisher gives to each user; fetched by
those who have the right to it; or only as a file that the user has."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source: its name, what the importers call its format, and its address if it has a public one."""

    name: str
    format: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One outside source.

    key: its name on the command line. files: what a fetch brings, all of them or none. formats: what can be imported
    as it, beside the formats of its files. lists: the lists that a complete one holds. also: others of which it may
    hold rows; `*` is any. selects: of its files only the rows of its lists count, and others are no mistake.
    fewest_rows: with fewer it is an excerpt, or cut. cadence: how often it changes, in words. stale_after_days: older
    than this it is called stale. page: where its publisher explains it. terms: what a user has to know or accept, as a
    clause. kept_by_user: the importer is its publisher, and the day of the import that of the edition. about: what its
    rows are of.
    """

    key: str
    title: str
    publisher: str
    licence: str
    access: Access
    files: tuple[SourceFile, ...]
    lists: tuple[str, ...]
    cadence: str
    stale_after_days: int
    page: str
    formats: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    selects: bool = False
    fewest_rows: int = 1
    most_bytes: int = 500_000_000
    terms: str | None = None
    kept_by_user: bool = False
    about: Literal["parties", "countries"] = "parties"

    def __post_init__(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", self.key), self.key  # it names a folder

    @property
    def variable(self) -> str:
        """The environment variable that puts another address, or several with spaces, in place of its own."""
        return f"DUECARE_URL_{self.key.upper().replace('-', '_')}"

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every format that can be imported as this source."""
        return tuple(dict.fromkeys((*(file.format for file in self.files), *self.formats)))

    def may_hold(self, key: str) -> bool:
        """Whether rows of a list may stand in it."""
        return key in self.lists or key in self.also or "*" in self.also

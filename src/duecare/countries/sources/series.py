"""The values of one import: each country, year and indicator once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from duecare.countries.sources.cells import Countries
from duecare.countries.sources.record import Correction, Edition, Indicator, Observation
from duecare.countries.sources.table import Row
from duecare.errors import InputError

_VERSION: Final = re.compile(r"(?<![a-z0-9])v(\d+(?:\.\d+)+|\d+-\d{1,2}|\d+)(?![a-z\d])", re.I)
_HINT: Final = "accepted: one row for a country and year"


@dataclass(slots=True)
class Series:
    """Observations as they are read.

    path: of the first file, for messages. hint: what a source's users should know where a country-year stands twice.
    """

    path: Path
    hint: str = _HINT
    corrections: list[Correction] = field(default_factory=list)
    _found: dict[tuple[str, int, str], tuple[Observation, str, int]] = field(default_factory=dict)
    _again: dict[tuple[str, int], Correction] = field(default_factory=dict)

    def add(self, row: Row, country: str, year: int, indicator: str, value: float, sd: float | None = None) -> None:
        """Take a value.

        Raises:
            InputError: another row has another value for the same country, year and indicator; names both.
        """
        one = Observation(country, year, indicator, value, sd)
        key = (country, year, indicator)
        earlier, path, line = self._found.setdefault(key, (one, row.path, row.line))
        if earlier is one:
            return
        place = f"line {line}" if path == row.path else f"{path}:{line}"
        if (earlier.value, earlier.sd) != (value, sd):
            raise InputError(
                f"{country} {year} stands twice: {indicator} is {earlier.value:g} on {place} and {value:g} here",
                path=row.path, line=row.line, hint=self.hint,
            )  # fmt: skip
        self._again.setdefault(
            (row.path, row.line),
            Correction(row.where, f"{country} {year}", None, f"the same as {Path(path).name}:{line}; taken once"),
        )

    def __bool__(self) -> bool:
        return bool(self._found)

    def correct(self, where: str, raw: str, used: str | None, reason: str) -> None:
        self.corrections.append(Correction(where, raw, used, reason))

    def edition(
        self, named: Callable[[int], str], countries: Countries, indicators: tuple[Indicator, ...] = ()
    ) -> Edition:
        """All of it as an edition, by country, year and indicator.

        Args:
            named: The name and version of the dataset, given its newest year.
            countries: Those of the rows.
            indicators: Only for a user's own index.

        Raises:
            InputError: too many rows of countries that nobody knows; no value at all.
        """
        corrections = (*countries.corrections(), *self.corrections, *self._again.values())
        if not self._found:
            raise InputError(
                "holds no value that is read: every cell of the indicators is empty or left out", path=str(self.path)
            )
        records = tuple(self._found[key][0] for key in sorted(self._found))
        return Edition(named(max(one.year for one in records)), None, records, corrections, indicators)


def version_in(paths: Sequence[Path]) -> str:
    """The version that a file's name states, as ` v4.02`, or that it states none.

    >>> version_in([Path("cpr-scores_v5-1.csv")]), version_in([Path("scores.csv")])
    (' v5.1', ', version not stated')
    """
    for path in paths:
        if found := _VERSION.search(path.stem):
            return f" v{found[1].replace('-', '.')}"
    return ", version not stated"

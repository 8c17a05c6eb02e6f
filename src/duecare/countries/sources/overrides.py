"""Cells of a source that are known to be wrong, kept beside what they say, with the reason.

`overrides.yaml` says which; an importer asks about each cell that it reads. An override applies only as long as the
file still says what the override was written against; otherwise the file is right by itself or wrong in another way,
and the override is reported, not applied.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

from duecare.countries.sources.record import Correction
from duecare.errors import InputError
from duecare.places import country_code

#: How sure we are: the source itself contradicts the cell, the reason was read in another source, it is recollected,
#: or the cell is only unlikely.
CONFIDENCE: Final = ("contradicted", "read", "recollected", "doubtful")
_FILE: Final = "overrides.yaml"
_KEYS: Final = ("format", "country", "field", "raw", "used", "reason", "confidence", "until_checked")


@dataclass(frozen=True, slots=True)
class Override:
    """One cell that is not taken as it stands.

    format: the importer that meets it, as in `formats.FORMATS`. country: which the cell is about, by its code of today.
    field: the column, or `PROGRAMME/column`. raw: what the file says, "" where it has no such row. used: what is used
    instead, None to leave the cell out. until_checked: where to look to settle it.
    """

    format: str
    country: str
    field: str
    raw: str
    used: str | None
    reason: str
    confidence: str
    until_checked: str

    @property
    def explained(self) -> str:
        return f"{self.reason} ({self.confidence}; check {self.until_checked})"


@dataclass(slots=True)
class Ledger:
    """What was asked of the overrides of one format while its files were read, and the corrections that came of it."""

    format: str
    corrections: list[Correction] = field(default_factory=list, init=False)
    _applied: set[Override] = field(default_factory=set, init=False)
    _seen: dict[tuple[str, str], str] = field(default_factory=dict, init=False)

    def settle(self, country: str, column: str, raw: str, where: str) -> str | None:
        """What to use for a cell that says `raw`: an override's value, or `raw` itself. None: leave it out.

        Args:
            country: The code of the country that the cell is about.
            column: The field, as the overrides name it.
            raw: What the file says; "" where it has no row for that country.
            where: File and line, for the correction.
        """
        self._seen[(country, column)] = raw
        for override in _overrides().get((self.format, column), ()):
            if override.country == country and override.raw == raw:
                return self._apply(override, where)
        return raw

    def recode(self, column: str, raw: str, where: str) -> str:
        """What to use for a code that says `raw`, whichever country the override is about."""
        for override in _overrides().get((self.format, column), ()):
            if override.raw == raw and override.used is not None:
                return self._apply(override, where) or raw
        self._seen.setdefault((raw.upper(), column), raw)
        return raw

    def follow(self, column: str, held: Collection[str], where: str) -> dict[str, str]:
        """The countries that take what the file says of another, and that one; as Hong Kong takes China's.

        Args:
            column: The field under which the overrides say so; what they use is the code of the other country.
            held: The countries that the file has. One that has a row of its own follows nobody.
            where: The file, for the correction.
        """
        found = {}
        for override in _overrides().get((self.format, column), ()):
            if override.used in held:
                own = "a row of its own" if override.country in held else ""
                used = self.settle(override.country, column, own, where)
                if used in held:
                    found[override.country] = str(used)
        return found

    def finish(self) -> tuple[Correction, ...]:
        """Every correction, with a report of each override whose cell was met and says something else by now."""
        for rows in _overrides().values():
            for override in rows:
                if override.format == self.format and override not in self._applied:
                    self._report(override)
        return tuple(self.corrections)

    def _apply(self, override: Override, where: str) -> str | None:
        self._applied.add(override)
        place = f"{where}, {override.country} {override.field}"
        self.corrections.append(Correction(place, override.raw, override.used, override.explained))
        return override.used

    def _report(self, override: Override) -> None:
        raw = self._seen.get((override.country, override.field))
        place = (override.country, override.field)
        if raw is None or any((done.country, done.field) == place for done in self._applied):
            return
        self.corrections.append(
            Correction(
                f"{override.country} {override.field}",
                raw,
                raw,
                f"an override of {override.raw or 'no row'!r} by {override.used!r} is no longer needed and was not"
                f" applied: {override.explained}",
            )
        )


def overrides(format_name: str) -> tuple[Override, ...]:
    """The overrides of one format, in the order of the file."""
    return tuple(one for rows in _overrides().values() for one in rows if one.format == format_name)


@cache
def _overrides() -> Mapping[tuple[str, str], tuple[Override, ...]]:
    """By format and field. Read when the first importer runs; a review needs none of it."""
    from ruamel.yaml import YAML

    text = resources.files("duecare.countries.sources").joinpath(_FILE).read_text(encoding="utf-8")
    found: dict[tuple[str, str], list[Override]] = {}
    for number, row in enumerate(YAML(typ="safe", pure=True).load(text), start=1):
        one = _override(row, number)
        found.setdefault((one.format, one.field), []).append(one)
    return {key: tuple(rows) for key, rows in found.items()}


def _override(row: Any, number: int) -> Override:
    def wrong(message: str) -> InputError:
        return InputError(f"row {number} {message}", path=_FILE)

    if not isinstance(row, dict) or sorted(row) != sorted(_KEYS):
        raise wrong(f"has other keys than {', '.join(_KEYS)}")
    for key in _KEYS:
        if not isinstance(row[key], str) and not (key == "used" and row[key] is None):
            raise wrong(f"key {key}: {row[key]!r} is no text; write it in quotation marks")
    if country_code(row["country"]) != row["country"]:
        raise wrong(f"key country: {row['country']!r} is no code of today")
    if row["confidence"] not in CONFIDENCE:
        raise wrong(f"key confidence: {row['confidence']!r}; accepted: {', '.join(CONFIDENCE)}")
    if row["raw"] == row["used"] or not row["reason"] or not row["until_checked"]:
        raise wrong("changes nothing, or gives no reason or no place to check")
    return Override(**row)

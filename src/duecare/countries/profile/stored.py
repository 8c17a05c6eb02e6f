"""Profiles on disk: a line a country under a first line that says where each stands, so that one is read by itself."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from duecare.countries.profile.result import Change, Past, Practice, Profile, Reading
from duecare.errors import InputError

SCHEMA: Final = "duecare.profiles/1"
_KEPT: Final = 256


@dataclass(frozen=True, slots=True)
class Dataset:
    """What profiles were made from: a dataset, its source, licence, date, and the hash of its files.

    snapshot: the id of the import; None for what ships with the package.
    """

    source: str
    dataset: str
    licence: str
    published: datetime.date | None
    sha256: str
    snapshot: str | None = None


@dataclass(frozen=True, slots=True)
class Profiles:
    """Compiled profiles in a file, each read when it is asked for.

    as_of: the day they were made for. policy: the version of the method. datasets: what they were made from.
    """

    path: Path
    as_of: datetime.date
    policy: int
    seed: int
    draws: int
    datasets: tuple[Dataset, ...]
    places: Mapping[str, tuple[int, int]]

    def __getitem__(self, code: str) -> Profile:
        """The profile of a country.

        Raises:
            KeyError: nothing is known of it.
            InputError: the file has changed since it was opened.
        """
        return _read(self.path, *self.places[code], self.as_of)

    def get(self, code: str) -> Profile | None:
        """The profile of a country; None where nothing is known of it."""
        return self[code] if code in self.places else None


@lru_cache(maxsize=_KEPT)
def _read(path: Path, start: int, length: int, as_of: datetime.date) -> Profile:
    """One line of the file; those asked for last are kept, for a review asks several times and a portfolio often."""
    try:
        with open(path, "rb") as file:
            file.seek(start)
            return _profile(json.loads(file.read(length)), as_of)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", path=str(path)) from None
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        raise InputError("is damaged", path=str(path), hint="delete it; it is made again") from None


def forget() -> None:
    """Let go of the profiles that were read."""
    _read.cache_clear()


def write_profiles(
    path: Path,
    profiles: Mapping[str, Profile],
    *,
    as_of: datetime.date,
    policy: int,
    seed: int,
    draws: int,
    datasets: Sequence[Dataset],
) -> None:
    """Write profiles; the file is complete or not there.

    Raises:
        OutputError: it cannot be written.
    """
    from duecare.transaction import write_atomically

    write_atomically(path, profiles_text(profiles, as_of, policy, seed, draws, datasets))


def profiles_text(
    profiles: Mapping[str, Profile],
    as_of: datetime.date,
    policy: int,
    seed: int,
    draws: int,
    datasets: Sequence[Dataset],
) -> str:
    """The text of the file: the same profiles give the same bytes. Places count from the end of the first line."""
    lines = {code: _line(profile) for code, profile in sorted(profiles.items())}
    places, start = {}, 0
    for code, line in lines.items():
        places[code] = [start, len(line.encode())]
        start += places[code][1] + 1
    head = {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "policy": policy,
        "seed": seed,
        "draws": draws,
        "datasets": [
            {
                "source": one.source,
                "dataset": one.dataset,
                "licence": one.licence,
                "published": one.published.isoformat() if one.published else None,
                "sha256": one.sha256,
                "snapshot": one.snapshot,
            }
            for one in datasets
        ],
        "places": places,
    }
    return "\n".join((json.dumps(head, ensure_ascii=False, separators=(",", ":")), *lines.values())) + "\n"


def open_profiles(path: Path) -> Profiles:
    """Profiles as `write_profiles` wrote them.

    Raises:
        InputError: not there, damaged, or of another version.
    """
    try:
        with open(path, "rb") as file:
            first = file.readline()
        head = json.loads(first)
        if head["schema"] != SCHEMA:
            raise InputError(f"is of the form {head['schema']!r}", path=str(path), hint=f"accepted: {SCHEMA}")
        datasets = tuple(
            Dataset(
                one["source"],
                one["dataset"],
                one["licence"],
                datetime.date.fromisoformat(one["published"]) if one["published"] else None,
                one["sha256"],
                one["snapshot"],
            )
            for one in head["datasets"]
        )
        places = {code: (len(first) + start, length) for code, (start, length) in head["places"].items()}
        return Profiles(
            path,
            datetime.date.fromisoformat(head["as_of"]),
            head["policy"],
            head["seed"],
            head["draws"],
            datasets,
            places,
        )
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", path=str(path)) from None
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("is damaged", path=str(path), hint="delete it; it is made again") from None


def _line(profile: Profile) -> str:
    """One profile as compact JSON; figures are rounded as far as they can be told apart by anybody."""
    raw = {
        "code": profile.code,
        "practice": {key: _practice_raw(one) for key, one in profile.practice.items()},
        "changes": {
            key: [
                [one.years, one.first, one.last, _3(one.change), _3(one.low), _3(one.high), _3(one.worse),
                 _3(one.better), one.dataset, one.said]
                for one in some
            ]
            for key, some in profile.changes.items()
        },
        "lines": {
            key: [dataset, [[year, _3(median), _3(low), _3(high)] for year, median, low, high in some]]
            for key, (dataset, some) in profile.lines.items()
        },
        "history": {
            year: {
                key: [one.median, one.low, one.high, _digits(one.bands), one.families, one.newest]
                for key, one in past.items()
            }
            for year, past in profile.history.items()
        },
        "context": {key: [year, _3(value)] for key, (year, value) in profile.context.items()},
    }  # fmt: skip
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":"))


def _practice_raw(one: Practice) -> dict[str, Any]:
    return {
        "figures": [_3(one.median), _3(one.low), _3(one.high), _3(one.position)],
        "shares": [_3(share) for share in one.shares],
        "bands": _digits(one.bands),
        "disputed": one.disputed,
        "families": {key: [_3(figure) for figure in figures] for key, figures in one.families.items()},
        "newest": one.newest,
        "readings": [
            [read.indicator, read.dataset, read.year, read.value, _3(read.sd), read.stated, _3(read.position),
             _3(read.scale)]
            for read in one.readings
        ],
        "without": {key: _digits(bands) for key, bands in one.without.items()},
        "conflicts": [list(pair) for pair in one.conflicts],
    }  # fmt: skip


def _profile(raw: Mapping[str, Any], as_of: datetime.date) -> Profile:
    return Profile(
        raw["code"],
        as_of,
        {key: _practice(one) for key, one in raw["practice"].items()},
        {key: tuple(Change(*one) for one in some) for key, some in raw["changes"].items()},
        {
            key: (dataset, tuple((y, m, lo, hi) for y, m, lo, hi in some))
            for key, (dataset, some) in raw["lines"].items()
        },
        {
            int(year): {
                key: Past(median, low, high, _bands(bands), families, newest)
                for key, (median, low, high, bands, families, newest) in past.items()
            }
            for year, past in raw["history"].items()
        },
        {key: (year, value) for key, (year, value) in raw["context"].items()},
    )


def _practice(raw: Mapping[str, Any]) -> Practice:
    median, low, high, position = raw["figures"]
    good, mixed, serious, severe = raw["shares"]
    return Practice(
        median,
        low,
        high,
        (good, mixed, serious, severe),
        _bands(raw["bands"]),
        raw["disputed"],
        {key: (middle, bottom, top) for key, (middle, bottom, top) in raw["families"].items()},
        raw["newest"],
        position,
        tuple(Reading(*one) for one in raw["readings"]),
        {key: _bands(bands) for key, bands in raw["without"].items()},
        tuple((one, other) for one, other in raw["conflicts"]),
    )


def _3(figure: float) -> float:
    return round(figure, 3)


def _digits(bands: Sequence[int]) -> str:
    return "".join(map(str, bands))


def _bands(digits: str) -> tuple[int, ...]:
    return tuple(map(int, digits))

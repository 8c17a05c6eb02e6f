"""Country data that is loaded in the data folder: compiled once, then read."""

from __future__ import annotations

import datetime
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from duecare.countries.at_hand import CountryData, starter_data
from duecare.countries.holdings import Holdings, holdings
from duecare.countries.profile.policy import ProfilePolicy, policy
from duecare.countries.profile.stored import Dataset, open_profiles, write_profiles
from duecare.countries.sources import record as records
from duecare.countries.sources.reading import READER, kept_editions
from duecare.countries.sources.record import Edition, Observation
from duecare.errors import InputError
from duecare.snapshots import COUNTRY_SOURCES, Home, Manifest, Status, Store, statuses
from duecare.snapshots.home import made
from duecare.transaction import write_atomically

FORMAT: Final = "countries-1"
_CLASSES: Final = {
    one.__name__: one
    for one in (
        records.TreatyStatus,
        records.TreatyStatement,
        records.CountryGroups,
        records.ChartRow,
        records.ArmsPolicy,
        records.Programme,
        records.Shutdown,
        records.Presence,
    )
}


def open_countries(home: Home, day: datetime.date, building: Callable[[], None] | None = None) -> CountryData:
    """The country data in a data folder; compiled when a snapshot, the policy or the month has changed.

    Args:
        home: The data folder. Nothing is written where no country source is loaded.
        day: Ages are told as of this day.
        building: Called before anything is compiled, which takes seconds.

    Raises:
        InputError: a snapshot is damaged.
        OutputError: what is compiled cannot be written.
    """
    store = Store(home)
    found = [one for one in statuses(store, COUNTRY_SOURCES, day) if one.current is not None or one.problem is not None]
    for one in found:
        if one.problem is not None:
            raise InputError(
                f"the country data of {one.source.key} cannot be used: {one.problem}",
                hint=f"duecare data status --verify; duecare data import FILE --source {one.source.key}",
            )
    if not found:
        return starter_data()
    rules, day = policy(), _as_of(found, day)
    folder = home.indexes / _name(store, found, rules, day)
    with suppress(InputError):
        return CountryData(
            open_profiles(folder / "profiles.jsonl"), _read_holdings(folder / "legal.json"), tuple(found)
        )
    if building is not None:
        building()
    made(folder)
    _compile(store, found, rules, day, folder)
    for other in home.indexes.glob("countries-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return CountryData(open_profiles(folder / "profiles.jsonl"), _read_holdings(folder / "legal.json"), tuple(found))


def _as_of(found: Iterable[Status], day: datetime.date) -> datetime.date:
    """The day that profiles are made for: the first of the month, or the last import if that is later.

    The same snapshots give the same profiles all month, on whichever day and machine they are compiled.
    """
    imported = (one.current.manifest.retrieved for one in found if one.current is not None)
    return min(day, max(day.replace(day=1), *imported))


def _name(store: Store, found: Iterable[Status], rules: ProfilePolicy, day: datetime.date) -> str:
    """What is compiled, as the name of its folder: every snapshot kept, that in use first, the policy, the month."""
    kept = [f"{one.source.key} {manifest.id}" for one in found for manifest in _newest_first(store, one)]
    digest = hashlib.sha256("\n".join((FORMAT, READER, f"{rules.version} {day:%Y-%m}", *kept)).encode()).hexdigest()
    return f"countries-{digest[:16]}"


def _newest_first(store: Store, one: Status) -> list[Manifest]:
    """The snapshot in use, and those kept beside it: an indicator that the first lacks is taken from the next."""
    assert one.current is not None
    used = one.current.manifest
    if one.source.kept_by_user:
        return [used]
    others = [manifest for manifest in reversed(store.history(one.source.key)) if manifest.id != used.id]
    return [used, *others]


def _compile(store: Store, found: list[Status], rules: ProfilePolicy, day: datetime.date, folder: Path) -> None:
    from duecare.countries.profile.observed import observed
    from duecare.countries.profile.world import world
    from duecare.countries.starter import starter_editions

    measured: list[tuple[str, Edition, Dataset]] = []
    laid_down: list[tuple[str, datetime.date, Edition]] = []
    for one in found:
        for manifest in _newest_first(store, one):
            for edition in kept_editions(store, manifest):
                if any(isinstance(record, Observation) for record in edition.records):
                    measured.append((one.source.key, edition, _dataset(one, manifest, edition)))
                if one.current is not None and manifest.id == one.current.manifest.id:
                    dated = "" if manifest.published else ", day of the edition not given"
                    laid_down.append((f"{one.source.title}{dated}", manifest.date, edition))
    measured = sorted((*measured, *starter_editions()), key=_recency, reverse=True)
    everything = observed([(source, edition) for source, edition, _ in measured], rules, day.year)
    used = {one.dataset for one in everything.series.values()}
    profiles = world(everything, rules, day)
    _write_holdings(folder / "legal.json", laid_down)
    write_profiles(
        folder / "profiles.jsonl",
        profiles,
        as_of=day,
        policy=rules.version,
        seed=rules.seed,
        draws=rules.draws,
        datasets=_named_once(one for _, _, one in measured if one.dataset in used),
    )


def _named_once(datasets: Iterable[Dataset]) -> list[Dataset]:
    """Each dataset once: the newest copy of it, which is the one that was used."""
    kept: dict[str, Dataset] = {}
    for one in datasets:
        kept.setdefault(one.dataset, one)
    return list(kept.values())


def _recency(measured: tuple[str, Edition, Dataset]) -> tuple[int, datetime.date]:
    """How new an edition is: the last year that it has, and then its day. Of one source's the newest comes first."""
    _, edition, dataset = measured
    last = max(record.year for record in edition.records if isinstance(record, Observation))
    return last, dataset.published or datetime.date.min


def _dataset(one: Status, manifest: Manifest, edition: Edition) -> Dataset:
    return Dataset(
        one.source.key,
        edition.dataset,
        one.source.licence,
        manifest.published,
        manifest.files[0].sha256,
        manifest.id,
    )


def _write_holdings(path: Path, laid_down: Iterable[tuple[str, datetime.date, Edition]]) -> None:
    rows = [
        {
            "title": title,
            "published": published.isoformat(),
            "dataset": edition.dataset,
            "records": [
                [type(record).__name__, asdict(record)]
                for record in edition.records
                if type(record).__name__ in _CLASSES
            ],
        }
        for title, published, edition in laid_down
    ]
    text = json.dumps([row for row in rows if row["records"]], default=_plain, ensure_ascii=False)
    write_atomically(path, text + "\n")


def _read_holdings(path: Path) -> Holdings:
    try:
        raw = json.loads(path.read_text("utf-8"))
        return holdings((one["title"], datetime.date.fromisoformat(one["published"]), _edition(one)) for one in raw)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", path=str(path)) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError("is damaged", path=str(path), hint="delete it; it is made again") from None


def _edition(raw: dict[str, Any]) -> Edition:
    return Edition(raw["dataset"], None, tuple(_records(raw["records"])))


def _records(rows: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[Any]:
    for name, values in rows:
        kind = _CLASSES[name]
        yield kind(**{one.name: _value(one.type, values[one.name]) for one in fields(kind)})


def _value(kind: Any, value: Any) -> Any:
    """A field as it was before it was JSON, by its annotation."""
    if value is None or not isinstance(value, str | list):
        return value
    if isinstance(value, str):
        return datetime.date.fromisoformat(value) if "datetime.date" in str(kind) else value
    return frozenset(value) if "frozenset" in str(kind) else tuple(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(repr(value))

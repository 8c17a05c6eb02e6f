"""Country data that is loaded is compiled once, opened again as it is, and made again when anything has changed."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from loaded_home import BEFORE, DAY, TERROR, Loaded, files, load, terror

from duecare.countries import gather_countries, starter_data
from duecare.countries.loaded import open_countries
from duecare.countries.sources import record as records
from duecare.countries.sources.reading import kept_editions
from duecare.errors import InputError
from duecare.snapshots import Home, Store

day = datetime.date


class CompilingError(Exception):
    """Raised in the place of compiling, which takes seconds: that it would have begun is enough."""


def compiling() -> None:
    raise CompilingError


@pytest.fixture
def copy(loaded: Loaded, tmp_path: Path) -> Store:
    """The same folder, to be changed."""
    shutil.copytree(loaded.store.home.root, tmp_path / "home")
    return Store(Home(tmp_path / "home"))


def index(store: Store) -> Path:
    (folder,) = store.home.indexes.glob("countries-*")
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_without_country_sources_the_starter_is_at_hand_and_nothing_is_written(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert open_countries(home, DAY, compiling) is starter_data()
    assert not home.root.exists()


def test_what_is_loaded_is_compiled_once_and_said_to_be(loaded: Loaded) -> None:
    assert loaded.said == 1
    again = open_countries(loaded.store.home, DAY, compiling)
    assert again.profiles == loaded.data.profiles
    assert again.holdings == loaded.data.holdings
    assert not again.starter


def test_what_is_compiled_names_its_sources_licences_and_snapshots(loaded: Loaded) -> None:
    own = {one.source: one for one in loaded.data.profiles.datasets if one.snapshot is not None}
    assert own.keys() == {"pts", "freedom-house", "custom-index"}
    for key, one in own.items():
        current = loaded.store.current(key)
        assert current is not None
        assert one.snapshot == current.manifest.id
        assert one.sha256 in {file.sha256 for file in current.manifest.files}
        assert one.licence
    assert {one.source for one in loaded.data.profiles.datasets if one.snapshot is None} == {"vdem"}
    assert len(loaded.data.loaded) == 8


def test_sources_that_are_loaded_stand_beside_the_starters(loaded: Loaded) -> None:
    profile = loaded.data.profile("BY")
    assert profile is not None
    families = {key: set(one.families) for key, one in profile.practice.items()}
    assert families["physical_integrity"] == {"vdem", "freedom_house", "reports"}
    assert families["safeguards"] == {"vdem", "freedom_house", "own"}
    assert loaded.data.profile("AD") is not None
    assert starter_data().profile("AD") is None


def test_of_countries_that_no_loaded_file_speaks_of_the_starters_profile_stands(loaded: Loaded) -> None:
    """The same observations by the same draws."""
    for code in ("SE", "NP", "ZA"):
        own, shipped = loaded.data.profile(code), starter_data().profile(code)
        assert own is not None
        assert shipped is not None
        assert own.practice == shipped.practice
        assert own.history == shipped.history


def test_everything_laid_down_comes_back_as_it_was_read(loaded: Loaded) -> None:
    """Through JSON and back: dates, sets and tuples."""
    held = loaded.data.holdings
    for key, kept in (
        ("ear", (held.groups, held.chart)),
        ("treaties", (held.treaties,)),
        ("programmes", (held.programmes,)),
        ("keepiton", (held.shutdowns,)),
        ("aigs", (held.presence,)),
    ):
        current = loaded.store.current(key)
        assert current is not None
        read = [record for edition in kept_editions(loaded.store, current.manifest) for record in edition.records]
        rows: list[object] = []
        for one in kept:
            assert one is not None
            assert one.published == current.manifest.date
            for code, row in one.rows.items():
                if isinstance(row, frozenset):
                    rows.append(records.CountryGroups(code, row))
                else:
                    rows += row if isinstance(row, tuple) else [row]
        assert set(rows) == set(read)


def test_a_file_that_gives_its_own_day_is_of_that_day(loaded: Loaded) -> None:
    """The eCFR's does; what it says does not hold for the day of the import alone."""
    held = loaded.data.holdings.groups
    assert held is not None
    assert held.published == day(2026, 7, 8)


def test_with_the_month_it_is_compiled_anew_and_not_before(loaded: Loaded) -> None:
    """Data grow older: errors are widened with their age."""
    for when in (day(2026, 11, 1), day(2026, 11, 30)):
        assert open_countries(loaded.store.home, when, compiling).profiles == loaded.data.profiles
    with pytest.raises(CompilingError):
        open_countries(loaded.store.home, day(2026, 12, 1), compiling)


def cut_head(folder: Path) -> None:
    path = folder / "profiles.jsonl"
    path.write_bytes(path.read_bytes()[:1000])


def no_profiles(folder: Path) -> None:
    (folder / "profiles.jsonl").unlink()


def cut_legal(folder: Path) -> None:
    path = folder / "legal.json"
    path.write_bytes(path.read_bytes()[:-10])


def other_legal(folder: Path) -> None:
    (folder / "legal.json").write_text(
        '[{"title": "a", "published": "2026-01-01", "dataset": "b", "records": [["X", 1]]}]'
    )


def no_legal(folder: Path) -> None:
    (folder / "legal.json").unlink()


@pytest.mark.parametrize("damage", [cut_head, no_profiles, cut_legal, other_legal, no_legal])
def test_a_damaged_index_is_never_taken_for_data(copy: Store, damage: Callable[[Path], None]) -> None:
    open_countries(copy.home, DAY, compiling)
    damage(index(copy))
    with pytest.raises(CompilingError):
        open_countries(copy.home, DAY, compiling)


def test_a_damaged_index_is_made_again_as_it_was(loaded: Loaded, copy: Store) -> None:
    """Byte for byte; and those of other editions are removed."""
    before = bytes_of(index(copy))
    cut_head(index(copy))
    cut_legal(index(copy))
    other = copy.home.indexes / "countries-0123456789abcdef"
    other.mkdir()
    again = open_countries(copy.home, DAY)
    assert bytes_of(index(copy)) == before
    assert not other.exists()
    assert again.profiles["BY"] == loaded.data.profiles["BY"]


def test_a_damaged_profile_says_how_to_have_it_again(copy: Store) -> None:
    data = open_countries(copy.home, DAY, compiling)
    path = data.profiles.path
    start, length = data.profiles.places["BY"]
    content = bytearray(path.read_bytes())
    content[start : start + length] = b"\0" * length
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"is damaged \(delete it; it is made again\)"):
        data.profile("BY")


def test_a_newer_edition_is_compiled_and_used(copy: Store, tmp_path: Path) -> None:
    load(copy, "pts", tmp_path, {"pts.csv": ("pts", terror(scores={**TERROR, "Belarus": 1}))}, day(2026, 11, 27))
    with pytest.raises(CompilingError):
        open_countries(copy.home, DAY, compiling)


def test_an_edition_of_before_that_is_put_to_use_again_is_compiled_and_used(copy: Store, tmp_path: Path) -> None:
    """The same snapshots are kept as before; which one is in use is another."""
    older = {"pts.csv": ("pts", terror(2020, BEFORE))}
    kept = [one.id for one in copy.history("pts")]
    outcome = load(copy, "pts", tmp_path, older, day(2021, 10, 1))
    assert outcome.current.manifest.date == day(2021, 10, 1)
    assert [one.id for one in copy.history("pts")] == kept
    with pytest.raises(CompilingError):
        open_countries(copy.home, DAY, compiling)


def test_a_snapshot_that_is_damaged_is_refused_and_not_passed_over(copy: Store) -> None:
    current = copy.current("pts")
    assert current is not None
    copy.objects.path(current.manifest.files[0].sha256).unlink()
    with pytest.raises(InputError, match="the country data of pts cannot be used"):
        open_countries(copy.home, DAY, compiling)


def test_of_two_editions_of_a_source_an_indicator_comes_from_one_alone(loaded: Loaded) -> None:
    """That in use; the other does not fill what it lacks, and is not named among the sources."""
    assert [one.date.year for one in loaded.store.history("pts")] == [2021, 2026]
    belarus = loaded.data.profile("BY")
    assert belarus is not None
    (read,) = [one for one in belarus.practice["physical_integrity"].readings if one.indicator == "pts"]
    assert (read.value, read.dataset) == (5, "Political Terror Scale 2026")
    used = {one.dataset for one in loaded.data.profiles.datasets if one.source == "pts"}
    assert used == {"Political Terror Scale 2026"}
    assert "Liechtenstein" in BEFORE
    assert "LI" not in loaded.data.profiles.places


def test_an_old_edition_is_said_to_be_old(loaded: Loaded) -> None:
    later = open_countries(loaded.store.home, day(2026, 11, 26), compiling)
    assert {one.source.key for one in later.stale} == {"ear"}
    found = gather_countries(["NO"], DAY, later)["NO"]
    (said,) = [gap for gap in found.gaps if "days old" in gap.text]
    assert (said.kind, said.fact) == ("stale", None)


def test_samples_cover_every_kind_of_record() -> None:
    assert set(files()) == {"pts", "freedom-house", "custom-index", "ear", "programmes", "treaties", "keepiton", "aigs"}
